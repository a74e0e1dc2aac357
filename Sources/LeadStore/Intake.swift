import Foundation
import GRDB
public import LeadModel

/// What one page of an export adds to the store: new versions, refused records, and their raw bytes.
public struct IntakePage: Sendable {
    public struct Version: Sendable {
        public var digest: ContentDigest
        public var evidence: Evidence
        /// Place of its raw bytes in `rawBody`.
        public var slot: Int
        public var observation: FieldValues

        public init(digest: ContentDigest, evidence: Evidence, slot: Int, observation: FieldValues) {
            self.digest = digest
            self.evidence = evidence
            self.slot = slot
            self.observation = observation
        }
    }

    public struct Refused: Sendable {
        public var digest: ContentDigest
        public var slot: Int
        public var fault: Fault

        public init(digest: ContentDigest, slot: Int, fault: Fault) {
            self.digest = digest
            self.slot = slot
            self.fault = fault
        }
    }

    public var stream: Int
    public var run: Int64
    public var file: String
    public var frame: RawFrame
    /// Made by `RawPageCodec.pack`; empty where the page adds nothing.
    public var rawBody: [UInt8] = []
    public var versions: [Version] = []
    public var refused: [Refused] = []
    /// Records of erased people: counted, and kept nowhere.
    public var erased = 0
    /// The file, where this page is its last: the bookmark that moves with the data.
    public var completed: CompletedFile?

    public init(stream: Int, run: Int64, file: String, frame: RawFrame) {
        self.stream = stream
        self.run = run
        self.file = file
        self.frame = frame
    }
}

/// A file that has been read to its end.
public struct CompletedFile: Sendable, Hashable {
    public var path: String
    public var sha256: [UInt8]
    public var bytes: Int64
    public var detected: String
    public var read: Int
    public var rejected: Int
    /// Fingerprint of the mapping it was read with.
    public var mapping: String

    public init(
        path: String, sha256: [UInt8], bytes: Int64, detected: String, read: Int, rejected: Int, mapping: String
    ) {
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
        self.detected = detected
        self.read = read
        self.rejected = rejected
        self.mapping = mapping
    }
}

extension LeadStore {
    /// Appends pages in one transaction: versions, raw bytes, quarantine and, with the last page of a file, the bookmark.
    ///
    /// - Returns: for each page the sequence of its first version, which the others follow.
    public func append(_ pages: [IntakePage]) throws(Fault) -> [Int64] {
        try write { database in try pages.map { try LeadStore.append($0, database) } }
    }

    private static func append(_ page: IntakePage, _ database: Database) throws -> Int64 {
        let first = try lastSequence(of: page.stream, database) + 1
        var rawPage: Int64 = 0
        if !page.rawBody.isEmpty {
            let frame = try frameNumber(page.frame, database)
            try database.execute(
                sql: "INSERT INTO raw_page (stream, run, frame, file, body) VALUES (?, ?, ?, ?, ?)",
                arguments: [page.stream, page.run, frame, page.file, Data(page.rawBody)])
            rawPage = database.lastInsertedRowID
        }
        if !page.versions.isEmpty {
            var rows = RowBatch(columns: 7)
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
        }
        for refused in page.refused { try quarantine(refused, rawPage, page, database) }
        if !page.versions.isEmpty { try release(page, database) }
        if let file = page.completed { try complete(file, page, database) }
        return first
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

    private static func complete(_ file: CompletedFile, _ page: IntakePage, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO export_file (stream, sha256, bytes, path, detected, run, read, rejected, mapping) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (stream, sha256) DO UPDATE SET path = excluded.path, run = excluded.run, read = excluded.read,
                    rejected = excluded.rejected, mapping = excluded.mapping
                """,
            arguments: [
                page.stream, Data(file.sha256), file.bytes, file.path, file.detected, page.run, file.read,
                file.rejected, file.mapping,
            ])
    }

    /// Whether some file of this size was read to its end with this mapping: only then a digest is worth taking first.
    public func hasCompletedFile(stream: Int, bytes: Int64, mapping: String) throws(Fault) -> Bool {
        try read { database in
            try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM export_file WHERE stream = ? AND bytes = ? AND mapping = ?)",
                arguments: [stream, bytes, mapping]) ?? false
        }
    }

    /// A file of these bytes that was read to its end with this mapping.
    public func completedFile(stream: Int, sha256: [UInt8], mapping: String) throws(Fault) -> CompletedFile? {
        try read { database in
            let row = try Row.fetchOne(
                database,
                sql:
                    "SELECT path, bytes, detected, read, rejected FROM export_file WHERE stream = ? AND sha256 = ? AND mapping = ?",
                arguments: [stream, Data(sha256), mapping])
            return row.map {
                CompletedFile(
                    path: $0[0], sha256: sha256, bytes: $0[1], detected: $0[2], read: $0[3], rejected: $0[4],
                    mapping: mapping)
            }
        }
    }

    /// Files that a run read to their end, by path.
    public func files(ofRun run: Int64) throws(Fault) -> [CompletedFile] {
        try read { database in
            try Row.fetchAll(
                database,
                sql:
                    "SELECT path, sha256, bytes, detected, read, rejected, mapping FROM export_file WHERE run = ? ORDER BY path",
                arguments: [run]
            ).map { row in
                let sha256: Data = row[1]
                return CompletedFile(
                    path: row[0], sha256: Array(sha256), bytes: row[2], detected: row[3], read: row[4],
                    rejected: row[5], mapping: row[6])
            }
        }
    }
}
