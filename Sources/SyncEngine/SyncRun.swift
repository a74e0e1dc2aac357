public import Connectors
import FieldMapping
import Foundation
public import LeadModel
import LeadStore
import Reconciliation
import RecordFormats

/// Runs sources: pull, map, reconcile, decide, publish.
public struct SyncRun {
    /// How a run is to be done.
    public struct Options: Sendable {
        /// Names of sources; none means all that are not paused.
        public var sources: [String] = []
        /// Whether only what is due by a schedule is done, or by its time: sources that are not due are left out.
        public var isDueOnly = false
        /// The time decisions are made for.
        public var now: Instant
        /// Whether a changed mapping may refuse stored records that were understood until now, however many.
        public var acceptsRefusals = false
        /// Whether files are taken in that differ from those before them in a way that breaks a mapped field.
        public var acceptsDrift = false
        /// Whether what was not read of exports that break off, or are held, holds nobody back any more.
        public var acceptsUnread = false
        /// Whether what waits for destinations is sent behind it; whoever says no sends it.
        var delivers = true
        /// Whether somebody wants it to end: it does so between two pages, and the next run goes on there.
        var isToStop: @Sendable () -> Bool = { false }
        /// What systems are asked for.
        public var extent = PullExtent.news
        /// Exports that were held and that a person has approved: nothing else is taken in.
        var approval: ApprovedExports?
        /// Whether nothing of it is kept: files that would be archived stay where they are.
        var isRehearsal = false
        /// What time it is for them, and how to wait for them.
        public var clock = HTTPSession.Clock.system
        public init(now: Instant) { self.now = now }
    }

    let workspace: Workspace
    let options: Options
    let progress: ProgressReport

    public init(_ workspace: Workspace, options: Options, progress: ProgressReport) {
        self.workspace = workspace
        self.options = options
        self.progress = progress
    }

    /// Does it all; one report a source, and one before them where a mapping has changed and raw records were read again.
    /// - Throws: what stopped it: `run.locked`, a store that cannot be written, a full disk.
    public func run() throws(Fault) -> [RunReport] {
        let named = try workspace.selected(options.sources)
        let store = try workspace.openForWriting(interruptedChange: .isFinished)
        try store.overwriteResidue()
        // What was due may have been done by whoever held the lock until now.
        let due = options.isDueOnly ? try DueWork(workspace, store, at: options.now) : nil
        if let due, due.isEmpty { return [] }
        let paused = options.sources.isEmpty ? try store.pauses(at: options.now) : [:]
        let sources = named.filter { source in
            paused[ScheduledSubject.source(source.name).key] == nil && due?.sources.contains(source.name) ?? true
        }
        var replayed = try replay(store, all: false)
        var pulls: [SourcePull] = []
        for source in sources {
            // What is due stays due: whoever waits for the store has a turn between two sources.
            if due != nil, !pulls.isEmpty, try store.isAwaited() { break }
            pulls.append(try pull(source, store, replayed))
        }
        if pulls.isEmpty, replayed.report == nil, due != nil { replayed.report = try begin(in: store) }
        if options.acceptsUnread, let run = pulls.last?.run {
            try store.acceptUnread(of: options.sources.isEmpty ? nil : options.sources, run: run)
        }
        return try conclude(store, replayed, pulls)
    }

    /// Makes the store's leads anew from the raw records it keeps: by the mappings, matching rules, survivorship and
    /// agreement as they are now. Leads keep their numbers, verdicts and erasures stand, receivers get what changes.
    public func rebuild() throws(Fault) -> [RunReport] {
        let store = try workspace.openForWriting(interruptedChange: .isFinished)
        return try conclude(store, try replay(store, all: true), [])
    }

    func replay(_ store: LeadStore, all: Bool) throws(Fault) -> StoreReplay.Outcome {
        try StoreReplay(
            workspace: workspace, store: store, now: options.now, progress: progress,
            acceptsRefusals: options.acceptsRefusals
        ).replay(all: all)
    }

