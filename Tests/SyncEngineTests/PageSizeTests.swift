import Testing

@testable import SyncEngine

@Suite struct `A page of messages` {
    @Test func `grows while its receiver is quick, and shrinks while it is slow, down to one request`() {
        var size = PageSize(least: 7, first: 20, most: 100)
        func after(_ milliseconds: Int64...) -> [Int] {
            milliseconds.map { took in
                size.adapt(took: took)
                return size.rows
            }
        }
        #expect(after(5, 1_000, 5) == [40, 80, 100])
        #expect(after(1_001, 60_000, 2_000, 2_000, 2_000) == [50, 25, 12, 7, 7])
        #expect(after(900) == [14])
    }
}
