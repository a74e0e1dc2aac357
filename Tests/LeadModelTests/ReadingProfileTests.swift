import Foundation
import LeadModel
import Testing

@Suite struct `What the values of a column look like` {
    @Test func `comes back as it was written`() throws {
        var look = ReadingProfile.Look()
        look.kinds[2] = 60
        look.parts[31] = 60
        let column = ReadingProfile.Column(name: "C", filled: 60, look: look)
        #expect(try JSONDecoder().decode(ReadingProfile.Column.self, from: JSONEncoder().encode(column)) == column)
    }

    @Test(arguments: [(7, 32), (5, 32), (6, 31), (6, 64), (0, 0)])
    func `says nothing where it was counted in other kinds or parts`(kinds: Int, parts: Int) throws {
        func list(_ count: Int) -> String { Array(repeating: "9", count: count).joined(separator: ",") }
        let text = #"{"name":"C","filled":60,"look":{"kinds":[\#(list(kinds))],"parts":[\#(list(parts))]}}"#
        let column = try JSONDecoder().decode(ReadingProfile.Column.self, from: Data(text.utf8))
        #expect(column.look == ReadingProfile.Look() && column.look?.values == 0 && column.filled == 60)
    }
}
