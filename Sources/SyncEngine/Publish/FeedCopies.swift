import Connectors
import Feedback
import LeadModel
import LeadStore

/// Holds the copies of feeds' files at destinations against their manifests.
struct FeedCopies {
    let workspace: Workspace
    let store: LeadStore

    /// One verdict for each copy that a destination was given and is to have still; of a `full` feed for the last one.
    /// - Parameter readsBack: whether they are read, not only looked at.
    func verdicts(on feed: FeedDefinition, readsBack: Bool) throws(Fault) -> [FeedDesk.Verdict] {
        let copies = Dictionary(grouping: try store.uploadedFiles(feed.name), by: \.destination)
        var verdicts: [FeedDesk.Verdict] = []
        for (name, own) in copies.sorted(by: { $0.key < $1.key }) {
            guard case .files(let place)? = workspace.destinations.first(where: { $0.name == name })?.door else {
                continue
            }
            let door = try FileUpload(place, root: workspace.root) { Instant.now }
            for copy in feed.mode == .full ? own.suffix(1) : own[...] {
                let manifest = try FeedManifest(json: copy.manifest, file: copy.path)
                let file = FeedUploads.name(copy.path)
                var verdict = FeedDesk.Verdict(path: door.place(of: file), rows: manifest.rows)
                if copy.isDue {
                    verdict.note = "to be sent again"
                } else {
                    do throws(Fault) {
                        try judge(manifest, copy.manifest, file, through: door, readsBack: readsBack, &verdict)
                    } catch {
                        verdict.fault = error
                    }
                }
                verdicts.append(verdict)
            }
        }
        return verdicts
    }

    private func judge(
        _ manifest: FeedManifest, _ written: [UInt8], _ file: String, through door: FileUpload, readsBack: Bool,
        _ verdict: inout FeedDesk.Verdict
    ) throws(Fault) {
        switch try door.look(at: file) {
        case .unknown: verdict.note = "sent; nobody can look there"
        case .absent: verdict.note = "sent, and not there any more: its receiver takes files away, or somebody has"
        case .there(let bytes):
            let beside = file + FeedManifest.fileSuffix
            guard case .there(let length) = try door.look(at: beside) else {
                verdict.fault = damaged(beside, "the manifest is not there", manifest, door)
                return
            }
            if let bytes, bytes != Int64(manifest.bytes) {
                verdict.fault = damaged(
                    file, "the copy has \(bytes) bytes instead of \(manifest.bytes)", manifest, door)
            } else if let length, length != Int64(written.count) {
                verdict.fault = damaged(beside, "the manifest is not the one that was sent", manifest, door)
            } else if readsBack {
                if try door.sha256(of: file) != manifest.sha256 {
                    verdict.fault = damaged(file, "the copy has another content", manifest, door)
                } else if try door.sha256(of: beside) != Fingerprint.of(bytes: written) {
                    verdict.fault = damaged(beside, "the manifest is not the one that was sent", manifest, door)
                }
            }
        }
    }

    private func damaged(_ file: String, _ summary: String, _ manifest: FeedManifest, _ door: FileUpload) -> Fault {
        Fault(
            .feedDamaged, .stopStream, summary, at: Origin(file: door.place(of: file)),
            advice: manifest.advice + " It is sent again by that. Look at who changed it, too.")
    }
}
