import Foundation
import GRDB
public import LeadModel

extension LeadStore {
    /// Lets go of raw records of which no version and no quarantine entry came, because they repeated what was known.
    ///
    /// An export in another order than the last shows its repetitions only when they have been stored; without this, the
    /// same records delivered every day would be kept every day. Looks at what came after the last sweep.
    ///
    /// - Parameter isNeeded: whether there were repetitions; if not, what came is only marked as swept.
    public func sweepRawRecords(of stream: Int, isNeeded: Bool) throws(Fault) {
        let mark = try read { database -> (page: Int64, sequence: Int64) in
            let row = try Row.fetchOne(
                database, sql: "SELECT swept_page, swept FROM source_stream WHERE stream = ?", arguments: [stream])
            return row.map { (page: $0[0], sequence: $0[1]) } ?? (page: 0, sequence: 0)
        }
        if isNeeded {
            let kept = try referencedSlots(of: stream, after: mark)
            for number in try rawPages(of: stream) where number > mark.page {
                try sweep(page: number, keeping: kept[number] ?? [])
            }
        }
        try write { database in
            try database.execute(
                sql: """
                    UPDATE source_stream SET swept = last,
                        swept_page = coalesce((SELECT max(page) FROM raw_page WHERE stream = ?1), swept_page)
                    WHERE stream = ?1
                    """, arguments: [stream])
        }
    }

    /// By page, the slots that something was made of.
    private func referencedSlots(
        of stream: Int, after mark: (page: Int64, sequence: Int64)
    ) throws(Fault) -> [Int64: Set<Int>] {
        try read { database in
            var slots: [Int64: Set<Int>] = [:]
            let versions = try RawStatement(
                database, "SELECT page, slot FROM version WHERE version > ? AND version < ? AND page > ?")
            versions.bind(VersionID(stream: stream, sequence: mark.sequence).rawValue, at: 1)
            versions.bind(VersionID(stream: stream + 1, sequence: 0).rawValue, at: 2)
            versions.bind(mark.page, at: 3)
            while try versions.step(database) {
                slots[versions.integer(0), default: []].insert(Int(versions.integer(1)))
            }
            let refused = try RawStatement(database, "SELECT page, slot FROM quarantine WHERE stream = ? AND page > ?")
            refused.bind(stream, at: 1)
            refused.bind(mark.page, at: 2)
            while try refused.step(database) {
                slots[refused.integer(0), default: []].insert(Int(refused.integer(1)))
            }
            return slots
        }
    }

    private func sweep(page number: Int64, keeping slots: Set<Int>) throws(Fault) {
        guard let raw = try rawPage(number) else { return }
        let idle = raw.records.indices.filter { !slots.contains($0) && !raw.records[$0].isEmpty }
        guard !idle.isEmpty else { return }
        let body = slots.isEmpty ? nil : try RawPageCodec.pack(raw.records, without: Set(idle))
        try write { database in
            if let body {
                try database.execute(
                    sql: "UPDATE raw_page SET body = ? WHERE page = ?", arguments: [Data(body), number])
            } else {
                try database.execute(sql: "DELETE FROM raw_page WHERE page = ?", arguments: [number])
            }
        }
    }
}
