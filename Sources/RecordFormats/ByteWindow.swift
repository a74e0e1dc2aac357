import CRecordScan
import LeadModel

/// The part of a byte stream that a reader looks at.
///
/// Bytes enter behind and leave in front. Behind the last byte there is always the padding that `CRecordScan` asks for.
struct ByteWindow {
    private static let padding = Int(RECORD_SCAN_PADDING)

    private var source: any ByteSource
    /// Allocated in full and always initialised; the window is `start..<end` of it.
    private var storage: [UInt8] = []
    private var start = 0
    private var end = 0
    /// The source has no more bytes, because it ended or because it failed.
    private(set) var isAtEnd = false
    /// Why the source failed. Its bytes before that are in the window.
    private(set) var failure: Fault?

    /// Once per process, before the first page is built.
    private static let keepsFreedMemory: Void = record_scan_keep_freed_memory()

    init(_ source: any ByteSource) {
        self.source = source
        ByteWindow.keepsFreedMemory
    }

    var count: Int { end - start }

    /// Reads until the window holds `wanted` bytes or the source has no more.
    mutating func fill(toHold wanted: Int) {
        guard count < wanted, !isAtEnd else { return }
        makeRoom(for: wanted)
        while count < wanted, !isAtEnd {
            do throws(Fault) {
                let read = try source.read(into: &storage, end..<storage.count - ByteWindow.padding)
                end += read
                isAtEnd = read == 0
            } catch {
                failure = error
                isAtEnd = true
            }
        }
    }

    /// Lets the first `count` bytes go.
    mutating func drop(_ count: Int) {
        precondition(count <= self.count, "only bytes of the window leave it")
        start += count
    }

    /// Calls `body` with the first byte and the number of bytes.
    ///
    /// The pointer is good within `body` only, for the window and the padding behind it.
    func withBytes<Result>(_ body: (UnsafePointer<UInt8>, Int) -> Result) -> Result {
        if storage.isEmpty {
            return [UInt8](repeating: 0, count: ByteWindow.padding).withUnsafeBufferPointer { body($0.baseAddress!, 0) }
        }
        return storage.withUnsafeBufferPointer { body($0.baseAddress! + start, count) }
    }

    /// A copy of some bytes, counted from the window's first.
    func copy(_ range: Range<Int>) -> [UInt8] { Array(storage[start + range.lowerBound..<start + range.upperBound]) }

    private mutating func makeRoom(for wanted: Int) {
        guard start + wanted + ByteWindow.padding > storage.count else { return }
        if wanted + ByteWindow.padding > storage.count {
            var larger = [UInt8](repeating: 0, count: wanted + ByteWindow.padding)
            larger.replaceSubrange(0..<count, with: storage[start..<end])
            storage = larger
        } else {
            let (from, length) = (start, count)
            storage.withUnsafeMutableBufferPointer { buffer in
                // Both ranges lie in the buffer; `update` allows them to overlap.
                if let base = buffer.baseAddress { base.update(from: base + from, count: length) }
            }
        }
        end = count
        start = 0
    }
}

extension ByteSource {
    /// Fills `storage` from `offset` to `end`, as far as one read goes.
    mutating func read(into storage: inout [UInt8], _ range: Range<Int>) throws(Fault) -> Int {
        try storage.withUnsafeMutableBufferPointer { (buffer) throws(Fault) -> Int in
            let count = try read(
                into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[range]))
            precondition(count <= range.count, "a source fills no more than the buffer")
            return count
        }
    }
}
