import Foundation
import GRDB
public import LeadModel

/// One page of raw records, as they were delivered.
public struct RawPage: Sendable {
    public var number: Int64
    public var frame: RawFrame
    public var file: String
    /// The time decisions were made for by the run that read it.
    public var asOf: Instant
    /// By slot; empty where a person was erased.
    public var records: [ArraySlice<UInt8>]
}

/// What one raw page says when it is read again by another mapping.
public struct ReplayPage: Sendable {
    /// A version that is understood another way.
    public struct Changed: Sendable {
        public var version: VersionID
        /// What it said until now.
        public var before: FieldValues
        public var evidence: Evidence
        public var observation: FieldValues

        public init(version: VersionID, before: FieldValues, evidence: Evidence, observation: FieldValues) {
            self.version = version
            self.before = before
            self.evidence = evidence
            self.observation = observation
        }
    }

    public var run: Int64
    public var stream: Int
    /// Number of the raw page.
    public var page: Int64
    public var file: String
    /// Versions that are understood another way.
    public var changed: [Changed] = []
    /// Versions that cannot be understood any more; they wait.
    public var refused: [(version: VersionID, refused: IntakePage.Refused)] = []
    /// Waiting records that still cannot be understood, and why now.
    public var stillWaiting: [(entry: Int64, fault: Fault)] = []
    /// What each waiting record that was read again forbids, and when it says that it was changed.
    public var closings: [(entry: Int64, closings: [Closing], saidAt: Instant?)] = []
    /// Waiting records that can be understood now.
    public var recovered: [IntakePage.Version] = []
    /// Places that turn out to speak of an erased person; their raw bytes go, too.
    public var erased: [RawPlace] = []
    /// Records of the page that can be understood, as far as refused ones of theirs wait.
    public var readable: Set<IntakePage.Readable> = []
    /// Whether its records may be other people's than before.
    public var touchesMatching = false

    public init(run: Int64, stream: Int, page: Int64, file: String) {
        self.run = run
        self.stream = stream
        self.page = page
        self.file = file
    }

    public var isEmpty: Bool {
        changed.isEmpty && refused.isEmpty && recovered.isEmpty && erased.isEmpty && stillWaiting.isEmpty
            && closings.isEmpty
    }
}

extension LeadStore {
    /// Numbers of a stream's raw pages, in the order they were read.
    public func rawPages(of stream: Int) throws(Fault) -> [Int64] {
        try read {
            try Int64.fetchAll($0, sql: "SELECT page FROM raw_page WHERE stream = ? ORDER BY page", arguments: [stream])
        }
    }

