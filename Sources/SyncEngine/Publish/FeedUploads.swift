import Connectors
import Dispatch
import Failpoints
import Feedback
import Foundation
import LeadModel
import LeadStore
import Synchronization

/// Puts copies of the feeds' files where their destinations want them.
///
/// Of one feed the files go in the order in which they were written, each before its manifest, and none before the one in front of
/// it is there: a receiver never sees a gap. Destinations wait for none of the others. What a destination has is written down
/// when it has it, and is not sent again; of what was under way when somebody died, the host is asked.
struct FeedUploads {
    let workspace: Workspace
    let store: LeadStore
    let clock: HTTPSession.Clock

    /// What came of it.
    struct Outcome: Sendable {
        var sent: [FeedDesk.Upload] = []
        /// Why files are not there.
        var faults: [Fault] = []
        /// Files that wait for their next try.
        var warnings: [Fault] = []
    }

    /// The longest wait before another try that a run waits for, in seconds.
    static let longestWait = 10

    /// Sends what is to be sent.
    /// - Parameter atOnce: whether a person asks for it: then nothing waits for its next try, or stays given up.
    func send(atOnce: Bool = false) throws(Fault) -> Outcome {
        for feed in workspace.feeds {
            try store.settleUploads(
                of: feed.name, to: feed.target.upload, onlyLast: feed.mode == .full)
        }
        let waiting = Dictionary(grouping: try store.waitingUploads(), by: \.destination).sorted { $0.key < $1.key }
        guard !waiting.isEmpty else { return Outcome() }
        let outcomes = Outcomes(count: waiting.count)
        let group = DispatchGroup()
        for (index, (name, uploads)) in waiting.enumerated() {
            // A thread each: a host that hangs keeps nobody else from theirs.
            let thread = Thread {
                let outcome = Result { () throws(Fault) in try self.send(uploads, to: name, atOnce: atOnce) }
                outcomes.all.withLock { $0[index] = outcome }
                group.leave()
            }
            group.enter()
            thread.stackSize = 1 << 20
            thread.start()
        }
        group.wait()
        var all = Outcome()
        for outcome in outcomes.all.withLock({ $0 }) {
            guard let one = try outcome?.get() else { continue }
            all.sent += one.sent
            all.faults += one.faults
            all.warnings += one.warnings
        }
        return all
    }

    /// What came of each destination, by its place in the list.
    private final class Outcomes: Sendable {
        let all: Mutex<[Result<Outcome, Fault>?]>

        init(count: Int) { all = Mutex(Array(repeating: nil, count: count)) }
    }

    private func send(_ uploads: [WaitingUpload], to name: String, atOnce: Bool) throws(Fault) -> Outcome {
        var outcome = Outcome()
        let definition = workspace.destinations.first { $0.name == name }
        guard let definition, case .files(let place) = definition.door else {
            outcome.faults.append(
                Fault(
                    .feedNotSent, .stopStream,
                    "the destination '\(name)' is not configured any more, and \(uploads.count == 1 ? "a file" : "\(uploads.count) files") it was to get \(uploads.count == 1 ? "waits" : "wait")",
                    at: Origin(file: workspace.configFolder + "/destinations"),
                    advice: "Put its file back, or have its receiver delete what it got of the feed."))
            return outcome
        }
        let door: FileUpload
        do throws(Fault) {
            door = try FileUpload(place, root: workspace.root, now: clock.now)
        } catch {
            outcome.faults.append(error)
            return outcome
        }
        for own in Dictionary(grouping: uploads, by: \.feed).sorted(by: { $0.key < $1.key }).map(\.value) {
            try send(own, through: door, definition, atOnce: atOnce, &outcome)
        }
        return outcome
    }

    /// Files of one feed, as far as they go.
    private func send(
        _ uploads: [WaitingUpload], through door: FileUpload, _ destination: DestinationDefinition, atOnce: Bool,
        _ outcome: inout Outcome
    ) throws(Fault) {
        for (index, waiting) in uploads.enumerated() {
            var upload = waiting
            if atOnce { upload.tries = 0 }
            let name = FeedUploads.name(upload.path)
            if upload.tries > 0 {
                if upload.nextTry == nil {
                    outcome.faults.append(
                        given(up: uploads.count - index, at: door.place(of: name), destination, feed: upload.feed))
                    return
                }
                if let next = upload.nextTry, next > clock.now() {
                    outcome.warnings.append(
                        waits(uploads.count - index, until: next, door.place(of: name), upload.feed))
                    return
                }
            }
            guard let fault = try sendPatiently(upload, through: door, destination.pace, &outcome) else { continue }
            var told = fault
            told.summary =
                "\(FeedUploads.count(uploads.count - index, upload.feed)) not there yet: \(fault.summary)"
            outcome.faults.append(told)
            return
        }
    }

