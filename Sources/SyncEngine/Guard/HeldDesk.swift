import Connectors
import Foundation
public import LeadModel
public import LeadStore

/// What people say of exports that were held, for the command line.
public struct HeldDesk {
    private let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// An export that was held, and what has become of it.
    public struct Held: Sendable {
        public var export: HeldExport
        /// `crm/leads`
        public var stream: String
        public var state: State

        /// Whether something can still be said of it.
        public var isOpen: Bool {
            switch state {
            case .waits, .heldAgain, .discarded: true
            case .approved, .overtaken: false
            }
        }
    }

    /// What has become of an export that was held.
    public enum State: Sendable, Hashable {
        case waits
        /// A later run held what lay in its place once more.
        case heldAgain(run: Int64)
        /// A later run took in what stands in its place.
        case overtaken(run: Int64)
        case approved(run: Int64)
        case discarded(run: Int64, because: String?)
    }

    /// What a run held, by stream and path; none where it held nothing.
    public static func held(by run: Int64, in store: LeadStore) throws(Fault) -> [Held] {
        let exports = try store.heldExports(ofRun: run)
        guard !exports.isEmpty else { return [] }
        let streams = try store.streamsByNumber()
        return try exports.map { export throws(Fault) in
            let info = streams[export.stream]?.info
            return Held(
                export: export, stream: info.map { "\($0.source)/\($0.stream)" } ?? "",
                state: try state(of: export, in: store))
        }
    }

    private static func state(of export: HeldExport, in store: LeadStore) throws(Fault) -> State {
        if export.verdict == .approved, let run = export.saidRun { return .approved(run: run) }
        if let run = try store.run(overtaking: export) { return .overtaken(run: run) }
        if export.verdict == .discarded, let run = export.saidRun {
            return .discarded(run: run, because: export.because)
        }
        return try store.run(holdingAgain: export).map { .heldAgain(run: $0) } ?? .waits
    }

    /// How many records would be gone by what is still open of a run.
    public static func absent(_ held: [Held]) -> Int {
        held.filter(\.isOpen).reduce(0) { $0 + ($1.export.gone?.absent ?? 0) }
    }

    // MARK: Approving

    /// How somebody approves.
    public struct Request: Sendable {
        public var run: Int64
        /// How many records may be gone; has to be the number that was shown.
        public var count: Int?
        /// Whether what the exports have is taken in, and nobody is gone by them.
        public var withoutAbsences = false
        public var now: Instant

        public init(run: Int64, now: Instant) {
            self.run = run
            self.now = now
        }
    }

    /// Takes in what a run held, in a run of its own, and nothing else. What comes again otherwise than it was shown is held again.
    /// - Throws: `run.not-found`, `run.nothing-held`, `run.count-differs`, `run.held-changed`, and whatever stops a sync.
    public func approve(_ request: Request, progress: ProgressReport) throws(Fault) -> [RunReport] {
        let (run, held) = try open(request.run)
        let absent = HeldDesk.absent(held)
        if !request.withoutAbsences { try check(request.count, against: absent, of: run) }
        let source = try workspace.selected([run.source])[0]
        var approved = ApprovedExports(exports: [:])
        for one in held {
            let path = presentPath(of: one.export, source)
            try checkBytes(of: one.export, at: path, source)
            let name = one.stream.dropFirst(run.source.count + 1)
            approved.exports[String(name), default: [:]][path] = Approval(
                held: CompletedFile.Held(run: run.number, path: one.export.path), sha256: one.export.sha256,
                absent: one.export.gone?.absent ?? 0, takesAbsences: !request.withoutAbsences,
                findings: one.export.findings)
        }
        var options = SyncRun.Options(now: request.now)
        options.sources = [run.source]
        options.approval = approved
        // Only who asks for all that there is learns who is gone.
        if held.contains(where: { $0.export.gone != nil }) { options.extent = .all }
        return try SyncRun(workspace, options: options, progress: progress).run()
    }

    /// Nobody is to approve of what they have not read.
    private func check(_ count: Int?, against absent: Int, of run: StoredRun) throws(Fault) {
        if count ?? 0 == absent { return }
        let said = count.map { "--count says \($0)" } ?? "--count is not given"
        throw Fault(
            .runCountDiffers, .stopRun,
            "\(absent) \(absent == 1 ? "record" : "records") would be gone by what run \(run.number) held, and \(said)",
            advice:
                "Nothing was taken in. Look at `leadloop runs show \(run.number)`, then give the number that it shows, or say --without-absences, by which nobody is gone."
        )
    }

