import ConfigFiles
import Connectors
import Foundation
import LeadLifecycle
public import LeadModel
import LeadStore
import Synchronization

/// Does by itself what is due: syncs by their schedules, leads whose time has come, deliveries. One piece of work after the other, on the
/// thread that calls `run`.
///
/// The store is opened for each piece of work and closed behind it, so that commands have their turn in between. What a piece of work
/// does is what the command of the same name does; killed anywhere, the next start goes on.
public final class ServiceWorker: Sendable {
    /// What time it is for it.
    public struct Clock: Sendable {
        public var now: @Sendable () -> Instant
        public init(now: @escaping @Sendable () -> Instant) { self.now = now }
        public static let system = Clock { .now }
    }

    private struct State {
        var workspace: Workspace
        var standing: ServiceStanding
        /// The number of the configuration in the store that the workspace is.
        var configuration: Int?
        var pauses: [ServiceStanding.Work: Pause] = [:]
        /// Work of which it was told already that it waits for another process.
        var waiting: Set<ServiceStanding.Work> = []
        /// When it made a backup last, whether or not that could be noted beside the store.
        var backedUp: Instant?
    }

    /// Work that failed, or came to nothing, is not tried again at once.
    private struct Pause {
        var failures = 0
        var until: Instant
    }

    private let config: String
    private let clock: Clock
    private let hear: @Sendable (ServiceEvent) -> Void
    private let state: Mutex<State>
    private let isStopping = Atomic<Bool>(false)
    private let bell = DispatchSemaphore(value: 0)

    /// The store is looked at so often: deliveries that commands have made due wait no longer.
    static let lookSeconds = 5
    /// How long another process that writes is waited for, before it is looked whether to stop.
    private static let lockSeconds = 5.0
    /// How long destinations are sent to before others have a turn.
    private static let deliverySeconds = 20
    private static let shortestPause = 10
    private static let longestPause = 900

    /// - Parameters:
    ///   - workspace: the configuration that it begins with.
    ///   - hear: is told what happens, on the worker's thread or that of whoever asks for something.
    public init(
        config: String, workspace: Workspace, clock: Clock = .system, hear: @escaping @Sendable (ServiceEvent) -> Void
    ) {
        self.config = config
        self.clock = clock
        self.hear = hear
        state = Mutex(
            State(workspace: ServiceWorker.prepared(workspace, hear), standing: ServiceStanding(at: clock.now())))
    }

    private static func prepared(_ workspace: Workspace, _ hear: @escaping @Sendable (ServiceEvent) -> Void)
        -> Workspace
    {
        var workspace = workspace
        workspace.lockSeconds = lockSeconds
        workspace.herald = { if $0.code != .runLocked { hear(.warned($0)) } }
        return workspace
    }

    /// How it is; from any thread.
    public var standing: ServiceStanding { state.withLock { $0.standing } }

    /// The configuration that it goes by now; from any thread.
    public var workspace: Workspace { state.withLock { $0.workspace } }

    /// Works until it is told to stop.
    public func run() {
        while !isStopping.load(ordering: .acquiring) {
            let now = clock.now()
            let next = step()
            let seconds = min(Double(next.milliseconds - now.milliseconds) / 1_000, Double(ServiceWorker.lookSeconds))
            if seconds > 0 { _ = bell.wait(timeout: .now() + seconds) }
        }
    }

    /// Asks it to stop: what is under way ends at the next place where nothing is half done. From any thread.
    public func stop() {
        guard !isStopping.exchange(true, ordering: .acquiringAndReleasing) else { return }
        state.withLock { $0.standing.isStopping = true }
        hear(.stopping)
        bell.signal()
    }

    /// Reads the configuration anew, which the next piece of work goes by; one that has findings is not used. From any thread.
    public func reload() {
        readConfiguration()
        bell.signal()
    }

    /// Does what is due now.
    /// - Returns: when something is due next, as far as that is known; it may be over already.
    @discardableResult
    public func step() -> Instant {
        beat()
        var next = Instant(milliseconds: clock.now().milliseconds + Int64(ServiceWorker.lookSeconds) * 1_000)
        for work in ServiceStanding.Work.all where !isStopping.load(ordering: .acquiring) {
            if let due = attempt(work) { next = min(next, due) }
        }
        state.withLock { $0.standing.work = .nothing }
        beat()
        return next
    }

    private func beat() {
        let now = clock.now()
        state.withLock { $0.standing.beat = now }
    }

    // MARK: Pieces of work

    /// - Returns: when it is due next.
    private func attempt(_ work: ServiceStanding.Work) -> Instant? {
        let now = clock.now()
        if let pause = state.withLock({ $0.pauses[work] }), pause.until > now { return pause.until }
        do throws(Fault) {
            let outcome =
                switch work {
                case .nothing: (next: Instant?.none, isInVain: false)
                case .sync: (next: try sync(), isInVain: false)
                case .deliveries: try deliver()
                case .backup: (next: try backUp(), isInVain: false)
                }
            state.withLock {
                $0.standing.troubles[work] = nil
                $0.waiting.remove(work)
                if !outcome.isInVain { $0.pauses[work] = nil }
            }
            if outcome.isInVain { return pause(work) }
            return outcome.next
        } catch {
            return trouble(error, work)
        }
    }

    private func trouble(_ fault: Fault, _ work: ServiceStanding.Work) -> Instant? {
        if isStopping.load(ordering: .acquiring), fault.code == .runStopped { return nil }
        if fault.code == .runLocked {
            let isNews = state.withLock { $0.waiting.insert(work).inserted }
            if isNews { hear(.waiting(fault)) }
            return clock.now()
        }
        let again = pause(work)
        state.withLock { $0.standing.troubles[work] = fault }
        hear(.failed(fault, againAt: again))
        return again
    }

