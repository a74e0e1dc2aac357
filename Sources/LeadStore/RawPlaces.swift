import GRDB
public import LeadModel

/// Where a raw record is kept, and what the store made of it.
public struct RawPlace: Sendable, Hashable {
    /// A record was understood, or waits to be.
    public enum Outcome: Sendable, Hashable {
        case version(VersionID)
        /// A waiting quarantine entry of this code.
        case waiting(entry: Int64, code: FaultCode, digest: ContentDigest)
    }

    public var page: Int64
    public var slot: Int
    public var outcome: Outcome
    /// Whether it waits no longer, because a later export holds a version of its record that can be read.
    public var isCorrected = false
}

/// A raw record that something was made of, or that waits.
public struct KeptRecord: Sendable {
    public var place: RawPlace
    /// What is understood of it; `nil` of one that waits.
    public var version: StoredVersion?
}

/// The raw pages of a stream on which something is kept.
///
/// Versions were stored page by page: a page's are a run or two of neighbours, whatever it holds, so that this takes some 24
/// bytes a page. What stands on a page is read when its turn comes.
public struct KeptPages: Sendable {
    fileprivate struct Run: Sendable {
        var page: Int64
        var first: Int64
        var last: Int64
    }

    /// By page.
    fileprivate var runs: [Run] = []
    /// Pages with entries that wait, or have been corrected.
    fileprivate var waiting: Set<Int64> = []
    /// The entries that are asked for; `nil`: every record.
    fileprivate var only: Set<Int64>?
    /// How many records they hold.
    public fileprivate(set) var records = 0
    /// Numbers, ascending.
    public fileprivate(set) var pages: [Int64] = []
}

extension LeadStore {
    /// The raw pages of a stream that are to be read again.
    /// - Parameter only: quarantine entries, where no other record is meant.
    public func keptPages(of stream: Int, only: Set<Int64>? = nil) throws(Fault) -> KeptPages {
        try read { database in
            var kept = KeptPages()
            kept.only = only
            if only == nil { try LeadStore.addRuns(of: stream, to: &kept, database) }
            let waiting = try RawStatement(
                database, "SELECT entry, page FROM quarantine WHERE stream = ? AND \(LeadStore.waitsOnPage)")
            waiting.bind(stream, at: 1)
            while try waiting.step(database) {
                guard only?.contains(waiting.integer(0)) ?? true else { continue }
                kept.waiting.insert(waiting.integer(1))
                kept.records += 1
            }
            kept.pages = kept.waiting.union(kept.runs.lazy.map(\.page)).sorted()
            return kept
        }
    }

    private static func addRuns(of stream: Int, to kept: inout KeptPages, _ database: Database) throws {
        let select = try RawStatement(
            database,
            "SELECT version, page FROM version WHERE version > ? AND version < ? AND page > 0 ORDER BY version")
        select.bind(VersionID(stream: stream, sequence: 0).rawValue, at: 1)
        select.bind(VersionID(stream: stream + 1, sequence: 0).rawValue, at: 2)
        var run: KeptPages.Run?
        while try select.step(database) {
            let (version, page) = (select.integer(0), select.integer(1))
            kept.records += 1
            if run?.page == page {
                run?.last = version
            } else {
                if let run { kept.runs.append(run) }
                run = KeptPages.Run(page: page, first: version, last: version)
            }
        }
        if let run { kept.runs.append(run) }
        // Those that a replay recovered were stored last and stand on pages of long ago.
        kept.runs.sort { $0.page == $1.page ? $0.first < $1.first : $0.page < $1.page }
    }

    /// As the index `quarantine_page` has it.
    private static let waitsOnPage = "(released_run IS NULL OR corrected = 1)"

    /// What is kept on a page, by slot.
    public func kept(on page: Int64, of pages: KeptPages) throws(Fault) -> [KeptRecord] {
        try read { database in
            var kept: [KeptRecord] = []
            var low = 0
            var high = pages.runs.count
            while low < high {
                let middle = (low + high) / 2
                if pages.runs[middle].page < page { low = middle + 1 } else { high = middle }
            }
            for run in pages.runs[low...].prefix(while: { $0.page == page }) {
                for version in try LeadStore.versions(from: run.first, to: run.last, database)
                where version.page == page {
                    let place = RawPlace(page: page, slot: version.slot, outcome: .version(version.version))
                    kept.append(KeptRecord(place: place, version: version))
                }
            }
            if pages.waiting.contains(page) { try LeadStore.addWaiting(on: page, pages.only, to: &kept, database) }
            kept.sort { $0.place.slot < $1.place.slot }
            return kept
        }
    }

    private static func addWaiting(
        on page: Int64, _ only: Set<Int64>?, to kept: inout [KeptRecord], _ database: Database
    ) throws {
        let select = try RawStatement(
            database, "SELECT entry, code, digest, slot, corrected FROM quarantine WHERE page = ? AND \(waitsOnPage)")
        select.bind(page, at: 1)
        while try select.step(database) {
            guard only?.contains(select.integer(0)) ?? true else { continue }
            let code = try known(select.text(1).flatMap { FaultCode(rawValue: $0) }, "a reason for quarantine")
            let place = RawPlace(
                page: page, slot: Int(select.integer(3)),
                outcome: .waiting(entry: select.integer(0), code: code, digest: select.digest(2)),
                isCorrected: select.integer(4) == 1)
            kept.append(KeptRecord(place: place))
        }
    }
}
