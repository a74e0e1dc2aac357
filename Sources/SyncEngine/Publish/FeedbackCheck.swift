import Connectors
import Feedback
import LeadModel

/// Holds the files of feedback against their manifests. There are no copies of them elsewhere: they are read where they lie.
///
/// Files of months and of changes may be taken away by who has read them; the complete pictures, which every publication writes, may
/// not.
struct FeedbackCheck {
    let workspace: Workspace

    func verdicts() throws(Fault) -> [FeedDesk.Verdict] {
        var verdicts: [FeedDesk.Verdict] = []
        for source in workspace.sources where source.role == .marketing {
            let folder = workspace.feedbackFolder + "/" + source.name
            var names = dataFiles(in: folder).filter(FeedbackNames.isOurs)
            guard !names.isEmpty else { continue }
            names.formUnion([FeedbackNames.leads, FeedbackNames.campaigns])
            for name in names.sorted() { verdicts.append(verdict(on: folder + "/" + name)) }
        }
        if dataFiles(in: workspace.feedbackFolder).contains(FeedbackNames.recycling) {
            verdicts.append(verdict(on: workspace.feedbackFolder + "/" + FeedbackNames.recycling))
        }
        return verdicts
    }

    /// Names of files of a folder, by themselves or by their manifests.
    private func dataFiles(in folder: String) -> Set<String> {
        Set(
            (StrayFiles.names(in: folder) ?? []).map { name in
                name.hasSuffix(FeedManifest.fileSuffix)
                    ? String(name.dropLast(FeedManifest.fileSuffix.utf8.count)) : name
            })
    }

    private func verdict(on path: String) -> FeedDesk.Verdict {
        var verdict = FeedDesk.Verdict(path: path, rows: 0)
        do throws(Fault) {
            let bytes = try FileBytes(path: path)
            let found = (count: Int(bytes.count), sha256: Hex.text(try bytes.finishDigest()))
            guard let manifest = try manifest(beside: path) else {
                verdict.fault = damaged("its manifest cannot be read", path + FeedManifest.fileSuffix, path)
                return verdict
            }
            verdict.rows = manifest.rows
            if found.count != manifest.bytes {
                verdict.fault = damaged("the file has \(found.count) bytes instead of \(manifest.bytes)", path, path)
            } else if found.sha256 != manifest.sha256 {
                verdict.fault = damaged("the file has another content", path, path)
            }
        } catch {
            verdict.fault = error
            if error.code == .fileMissing { verdict.fault?.advice = FeedbackCheck.advice(path) }
        }
        return verdict
    }

    private func manifest(beside path: String) throws(Fault) -> FeedbackManifest? {
        guard let bytes = try ManifestFile.read(beside: path) else {
            throw Fault(
                .fileMissing, .stopStream, "the file is not there", at: Origin(file: path + FeedManifest.fileSuffix),
                advice: FeedbackCheck.advice(path))
        }
        return FeedbackManifest(json: bytes)
    }

    private func damaged(_ summary: String, _ place: String, _ path: String) -> Fault {
        Fault(
            .feedDamaged, .stopStream, summary, at: Origin(file: place),
            advice: FeedbackCheck.advice(path) + " Look at who changed it, too.")
    }

    /// How the file can be had again: what was new once is no news any more.
    private static func advice(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return FeedbackNames.isChanges(name)
            ? "It cannot be written again: take `leads.csv` beside it, which is complete."
            : "`leadloop feed export` writes it again."
    }
}
