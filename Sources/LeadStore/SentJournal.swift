import CSHA256
import Glibc
import LeadModel

/// What was given to receivers, in a file beside the store that is never behind what was sent: by it a copy of the store that is
/// put back learns which numbers are given away, and which leads a destination was told of that the copy does not know it told.
///
/// ```
/// leadloop-sent 1 5f0c9d1be2a37784
/// delivery journey hook 1042 7 17-23,40 #41d9a3b07c55e210
/// file nurture 1050 511 #8c55a0e3d1f2b764
/// ```
/// The first line names the store. Each further line was durable before anything it tells of left the house. `delivery`: the
/// destination, the feed, the highest message number and the highest revision of a batch, and the leads that it is about. `file`:
/// the feed, the cursor of its file, and the highest lead number given by then. `numbers`: message, lead and revision up to which
/// all were given when the file was begun. The last word of a line is a keyed hash of the line. Numbers alone, no word of a person.
public struct SentJournal: Sendable {
    /// One line.
    enum Line: Hashable {
        case delivery(destination: String, feed: String, message: Int64, revision: Int64, leads: [Int64])
        case file(feed: String, cursor: Int64, lead: Int64)
        case numbers(message: Int64, lead: Int64, revision: Int64)
    }

    /// How long the file is and how it ends: equal marks are equal files.
    struct Mark: Hashable {
        var length: Int
        /// The check of the last line; of a file without one, the end of its title.
        var end: String

        init(length: Int, end: String) {
            self.length = length
            self.end = end
        }

        /// As the store keeps it.
        init?(_ text: String) {
            let parts = text.split(separator: " ")
            guard parts.count == 2, let length = Int(parts[0]) else { return nil }
            self.init(length: length, end: String(parts[1]))
        }

        var text: String { "\(length) \(end)" }
    }

    /// What the file says.
    struct Contents {
        var lines: [Line] = []
        /// Of each line, the mark of the file that ends with it.
        var marks: [Mark] = []
        /// Whether its writer did not come to the end of the last line: nothing was sent that it would have told of.
        var isTorn = false
    }

    let file: FileBeside
    let store: String
    let key: [UInt8]

    private static let title = "leadloop-sent 1 "
    private static let bytesAtMost = 1 << 30
    /// Digits of a check.
    private static let checkDigits = 16

    init(beside path: String, store: String, key: [UInt8], suffix: String = ".sent") {
        file = FileBeside(
            path: path + suffix, storePath: path, noun: "the journal of what was sent", damaged: .storeSentDamaged,
            exposed: .storeSentDamaged)
        self.store = store
        self.key = key
    }

    /// Where it lies.
    public var path: String { file.path }

    private var head: String { SentJournal.title + store + "\n" }

    // MARK: Reading

    /// The mark of the file as it ends now; `nil` where there is none. A look at its end.
    func mark() throws(Fault) -> Mark? {
        guard let opened = try file.open(O_RDONLY) else { return nil }
        defer { close(opened) }
        var status = stat()
        guard fstat(opened, &status) == 0 else { throw file.failed("looked at") }
        let size = Int(status.st_size)
        return Mark(length: size, end: try end(before: size, opened))
    }

    /// Whether the file as long as the mark says ends as it says, whatever stands behind.
    private func holds(_ mark: Mark) throws(Fault) -> Bool {
        guard let opened = try file.open(O_RDONLY) else { return false }
        defer { close(opened) }
        return try end(before: mark.length, opened) == mark.end
    }

    /// The last digits before a place that a line ends at.
    private func end(before place: Int, _ opened: Int32) throws(Fault) -> String {
        var tail = [UInt8](repeating: 0, count: min(SentJournal.checkDigits + 1, place))
        let count = pread(opened, &tail, tail.count, off_t(place - tail.count))
        guard count >= 0 else { throw file.failed("read") }
        guard count == tail.count, tail.last == 0x0A else { return "-" }
        return String(decoding: tail.dropLast(), as: UTF8.self)
    }

    /// Reads the file; `nil` where there is none.
    /// - Throws: `store.sent-foreign` where it is another store's, `store.sent-damaged`.
    func read() throws(Fault) -> Contents? {
        guard let opened = try file.open(O_RDONLY) else { return nil }
        defer { close(opened) }
        let bytes = try bytes(of: opened)
        var contents = Contents()
        var rest = bytes[...]
        var number = 0
        while !rest.isEmpty {
            number += 1
            guard let end = rest.firstIndex(of: 0x0A) else {
                contents.isTorn = true
                break
            }
            let text = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            if number == 1 {
                try checkTitle(text)
                continue
            }
            guard let line = line(text) else { throw damaged(number) }
            contents.lines.append(line)
            contents.marks.append(
                Mark(length: rest.startIndex, end: String(text.suffix(SentJournal.checkDigits))))
        }
        return contents
    }