    /// The path of an export as this run names it: the configuration may have been named from elsewhere then.
    private func presentPath(of export: HeldExport, _ source: SourceDefinition) -> String {
        guard let folder = source.folder, export.sha256 != nil else { return export.path }
        // An absolute one has the same name everywhere.
        guard !folder.hasPrefix("/"), let place = export.path.range(of: "/\(folder)/", options: .backwards) else {
            return export.path
        }
        return "\(workspace.root)/\(folder)/\(export.path[place.upperBound...])"
    }

    /// Files are looked at first, so that either all of them are taken in or none.
    private func checkBytes(of export: HeldExport, at path: String, _ source: SourceDefinition) throws(Fault) {
        guard let sha256 = export.sha256 else { return }
        let bytes: FileBytes
        do {
            bytes = try FileBytes(path: path)
        } catch {
            // One of another machine, or in an archive, is looked at when it has been fetched.
            let isPacked = path.split(separator: "/").dropLast().contains { ZipArchive.isName(String($0)) }
            if isPacked || source.folder == nil { return }
            throw HeldDesk.isGone(path)
        }
        guard try bytes.finishDigest() == sha256 else { throw Approval.changed(path, export.run) }
    }

    static func isGone(_ path: String) -> Fault {
        Fault(
            .runHeldChanged, .stopStream, "the export that was held is not there any more", at: Origin(file: path),
            advice: "Nothing of it was taken in. Have it delivered again, in the same place, to approve of it.")
    }

    // MARK: Discarding

    /// Leaves out for good what a run held: the same bytes are not read again, and what they may say holds nobody back.
    /// - Returns: the run that stands for it, and what it left out.
    /// - Throws: `run.not-found`, `run.nothing-held`.
    public func discard(
        run number: Int64, because reason: String?, at now: Instant
    ) throws(Fault) -> (run: Int64, exports: [HeldExport]) {
        let (run, held) = try open(number, .discarding)
        let store = try workspace.openForWriting()
        let exports = held.map(\.export)
        let own = try store.beginRun(source: run.source, started: Instant.now, asOf: now)
        try store.discard(exports, because: reason, at: now, run: own)
        let what = exports.count == 1 ? "an export" : "\(exports.count) exports"
        try store.finishRun(
            own, outcome: .succeeded, counts: RecordCounts(), moved: MovedLeads(), finished: Instant.now,
            message: "left out \(what) that run \(number) held" + (reason.map { ": \($0)" } ?? ""))
        try store.checkpoint()
        return (run: own, exports: exports)
    }

    private enum Purpose {
        case approving
        case discarding
    }

    /// A run, and what of its exports something can still be said of.
    private func open(_ number: Int64, _ purpose: Purpose = .approving) throws(Fault) -> (StoredRun, [Held]) {
        let store = try workspace.openForReading()
        guard let run = try store.run(number) else { throw HeldDesk.noRun(number) }
        let all = try HeldDesk.held(by: number, in: store)
        let open = all.filter { held in
            if case .discarded = held.state { return purpose == .approving }
            return held.isOpen
        }
        guard open.isEmpty else { return (run, open) }
        let why = all.first.map { HeldDesk.words($0.state) } ?? "it took in all that it read"
        throw Fault(
            .runNothingHeld, .stopRun, "run \(number) holds nothing that anybody could decide about: \(why)",
            advice: "`leadloop runs list` marks the runs that wait for somebody.")
    }

    /// What became of an export, behind a colon.
    public static func words(_ state: State) -> String {
        switch state {
        case .waits: "it waits for somebody"
        case .heldAgain(let run): "run \(run) held it once more"
        case .overtaken(let run): "run \(run) took in what stands in its place"
        case .approved(let run): "it was approved, and taken in by run \(run)"
        case .discarded(let run, let because):
            "it was left out by run \(run)" + (because.map { ", because: \($0)" } ?? "")
        }
    }

    /// That there is no run of a number.
    public static func noRun(_ number: Int64) -> Fault {
        Fault(.runNotFound, .stopRun, "there is no run \(number)", advice: "See `leadloop runs list`.")
    }
}
