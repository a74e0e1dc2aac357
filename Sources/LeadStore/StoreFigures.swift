import GRDB
public import LeadModel

extension LeadStore {
    /// How many rows each table has, by its name. Every row is counted: the more leads, the longer it takes.
    public func rowsByTable() throws(Fault) -> [(table: String, rows: Int)] {
        try read { database in
            let tables = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
            return try tables.map { table in
                (table, try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table.quotedDatabaseIdentifier)") ?? 0)
            }
        }
    }
}
