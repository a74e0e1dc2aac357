import Foundation
import GRDB
public import LeadModel

extension LeadStore {
    /// Lets go of raw records of which no version and no quarantine entry came, because they repeated what was known, and
    /// of those that were read as something that they are not.
    ///
    /// An export in another order than the last shows its repetitions only when they have been stored; without this, the
    /// same records delivered every day would be kept every day. Looks at what came after the last sweep, a page at a
    /// time. A sweep that is interrupted is begun again.
    public func sweepRawRecords(of stream: Int) throws(Fault) {
        if isScratch { return }
        let row = try read { database in
            try Row.fetchOne(
                database, sql: "SELECT swept_page, swept, is_unswept FROM source_stream WHERE stream = ?",
                arguments: [stream])
        }
        guard let row else { return }
        if row[2] == 1 {
            var slots = ReferencedSlots(of: stream, afterPage: row[0], afterSequence: row[1])
            for page in try rawPages(of: stream) where page > row[0] {
                try sweep(page: page, keeping: try slots.take(page, self))
            }
        }
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: """
                    DELETE FROM raw_page WHERE file IN (SELECT file FROM export_file WHERE stream = ?1 AND is_withdrawn);
                    """, arguments: [stream])
            try database.execute(
                sql: """
                    UPDATE source_stream SET swept = last, is_unswept = 0,
                        swept_page = coalesce((SELECT max(page) FROM raw_page WHERE stream = ?1), swept_page)
                    WHERE stream = ?1
                    """, arguments: [stream])
        }
    }

    private func sweep(page number: Int64, keeping slots: Set<Int>) throws(Fault) {
        guard let raw = try rawPage(number) else { return }
        let idle = raw.records.indices.filter { !slots.contains($0) && !raw.records[$0].isEmpty }
        guard !idle.isEmpty else { return }
        let body = slots.isEmpty ? nil : try RawPageCodec.pack(raw.records, without: Set(idle))
        try write(isBookkeeping: true) { database in
            if let body {
                try database.execute(
                    sql: "UPDATE raw_page SET body = ? WHERE page = ?", arguments: [Data(body), number])
            } else {
                try database.execute(sql: "DELETE FROM raw_page WHERE page = ?", arguments: [number])
            }
        }
    }
}

/// The slots of raw pages that something was made of, page by page in ascending order.
private struct ReferencedSlots {
    private let stream: Int
    private let firstPage: Int64
    private var sequence: Int64
    /// Read ahead, in the order of pages.
    private var versions: ArraySlice<(page: Int64, slot: Int)> = []
    private var refused: [Int64: Set<Int>]?

    init(of stream: Int, afterPage page: Int64, afterSequence sequence: Int64) {
        self.stream = stream
        firstPage = page + 1
        self.sequence = sequence
    }

    /// - Parameter page: higher than those asked for before.
    mutating func take(_ page: Int64, _ store: LeadStore) throws(Fault) -> Set<Int> {
        if refused == nil { refused = try store.refusedSlots(of: stream, from: firstPage) }
        var slots = refused?[page] ?? []
        while true {
            if versions.isEmpty {
                let batch = try store.slots(of: stream, after: sequence, limit: 8_192)
                guard let last = batch.last else { return slots }
                sequence = last.sequence
                // Versions that a replay recovered stand on pages that were swept long ago.
                versions = batch.filter { $0.page >= firstPage }.map { (page: $0.page, slot: $0.slot) }[...]
                continue
            }
            guard let next = versions.first, next.page <= page else { return slots }
            if next.page == page { slots.insert(next.slot) }
            versions.removeFirst()
        }
    }
}

extension LeadStore {
    fileprivate func slots(of stream: Int, after sequence: Int64, limit: Int) throws(Fault) -> [(
        sequence: Int64, page: Int64, slot: Int
    )] {
        try read { database in
            let select = try RawStatement(
                database,
                "SELECT version, page, slot FROM version WHERE version > ? AND version < ? ORDER BY version LIMIT ?")
            select.bind(VersionID(stream: stream, sequence: sequence).rawValue, at: 1)
            select.bind(VersionID(stream: stream + 1, sequence: 0).rawValue, at: 2)
            select.bind(limit, at: 3)
            var slots: [(sequence: Int64, page: Int64, slot: Int)] = []
            while try select.step(database) {
                slots.append(
                    (
                        sequence: VersionID(rawValue: select.integer(0)).sequence, page: select.integer(1),
                        slot: Int(select.integer(2))
                    ))
            }
            return slots
        }
    }

    fileprivate func refusedSlots(of stream: Int, from page: Int64) throws(Fault) -> [Int64: Set<Int>] {
        try read { database in
            var slots: [Int64: Set<Int>] = [:]
            let select = try RawStatement(database, "SELECT page, slot FROM quarantine WHERE stream = ? AND page >= ?")
            select.bind(stream, at: 1)
            select.bind(page, at: 2)
            while try select.step(database) { slots[select.integer(0), default: []].insert(Int(select.integer(1))) }
            return slots
        }
    }
}
