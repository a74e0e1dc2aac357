public import LeadModel

/// How a service is, as its health is told by it.
public struct ServiceStanding: Sendable, Hashable {
    /// What it is at.
    public enum Work: String, Sendable {
        case nothing
        case sync
        case deliveries
        case backup

        /// Everything that it does, in turn.
        static let all = [sync, deliveries, backup]
    }

    public var started: Instant
    public var work = Work.nothing
    /// When it last showed that it is alive: between two pieces of work, and with each page within one.
    public var beat: Instant
    /// When the configuration was read that it goes by.
    public var loaded: Instant
    /// Why a newer configuration is not in use; `nil` where none was refused.
    public var refused: Fault?
    /// What keeps each piece of work from being done, by the work.
    public var troubles: [Work: Fault] = [:]
    public var isStopping = false

    init(at now: Instant) {
        started = now
        beat = now
        loaded = now
    }

    /// A service that shows no life for so long hangs. No page takes so long, and what is waited for is told.
    public static let longestSilenceSeconds = 900

    /// Whether it shows life.
    public func isAlive(at now: Instant) -> Bool {
        now.seconds(since: beat) < Int64(ServiceStanding.longestSilenceSeconds)
    }
}
