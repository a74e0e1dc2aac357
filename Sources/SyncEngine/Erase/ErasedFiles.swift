import Connectors
import Failpoints
import Feedback
import Foundation
import LeadModel
import LeadStore
import RecordFormats

/// Takes a person out of the files that were written for receivers and are still kept here.
struct ErasedFiles {
    let workspace: Workspace
    let store: LeadStore
    let person: RowCutter.Person

    /// Cuts her rows out of every file that may hold some. May be repeated: a file without a row of hers is left alone.
    /// - Parameters:
    ///   - lead: her number.
    ///   - others: those of the leads that were absorbed.
    ///   - path: a file that is being written, and is none of them.
    func cut(_ lead: LeadID, and others: [LeadID], except path: String?) throws(Fault) -> [ErasureReceipt.File] {
        var files = try StrayFiles(workspace: workspace, store: store, files: self).cut(except: path)
        for file in try store.feedFiles(since: [lead] + others) {
            if let found = try cut(file, lead) { files.append(found) }
        }
        for source in workspace.sources where source.role == .marketing {
            let folder = workspace.feedbackFolder + "/" + source.name
            for name in (StrayFiles.names(in: folder) ?? []).sorted()
            where name == FeedbackNames.leads || FeedbackNames.isChanges(name) {
                if let found = try cutFeedback(folder + "/" + name) { files.append(found) }
            }
        }
        return files
    }

    /// The manifest is written just before the file takes its place: whoever is killed in between cuts the file once more.
    private func cutFeedback(_ path: String) throws(Fault) -> ErasureReceipt.File? {
        let manifest = ManifestFile.readable(beside: path).flatMap { FeedbackManifest(json: $0) }
        let isChanges = manifest?.subject == .changes
        let cutter = RowCutter(
            format: .csv(.machine), columns: manifest?.columns ?? FeedbackRow.columns, leadColumn: "lead-id",
            actionColumn: isChanges ? "action" : nil, idColumns: isChanges ? ["id"] : [], person: person)
        let cut = try cutter.cut(path, expecting: nil) { (cut) throws(Fault) in
            guard let manifest, let after = cut.after else { return }
            try FeedbackFile.put(
                manifest.without(rows: cut.removed.rows, bytes: after.bytes, sha256: after.sha256), beside: path)
        }
        return said(
            of: cut, path, "feedback",
            advice: isChanges ? "Delete the file, where its receiver has read it." : "Run `leadloop feed export`.")
    }

    private func cut(_ file: LeadStore.FeedFile, _ lead: LeadID) throws(Fault) -> ErasureReceipt.File? {
        var manifest = try FeedManifest(json: file.manifest, file: file.path)
        let isFull = manifest.mode == FeedDefinition.Mode.full.rawValue
        guard file.tells || isFull else { return nil }
        guard FileManager.default.fileExists(atPath: file.path) else {
            return ErasureReceipt.File(
                path: file.path, kind: "feed", state: .gone, rows: 0,
                advice: "Have its receiver delete the lead's row, if it was taken from there.")
        }
        var rows = 0
        let beside = try adopt(file, manifest)
        manifest = beside ?? manifest
        if let cutting = file.cutting, let cut = try finish(cutting, of: file.path) {
            if cutting.lead == lead { rows = manifest.rows - cut.rows }
            manifest = cut
        }
        let advice = "Delete the file, and write it again with `leadloop feed export \(file.feed) --again`."
        guard let cutter = try cutter(file.feed, manifest) else {
            return ErasureReceipt.File(
                path: file.path, kind: "feed", state: .unreadable, rows: 0, advice: advice)
        }
        let cut: RowCutter.Cut
        do throws(Fault) {
            cut = try cutter.cut(file.path, expecting: manifest.sha256) { (cut) throws(Fault) in
                guard let written = try manifest.without(cut)?.json() else { return }
                try store.beginCutting(file: file.path, LeadStore.Cutting(manifest: written, lead: lead))
            }
        } catch {
            guard error.remedy != .stopRun else { throw error }
            return ErasureReceipt.File(path: file.path, kind: "feed", state: .unreadable, rows: 0, advice: advice)
        }
        if let written = try manifest.without(cut)?.json() {
            Failpoint.fileCut.pass()
            try put(written, beside: file.path)
        }
        guard cut.before == manifest.sha256 else {
            return ErasureReceipt.File(
                path: file.path, kind: "feed", state: .changed, rows: cut.removed.rows, advice: advice)
        }
        // By a column of today's definition nobody is found for sure in a file of yesterday's: it may have been another's.
        if beside == nil, manifest.leadColumn == nil, file.tells, rows + cut.removed.rows == 0 {
            return ErasureReceipt.File(path: file.path, kind: "feed", state: .unreadable, rows: 0, advice: advice)
        }
        guard rows > 0 else { return said(of: cut, file.path, "feed", advice: advice) }
        return ErasureReceipt.File(
            path: file.path, kind: "feed", state: .rewritten, rows: rows + cut.removed.rows,
            sha256: cut.after?.sha256 ?? manifest.sha256)
    }

