import GRDB
public import LeadModel

extension LeadStore {
    /// A single fact that a caller remembered.
    public func fact(_ name: String) throws(Fault) -> String? {
        try read { try String.fetchOne($0, sql: "SELECT value FROM fact WHERE name = ?", arguments: [name]) }
    }

    /// Writes a fact down in a transaction of its own; an older one of the same name is lost.
    /// - Parameter isBookkeeping: whether it bears on nothing that the leads are or become.
    public func remember(_ name: String, _ value: String, isBookkeeping: Bool = false) throws(Fault) {
        try write(isBookkeeping: isBookkeeping) { database in
            try database.execute(
                sql: "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                arguments: [name, value])
        }
    }

    /// Takes a fact away; nothing happens where none has the name.
    public func forget(_ name: String) throws(Fault) {
        try write { try $0.execute(sql: "DELETE FROM fact WHERE name = ?", arguments: [name]) }
    }
}
