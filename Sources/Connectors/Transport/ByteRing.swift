/// Bytes that came in and were not read yet, in a room of fixed size.
struct ByteRing: ~Copyable {
    private let room: UnsafeMutableRawBufferPointer
    private var start = 0
    private(set) var count = 0

    init(capacity: Int) { room = .allocate(byteCount: capacity, alignment: 16) }

    deinit { room.deallocate() }

    var capacity: Int { room.count }
    var free: Int { room.count - count }

    /// - Precondition: no more than are `free`.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= free)
        let end = (start + count) % room.count
        let first = min(bytes.count, room.count - end)
        UnsafeMutableRawBufferPointer(rebasing: room[end..<end + first]).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: bytes[..<first]))
        if first < bytes.count {
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[first...]))
        }
        count += bytes.count
    }

    /// Moves as many bytes as there are and fit to the front of a buffer.
    mutating func move(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let moved = min(count, buffer.count)
        let first = min(moved, room.count - start)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[start..<start + first]))
        if first < moved {
            UnsafeMutableRawBufferPointer(rebasing: buffer[first..<moved]).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: room[..<(moved - first)]))
        }
        start = (start + moved) % room.count
        count -= moved
        return moved
    }
}