    /// The manifest that stands beside a file, where it is the file's and says that more rows were taken out than the store
    /// knows of, because an older copy of the store was put back.
    private func adopt(_ file: LeadStore.FeedFile, _ known: FeedManifest) throws(Fault) -> FeedManifest? {
        guard let bytes = ManifestFile.readable(beside: file.path), bytes != file.manifest else { return nil }
        let beside: FeedManifest
        do throws(Fault) {
            beside = try FeedManifest(json: bytes, file: file.path)
        } catch {
            return nil
        }
        guard beside.feed == known.feed, beside.cursorFrom == known.cursorFrom, beside.cursorTo == known.cursorTo,
            (beside.erasedRows ?? 0) > (known.erasedRows ?? 0),
            try Hex.text(FileBytes(path: file.path).finishDigest()) == beside.sha256
        else { return nil }
        try store.rewriteManifest(ofFile: file.path, bytes)
        return beside
    }

    /// Gives a file its manifest that was cut by somebody who died before it had one.
    /// - Returns: the manifest that it has now; `nil` where it was not cut.
    private func finish(_ cutting: LeadStore.Cutting, of path: String) throws(Fault) -> FeedManifest? {
        let manifest = try FeedManifest(json: cutting.manifest, file: path)
        guard try Hex.text(FileBytes(path: path).finishDigest()) == manifest.sha256 else { return nil }
        try put(cutting.manifest, beside: path)
        return manifest
    }

    private func put(_ manifest: [UInt8], beside path: String) throws(Fault) {
        let beside = try WholeFile(path: path + FeedManifest.fileSuffix)
        try beside.write(manifest)
        _ = try beside.commit()
        try store.rewriteManifest(ofFile: path, manifest)
    }

    func said(
        of cut: RowCutter.Cut, _ path: String, _ kind: String, advice: String
    ) -> ErasureReceipt.File? {
        if let after = cut.after {
            return ErasureReceipt.File(
                path: path, kind: kind, state: .rewritten, rows: cut.removed.rows, sha256: after.sha256)
        }
        guard !cut.isFaithful || !cut.isSearchable else { return nil }
        return ErasureReceipt.File(path: path, kind: kind, state: .unreadable, rows: cut.removed.rows, advice: advice)
    }

    /// - Returns: `nil` where nobody knows any more how the file was written.
    func cutter(_ feed: String, _ manifest: FeedManifest) throws(Fault) -> RowCutter? {
        let configured = workspace.feeds.first { $0.name == feed }
        let closed = ClosedFeeds(store: store, workspace: workspace)
        let definition = configured == nil ? try closed.definition(of: feed) : configured
        let format: FeedFormat
        switch manifest.format {
        case "csv":
            format = .csv(
                manifest.dialect == "spreadsheet" ? .spreadsheet : .machine, firstLine: manifest.firstLine)
        case "ndjson": format = .ndjson
        case "json": format = .json
        default:
            guard let definition, definition.format.word == manifest.format else { return nil }
            format = definition.format
        }
        func column(_ field: FeedField, _ name: String) -> String? {
            let known = definition?.columns.first { $0.field == field }?.name ?? name
            return manifest.columns.contains(known) ? known : nil
        }
        return RowCutter(
            format: format, columns: manifest.columns, leadColumn: manifest.leadColumn ?? column(.leadID, "lead-id"),
            actionColumn: manifest.actionColumn ?? column(.action, "action"), idColumns: definition?.idColumns ?? [],
            person: person, action: { definition?.action(written: $0) ?? FeedAction(rawValue: $0) })
    }
}

extension FeedDefinition {
    /// Names of the columns that hold ids of records.
    var idColumns: Set<String> {
        Set(
            columns.filter {
                if case .id = $0.field { true } else { false }
            }.map(\.name))
    }
}

extension FeedManifest {
    /// The manifest of the file as it was cut; `nil` where it was not.
    func without(_ cut: RowCutter.Cut) -> FeedManifest? {
        cut.after.map { without(cut.removed, bytes: $0.bytes, sha256: $0.sha256) }
    }
}
