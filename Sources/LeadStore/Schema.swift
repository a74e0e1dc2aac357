import Foundation
import GRDB

/// The tables. Migrations are named and append-only; a released one is never edited.
///
/// SQL that PostgreSQL understands as well, but for `WITHOUT ROWID`, `STRICT` and `BLOB`.
enum Schema {
    /// One step from a schema to the next; it is one transaction.
    struct Migration: Sendable {
        var name: String
        var carryOut: @Sendable (Database) throws -> Void
    }

    /// Every migration, in their order.
    static var migrations: [Migration] {
        [Migration(name: "1-first") { try $0.execute(sql: records + leads + receivers) }] + rehearsed
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for migration in migrations {
            migrator.registerMigration(migration.name) { try migration.carryOut($0) }
        }
        return migrator
    }

    /// The names of migrations that a database lacks, in their order.
    static func missing(in database: Database) throws -> [String] {
        let applied = try migrator.appliedIdentifiers(database)
        return migrations.map(\.name).filter { !applied.contains($0) }
    }

    #if DEBUG
        /// Migrations of the next release, by which tests see what a store goes through: of a debug build that finds a folder of SQL
        /// files in `LEADLOOP_NEXT_SCHEMA`, one file each, in the order of their names. A release build has nothing of it.
        private static let rehearsed: [Migration] = {
            guard let folder = ProcessInfo.processInfo.environment["LEADLOOP_NEXT_SCHEMA"] else { return [] }
            do {
                let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sql") }
                return try files.sorted().map { file in
                    let sql = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
                    return Migration(name: String(file.dropLast(4))) { try $0.execute(sql: sql) }
                }
            } catch {
                fatalError("LEADLOOP_NEXT_SCHEMA: \(error)")
            }
        }()
    #else
        private static let rehearsed: [Migration] = []
    #endif
}
