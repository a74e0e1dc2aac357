public import LeadModel
import LeadStore
import Synchronization

/// Brings the store to the schema of this version: what every run does first, as a piece of work of its own. By the settings alone: a
/// mapping with a mistake in it does not stand in the way.
public struct StoreUpgrade {
    /// What was done.
    public struct Outcome: Sendable {
        /// How many migrations the store lacked.
        public var migrations: Int
        /// Where the store is kept as it was; `nil` where nothing was to be done.
        public var copy: String?
    }

    private let place: StorePlace
    private let lockSeconds: Double
    private let herald: @Sendable (Fault) -> Void

    /// Nothing is opened yet.
    /// - Parameters:
    ///   - lockSeconds: how long another process that writes is waited for.
    ///   - herald: hears who is waited for.
    public init(_ place: StorePlace, lockSeconds: Double, herald: @escaping @Sendable (Fault) -> Void) {
        self.place = place
        self.lockSeconds = lockSeconds
        self.herald = herald
    }

    /// Killed anywhere, it goes on when it is said again.
    /// - Throws: `store.missing`, `store.too-new`, `run.locked`; `store.full` where there is no room for the copy: nothing was changed then.
    public func carryOut() throws(Fault) -> Outcome {
        // A store that is not there is not made here.
        guard try LeadStore.missingMigrations(at: place.storePath) > 0 else { return Outcome(migrations: 0) }
        let lock = try StorePlace.lock(place.storePath, patienceSeconds: lockSeconds, herald)
        // Whoever wrote until now may have done it.
        let missing = try LeadStore.missingMigrations(at: place.storePath)
        let kept = Mutex<String?>(nil)
        let store = try LeadStore(at: place.storePath, for: .write(lock)) { step in
            if case .begun(let copy) = step { kept.withLock { $0 = copy } }
            StorePlace.passFailpoints(step)
        }
        try store.checkpoint()
        return Outcome(migrations: missing, copy: kept.withLock { $0 })
    }

    /// That a copy is kept, for whoever runs what brings the store to this version by the way.
    static func note(copy: String) -> Fault {
        Fault(
            .storeMigrated, .stopStream, "the store is brought to this version's schema; as it was, it is kept here",
            at: Origin(file: copy),
            advice: "Delete the copy once you do not want to go back to the version before: it holds personal data.")
    }
}
