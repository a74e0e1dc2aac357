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

/// Where a raw record is kept, and what the store made of it.
public struct RawPlace: Sendable, Hashable, Comparable {
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

    public static func < (left: RawPlace, right: RawPlace) -> Bool {
        left.page == right.page ? left.slot < right.slot : left.page < right.page
    }
}

/// What one raw page says when it is read again by another mapping.
public struct ReplayPage: Sendable {
    public var run: Int64
    public var stream: Int
    /// Number of the raw page.
    public var page: Int64
    public var file: String
    /// Versions that are understood another way.
    public var changed: [(version: VersionID, evidence: Evidence, observation: FieldValues)] = []
    /// Versions that cannot be understood any more; they wait.
    public var refused: [(version: VersionID, refused: IntakePage.Refused)] = []
    /// Waiting records that still cannot be understood, and why now.
    public var stillWaiting: [(entry: Int64, fault: Fault)] = []
    /// Waiting records that can be understood now.
    public var recovered: [IntakePage.Version] = []
    /// Places that turn out to speak of an erased person; their raw bytes go, too.
    public var erased: [RawPlace] = []
    /// Ids of all records of the page that can be understood.
    public var readable: Set<String> = []
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

    /// What the raw records of a stream were made into, by place. All of them: some 64 bytes each.
    public func rawPlaces(of stream: Int) throws(Fault) -> [RawPlace] {
        let places = try read { database in
            var places: [RawPlace] = []
            let versions = try RawStatement(
                database, "SELECT version, page, slot FROM version WHERE version > ? AND version < ?")
            versions.bind(VersionID(stream: stream, sequence: 0).rawValue, at: 1)
            versions.bind(VersionID(stream: stream + 1, sequence: 0).rawValue, at: 2)
            while try versions.step(database) {
                places.append(
                    RawPlace(
                        page: versions.integer(1), slot: Int(versions.integer(2)),
                        outcome: .version(VersionID(rawValue: versions.integer(0)))))
            }
            let waiting = try RawStatement(
                database,
                """
                SELECT entry, code, digest, page, slot, corrected FROM quarantine
                WHERE stream = ? AND (released_run IS NULL OR corrected = 1)
                """)
            waiting.bind(stream, at: 1)
            while try waiting.step(database) {
                let code = try LeadStore.known(
                    waiting.text(1).flatMap { FaultCode(rawValue: $0) }, "a reason for quarantine")
                places.append(
                    RawPlace(
                        page: waiting.integer(3), slot: Int(waiting.integer(4)),
                        outcome: .waiting(entry: waiting.integer(0), code: code, digest: waiting.digest(2)),
                        isCorrected: waiting.integer(5) == 1))
            }
            return places
        }
        return places.sorted()
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
            try LeadStore.keepBefore(page.changed.lazy.map(\.version), database)
            try LeadStore.keepBefore(page.refused.lazy.map(\.version), database)
            if page.touchesMatching { try LeadStore.wantRematch(database) }
            let update = try RawStatement(
                database, "UPDATE version SET evidence = ?, grade = ?, observation = ? WHERE version = ?")
            for (version, evidence, observation) in page.changed {
                update.bind(evidence.time.milliseconds, at: 1)
                update.bind(Int(evidence.grade.rawValue), at: 2)
                update.bind(version.rawValue, at: 4)
                update.bind(blob: Array(observation.bytes), at: 3)
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
            intake.versions = page.recovered
            try LeadStore.insertVersions(of: intake, rawPage: page.page, database)
            if !page.recovered.isEmpty { try LeadStore.release(intake, database) }
            try LeadStore.releaseCorrected(
                page.readable, of: page.stream, by: delivery, run: page.run, database)
            for place in page.erased {
                switch place.outcome {
                case .version(let version):
                    drop.bind(version.rawValue, at: 1)
                    try drop.run(database)
                case .waiting(let entry, _, _):
                    try database.execute(sql: "DELETE FROM quarantine WHERE entry = ?", arguments: [entry])
                }
            }
            if let body {
                try database.execute(
                    sql: "UPDATE raw_page SET body = ? WHERE page = ?", arguments: [Data(body), page.page])
            }
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
