import GRDB
public import LeadModel

/// How a destination is.
public struct DestinationState: Sendable, Hashable {
    /// Tries in a row that failed because of the destination itself.
    public var failures = 0
    /// Before which nothing is sent to it; `nil`: at once.
    public var notBefore: Instant?
    /// When it took something last.
    public var succeeded: Instant?
    /// When it failed last.
    public var failed: Instant?
    /// Since when nothing is sent to it, until somebody says so; `nil`: it gets what there is.
    public var stopped: Instant?
    /// Why it failed last.
    public var fault: Fault?

    public init() {}
}

extension LeadStore {
    /// How a destination is; as new where nothing was ever sent to it.
    public func state(ofDestination name: String) throws(Fault) -> DestinationState {
        try read { database in
            var state = DestinationState()
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT * FROM destination_state WHERE destination = ?", arguments: [name])
            else { return state }
            func instant(_ column: String) -> Instant? { (row[column] as Int64?).map { Instant(milliseconds: $0) } }
            state.failures = row["failures"]
            state.notBefore = instant("not_before")
            state.succeeded = instant("succeeded")
            state.failed = instant("failed")
            state.stopped = instant("stopped")
            let code: String? = row["code"]
            if let code = code.flatMap(FaultCode.init(rawValue:)) {
                state.fault = Fault(code, .stopStream, row["summary"] ?? "", advice: row["advice"] ?? "")
            }
            return state
        }
    }

    /// Keeps how a destination is.
    public func keep(_ state: DestinationState, ofDestination name: String) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: """
                    INSERT INTO destination_state VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (destination) DO UPDATE SET failures = excluded.failures, not_before = excluded.not_before,
                        succeeded = excluded.succeeded, failed = excluded.failed, stopped = excluded.stopped,
                        code = excluded.code, summary = excluded.summary, advice = excluded.advice
                    """,
                arguments: [
                    name, state.failures, state.notBefore?.milliseconds, state.succeeded?.milliseconds,
                    state.failed?.milliseconds, state.stopped?.milliseconds, state.fault?.code.rawValue,
                    state.fault?.summary, state.fault?.advice,
                ])
        }
    }
}