    /// - Returns: why it is not there.
    private func sendPatiently(
        _ upload: WaitingUpload, through door: FileUpload, _ pace: DeliveryPace, _ outcome: inout Outcome
    ) throws(Fault) -> Fault? {
        var upload = upload
        while true {
            do throws(Fault) {
                if let sent = try send(upload, through: door) { outcome.sent.append(sent) }
                return nil
            } catch {
                if error.remedy == .stopRun { throw error }
                var wait = upload.tries + 1 < pace.waits.count ? pace.waits[upload.tries + 1] : nil
                if case .retry(let asked) = error.remedy, let own = wait { wait = max(own, asked) }
                try store.failUpload(upload, error.code, next: wait.map { clock.now().adding(seconds: $0) })
                // Who is refused is not asked again so soon: hosts lock accounts that try too often.
                guard case .retry = error.remedy, let wait, wait <= FeedUploads.longestWait else { return error }
                upload.tries += 1
                upload.isUnsure = true
                try clock.wait(wait)
            }
        }
    }

    /// - Returns: `nil` where nothing had to be sent.
    private func send(_ upload: WaitingUpload, through door: FileUpload) throws(Fault) -> FeedDesk.Upload? {
        let manifest = try FeedManifest(json: upload.manifest, file: upload.path)
        let name = FeedUploads.name(upload.path)
        let beside = name + FeedManifest.fileSuffix
        if upload.isCut {
            // A receiver that has taken it away would read it twice, and after files that came later. Over HTTP nobody knows.
            guard case .there = try door.look(at: name) else {
                try store.finishUpload(upload, at: nil)
                return nil
            }
        } else if upload.isUnsure, try isThere(upload, manifest, through: door) {
            try store.finishUpload(upload, at: clock.now())
            return nil
        }
        try store.beginUpload(upload)
        try door.put(
            OutgoingFile(
                path: upload.path, name: name, bytes: Int64(manifest.bytes), sha256: manifest.sha256,
                type: FeedUploads.type(of: manifest.format), companion: beside))
        Failpoint.fileSent.pass()
        try door.put(
            OutgoingFile(
                path: upload.path + FeedManifest.fileSuffix, name: beside, bytes: Int64(upload.manifest.count),
                sha256: Fingerprint.of(bytes: upload.manifest), type: "application/json"))
        Failpoint.manifestSent.pass()
        try store.finishUpload(upload, at: clock.now())
        return FeedDesk.Upload(
            place: door.place(of: name), destination: upload.destination, rows: manifest.rows, bytes: manifest.bytes)
    }

    /// Whether file and manifest lie there as they are here.
    private func isThere(_ upload: WaitingUpload, _ manifest: FeedManifest, through door: FileUpload) throws(Fault)
        -> Bool
    {
        let name = FeedUploads.name(upload.path)
        guard try door.sha256(of: name + FeedManifest.fileSuffix) == Fingerprint.of(bytes: upload.manifest) else {
            return false
        }
        return try door.sha256(of: name) == manifest.sha256
    }

    // MARK: Words

    static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    private static func count(_ files: Int, _ feed: String) -> String {
        files == 1 ? "a file of the feed '\(feed)' is" : "\(files) files of the feed '\(feed)' are"
    }

    static func type(of format: String) -> String {
        switch format {
        case "csv": "text/csv; charset=utf-8"
        case "ndjson": "application/x-ndjson"
        case "json": "application/json"
        default: "application/xml"
        }
    }

    private func given(
        up files: Int, at place: String, _ destination: DestinationDefinition, feed: String
    ) -> Fault {
        Fault(
            .feedNotSent, .stopStream,
            "\(FeedUploads.count(files, feed)) not there, and no longer tried: the first failed \(destination.pace.waits.count) times",
            at: Origin(file: place),
            advice: "Mend what `leadloop runs show` names, and send it with `leadloop feed export \(feed)`.")
    }

    private func waits(_ files: Int, until next: Instant, _ place: String, _ feed: String) -> Fault {
        Fault(
            .feedNotSent, .stopStream,
            "\(FeedUploads.count(files, feed)) not there yet, and tried again by the first run after \(next)",
            at: Origin(file: place), advice: "`leadloop feed export \(feed)` tries it now.")
    }
}
