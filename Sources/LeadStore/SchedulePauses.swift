import GRDB
public import LeadModel

/// Somebody's word that something is not to come by itself.
public struct SchedulePause: Sendable, Hashable {
    public var since: Instant
    /// From when on it comes again; `nil`: when somebody says so.
    public var until: Instant?
    public var because: String?

    public init(since: Instant, until: Instant? = nil, because: String? = nil) {
        self.since = since
        self.until = until
        self.because = because
    }

    /// Whether it still holds.
    public func holds(at now: Instant) -> Bool { until.map { now < $0 } ?? true }
}

extension LeadStore {
    /// Puts a pause into the place of whatever there was.
    public func pause(_ subject: String, _ pause: SchedulePause) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO schedule_pause VALUES (?, ?, ?, ?)",
                arguments: [subject, pause.since.milliseconds, pause.until?.milliseconds, pause.because])
        }
    }

    /// - Returns: whether there was a pause.
    public func resume(_ subject: String) throws(Fault) -> Bool {
        try write(isBookkeeping: true) { database in
            try database.execute(sql: "DELETE FROM schedule_pause WHERE subject = ?", arguments: [subject])
            return database.changesCount > 0
        }
    }

    /// Those that hold, by subject, such as `source:crm`.
    public func pauses(at now: Instant) throws(Fault) -> [String: SchedulePause] {
        try read { database in
            var pauses: [String: SchedulePause] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT subject, since, until, because FROM schedule_pause") {
                let until: Int64? = row[2]
                let pause = SchedulePause(
                    since: Instant(milliseconds: row[1]), until: until.map { Instant(milliseconds: $0) },
                    because: row[3])
                if pause.holds(at: now) { pauses[row[0]] = pause }
            }
            return pauses
        }
    }
}