    /// Leads, decisions, feeds and reports of what has been taken in.
    func conclude(_ store: LeadStore, _ replay: StoreReplay.Outcome, _ pulls: [SourcePull]) throws(Fault)
        -> [RunReport]
    {
        guard let lastRun = pulls.last?.run ?? replay.report?.run else { return [] }
        let rules = try RuleBook(workspace, store: store)
        let began = DispatchTime.now()
        var tally = RunTally()
        for pull in pulls { tally.append(pull.tally) }
        let unknownFiles = try UnknownFeedFiles(store, workspace).makeUp(run: lastRun)
        var moved = try LeadUpdate(
            workspace: workspace, store: store, rules: rules, run: lastRun, now: options.now, progress: progress
        ).update(&tally)
        let leftOut = LeftOutLeads.notes(moved.total, workspace.feeds)
        try ErasuresAgain(workspace, store).carryOut()
        let closed = ClosedFeeds(store: store, workspace: workspace)
        let untold = try closed.closeRemembered(run: lastRun)
        try keepConfiguration(store, replay, run: lastRun)
        try noteLooks(pulls, in: store)
        let publisher = try Publisher(workspace: workspace, store: store, rules: rules, now: options.now)
        var withheld: [Fault] = []
        let published = Result { () throws(Fault) in try publisher.publishAll(withheld: &withheld) }
        // Also what is written already: one feed that cannot be written keeps no other from its destination.
        let uploads = Result { () throws(Fault) in
            guard options.delivers else { return FeedUploads.Outcome() }
            return try FeedUploads(workspace: workspace, store: store, clock: options.clock).send()
        }
        let deliveries = try deliver(store, rules, withheld: &withheld)
        let shared = seconds(since: began)
        var reports: [RunReport] = []
        var offset = 0
        for pull in pulls {
            let files = Array(tally.files[offset..<offset + pull.tally.files.count])
            offset += pull.tally.files.count
            let waits = try store.waits(fromSource: pull.source.name)
            reports.append(
                report(pull, files, moved: moved.removeValue(forKey: pull.source.name) ?? MovedLeads(), waits: waits))
        }
        if var replayed = replay.report {
            replayed.moved = pulls.isEmpty ? moved.total : MovedLeads()
            reports.insert(replayed, at: 0)
        }
        let waiting = try store.quarantineSummary()
        let leftFeeds =
            try closed.warnings() + publisher.heldBack.warnings() + Deliveries.left(store, workspace)
        for index in reports.indices {
            reports[index].waiting = waiting
            reports[index].seconds += shared / Double(reports.count)
            reports[index].notes += withheld
            reports[index].warnings += workspace.agreementWarnings(at: options.now) + workspace.waitingWarnings()
            reports[index].warnings += untold + unknownFiles + leftFeeds + leftOut
            var unsent: [Fault] = []
            switch uploads {
            case .success(let outcome):
                unsent = outcome.faults
                reports[index].warnings += outcome.warnings
            case .failure(let fault): unsent = [fault]
            }
            unsent += deliveries.filter(\.needsSomebody).compactMap(\.warning)
            reports[index].notes += unsent
            if !withheld.isEmpty || !unsent.isEmpty, reports[index].outcome == .succeeded {
                reports[index].outcome = .succeededWithRejects
            }
            if case .failure(let fault) = published {
                reports[index].outcome = .failed
                reports[index].notes.append(fault)
            }
            reports[index].warnings += deliveries.filter { !$0.needsSomebody }.compactMap(\.warning)
            reports[index].warnings += deliveries.flatMap(\.notes)
            if index == reports.indices.last { reports[index].deliveries = deliveries }
            try store.finish(reports[index])
        }
        try store.checkpoint()
        return reports
    }

    /// Why a run ends that somebody wants to end.
    static var stopped: Fault {
        Fault(
            .runStopped, .stopRun, "the run was stopped between two pages", advice: "The next run goes on there.")
    }

