import Connectors
import FieldMapping
import LeadModel
import LeadStore

/// How the streams of one source come in, for one run: files of a folder, here or elsewhere, or a system that is asked.
struct StreamDoor {
    private let source: SourceDefinition
    private let workspace: Workspace
    private let extent: PullExtent
    private let isRehearsal: Bool
    /// Of a rehearsal: what it brings lies apart from what a run does.
    private let passing: PassingSpool?
    /// One for all streams: they share its connections, its token, and how often it may be asked.
    private let session: HTTPSession?
    /// One for all streams: what it was asked once, it is not asked again.
    private let tap: Result<SingerTap, Fault>?
    /// One for all streams: a file may be read by several.
    private let folder: FolderIntake?

    init(
        _ source: SourceDefinition, workspace: Workspace, options: SyncRun.Options, progress: ProgressReport
    ) {
        self.source = source
        self.workspace = workspace
        extent = options.extent
        isRehearsal = options.isRehearsal
        passing = options.isRehearsal ? PassingSpool(storePath: workspace.storePath, for: .rehearsal) : nil
        session =
            if case .http(let system) = source.door {
                SourceMemory.session(
                    source.name, system, folder: workspace.root, storePath: workspace.storePath,
                    clock: options.clock.told(to: progress),
                    passing: passing)
            } else {
                nil
            }
        tap =
            if case .singer(let program) = source.door {
                Result { () throws(Fault) in try SingerTap(program, folder: workspace.root) }
            } else {
                nil
            }
        folder = FolderIntake(
            source, workspace: workspace, clock: options.clock.told(to: progress), passing: passing)
    }

    /// Takes in what a stream has.
    /// - Throws: only what stops the run; what stops the stream is noted.
    func take(
        _ definition: StreamDefinition, with intake: ExportIntake, into pull: inout SyncRun.SourcePull
    ) throws(Fault) {
        switch (source.door, definition.part) {
        case (.folder, .files(let selection)), (.remoteFolder, .files(let selection)):
            if case .record = extent { return }
            try folder?.take(selection, definition, intake, &pull)
        case (.http, .http(let stream)): try take(stream, definition, intake, &pull)
        case (.singer, .singer(let stream)): try take(stream, intake, &pull)
        case (.folder, _), (.remoteFolder, _), (.http, _), (.singer, _):
            preconditionFailure("a source's streams are read with the source, by its connector")
        }
        try intake.store.releaseCovered(of: intake.stream.info.number, run: pull.run)
    }

    /// What is to be done once all streams have been taken in and all of it is in the store.
    func finish(_ pull: inout SyncRun.SourcePull) throws(Fault) {
        if case .record = extent, !source.streams.contains(where: \.canAskForOneRecord) {
            pull.notes.append(noRecord)
        }
        try folder?.finish(&pull, isRehearsal: isRehearsal)
        guard !isRehearsal else { return }
        session?.sweepSpool(
            keeping: source.streams.compactMap { if case .http(let stream) = $0.part { stream } else { nil } })
        SourceSpools(storePath: workspace.storePath).sweep()
    }

    // MARK: Systems

    private func take(
        _ stream: HTTPStream, _ definition: StreamDefinition, _ intake: ExportIntake,
        _ pull: inout SyncRun.SourcePull
    ) throws(Fault) {
        guard let session else { return }
        var values = ["fields": intake.mapping.columns.joined(separator: ",")]
        if case .record(let id) = extent {
            guard let one = stream.ofOneRecord else { return }
            values["id"] = id
            values["id-number"] = id
            return try intake.take(
                record: HTTPPull(session, one, values: values, from: PullBookmark()), into: &pull.tally)
        }
        do throws(Fault) {
            let (bookmark, warning) = try bookmark(of: definition, intake.stream, session)
            let news = HTTPPull(session, stream, values: values, from: bookmark)
            // A rehearsal's bookmark is a copy of the one that the run goes on with.
            news.leavesJob = isRehearsal
            if let warning { news.tell(warning) }
            try intake.take(news, into: &pull.tally)
        } catch {
            guard error.remedy != .stopRun else { throw error }
            // What keeps one stream from being asked keeps the others, too.
            if !pull.notes.contains(error) { pull.notes.append(error) }
        }
    }

