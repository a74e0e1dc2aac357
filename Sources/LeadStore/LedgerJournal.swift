import CSHA256
import Glibc
public import LeadModel

/// The journal of the ledger, in a file beside the store: every change of the ledger that was made by hand or from a list,
/// which a copy of the store that is put back has lost.
///
/// ```
/// leadloop-ledger 1 5f0c9d1be2a37784
/// LENGTH SUM {"entered":{"batch":4,…}} … LENGTH SUM {"takenBack":{…}} …
/// ```
/// The first line names the store that the hashes are keyed for. Behind it stand frames: the length of what follows (4 bytes,
/// the least first), its sum (8 bytes), and a `LedgerFrame`. A sum is a keyed hash of the frame and of the sum before it: a
/// place and its sum stand for everything up to there. Each frame is durable before the store lets its change be true.
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

    static let headBytes = 12
    /// Of one frame: what one transaction writes.
    private static let bytesAtMost = 1 << 28

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

    private func sum(_ body: [UInt8], after last: Mark?) -> [UInt8] {
        let bytes = (last?.sum ?? [UInt8](repeating: 0, count: 8)) + body
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
            begins: begins, ends: begins + LedgerJournal.headBytes + body.count, sum: sum(body, after: last))
        let length = UInt32(body.count)
        var bytes = last == nil ? title : []
        withUnsafeBytes(of: length.littleEndian) { bytes += $0 }
        bytes += mark.sum
        bytes += body
        try file.write(bytes, at: last?.ends ?? 0, isNew: last == nil)
        return mark
    }

    /// Takes away what stands behind a frame and was not written to its end; where there is no frame, the journal.
    func cut(behind mark: Mark?) throws(Fault) {
        guard let mark else { return try remove() }
        try file.write([], at: mark.ends, isNew: false)
    }

    /// Takes away a journal that the store knows nothing of any more.
    func remove() throws(Fault) {
        guard unlink(path) == 0 || errno == ENOENT else { throw file.failed("taken away") }
        try file.makeNameDurable()
    }

    // MARK: Reading

    /// Whether the journal ends with a frame; `nil`: whether there is none.
    func ends(with mark: Mark?) throws(Fault) -> Bool {
        guard let opened = try file.open(O_RDONLY) else { return mark == nil }
        defer { close(opened) }
        guard let mark else { return false }
        guard try size(opened) == mark.ends else { return false }
        return try isAt(mark, opened)
    }

    /// Whether there is one.
    func isThere() throws(Fault) -> Bool {
        guard let opened = try file.open(O_RDONLY) else { return false }
        close(opened)
        return true
    }

    /// Whether a frame stands in the journal.
    func holds(_ mark: Mark) throws(Fault) -> Bool {
        guard let opened = try file.open(O_RDONLY) else { return false }
        defer { close(opened) }
        return try isAt(mark, opened)
    }

    private func isAt(_ mark: Mark, _ opened: Int32) throws(Fault) -> Bool {
        guard try size(opened) >= mark.ends else { return false }
        let head = try bytes(LedgerJournal.headBytes, at: mark.begins, opened)
        return LedgerJournal.length(head) == mark.ends - mark.begins - LedgerJournal.headBytes
            && Array(head[4...]) == mark.sum
    }

    /// Goes through the frames behind one, or through all.
    /// - Returns: where the whole frames end, and whether something behind it was not written to its end.
    /// - Throws: `store.ledger-foreign`, `store.ledger-damaged`, and whatever `body` throws.
    @discardableResult
    func forEachFrame(
        after mark: Mark?, _ body: (LedgerFrame, Mark) throws -> Void
    ) throws -> (last: Mark?, isTorn: Bool) {
        guard let opened = try file.open(O_RDONLY) else { return (last: nil, isTorn: false) }
        defer { close(opened) }
        let size = try size(opened)
        try checkTitle(try bytes(min(size, title.count), at: 0, opened))
        var last = mark
        var place = mark?.ends ?? min(size, title.count)
        while place < size {
            guard place + LedgerJournal.headBytes <= size else { return (last: last, isTorn: true) }
            let head = try bytes(LedgerJournal.headBytes, at: place, opened)
            let length = LedgerJournal.length(head)
            let ends = place + LedgerJournal.headBytes + length
            guard ends <= size else { return (last: last, isTorn: true) }
            let written =
                length < LedgerJournal.bytesAtMost
                ? try bytes(length, at: place + LedgerJournal.headBytes, opened) : []
            let found = Mark(begins: place, ends: ends, sum: Array(head[4...]))
            guard length > 0, sum(written, after: last) == found.sum, let frame = LedgerFrame(written) else {
                // Power that went may have left the length of a file and not its content.
                if ends == size { return (last: last, isTorn: true) }
                throw damaged(place)
            }
            try body(frame, found)
            last = found
            place = ends
        }
        return (last: last, isTorn: false)
    }

    private func checkTitle(_ found: [UInt8]) throws(Fault) {
        // A title alone that is not whole is a journal that nobody came to begin.
        guard found != title, found.count == title.count || !title.starts(with: found) else { return }
        let text = String(decoding: found, as: UTF8.self)
        guard text.hasPrefix("leadloop-ledger 1 "), text.hasSuffix("\n") else {
            throw Fault(
                .storeLedgerDamaged, .stopRun, "this is no journal of the ledger, or one of a newer leadloop",
                at: Origin(file: path),
                advice:
                    "Put the journal back that belongs to the store, from a copy of the folder; or install the newer version."
            )
        }
        throw Fault(
            .storeLedgerForeign, .stopRun,
            "this journal belongs to the ledger of another store: to \(text.dropFirst(18).dropLast()), and the store beside it is \(store)",
            at: Origin(file: path),
            advice:
                "Put the store back that the journal belongs to, or the journal that belongs to the store. If the store was begun anew on purpose: its key is another, so the people of the journal are known to it by nothing. Keep the journal elsewhere, and enter them again before anything is sent."
        )
    }

    private func damaged(_ place: Int) -> Fault {
        Fault(
            .storeLedgerDamaged, .stopRun, "what stands behind byte \(place) is not what was written",
            at: Origin(file: path),
            advice:
                "Put the journal back from a copy of the folder. Where there is none, move it away: a new one is begun with what the store holds, and who was entered after this copy of the store was made must be entered again."
        )
    }

    private static func length(_ head: [UInt8]) -> Int {
        head.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private func size(_ opened: Int32) throws(Fault) -> Int {
        var status = stat()
        guard fstat(opened, &status) == 0 else { throw file.failed("looked at") }
        return Int(status.st_size)
    }

    private func bytes(_ count: Int, at place: Int, _ opened: Int32) throws(Fault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let read = bytes.withUnsafeMutableBytes {
                pread(opened, $0.baseAddress! + done, count - done, off_t(place + done))
            }
            if read < 0, errno == EINTR { continue }
            guard read > 0 else { throw file.failed("read") }
            done += read
        }
        return bytes
    }
}