    private func bytes(of opened: Int32) throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(opened, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0, bytes.count < SentJournal.bytesAtMost else { throw file.failed("read") }
            if count == 0 { return bytes }
            bytes += part[..<count]
        }
    }

    private func checkTitle(_ text: String) throws(Fault) {
        guard text.hasPrefix(SentJournal.title) else {
            throw Fault(
                .storeSentDamaged, .stopRun, "this is no journal of what was sent, or one of a newer leadloop",
                at: Origin(file: path, line: 1),
                advice:
                    "Put the journal back that belongs to the store, from a copy of the folder; or install the newer version."
            )
        }
        let other = text.dropFirst(SentJournal.title.count)
        guard other != store else { return }
        throw Fault(
            .storeSentForeign, .stopRun,
            "this journal tells of what another store has sent: of \(other), and the store beside it is \(store)",
            at: Origin(file: path, line: 1),
            advice:
                "Put the store back that the journal belongs to, or the journal that belongs to the store. If the store was begun anew on purpose, keep the journal elsewhere: numbers of leads and messages begin anew, and receivers of the old store take them for others."
        )
    }

    private func damaged(_ line: Int) -> Fault {
        Fault(
            .storeSentDamaged, .stopRun, "the line is not what was written", at: Origin(file: path, line: line),
            advice:
                "Put the journal back from a copy of the folder. Where there is none, move it away: if the store was not put back from a copy lately, nothing is lost; else `leadloop destination audit` tells of each destination whom it holds."
        )
    }

    // MARK: Lines

    /// A line without its end; `nil` where it is damaged.
    private func line(_ text: String) -> Line? {
        guard let mark = text.lastIndex(of: "#"), check(text[..<mark]) == text[text.index(after: mark)...] else {
            return nil
        }
        let words = text[..<mark].split(separator: " ")
        switch (words.first, words.count) {
        case ("delivery", 6):
            guard let message = Int64(words[3]), let revision = Int64(words[4]),
                let leads = SentJournal.numbers(words[5])
            else { return nil }
            return .delivery(
                destination: String(words[1]), feed: String(words[2]), message: message, revision: revision,
                leads: leads)
        case ("file", 4):
            guard let cursor = Int64(words[2]), let lead = Int64(words[3]) else { return nil }
            return .file(feed: String(words[1]), cursor: cursor, lead: lead)
        case ("numbers", 4):
            guard let message = Int64(words[1]), let lead = Int64(words[2]), let revision = Int64(words[3]) else {
                return nil
            }
            return .numbers(message: message, lead: lead, revision: revision)
        default: return nil
        }
    }

    private func text(_ line: Line) -> String {
        let words =
            switch line {
            case .delivery(let destination, let feed, let message, let revision, let leads):
                "delivery \(destination) \(feed) \(message) \(revision) \(SentJournal.ranges(leads)) "
            case .file(let feed, let cursor, let lead): "file \(feed) \(cursor) \(lead) "
            case .numbers(let message, let lead, let revision): "numbers \(message) \(lead) \(revision) "
            }
        return words + "#" + check(words[...]) + "\n"
    }

    private func check(_ text: Substring) -> String {
        let bytes = Array(text.utf8)
        var digest = [UInt8](repeating: 0, count: 32)
        _ = csha256_hmac(key, key.count, bytes, bytes.count, &digest)
        return ErasedList.hex(digest.prefix(SentJournal.checkDigits / 2))
    }

    /// `17-23,40`: ascending, each once.
    static func ranges(_ numbers: [Int64]) -> String {
        var text = ""
        var open: (first: Int64, last: Int64)?
        func close() {
            guard let open else { return }
            text += text.isEmpty ? "" : ","
            text += open.first == open.last ? "\(open.first)" : "\(open.first)-\(open.last)"
        }
        for number in Set(numbers).sorted() {
            if let last = open?.last, last + 1 == number {
                open?.last = number
            } else {
                close()
                open = (number, number)
            }
        }
        close()
        return text
    }

    /// - Returns: `nil` where it is no such list.
    static func numbers(_ text: Substring) -> [Int64]? {
        var numbers: [Int64] = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-").compactMap { Int64($0) }
            guard let first = ends.first, let last = ends.last, ends.count <= 2, first <= last,
                last - first < Int64(SentJournal.bytesAtMost)
            else { return nil }
            numbers += Array(first...last)
        }
        return numbers
    }

    // MARK: Writing

    /// Appends lines, durably, behind what the store knows of the file; makes the file where there is none. Only the one writer of
    /// the store may ask. Behind the mark there can be only what this writer wrote before a transaction that failed: then nothing
    /// was sent.
    func append(_ lines: [Line], behind mark: Mark?) throws(Fault) -> Mark {
        if let mark, try !holds(mark) {
            throw Fault(
                .storeSentDamaged, .stopRun, "somebody else has changed the file while the store was open",
                at: Origin(file: path), advice: "Let nobody write to it, and run again.")
        }
        let texts = lines.map(text)
        let bytes = Array(((mark == nil ? head : "") + texts.joined()).utf8)
        try file.write(bytes, at: mark?.length ?? 0, isNew: mark == nil)
        return Mark(
            length: (mark?.length ?? 0) + bytes.count,
            end: texts.last.map { String($0.dropLast().suffix(SentJournal.checkDigits)) } ?? mark?.end ?? store)
    }

    /// Takes another file's place, durably.
    func replace(_ other: SentJournal) throws(Fault) {
        guard rename(path, other.path) == 0 else { throw file.failed("renamed") }
        try file.makeNameDurable()
    }
}
