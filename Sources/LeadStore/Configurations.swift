import CSHA256
import Foundation
import GRDB
public import LeadModel

/// A configuration that the leads of a store were brought to.
public struct StoredConfiguration: Sendable, Hashable {
    /// What brought the leads to it.
    public enum Cause: String, Sendable, Hashable {
        case sync
        case apply
        case undo
    }

    /// Counts up from 1.
    public var number: Int
    /// The run that did it.
    public var run: Int64
    /// The time that decisions were made for.
    public var asOf: Instant
    public var cause: Cause
    /// By name, such as `mappings/crm-lead.yaml`.
    public var texts: [String: String]
}

extension LeadStore {
    /// The configuration that the leads were brought to last, or the one with a number.
    public func configuration(_ number: Int? = nil) throws(Fault) -> StoredConfiguration? {
        try configurations(number.map { "number = \($0)" } ?? "number = (SELECT max(number) FROM configuration)").first
    }

    /// Every configuration that leads were ever brought to, the newest first, with the whole text of each file.
    public func configurations() throws(Fault) -> [StoredConfiguration] { try configurations("true").reversed() }

    private func configurations(_ condition: String) throws(Fault) -> [StoredConfiguration] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT number, run, as_of, cause FROM configuration WHERE \(condition) ORDER BY number"
            ).map { row in
                let number: Int = row[0]
                let cause: String = row[3]
                let texts = try Row.fetchAll(
                    database,
                    sql:
                        "SELECT name, text FROM configuration_file JOIN configuration_text USING (digest) WHERE configuration = ?",
                    arguments: [number])
                return StoredConfiguration(
                    number: number, run: row[1], asOf: Instant(milliseconds: row[2]),
                    cause: try LeadStore.known(StoredConfiguration.Cause(rawValue: cause), "a cause of a change"),
                    texts: Dictionary(uniqueKeysWithValues: texts.map { ($0[0], $0[1]) }))
            }
        }
    }

    /// Keeps the configuration that a run has brought the leads to; nothing where it is the one they had.
    public func keep(
        configuration texts: [String: String], run: Int64, asOf: Instant, cause: StoredConfiguration.Cause
    ) throws(Fault) {
        guard try configuration()?.texts != texts else { return }
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "INSERT INTO configuration (run, as_of, cause) VALUES (?, ?, ?)",
                arguments: [run, asOf.milliseconds, cause.rawValue])
            let number = database.lastInsertedRowID
            for (name, text) in texts {
                let digest = LeadStore.digest(of: text)
                try database.execute(
                    sql: "INSERT INTO configuration_text VALUES (?, ?) ON CONFLICT DO NOTHING",
                    arguments: [digest, text])
                try database.execute(
                    sql: "INSERT INTO configuration_file VALUES (?, ?, ?)", arguments: [number, name, digest])
            }
        }
    }

    private static func digest(of text: String) -> Data {
        var digest = [UInt8](repeating: 0, count: 32)
        let bytes = Array(text.utf8)
        csha256_of(bytes, 0, bytes, bytes.count, &digest)
        return Data(digest)
    }
}