    // MARK: Taps

    private func take(
        _ stream: SingerStream, _ intake: ExportIntake, _ pull: inout SyncRun.SourcePull
    ) throws(Fault) {
        switch (extent, tap) {
        case (.record, _), (_, nil): return
        case (.since, _): pull.notes.append(noSince(intake))
        case (_, .success(let tap)) where isRehearsal && tap.readsPipe: pull.notes.append(noRehearsal)
        case (.all, .success(let tap)), (.news, .success(let tap)):
            // A tap that is told where it was left sends no more than what has changed since.
            let state = extent == .all || intake.definition.isComplete ? nil : intake.stream.bookmark
            try intake.take(SingerPull(tap, stream, columns: intake.mapping.columns, from: state), into: &pull.tally)
        case (_, .failure(let fault)): pull.notes.append(fault)
        }
    }

    private var noRecord: Fault {
        Fault(
            .pullLeavesOut, .stopStream, "no stream of '\(source.name)' can be asked for one record",
            at: source.place,
            advice: "Say how under 'record' of the stream, where the system can; `sync` brings all that is new.")
    }

    private var noRehearsal: Fault {
        Fault(
            .pullLeavesOut, .stopStream, "what is read of a pipe is there no more, and a rehearsal keeps nothing",
            at: source.place, advice: "Rehearse with a file of what the tap writes.")
    }

    private func noSince(_ intake: ExportIntake) -> Fault {
        Fault(
            .pullLeavesOut, .stopStream, "a tap keeps its own state, and cannot be asked for what changed since a time",
            at: source.place, advice: "Leave out `--since`, or say `--full`.")
    }

    /// - Returns: where the pull begins, and what to tell of it.
    private func bookmark(
        of definition: StreamDefinition, _ stream: StoredStream, _ session: HTTPSession
    ) throws(Fault) -> (PullBookmark, warning: Fault?) {
        let name = "\(source.name)/\(definition.name)"
        let text = extent == .all ? nil : stream.bookmark
        let kept = try text.map { text throws(Fault) in try PullBookmark(text: text, stream: name) }
        let (own, warning) = try session.own(kept ?? PullBookmark(), of: name)
        // What has no time is read whole, each time.
        guard case .since(let time) = extent, case .http(let asked) = definition.part, asked.window != nil else {
            return (own, warning)
        }
        guard let read = own.watermark, time <= read else { throw leavesOut(time, definition, own.watermark) }
        var since = PullBookmark(watermark: time)
        since.account = own.account
        return (since, warning)
    }

    /// What was changed between the end of the last pull and a later beginning of this one would never be asked for.
    private func leavesOut(_ time: Instant, _ definition: StreamDefinition, _ read: Instant?) -> Fault {
        let name = "\(source.name)/\(definition.name)"
        return Fault(
            .pullLeavesOut, .stopStream,
            read.map { "\(name) was read up to \($0), and what was changed from then to \(time) would never be read" }
                ?? "\(name) was never read to its end, and what was changed before \(time) would never be read",
            at: definition.mappingPlace,
            advice: read.map { "Give a time not after \($0), or leave out `--since`." }
                ?? "Leave out `--since`; where the first pull begins is said by `start` of `incremental`.")
    }
}

extension StreamDefinition {
    /// Whether `sync --record` means it.
    fileprivate var canAskForOneRecord: Bool {
        if case .http(let stream) = part { stream.record != nil } else { false }
    }
}

extension HTTPSession.Clock {
    /// The same, whose waiting is told.
    fileprivate func told(to progress: ProgressReport) -> HTTPSession.Clock {
        // A session waits on the thread that asks it, which is the run's own.
        nonisolated(unsafe) let progress = progress
        let wait = wait
        return HTTPSession.Clock(now: now) { seconds throws(Fault) in
            progress.wait(seconds)
            try wait(seconds)
            progress.wait(nil)
        }
    }
}