    /// A run of what time alone asks for.
    private func begin(in store: LeadStore) throws(Fault) -> RunReport {
        RunReport(
            run: try store.beginRun(source: RuleChange.dueSource, started: Instant.now, asOf: options.now),
            source: RuleChange.dueSource, outcome: .succeeded, counts: RecordCounts(), moved: MovedLeads(), seconds: 0,
            files: [], notes: [])
    }

    /// Notes down that the time of these sources is over, until the next.
    private func noteLooks(_ pulls: [SourcePull], in store: LeadStore) throws(Fault) {
        // One record, or what there was since some time, stands for no run.
        guard options.extent == .news || options.extent == .all else { return }
        let times = DueTimes(store, workspace)
        for pull in pulls { try times.noteLook(.source(pull.source.name), at: options.now) }
    }

    /// Sends what waits for destinations; what they do not take waits for the next run.
    private func deliver(_ store: LeadStore, _ rules: RuleBook, withheld: inout [Fault]) throws(Fault)
        -> [DeliveryTally]
    {
        guard options.delivers, workspace.deliversEachSync, !options.isRehearsal, !store.isScratch else { return [] }
        let tallies = try Deliveries(
            workspace: workspace, store: store, rules: rules, now: options.now, clock: options.clock,
            patience: Deliveries.usualPatience, longest: Deliveries.longestOfSync
        ).send(unwritable: &withheld)
        // Destinations may have let go of people who were erased.
        try store.overwriteResidue()
        return tallies
    }

    /// Keeps the configuration that the leads are by now, with the old mappings of streams that are held, and with the old
    /// sources that name these. Where that does not fit together, the one before stays in force for plans.
    private func keepConfiguration(_ store: LeadStore, _ replay: StoreReplay.Outcome, run: Int64) throws(Fault) {
        var texts = workspace.texts.byName
        if !replay.heldMappings.isEmpty, let before = try store.configuration()?.texts {
            for source in workspace.sources where isHeld(source, replay.heldMappings) {
                guard let name = workspace.textName(of: source.place.file) else { continue }
                texts[name] = before[name]
            }
            for name in replay.heldMappings { texts[name] = before[name] }
            do {
                _ = try Workspace.load(config: workspace.configFolder, texts: ConfigurationTexts(texts))
            } catch {
                return
            }
        }
        try store.keep(configuration: texts, run: run, asOf: options.now, cause: .sync)
    }

    private func isHeld(_ source: SourceDefinition, _ mappings: Set<String>) -> Bool {
        source.streams.contains { stream in
            workspace.mappings[stream.mapping].flatMap { workspace.textName(of: $0.file) }.map(mappings.contains)
                ?? false
        }
    }

    /// - Parameter waits: whether a record of the source waits in quarantine. One that was refused, and has been corrected or
    ///   dismissed since, is refused each time its file is delivered, and nobody has to do anything about it any more.
    func report(_ pull: SourcePull, _ files: [RunTally.File], moved: MovedLeads, waits: Bool) -> RunReport {
        var counts = RecordCounts()
        var notes = pull.notes
        for file in files {
            counts += file.counts
            if let fault = file.fault { notes.append(fault) }
        }
        let outcome: RunOutcome =
            !notes.isEmpty
            ? .failed
            : counts.held > 0 || files.contains(where: \.isHeld)
                ? .held : counts.rejected > 0 && waits ? .succeededWithRejects : .succeeded
        return RunReport(
            run: pull.run, source: pull.source.name, outcome: outcome, counts: counts, moved: moved,
            seconds: pull.seconds,
            files: files.map {
                RunReport.File(
                    stream: $0.stream.stream, path: $0.path, detected: $0.detected, counts: $0.counts,
                    erased: $0.erased, isKept: $0.isKept, isDiscarded: $0.isDiscarded, fault: $0.fault,
                    echoes: $0.echoes, gone: $0.gone, back: $0.back)
            }, notes: notes, warnings: pull.warnings + files.flatMap(\.warnings), refusals: pull.refusals)
    }

    func seconds(since began: DispatchTime) -> Double {
        Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e9
    }
}
