import ConfigFiles
import Foundation
import GRDB
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// One row of an export that a test writes: column to cell; columns left out are empty cells.
typealias Row = [String: String]

/// A company's folder: two sources, their mappings, an agreement and a feed; exports are written by the test.
///
/// Source `crm` (sales): `leads*.csv`, `contacts*.csv`, `calls*.csv`. Source `web` (marketing): `prospects*.csv`.
final class Workbench {
    let folder: String

    init(sharedAbove: Int = 12, feeds: [String: String] = ["nurture": Setup.nurture]) throws {
        folder = FileManager.default.temporaryDirectory.path + "/leadloop-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/inbox", withIntermediateDirectories: true)
        try write("config/agreement.yaml", Setup.agreement)
        try write("config/matching.yaml", Setup.matching(sharedAbove: sharedAbove))
        try write("config/survivorship.yaml", "default: most recent\nsources: [crm, web]\n")
        try write("config/sources/crm.yaml", Setup.crm)
        try write("config/sources/web.yaml", Setup.web)
        for (name, text) in feeds { try write("config/feeds/\(name).yaml", text) }
        for (name, text) in Setup.mappings { try write("mappings/\(name).yaml", text) }
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: folder) } catch { print("left behind: \(folder)") }
    }

    // MARK: Files

    func path(_ relative: String) -> String { folder + "/" + relative }

    func write(_ relative: String, _ text: String) throws { try write(relative, bytes: Array(text.utf8)) }

    func write(_ relative: String, bytes: [UInt8]) throws {
        let folder = (path(relative) as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path(relative)))
    }

    func remove(_ relative: String) throws { try FileManager.default.removeItem(atPath: path(relative)) }

    func text(_ relative: String) throws -> String { try String(contentsOfFile: path(relative), encoding: .utf8) }

    /// Replaces a text in a file that is there.
    func edit(_ relative: String, _ old: String, _ new: String) throws {
        let before = try text(relative)
        try #require(before.contains(old))
        try write(relative, before.replacingOccurrences(of: old, with: new))
    }

    /// Writes an export; its columns follow from its name.
    func deliver(_ file: String, _ rows: [Row]) throws {
        try write("inbox/" + file, Setup.csv(Setup.columns(of: file), rows))
    }

    func files(_ relative: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(relative)).sorted()
    }

    func emptyInbox() throws { for name in try files("inbox") { try remove("inbox/" + name) } }

    /// Lines of every file of a feed, manifests left out, by name of the file.
    func feedLines(_ feed: String = "nurture") throws -> [[String]] {
        guard FileManager.default.fileExists(atPath: path("feeds/" + feed)) else { return [] }
        let names = try FileManager.default.contentsOfDirectory(atPath: path("feeds/" + feed)).sorted()
        return try names.filter { !$0.hasSuffix("manifest.json") }.map { name in
            try text("feeds/\(feed)/\(name)").split(separator: "\n").map(String.init)
        }
    }

    // MARK: Runs

    func workspace() throws -> Workspace { try Workspace.load(config: path("config")) }

    @discardableResult
    func sync(_ now: String = Setup.now, only sources: [String] = [], phases: ((String) -> Void)? = nil) throws
        -> [RunReport]
    {
        var options = SyncRun.Options(now: try #require(Instant(rfc3339: now)))
        options.sources = sources
        return try SyncRun(workspace(), options: options, progress: ProgressReport { phases?($0.phase) }).run()
    }

    /// The counts of all sources of one sync.
    func counts(_ reports: [RunReport]) -> RecordCounts { reports.reduce(into: RecordCounts()) { $0 += $1.counts } }

    func dump() throws -> [String] {
        try CanonicalDump(LeadStore(at: path("store/leadloop.sqlite"), for: .read)).lines()
    }

    func leads() throws -> [StoredLead] { try workspace().openForReading().leads(matching: LeadFilter(limit: 100_000)) }

    /// The only lead with this e-mail address.
    func lead(_ email: String) throws -> StoredLead {
        let found = try leads().filter { $0.text(.email) == email }
        try #require(found.count == 1, "leads with \(email): \(found.count)")
        return found[0]
    }

    /// The ids of the records of a lead, as `crm/leads/1`, sorted.
    func records(of lead: StoredLead) throws -> [String] {
        let inspector = try Inspector(workspace())
        return try inspector.explain(lead).records.map { "\($0.source)/\($0.stream)/\($0.id)" }.sorted()
    }

    /// The records of every lead.
    func people() throws -> Set<Set<String>> { Set(try leads().map { Set(try records(of: $0)) }) }

    // MARK: The store, past its door

    func query(_ sql: String) throws -> [[DatabaseValue]] {
        try DatabaseQueue(path: path("store/leadloop.sqlite")).read { database in
            try GRDB.Row.fetchAll(database, sql: sql).map { Array($0.databaseValues) }
        }
    }

    func count(_ sql: String) throws -> Int { try query(sql).first?.first.flatMap { Int.fromDatabaseValue($0) } ?? -1 }

    /// The first column of every row.
    func numbers(_ sql: String) throws -> [Int64] {
        try query(sql).compactMap { $0.first.flatMap { Int64.fromDatabaseValue($0) } }
    }

    /// Whether the database itself is sound.
    func isWhole() throws -> Bool {
        try query("PRAGMA integrity_check").first?.first.flatMap { String.fromDatabaseValue($0) } == "ok"
    }

    func execute(_ sql: String) throws {
        try DatabaseQueue(path: path("store/leadloop.sqlite")).write { try $0.execute(sql: sql) }
    }
}
