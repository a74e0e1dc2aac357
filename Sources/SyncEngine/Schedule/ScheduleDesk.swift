import ConfigFiles
import Connectors
import Feedback
import LeadLifecycle
public import LeadModel
public import LeadStore

/// What comes by itself, and when; for the command line.
public struct ScheduleDesk {
    /// Something that has a schedule, and where it stands.
    public struct Entry: Sendable {
        public var subject: ScheduledSubject
        /// As its file has it, such as `0 6 * * mon-fri, Europe/Amsterdam`.
        public var schedule: String
        /// Whether it is the settings' schedule, because its own file names none.
        public var isUsual: Bool
        /// When a run looked at it last; `nil` before the first.
        public var last: Instant?
        /// When it is due next, or was and has not come yet; `nil` of a feed that comes with the first run.
        public var next: Instant?
        public var pause: SchedulePause?
    }

    private let workspace: Workspace

    /// The store is opened when something is asked.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Sources, then feeds that have a schedule; in the order of their files.
    public func list(at now: Instant) throws(Fault) -> [Entry] {
        guard let store = try storeIfAny() else {
            return scheduled.map {
                Entry(subject: $0.subject, schedule: $0.schedule.description, isUsual: $0.isUsual)
            }
        }
        let times = DueTimes(store, workspace)
        let pauses = try store.pauses(at: now)
        var entries: [Entry] = []
        for item in scheduled {
            let next =
                switch item.subject {
                case .source(let name):
                    try workspace.sources.first { $0.name == name }.flatMap { (source) throws(Fault) in
                        try times.next(source, at: now)
                    }
                case .feed(let name):
                    try workspace.feeds.first { $0.name == name }.flatMap { (feed) throws(Fault) in
                        try times.next(feed, at: now)
                    }
                }
            entries.append(
                Entry(
                    subject: item.subject, schedule: item.schedule.description, isUsual: item.isUsual,
                    last: try times.looked(item.subject), next: next, pause: pauses[item.subject.key]))
        }
        return entries
    }

    /// The next times of each that has a schedule, or of those named, in the order in which they come. Pauses count.
    /// - Parameter count: so many of each.
    public func next(_ names: [String], count: Int, at now: Instant) throws(Fault) -> [(
        at: Instant, subject: ScheduledSubject
    )] {
        let asked = try names.map { (name) throws(Fault) in try subject(name) }
        let pauses = try storeIfAny()?.pauses(at: now) ?? [:]
        var times: [(at: Instant, subject: ScheduledSubject)] = []
        for item in scheduled where asked.isEmpty || asked.contains(item.subject) {
            var time = now
            if let pause = pauses[item.subject.key] {
                guard let until = pause.until else { continue }
                time = until
            }
            for _ in 0..<count {
                time = item.schedule.next(
                    after: time, agreed: workspace.agreement.zone(at: time), for: item.subject.key)
                times.append((at: time, subject: item.subject))
            }
        }
        return times.sorted { ($0.at, $0.subject.key) < ($1.at, $1.subject.key) }
    }

    /// Keeps something from coming by itself until a time, or until somebody says so.
    /// - Returns: what is paused.
    public func pause(_ name: String, until: Instant?, because: String?, at now: Instant) throws(Fault)
        -> ScheduledSubject
    {
        let subject = try subject(name)
        try workspace.openForWriting().pause(subject.key, SchedulePause(since: now, until: until, because: because))
        return subject
    }

    /// - Returns: what comes by itself again; `nil` where it was not paused.
    public func resume(_ name: String) throws(Fault) -> ScheduledSubject? {
        let subject = try subject(name)
        return try workspace.openForWriting().resume(subject.key) ? subject : nil
    }

    private var scheduled: [(subject: ScheduledSubject, schedule: Schedule, isUsual: Bool)] {
        workspace.sources.compactMap { source in
            (source.schedule ?? workspace.schedule).map {
                (subject: .source(source.name), schedule: $0, isUsual: source.schedule == nil)
            }
        }
            + workspace.feeds.compactMap { feed in
                feed.schedule.map { (subject: .feed(feed.name), schedule: $0, isUsual: false) }
            }
    }

    /// What a name means: a source or a feed, or `feed:NAME` where both have it.
    private func subject(_ text: String) throws(Fault) -> ScheduledSubject {
        let all =
            workspace.sources.map { ScheduledSubject.source($0.name) }
            + workspace.feeds.map { ScheduledSubject.feed($0.name) }
        let found = all.filter { $0.key == text || $0.name == text }
        if found.count == 1 { return found[0] }
        throw Fault(
            .configUnknownReference, .stopRun,
            found.isEmpty ? "'\(text)' is neither a source nor a feed" : "'\(text)' is a source and a feed",
            at: Origin(file: workspace.configFolder),
            advice: found.isEmpty
                ? Nearest.advice(for: text, among: all.map(\.name))
                : "Write \(found.map(\.key).joined(separator: " or ")).")
    }

    private func storeIfAny() throws(Fault) -> LeadStore? {
        do throws(Fault) {
            return try workspace.openForReading()
        } catch {
            guard error.code == .storeMissing else { throw error }
            return nil
        }
    }
}
