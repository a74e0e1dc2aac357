import Foundation
import GRDB
public import LeadModel

/// What one page of an export adds to the store: new versions, refused records, and their raw bytes.
public struct IntakePage: Sendable {
    /// A version of a record that was understood.
    public struct Version: Sendable {
        public var digest: ContentDigest
        public var evidence: Evidence
        /// Place of its raw bytes in `rawBody`.
        public var slot: Int
        public var observation: FieldValues
        /// What of it is only what we had written ourselves.
        public var echo: RecordEcho?

        public init(digest: ContentDigest, evidence: Evidence, slot: Int, observation: FieldValues) {
            self.digest = digest
            self.evidence = evidence
            self.slot = slot
            self.observation = observation
        }
    }

    /// A record that could not be understood, and waits.
    public struct Refused: Sendable {
        public var digest: ContentDigest
        /// Place of its raw bytes in `rawBody`; `nil` where it waits already and its bytes are kept.
        public var slot: Int?
        public var fault: Fault
        /// Whose record it is, where its id could be read: a later version of it that is readable lets go of this one.
        public var recordID: String?
        /// When it says that it was changed, where that could be read.
        public var saidAt: Instant?
        /// What it forbids as long as it waits.
        public var closings: [Closing]

        public init(
            digest: ContentDigest, slot: Int? = nil, fault: Fault, recordID: String? = nil, saidAt: Instant? = nil,
            closings: [Closing] = []
        ) {
            self.digest = digest
            self.slot = slot
            self.fault = fault
            self.recordID = recordID
            self.saidAt = saidAt
            self.closings = closings
        }
    }

    /// A record that can be read, which may correct one that was refused.
    public struct Readable: Sendable, Hashable {
        public var id: String
        /// When it says that it was changed; `nil` where it does not: it is true when it is delivered.
        public var saidAt: Instant?

        public init(id: String, saidAt: Instant?) {
            self.id = id
            self.saidAt = saidAt
        }
    }

    /// Where a stream goes on that is asked for its records.
    public enum Bookmark: Sendable, Hashable {
        /// The page is not the last of its answer.
        case stays
        case moves(String)
    }

    public var stream: Int
    public var run: Int64
    /// The run that delivered it: an earlier one where a file is read once more.
    public var delivery: Int64
    /// Path of the file as the user named it, its size, and the mapping and the declared format it is read with.
    public var file: String
    public var bytes: Int64
    public var mapping: String
    public var format: String
    public var frame: RawFrame
    /// Made by `RawPageCodec.pack`; empty where the page adds nothing.
    public var rawBody: [UInt8] = []
    public var versions: [Version] = []
    public var refused: [Refused] = []
    /// Records that are delivered again as they are known, as far as refused ones of theirs wait.
    public var known: [Readable] = []
    /// What refused records forbid of which nothing is kept, because they mention somebody who was erased: of the others whom
    /// they name.
    public var forbidden: [LedgerEntry] = []
    /// Records of erased people: counted, and kept nowhere.
    public var erased = 0
    /// The file, where this page is its last: the bookmark that moves with the data.
    public var completed: CompletedFile?
    /// What becomes of the bookmark of a stream that is asked for its records; `nil` of every file.
    public var bookmark: Bookmark?
    /// What its rows mend, where a person delivered them; `nil` of every export.
    public var mending: Mending?

    public init(
        stream: Int, run: Int64, file: String, bytes: Int64, mapping: String, format: String, frame: RawFrame
    ) {
        self.stream = stream
        self.run = run
        delivery = run
        self.file = file
        self.bytes = bytes
        self.mapping = mapping
        self.format = format
        self.frame = frame
    }
}

/// A file that has been read to its end.
public struct CompletedFile: Sendable {
    public var path: String
    public var sha256: [UInt8]
    public var bytes: Int64
    public var detected: String
    public var read: Int
    public var rejected: Int
    /// Fingerprint of the mapping it was read with.
    public var mapping: String
    /// Fingerprint of the format it was declared to have.
    public var format: String
    /// From when on it is to be read again, because a record of it lies ahead and is refused until then.
    public var readAgain: Instant?
    /// What it looked like, where it is one to compare others with.
    public var profile: ReadingProfile?
    /// Whether it was delivered; not where a file that was read before is read once more.
    public var isDelivery = true
    /// Exports of the stream that were not read to their end, and that it stands for.
    public var standsFor: [StandIn] = []
    /// Who is gone and who is there again, where it was all that its stream had; `nil` where it was not, or nobody knows.
    public var presence: RecordPresence?
    /// Whether it was delivered as all that its stream had.
    public var isComplete = false
    /// Where it was held, when a person has approved of it since.
    public var approved: Held?

    /// The run that held an export, and the path that it had then: the same folder may be named from elsewhere.
    public struct Held: Sendable, Hashable {
        public var run: Int64
        public var path: String

        public init(run: Int64, path: String) {
            self.run = run
            self.path = path
        }
    }

