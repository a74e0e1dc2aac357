import Connectors
import Feedback
public import LeadModel
import LeadStore

/// Whether files of feeds are what was written.
extension FeedDesk {
    /// A file held against its manifest.
    public struct Verdict: Sendable {
        /// Where it lies, here or there.
        public var path: String
        /// All of its rows.
        public var rows: Int
        /// What is to be said of it that is no fault.
        public var note: String?
        /// Why it cannot be relied on; `nil` where it can.
        public var fault: Fault?
    }

    /// Whether copies at destinations are verified, too.
    public enum Copies: Sendable {
        /// They are not looked at.
        case passedOver
        /// That they are there, and as long as they were.
        case lookedAt
        /// That they hold the very bytes.
        case readBack
    }

    /// Holds every file of the feeds against its manifest, and where none is named those of the feedback, too. Of a `full` feed only
    /// the last one counts; older ones that are gone are no loss.
    public func verify(_ names: [String], copies: Copies = .passedOver) throws(Fault) -> [Verdict] {
        var verdicts: [Verdict] = []
        for feed in try selected(names, orClosed: true) {
            let files = try store.feedFiles(feed.name)
            for file in files {
                let manifest = try FeedManifest(json: file.manifest, file: file.path)
                var fault: Fault?
                do {
                    let bytes = try FileBytes(path: file.path)
                    fault = manifest.verify(bytes: Int(bytes.count), sha256: Hex.text(try bytes.finishDigest()))?
                        .located(at: Origin(file: file.path))
                    if fault == nil { fault = try manifestFault(file.path, file.manifest, advice: manifest.advice) }
                } catch {
                    if feed.mode == .full, error.code == .fileMissing, file.to != files.last?.to { continue }
                    fault = error
                    if error.code == .fileMissing { fault?.advice = manifest.advice }
                }
                verdicts.append(Verdict(path: file.path, rows: manifest.rows, fault: fault))
            }
            guard copies != .passedOver else { continue }
            verdicts += try FeedCopies(workspace: workspace, store: store).verdicts(
                on: feed, readsBack: copies == .readBack)
        }
        if names.isEmpty { verdicts += try FeedbackCheck(workspace: workspace).verdicts() }
        return verdicts
    }

    /// Receivers wait for the manifest and trust it: it must be there, and say what was written.
    private func manifestFault(_ path: String, _ written: [UInt8], advice: String) throws(Fault) -> Fault? {
        let beside = path + FeedManifest.fileSuffix
        let found: String
        do {
            found = Hex.text(try FileBytes(path: beside).finishDigest())
        } catch {
            var fault = error
            fault.advice = advice
            return fault
        }
        guard found != Fingerprint.of(bytes: written) else { return nil }
        return Fault(
            .feedDamaged, .stopStream, "the manifest is not the one that was written", at: Origin(file: beside),
            advice: advice)
    }
}
