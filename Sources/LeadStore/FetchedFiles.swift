import Foundation
import GRDB
public import LeadModel

/// A file of a folder on another machine, as the folder shows it.
public struct FetchedFile: Sendable, Hashable {
    public var path: String
    public var bytes: Int64
    public var modified: Instant

    public init(path: String, bytes: Int64, modified: Instant) {
        self.path = path
        self.bytes = bytes
        self.modified = modified
    }
}

extension LeadStore {
    /// Remembers that all of a file was read.
    /// - Parameter digests: SHA-256 of the exports in it.
    public func remember(fetched file: FetchedFile, stream: Int, digests: [[UInt8]]) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: """
                    INSERT INTO fetched_file (stream, path, bytes, modified, digests) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (stream, path) DO UPDATE
                        SET bytes = excluded.bytes, modified = excluded.modified, digests = excluded.digests
                    """,
                arguments: [stream, file.path, file.bytes, file.modified.milliseconds, Data(digests.joined())])
        }
    }

    /// The digests of the exports in a file that was read as it is now; `nil` where it never was.
    public func digests(ofFetched file: FetchedFile, stream: Int) throws(Fault) -> [[UInt8]]? {
        let found = try read { database in
            try Data.fetchOne(
                database,
                sql: "SELECT digests FROM fetched_file WHERE stream = ? AND path = ? AND bytes = ? AND modified = ?",
                arguments: [stream, file.path, file.bytes, file.modified.milliseconds])
        }
        return found.map { data in
            stride(from: 0, to: data.count, by: 32).map { Array(data.dropFirst($0).prefix(32)) }
        }
    }
}
