import GRDB

/// The tables. Migrations are named and append-only; a released one is never edited.
///
/// SQL that PostgreSQL understands as well, but for `WITHOUT ROWID`, `STRICT` and `BLOB`.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1-first") { try $0.execute(sql: records + leads + receivers) }
        return migrator
    }
}
