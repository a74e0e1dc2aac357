import CSHA256
import Glibc
public import LeadModel

/// The list of the people who were erased, in a file beside the store: what a copy of the store that is put back has lost.
///
/// ```
/// leadloop-erased 1 5f0c9d1be2a37784
/// 2026-11-22T12:00:00Z id:00f1…:9a30… email:8c55…:77d2… #41d9a3b07c55e210
/// ```
/// The first line names the store that the hashes are keyed for. Each further line is an erasure: when, then of each thing
/// that the person is known by what it is, the short and the long keyed hash, and last a keyed hash of the line, by which a
/// damaged one is told. Lines are appended, each durable before the store lets go of the person, and none is ever changed.
public struct ErasedList: Sendable {
    /// A person who was erased.
    public struct Erasure: Sendable, Hashable {
        public var erased: Instant
        public var people: [LedgerKey]

        public init(erased: Instant, people: [LedgerKey]) {
            self.erased = erased
            self.people = people
        }
    }

    /// What a list says.
    public struct Contents: Sendable {
        public var erasures: [Erasure] = []
        /// The line that its writer did not come to the end of; `nil` where there is none.
        public var tornLine: Int?
        /// Bytes of the whole lines.
        var length = 0
    }

    let file: FileBeside
    let store: String
    let key: [UInt8]

    static let title = "leadloop-erased 1 "
    /// A line is some hundred bytes, and nobody erases a million people.
    private static let bytesAtMost = 1 << 30

    init(beside path: String, store: String, key: [UInt8]) {
        file = FileBeside(
            path: path + ".erased", storePath: path, noun: "the list of erasures", damaged: .storeErasuresDamaged,
            exposed: .storeErasuresExposed)
        self.store = store
        self.key = key
    }

    public var path: String { file.path }

    // MARK: Reading

    /// How long the list is and how it ends: equal marks are equal lists. `nil` where there is none.
    func mark() throws(Fault) -> String? {
        guard let file = try self.file.open(O_RDONLY) else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw self.file.failed("looked at") }
        let size = Int(status.st_size)
        var tail = [UInt8](repeating: 0, count: min(17, size))
        guard pread(file, &tail, tail.count, off_t(size - tail.count)) == tail.count else {
            throw self.file.failed("read")
        }
        return "\(size) \(String(decoding: tail.prefix { $0 != 0x0A }, as: UTF8.self))"
    }

    /// Reads the list; `nil` where there is none.
    /// - Throws: `store.erasures-foreign` where it is another store's, `store.erasures-damaged`.
    func read() throws(Fault) -> Contents? {
        guard let file = try self.file.open(O_RDONLY) else { return nil }
        defer { close(file) }
        let bytes = try bytes(of: file)
        var contents = Contents()
        var number = 0
        var rest = bytes[...]
        while !rest.isEmpty {
            number += 1
            guard let end = rest.firstIndex(of: 0x0A) else {
                contents.tornLine = number
                break
            }
            let line = String(decoding: rest[..<end], as: UTF8.self)
            if number == 1 {
                try checkTitle(line)
            } else {
                guard let erasure = erasure(line) else { throw damaged(number) }
                contents.erasures.append(erasure)
            }
            rest = rest[(end + 1)...]
            contents.length = rest.startIndex
        }
        return contents
    }

    private func bytes(of file: Int32) throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0, bytes.count < ErasedList.bytesAtMost else { throw self.file.failed("read") }
            if count == 0 { return bytes }
            bytes += part[..<count]
        }
    }

    private func checkTitle(_ line: String) throws(Fault) {
        guard line.hasPrefix(ErasedList.title) else {
            throw Fault(
                .storeErasuresDamaged, .stopRun, "this is no list of erasures, or one of a newer leadloop",
                at: Origin(file: path, line: 1),
                advice:
                    "Put the list back that belongs to the store, from a copy of the folder; or install the newer version."
            )
        }
        let other = line.dropFirst(ErasedList.title.count)
        guard other != store else { return }
        throw Fault(
            .storeErasuresForeign, .stopRun,
            "this list of erasures belongs to another store: to \(other), and the store beside it is \(store)",
            at: Origin(file: path, line: 1),
            advice:
                "Put the store back that the list belongs to, or the list that belongs to the store. If the store was begun anew on purpose: its key is another, so those people are known to it by nothing. Keep the list elsewhere, and erase them again before anything is sent."
        )
    }

    private func damaged(_ line: Int) -> Fault {
        Fault(
            .storeErasuresDamaged, .stopRun, "the line is not what was written", at: Origin(file: path, line: line),
            advice:
                "Put the list back from a copy of the folder. Where there is none, take the line out: whoever it named is out of this store, and comes back with an older copy of it."
        )
    }

    /// A line without its end; `nil` where it is damaged.
    private func erasure(_ line: String) -> Erasure? {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count > 1, let sum = parts.last, sum.first == "#", let erased = Instant(rfc3339: String(parts[0])),
            sum.dropFirst() == check(line.dropLast(sum.count))
        else { return nil }
        var people: [LedgerKey] = []
        for part in parts[1..<(parts.count - 1)] {
            let words = part.split(separator: ":", omittingEmptySubsequences: false)
            guard words.count == 3, let kind = LedgerKind(rawValue: String(words[0])),
                let probe = UInt64(words[1], radix: 16), let person = ErasedList.bytes(hex: words[2]),
                person.count == 32
            else { return nil }
            people.append(LedgerKey(kind: kind, probe: Int64(bitPattern: probe), person: person))
        }
        return Erasure(erased: erased, people: people)
    }

    func check(_ line: Substring) -> String {
        let bytes = Array(line.utf8)
        var digest = [UInt8](repeating: 0, count: 32)
        _ = csha256_hmac(key, key.count, bytes, bytes.count, &digest)
        return ErasedList.hex(digest.prefix(8))
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.reduce(into: "") { text, byte in
            text += byte < 16 ? "0" : ""
            text += String(byte, radix: 16)
        }
    }

    private static func bytes(hex text: Substring) -> [UInt8]? {
        let digits = text.utf8.map { UInt8(Character(UnicodeScalar($0)).hexDigitValue ?? 255) }
        guard digits.count % 2 == 0, !digits.contains(255) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
