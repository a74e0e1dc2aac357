public import LeadModel

/// A byte stream out of memory: a page of an API, or raw records in their frame that are read once more.
public struct MemoryBytes: ByteSource {
    private let bytes: [UInt8]
    private let step: Int
    private var position = 0

    /// - Parameter step: how many bytes one read returns at most; readers must not depend on it.
    public init(_ bytes: [UInt8], step: Int = .max) {
        precondition(step > 0, "a step of no bytes would look like the end")
        self.bytes = bytes
        self.step = step
    }

    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        let count = min(buffer.count, step, bytes.count - position)
        buffer.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }
}
