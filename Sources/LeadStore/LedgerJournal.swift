import CSHA256
import Glibc
public import LeadModel

/// The journal of the ledger, in a file beside the store: every change of the ledger that was made by hand or from a list,
/// which a copy of the store that is put back has lost.
///
/// ```
/// leadloop-ledger 1 5f0c9d1be2a37784
/// ␞ LENGTH CHECK SUM {"entered":{"batch":4,…}} … ⏎ ␞ LENGTH CHECK SUM {"takenBack":{…}} … ⏎
/// ```
/// The first line names the store that the hashes are keyed for. Behind it stand frames: a byte that begins one, the length of
/// its `LedgerFrame` (4 bytes, the least first), a check of that length (8), the sum (8), the frame, and a byte that ends it.
/// Check and sum are keyed hashes, of the length, and of that and the frame; each of the sum before it, too: a place and its sum
/// stand for everything up to there. Each frame is durable before the store lets its change be true.
///
/// So what is not there yet, because somebody did not come to the end of it, is told from what is not as it was written: a length
/// is believed by its check alone, and no sector of a frame that was written is empty.
public struct LedgerJournal: Sendable {
    /// A frame, and with it everything before.
    struct Mark: Sendable, Hashable {
        /// Bytes before it, and up to its end.
        var begins: Int
        var ends: Int
        var sum: [UInt8]
    }

    let file: FileBeside
    let store: String
    let key: [UInt8]

    static let beginning: UInt8 = 0x1E
    static let ending: UInt8 = 0x0A
    static let headBytes = 21
    /// Of one frame: what one transaction writes.
    static let bytesAtMost = 1 << 28

    init(beside path: String, store: String, key: [UInt8]) {
        file = FileBeside(
            path: path + ".ledger", storePath: path, noun: "the journal of the ledger", damaged: .storeLedgerDamaged,
            exposed: .storeLedgerExposed)
        self.store = store
        self.key = key
    }

    public var path: String { file.path }

    /// Gives the journal the rights that the store has.
    /// - Returns: whether somebody could read it who may not read the store.
    public func secure() throws(Fault) -> Bool { try file.secure() }

    var title: [UInt8] { Array("leadloop-ledger 1 \(store)\n".utf8) }

    /// What stands before the frame, and is known without it.
    func start(length: Int, after last: Mark?) -> [UInt8] {
        var start = [LedgerJournal.beginning]
        withUnsafeBytes(of: UInt32(length).littleEndian) { start += $0 }
        return start + hash(start, after: last)
    }

    func sum(_ body: [UInt8], after last: Mark?) -> [UInt8] {
        hash(start(length: body.count, after: last) + body, after: last)
    }

    private func hash(_ bytes: [UInt8], after last: Mark?) -> [UInt8] {
        let bytes = (last?.sum ?? [UInt8](repeating: 0, count: 8)) + bytes
        var digest = [UInt8](repeating: 0, count: 32)
        _ = csha256_hmac(key, key.count, bytes, bytes.count, &digest)
        return Array(digest.prefix(8))
    }

    // MARK: Writing

    /// Appends a change, durably; makes the journal where there is none. Only the one writer of the store may ask.
    /// - Parameter last: the frame that the store holds everything of up to; what stands behind it never came true.
    func append(_ frame: LedgerFrame, after last: Mark?) throws -> Mark {
        let body = try frame.bytes()
        guard body.count < LedgerJournal.bytesAtMost else { throw file.failed("written") }
        let begins = last?.ends ?? title.count
        let mark = Mark(
            begins: begins, ends: begins + LedgerJournal.headBytes + body.count + 1, sum: sum(body, after: last))
        let bytes =
            (last == nil ? title : []) + start(length: body.count, after: last) + mark.sum + body
            + [LedgerJournal.ending]
        try file.write(bytes, at: last?.ends ?? 0, isNew: last == nil)
        return mark
    }

    /// Takes away what stands behind a frame and was not written to its end, and keeps it in a file of its own: nobody can tell
    /// whether it was never written or is gone since. Where there is no frame, the journal goes.
    /// - Parameter torn: how many bytes, as they were found.
    func putAside(_ torn: Int, behind mark: Mark?) throws(Fault) {
        try keep(torn)
        guard let mark else { return try remove() }
        try file.write([], at: mark.ends, isNew: false)
    }

    /// Where that is kept.
    public var asidePath: String { path + ".torn" }

    private func keep(_ count: Int) throws(Fault) {
        guard count > 0, let opened = try file.open(O_RDONLY) else { return }
        defer { close(opened) }
        let place = try size(opened) - count
        let aside = FileBeside(
            path: asidePath, storePath: file.storePath, noun: "what was taken off the journal of the ledger",
            damaged: file.damaged, exposed: file.exposed)
        var length = 0
        if let kept = try aside.open(O_RDONLY) {
            defer { close(kept) }
            length = try size(kept)
        }
        let isNew = length == 0
        var bytes = Array("leadloop-ledger-torn \(store) \(place) \(count)\n".utf8)
        var done = 0
        repeat {
            let part = min(1 << 20, count - done)
            bytes += try self.bytes(part, at: place + done, opened)
            done += part
            try aside.write(bytes, at: length, isNew: isNew)
            length += bytes.count
            bytes.removeAll(keepingCapacity: true)
        } while done < count
    }

    /// Takes away a journal that the store knows nothing of any more.
    func remove() throws(Fault) {
        guard unlink(path) == 0 || errno == ENOENT else { throw file.failed("taken away") }
        try file.makeNameDurable()
    }
}
