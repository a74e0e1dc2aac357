import Foundation
import GRDB
public import LeadModel

/// What the cells of feeds' rows are, by the number that stands in front of each row.
extension LeadStore {
    /// The words of the fields of every layout that rows were ever kept in.
    public func feedLayouts() throws(Fault) -> [UInt32: [String]] {
        try read { database in
            var layouts: [UInt32: [String]] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT layout, fields FROM feed_layout") {
                let number: Int64 = row[0]
                let fields: Data = row[1]
                layouts[UInt32(truncatingIfNeeded: number)] = try JSONDecoder().decode([String].self, from: fields)
            }
            return layouts
        }
    }

    /// Keeps layouts, for rows that are about to be.
    public func keep(feedLayouts layouts: [UInt32: [String]]) throws(Fault) {
        try write(isBookkeeping: true) { database in
            for (number, fields) in layouts {
                let known = try Data.fetchOne(
                    database, sql: "SELECT fields FROM feed_layout WHERE layout = ?", arguments: [Int64(number)])
                if let known {
                    // Two layouts under one number: rows of one would be read as those of the other.
                    try LeadStore.known(
                        try JSONDecoder().decode([String].self, from: known) == fields ? () : nil,
                        "the layout of a feed")
                }
                try database.execute(
                    sql:
                        "INSERT INTO feed_layout VALUES (?, ?) ON CONFLICT (layout) DO UPDATE SET fields = excluded.fields",
                    arguments: [Int64(number), String(decoding: try JSONEncoder().encode(fields), as: UTF8.self)])
            }
        }
    }
}
