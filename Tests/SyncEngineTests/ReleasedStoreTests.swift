import Foundation
import GRDB
import LeadStore
import Testing

@testable import SyncEngine

/// Stores as released versions left them: `Tests/ReleasedStores/NAME.sql`, and the canonical dump that each must give for ever.
///
/// A schema that is released is never edited, only followed by migrations. One that is not yet released may be: then its store is written anew,
/// `LEADLOOP_RELEASE_SCHEMA=1 swift test --filter 'A released store'`.
private struct Released: CustomTestStringConvertible {
    let name: String
    var testDescription: String { name }

    static let folder = Repository.path("Tests/ReleasedStores")
    static let all = ["1-first"].map(Released.init)

    func text(_ suffix: String) throws -> String {
        try String(contentsOfFile: "\(Released.folder)/\(name).\(suffix)", encoding: .utf8)
    }

    /// Makes the store in a bench's folder.
    func make(in bench: Workbench) throws {
        try FileManager.default.createDirectory(
            atPath: bench.path("store"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let queue = try DatabaseQueue(path: bench.path("store/leadloop.sqlite"))
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA foreign_keys = OFF;\n" + text("sql")) }
    }
}

/// A database as SQL that makes it anew.
private func script(of path: String) throws -> String {
    try DatabaseQueue(path: path).read { database in
        let made = try GRDB.Row.fetchAll(
            database,
            sql: """
                SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
                ORDER BY type <> 'table', name
                """)
        var lines: [String] = []
        for row in made where row["type"] == "table" { lines.append("\(row["sql"] as String);") }
        for row in made where row["type"] == "table" {
            let table: String = row["name"]
            let columns = try database.columns(in: table).map(\.name)
            let quoted = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ',' || ")
            for values in try String.fetchAll(database, sql: "SELECT \(quoted) FROM \"\(table)\" ORDER BY 1") {
                lines.append("INSERT INTO \"\(table)\" VALUES (\(values));")
            }
        }
        for row in try GRDB.Row.fetchAll(database, sql: "SELECT name, seq FROM sqlite_sequence ORDER BY name") {
            let (name, number) = (row["name"] as String, row["seq"] as Int64)
            lines.append("DELETE FROM sqlite_sequence WHERE name = '\(name)';")
            lines.append("INSERT INTO sqlite_sequence VALUES ('\(name)', \(number));")
        }
        for row in made where row["type"] != "table" { lines.append("\(row["sql"] as String);") }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// What a database's tables are, without what is in them.
private func schema(of path: String) throws -> [String] {
    try DatabaseQueue(path: path).read { database in
        try String.fetchAll(
            database,
            sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type, name")
    }
}

@Suite struct `A released store` {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["LEADLOOP_RELEASE_SCHEMA"] != nil))
    func `is kept for those who come later`() throws {
        let bench = try Workbench.ofTwoSystems()
        let last = try #require(Released.all.last)
        let path = bench.path("store/leadloop.sqlite")
        try script(of: path).write(toFile: "\(Released.folder)/\(last.name).sql", atomically: true, encoding: .utf8)
        let dump = try bench.dump().joined(separator: "\n") + "\n"
        try dump.write(toFile: "\(Released.folder)/\(last.name).jsonl", atomically: true, encoding: .utf8)
    }

    @Test(arguments: Released.all) fileprivate func `says what it said, in this version`(released: Released) throws {
        let bench = try Workbench()
        try released.make(in: bench)
        let migrated = try Program.run(["db", "migrate"], in: bench.folder)
        #expect(migrated.status == 0, "\(migrated.all)")
        #expect(try bench.dump() == released.text("jsonl").split(separator: "\n").map(String.init))
        let verified = try Program.run(["db", "verify"], in: bench.folder)
        #expect(verified.status == 0, "\(verified.all)")
    }

    @Test(arguments: Released.all) fileprivate func `takes in what comes next`(released: Released) throws {
        let bench = try Workbench()
        try released.make(in: bench)
        let twin = try Workbench.ofTwoSystems()
        for bench in [bench, twin] {
            try bench.deliver("leads-9.csv", [Setup.lead("1", ["Modified": "2026-08-01T10:00:00Z"]), Setup.lead("90")])
            try bench.sync("2026-10-03T06:00:00Z")
        }
        // Files of feeds came with the twin's first syncs and are not in the released store's folder.
        #expect(try bench.believed() == twin.believed())
    }

    @Test func `has the tables of this version, where it is the last that there is`() throws {
        let bench = try Workbench()
        try #require(Released.all.last).make(in: bench)
        let fresh = try Workbench()
        try fresh.sync()
        let advice = "a released schema is followed by a migration; one that is not, written anew: see Released"
        #expect(
            try schema(of: bench.path("store/leadloop.sqlite")) == schema(of: fresh.path("store/leadloop.sqlite")),
            "\(advice)")
    }
}