    /// Each time twice as long as the last, up to a quarter of an hour.
    private func pause(_ work: ServiceStanding.Work) -> Instant {
        let now = clock.now()
        return state.withLock { state in
            var pause = state.pauses[work] ?? Pause(until: now)
            let seconds = min(ServiceWorker.longestPause, ServiceWorker.shortestPause << min(pause.failures, 10))
            pause.failures += 1
            pause.until = Instant(milliseconds: now.milliseconds + Int64(seconds) * 1_000)
            state.pauses[work] = pause
            return pause.until
        }
    }

    private func begin(_ work: ServiceStanding.Work) { state.withLock { $0.standing.work = work } }

    private func sync() throws(Fault) -> Instant? {
        try followConfiguration()
        let workspace = workspace
        let due = try DueWork.now(in: workspace, at: clock.now())
        guard !due.isEmpty else { return due.next }
        begin(.sync)
        hear(.syncing(due.sources))
        var options = SyncRun.Options(now: clock.now())
        options.isDueOnly = true
        options.delivers = false
        options.clock = waiting
        options.isToStop = { [self] in isStopping.load(ordering: .acquiring) }
        let reports = try SyncRun(workspace, options: options, progress: ProgressReport { [self] _ in beat() }).run()
        for report in reports { hear(.ran(report)) }
        let number = try workspace.openForReading().configuration()?.number
        state.withLock { $0.configuration = number }
        MemoryReturn.giveBack()
        return try DueWork.now(in: workspace, at: clock.now()).next
    }

    /// Waits for hosts as long as nobody wants it to stop.
    private var waiting: HTTPSession.Clock {
        HTTPSession.Clock(now: clock.now) { [self] (seconds) throws(Fault) in
            let end = DispatchTime.now() + .seconds(seconds)
            while DispatchTime.now() < end {
                guard !isStopping.load(ordering: .acquiring) else { throw SyncRun.stopped }
                beat()
                Thread.sleep(forTimeInterval: 0.2)
            }
        }
    }

    private func deliver() throws(Fault) -> (next: Instant?, isInVain: Bool) {
        let workspace = workspace
        guard workspace.deliversEachSync else { return (nil, false) }
        let store: LeadStore
        do throws(Fault) {
            store = try workspace.openForReading()
        } catch {
            // Before the first sync there is nothing to send.
            if error.code == .storeMissing { return (nil, false) }
            throw error
        }
        let now = clock.now()
        guard let due = try DueDeliveries(workspace: workspace, store: store).next(at: now) else { return (nil, false) }
        guard due <= now else { return (due, false) }
        begin(.deliveries)
        let sent = try DeliveryDesk(workspace).sendDue(longest: ServiceWorker.deliverySeconds, now: now, clock: waiting)
        for fault in sent.faults { hear(.warned(fault)) }
        if sent.uploaded > 0 { hear(.uploaded(sent.uploaded)) }
        let moved = sent.tallies.filter { $0.isSomething }
        if !moved.isEmpty { hear(.delivered(moved)) }
        let next = try DueDeliveries(workspace: workspace, store: store).next(at: clock.now())
        return (next, moved.isEmpty && sent.uploaded == 0)
    }

    /// Makes a backup when the settings ask for one. Others wait meanwhile for their turn here; commands do not.
    private func backUp() throws(Fault) -> Instant? {
        guard let due = backupDue, due <= clock.now() else { return backupDue }
        begin(.backup)
        let desk = BackupDesk(workspace.backups, progress: ProgressReport { [self] _ in beat() })
        do throws(Fault) {
            let made = try desk.make(to: nil, keep: nil, now: clock.now())
            state.withLock { $0.backedUp = made.manifest.time }
            for fault in made.warnings { hear(.warned(fault)) }
            hear(.backedUp(made))
        } catch {
            // There is no store before the first sync; and somebody else may be making one.
            guard error.code == .storeMissing || error.code == .runLocked else { throw error }
            return nil
        }
        return backupDue
    }

    private var backupDue: Instant? {
        let (workspace, own) = state.withLock { ($0.workspace, $0.backedUp) }
        let noted = BackupRecord.read(of: workspace.storePath).backup?.time
        let last = [noted, own].compactMap(\.self).max()
        let now = clock.now()
        return workspace.backups.backupDue(after: last, at: now, agreed: workspace.agreement.zone(at: last ?? now))
    }

    // MARK: Configuration

    /// Somebody else may have brought another configuration into force: two that go by different ones would undo each other's work.
    private func followConfiguration() throws(Fault) {
        let (workspace, known) = state.withLock { ($0.workspace, $0.configuration) }
        let kept: StoredConfiguration?
        do throws(Fault) {
            kept = try LeadStore(at: workspace.storePath, for: .readConfigurations).configuration()
        } catch {
            if error.code == .storeMissing { return }
            throw error
        }
        guard let kept, kept.number != known else { return }
        if known != nil, kept.texts != workspace.texts.byName { readConfiguration() }
        state.withLock { $0.configuration = kept.number }
    }

    private func readConfiguration() {
        let now = clock.now()
        do throws(FaultList) {
            let workspace = ServiceWorker.prepared(try Workspace.inForce(config: config), hear)
            state.withLock {
                $0.workspace = workspace
                $0.standing.loaded = now
                $0.standing.refused = nil
            }
            hear(.reloaded)
        } catch {
            let faults = error.faults
            state.withLock { $0.standing.refused = faults.first }
            hear(.refused(faults))
        }
    }
}
