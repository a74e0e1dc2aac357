import Glibc
import LeadModel

/// Reading the journal of the ledger: what is whole in it, what was not written to its end, and what is neither.
extension LedgerJournal {
    /// How far a journal can be read.
    struct Extent: Hashable {
        /// The last whole frame; `nil`: there is none.
        var last: Mark?
        /// Bytes behind it that somebody did not come to the end of.
        var torn = 0
    }

    /// What a disk writes at one go, or not at all.
    private static let sectorBytes = 512

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
        return LedgerJournal.length(head) == mark.ends - mark.begins - LedgerJournal.headBytes - 1
            && Array(head[13...]) == mark.sum
    }

    /// Goes through the frames behind one, or through all.
    /// - Throws: `store.ledger-foreign`, `store.ledger-damaged`, and whatever `body` throws.
    @discardableResult
    func forEachFrame(after mark: Mark?, _ body: (LedgerFrame, Mark) throws -> Void) throws -> Extent {
        guard let opened = try file.open(O_RDONLY) else { return Extent() }
        defer { close(opened) }
        let size = try size(opened)
        guard try isTitled(size, opened) else { return Extent(last: nil, torn: size) }
        var last = mark
        var place = mark?.ends ?? title.count
        while place < size {
            guard let (written, found) = try frame(at: place, size, after: last, opened) else {
                return Extent(last: last, torn: size - place)
            }
            guard let frame = LedgerFrame(written) else { throw unknown(place) }
            try body(frame, found)
            last = found
            place = found.ends
        }
        return Extent(last: last)
    }

    /// - Returns: `nil` where somebody did not come to the end of it.
    private func frame(
        at place: Int, _ size: Int, after last: Mark?, _ opened: Int32
    ) throws(Fault) -> (written: [UInt8], mark: Mark)? {
        let headEnds = place + LedgerJournal.headBytes
        guard headEnds <= size else {
            let rest = try bytes(size - place, at: place, opened)
            guard rest[0] == LedgerJournal.beginning || rest.allSatisfy({ $0 == 0 }) else { throw damaged(place) }
            return nil
        }
        let head = try bytes(LedgerJournal.headBytes, at: place, opened)
        let length = LedgerJournal.length(head)
        guard Array(head[..<13]) == start(length: length, after: last), length < LedgerJournal.bytesAtMost else {
            // Power that went may have left the length of a file and not its content.
            guard try isEmpty(place..<size, opened) else { throw damaged(place) }
            return nil
        }
        let mark = Mark(begins: place, ends: headEnds + length + 1, sum: Array(head[13...]))
        guard mark.ends <= size else { return nil }
        let body = try bytes(length + 1, at: headEnds, opened)
        let written = Array(body.dropLast())
        guard body[length] == LedgerJournal.ending, sum(written, after: last) == mark.sum else {
            guard mark.ends == size, try hasEmptySector(place..<size, opened) else { throw damaged(place) }
            return nil
        }
        return (written, mark)
    }

    /// Whether nothing stands there but zeros.
    private func isEmpty(_ range: Range<Int>, _ opened: Int32) throws(Fault) -> Bool {
        for begins in stride(from: range.lowerBound, to: range.upperBound, by: 1 << 16) {
            let part = try bytes(min(1 << 16, range.upperBound - begins), at: begins, opened)
            guard part.allSatisfy({ $0 == 0 }) else { return false }
        }
        return true
    }

    /// Whether a sector of a frame was never written: each holds something that is not zero, the first and the last one by the
    /// byte that begins the frame or ends it.
    private func hasEmptySector(_ range: Range<Int>, _ opened: Int32) throws(Fault) -> Bool {
        var begins = range.lowerBound
        while begins < range.upperBound {
            let ends = min((begins / LedgerJournal.sectorBytes + 1) * LedgerJournal.sectorBytes, range.upperBound)
            if try isEmpty(begins..<ends, opened) { return true }
            begins = ends
        }
        return false
    }

    /// - Returns: whether the title is there; `false` where nobody came to the end of it, either.
    private func isTitled(_ size: Int, _ opened: Int32) throws(Fault) -> Bool {
        let found = try bytes(min(size, title.count), at: 0, opened)
        guard found != title else { return true }
        if found.count < title.count, title.starts(with: found) { return false }
        if try isEmpty(0..<size, opened) { return false }
        throw strange(found)
    }

    private func strange(_ found: [UInt8]) -> Fault {
        let text = String(decoding: found, as: UTF8.self)
        guard text.hasPrefix("leadloop-ledger 1 "), text.hasSuffix("\n") else {
            return Fault(
                .storeLedgerDamaged, .stopRun, "this is no journal of the ledger, or one of a newer leadloop",
                at: Origin(file: path),
                advice:
                    "Put the journal back that belongs to the store, from a copy of the folder; or install the newer version."
            )
        }
        return Fault(
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

    private func unknown(_ place: Int) -> Fault {
        Fault(
            .storeLedgerDamaged, .stopRun,
            "what stands behind byte \(place) is whole, and says what this leadloop does not know: a newer one wrote it",
            at: Origin(file: path),
            advice:
                "Install the newer version. Nothing is done with the store before the change is made that stands there."
        )
    }

    private static func length(_ head: [UInt8]) -> Int {
        head[1..<5].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    func size(_ opened: Int32) throws(Fault) -> Int {
        var status = stat()
        guard fstat(opened, &status) == 0 else { throw file.failed("looked at") }
        return Int(status.st_size)
    }

    func bytes(_ count: Int, at place: Int, _ opened: Int32) throws(Fault) -> [UInt8] {
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
