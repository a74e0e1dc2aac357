import LeadModel

/// A byte stream whose first bytes can be looked at before anyone reads it.
struct PeekedBytes: ByteSource {
    private var source: any ByteSource
    /// The first bytes: all that were asked for, or all there are.
    private(set) var front: [UInt8] = []
    private var position = 0
    /// The front is the whole stream.
    private(set) var isWhole = false
    private(set) var failure: Fault?

    /// A source that fails early fails when the bytes before that have been read.
    init(_ source: any ByteSource, count: Int) {
        self.source = source
        var buffer = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count, !isWhole, failure == nil {
            do throws(Fault) {
                let read = try self.source.read(into: &buffer, filled..<count)
                filled += read
                isWhole = read == 0
            } catch {
                failure = error
            }
        }
        front = Array(buffer[..<filled])
    }

    mutating func drop(_ count: Int) { position += count }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        if position < front.count {
            let count = min(buffer.count, front.count - position)
            buffer.copyBytes(from: front[position..<position + count])
            position += count
            return count
        }
        if let failure { throw failure }
        return isWhole ? 0 : try source.read(into: buffer)
    }
}
