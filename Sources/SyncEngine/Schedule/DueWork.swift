import ConfigFiles
import Connectors
import Feedback
public import LeadModel
import LeadStore

/// What is to be done by itself at a time, because a schedule says so or a lead's time has come.
public struct DueWork: Sendable, Hashable {
    /// Names of sources, in the order of their files.
    public var sources: [String] = []
    /// Names of feeds whose schedule says that a file, or what waits for their destination, is to go.
    public var feeds: [String] = []
    /// Whether leads wait for a decision that time alone asks for. A sync decides them, too, so they are by themselves only where none came
    /// for so long.
    public var leads = false
    /// Whether a run was interrupted, and what it had read is not in the leads yet; or the store is as an older version left it, and a run
    /// brings it to this one.
    public var isUnfinished = false
    /// When the next of it is due that is not due yet; `nil` where nothing has a schedule.
    public var next: Instant?

    /// Nothing.
    public init() {}

    public var isEmpty: Bool { sources.isEmpty && feeds.isEmpty && !leads && !isUnfinished }

    /// How long leads whose time has come wait for a sync that decides them.
    static let leadsWaitSeconds = 900

    /// What is due in a workspace. Reads the store, which may not be there yet.
    public static func now(in workspace: Workspace, at now: Instant) throws(Fault) -> DueWork {
        let store: LeadStore
        do throws(Fault) {
            store = try workspace.openForReading()
        } catch {
            var work = DueWork()
            if error.code == .storeTooOld {
                work.isUnfinished = true
                return work
            }
            guard error.code == .storeMissing else { throw error }
            work.sources = workspace.sources.filter { ($0.schedule ?? workspace.schedule) != nil }.map(\.name)
            return work
        }
        return try DueWork(workspace, store, at: now)
    }

    init(_ workspace: Workspace, _ store: LeadStore, at now: Instant) throws(Fault) {
        let times = DueTimes(store, workspace)
        let pauses = try store.pauses(at: now)
        for source in workspace.sources {
            let subject = ScheduledSubject.source(source.name)
            if isDue(try times.next(source, at: now), pauses[subject.key], at: now) { sources.append(source.name) }
        }
        for feed in workspace.feeds where feed.schedule != nil {
            let subject = ScheduledSubject.feed(feed.name)
            // One that nobody has looked at yet comes with the first run.
            if isDue(try times.next(feed, at: now), pauses[subject.key], at: now) { feeds.append(feed.name) }
        }
        if let last = try store.runs(limit: 1).first, last.finished == nil { isUnfinished = try !store.isSettled() }
        if let due = try store.firstDueLead() {
            let wanted = Instant(milliseconds: due.milliseconds + Int64(DueWork.leadsWaitSeconds) * 1_000)
            leads = isDue(wanted, nil, at: now)
        }
    }

    /// Whether something is due now; else it is waited for.
    private mutating func isDue(_ due: Instant?, _ pause: SchedulePause?, at now: Instant) -> Bool {
        guard let due else { return false }
        if let pause {
            if let until = pause.until { wait(for: max(due, until)) }
            return false
        }
        if due <= now { return true }
        wait(for: due)
        return false
    }

    private mutating func wait(for time: Instant) { next = next.map { min($0, time) } ?? time }
}