    /// Every raw record of a page; `nil` where there is no such page.
    public func rawPage(_ page: Int64) throws(Fault) -> RawPage? {
        let row = try read { database -> (Data, String, Data, Int64)? in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT f.content, e.path, p.body, r.as_of
                    FROM raw_page p JOIN raw_frame f USING (frame) JOIN export_file e USING (file) JOIN run r ON r.run = p.run
                    WHERE p.page = ?
                    """, arguments: [page]
            ).map { ($0[0], $0[1], $0[2], $0[3]) }
        }
        guard let row else { return nil }
        let frame: RawFrame
        do {
            frame = try JSONDecoder().decode(RawFrame.self, from: row.0)
        } catch {
            throw Fault(
                .storeDamaged, .stopRun, "the frame of a raw page is damaged", at: Origin(file: path),
                advice: "Restore the store from a backup.")
        }
        return RawPage(
            number: page, frame: frame, file: row.1, asOf: Instant(milliseconds: row.3),
            records: try RawPageCodec.unpack(Array(row.2)))
    }

    /// The raw bytes of one record; `nil` where the page is gone.
    public func rawRecord(page: Int64, slot: Int) throws(Fault) -> [UInt8]? {
        guard let found = try rawPage(page), slot < found.records.count else { return nil }
        return Array(found.records[slot])
    }

    /// Says that streams are being read again, so that a replay that is interrupted is begun anew by the next run.
    ///
    /// What versions say now is kept until their leads are settled anew, who have their golden values from them.
    public func beginReplay(of streams: [Int]) throws(Fault) {
        try write { database in
            try LeadStore.beginReplay(database)
            for stream in streams {
                try database.execute(sql: "UPDATE source_stream SET mapping = '' WHERE stream = ?", arguments: [stream])
            }
        }
    }

    /// Commits what a page says now: all of it or nothing.
    public func commit(_ page: ReplayPage) throws(Fault) {
        if page.isEmpty {
            let corrected = try read {
                try LeadStore.corrected(page.readable, of: page.stream, by: Delivery(of: page, $0), $0)
            }
            if corrected.isEmpty { return }
        }
        let erased = Set(page.erased.map(\.slot))
        let body =
            erased.isEmpty
            ? nil
            : try rawPage(page.page).map { raw throws(Fault) in try RawPageCodec.pack(raw.records, without: erased) }
        try write { database in
            try LeadStore.keepBefore(page, database)
            if page.touchesMatching { try LeadStore.begin(.keepsLeads, as: LeadStore.rematchWantedFact, database) }
            let update = try RawStatement(
                database, "UPDATE version SET evidence = ?, grade = ?, observation = ? WHERE version = ?")
            for changed in page.changed {
                update.bind(changed.evidence.time.milliseconds, at: 1)
                update.bind(Int(changed.evidence.grade.rawValue), at: 2)
                update.bind(changed.version.rawValue, at: 4)
                update.bind(blob: Array(changed.observation.bytes), at: 3)
                try update.run(database)
            }
            let drop = try RawStatement(database, "DELETE FROM version WHERE version = ?")
            var intake = IntakePage(
                stream: page.stream, run: page.run, file: page.file, bytes: 0, mapping: "", format: "",
                frame: RawFrame(format: .csv(CSVDialect())))
            let delivery = try Delivery(of: page, database)
            intake.delivery = delivery.run
            for (version, refused) in page.refused {
                try LeadStore.quarantine(refused, page.page, intake, database)
                drop.bind(version.rawValue, at: 1)
                try drop.run(database)
            }
            try LeadStore.reword(page.stillWaiting, database)
            for (entry, closings, saidAt) in page.closings {
                try LeadStore.setClosings(closings, of: entry, database)
                try database.execute(
                    sql: "UPDATE quarantine SET said_at = ?1 WHERE entry = ?2 AND said_at IS NOT ?1",
                    arguments: [saidAt?.milliseconds, entry])
            }
            intake.versions = page.recovered
            try LeadStore.insertVersions(of: intake, rawPage: page.page, database)
            if !page.recovered.isEmpty { try LeadStore.release(intake, database) }
            try LeadStore.releaseCorrected(
                page.readable, of: page.stream, by: delivery, run: page.run, database)
            var forbidden: [LedgerEntry] = []
            for place in page.erased {
                switch place.outcome {
                case .version(let version):
                    drop.bind(version.rawValue, at: 1)
                    try drop.run(database)
                case .waiting(let entry, _, _):
                    forbidden += try LeadStore.drop([entry], database).forbidden
                }
            }
            if let body {
                try database.execute(
                    sql: "UPDATE raw_page SET body = ? WHERE page = ?", arguments: [Data(body), page.page])
            }
            try enter(ofErasedRecords: forbidden, database)
        }
    }

    /// Says that streams have been read again, each by a mapping with this fingerprint.
    public func finishReplay(_ mappings: [(stream: Int, fingerprint: String)]) throws(Fault) {
        try write { database in
            for (stream, fingerprint) in mappings {
                try database.execute(
                    sql: "UPDATE source_stream SET mapping = ? WHERE stream = ?", arguments: [fingerprint, stream])
            }
        }
    }
}