    /// An export that a file stands for.
    public struct StandIn: Sendable, Hashable {
        public var path: String
        /// Whether the file says something of everybody whom the record names within which the export broke off.
        public var readsFragment: Bool

        public init(path: String, readsFragment: Bool) {
            self.path = path
            self.readsFragment = readsFragment
        }
    }

    public init(
        path: String, sha256: [UInt8], bytes: Int64, detected: String, read: Int, rejected: Int, mapping: String,
        format: String, readAgain: Instant? = nil, approved: Held? = nil
    ) {
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
        self.detected = detected
        self.read = read
        self.rejected = rejected
        self.mapping = mapping
        self.format = format
        self.readAgain = readAgain
        self.approved = approved
    }
}

extension LeadStore {
    /// Appends pages in one transaction: versions, raw bytes, quarantine and, with the last page of a file, the bookmark.
    ///
    /// - Returns: for each page the sequence of its first version, which the others follow.
    public func append(_ pages: [IntakePage]) throws(Fault) -> [Int64] {
        try write { database in
            let first = try pages.map { try LeadStore.append($0, database) }
            for page in pages where !page.forbidden.isEmpty { try enter(ofErasedRecords: page.forbidden, database) }
            return first
        }
    }

    private static func append(_ page: IntakePage, _ database: Database) throws -> Int64 {
        let reading = try reading(of: page, database)
        var rawPage: Int64 = 0
        if !page.rawBody.isEmpty {
            let frame = try frameNumber(page.frame, database)
            try database.execute(
                sql: "INSERT INTO raw_page (stream, run, frame, file, body) VALUES (?, ?, ?, ?, ?)",
                arguments: [page.stream, page.delivery, frame, reading, Data(page.rawBody)])
            rawPage = database.lastInsertedRowID
        }
        let first = try insertVersions(of: page, rawPage: rawPage, database)
        for refused in page.refused { try quarantine(refused, rawPage, page, database) }
        if !page.versions.isEmpty { try release(page, database) }
        if let mending = page.mending {
            try mend(mending, page, database)
        } else if !page.versions.isEmpty || !page.known.isEmpty {
            // Within its run, everything that waits came before; but not before a file that is read once more.
            let delivery = Delivery(run: page.delivery, file: page.file, page: page.delivery == page.run ? .max : 0)
            let readable = page.versions.compactMap(IntakePage.Readable.init) + page.known
            try releaseCorrected(readable, of: page.stream, by: delivery, run: page.run, database)
        }
        if case .moves(let bookmark) = page.bookmark {
            try database.execute(
                sql: "UPDATE source_stream SET bookmark = ? WHERE stream = ?", arguments: [bookmark, page.stream])
        }
        if let file = page.completed { try complete(file, reading: reading, database) }
        return first
    }

    /// Appends the versions of a page; returns the sequence of the first.
    @discardableResult
    static func insertVersions(of page: IntakePage, rawPage: Int64, _ database: Database) throws -> Int64 {
        let first = try takeSequences(page.versions.count, of: page.stream, database)
        guard !page.versions.isEmpty else { return first }
        let bytes = page.versions.reduce(0) { $0 + $1.observation.bytes.count + 16 }
        var rows = RowBatch(columns: 7, rows: page.versions.count, bytes: bytes)
        for (offset, version) in page.versions.enumerated() {
            rows.append(VersionID(stream: page.stream, sequence: first + Int64(offset)).rawValue)
            rows.append(version.digest)
            rows.append(version.evidence.time.milliseconds)
            rows.append(Int(version.evidence.grade.rawValue))
            rows.append(rawPage)
            rows.append(version.slot)
            rows.append(blob: version.observation.bytes)
        }
        try rows.run("INSERT INTO version SELECT c0, c1, c2, c3, c4, c5, c6 FROM row_batch(?1)", database)
        try insertEchoes(of: page, first: first, database)
        return first
    }

    /// Gives out the next sequences of a stream; returns the first.
    static func takeSequences(_ count: Int, of stream: Int, _ database: Database) throws -> Int64 {
        try database.execute(
            sql: "UPDATE source_stream SET last = last + ? WHERE stream = ?", arguments: [count, stream])
        let last = try Int64.fetchOne(
            database, sql: "SELECT last FROM source_stream WHERE stream = ?", arguments: [stream])
        return (last ?? 0) - Int64(count) + 1
    }

    private static func frameNumber(_ frame: RawFrame, _ database: Database) throws -> Int64 {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let content = try encoder.encode(frame)
        try database.execute(
            sql: "INSERT INTO raw_frame (content) VALUES (?) ON CONFLICT DO NOTHING", arguments: [content])
        return try Int64.fetchOne(database, sql: "SELECT frame FROM raw_frame WHERE content = ?", arguments: [content])
            ?? 0
    }
}

extension IntakePage.Readable {
    /// Of a version that was taken in.
    fileprivate init?(_ version: IntakePage.Version) {
        guard let id = version.observation.text(.id) else { return nil }
        let own = version.echo?.own ?? version.evidence
        self.init(id: id, saidAt: own.grade == .exported ? nil : own.time)
    }
}
