import Connectors
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
    /// - Parameter leads: her number, and those that were absorbed.
    func cut(_ leads: [LeadID]) throws(Fault) -> [ErasureReceipt.File] {
        var files: [ErasureReceipt.File] = []
        for file in try store.feedFiles(since: leads) {
            if let found = try cut(file) { files.append(found) }
        }
        for source in workspace.sources where source.role == .marketing {
            let path = workspace.feedbackFolder + "/" + source.name + "/leads.csv"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let cutter = RowCutter(
                format: .csv(.machine), columns: FeedbackRow.columns, leadColumn: "lead-id", actionColumn: nil,
                person: person)
            let cut = try cutter.cut(path, expecting: nil)
            if let found = said(of: cut, path, "feedback", advice: "Run `leadloop feed export`.") {
                files.append(found)
            }
        }
        return files
    }

    private func cut(_ file: LeadStore.FeedFile) throws(Fault) -> ErasureReceipt.File? {
        let manifest = try FeedManifest(json: file.manifest, file: file.path)
        let isFull = manifest.mode == FeedDefinition.Mode.full.rawValue
        guard file.tells || isFull else { return nil }
        guard FileManager.default.fileExists(atPath: file.path) else {
            return ErasureReceipt.File(
                path: file.path, kind: "feed", state: .gone, rows: 0,
                advice: "Have its receiver delete the lead's row, if it was taken from there.")
        }
        let advice = "Delete the file, and write it again with `leadloop feed export \(file.feed) --again`."
        guard let cutter = try cutter(file.feed, manifest) else {
            return ErasureReceipt.File(
                path: file.path, kind: "feed", state: .unreadable, rows: 0, advice: advice)
        }
        let cut: RowCutter.Cut
        do throws(Fault) {
            cut = try cutter.cut(file.path, expecting: manifest.sha256)
        } catch {
            guard error.remedy != .stopRun else { throw error }
            return ErasureReceipt.File(path: file.path, kind: "feed", state: .unreadable, rows: 0, advice: advice)
        }
        if let after = cut.after {
            let written = try manifest.without(cut.removed, bytes: after.bytes, sha256: after.sha256).json()
            let beside = try WholeFile(path: file.path + FeedManifest.fileSuffix)
            try beside.write(written)
            _ = try beside.commit()
            try store.rewriteManifest(ofFile: file.path, written)
        }
        guard cut.before == manifest.sha256 else {
            return ErasureReceipt.File(
                path: file.path, kind: "feed", state: .changed, rows: cut.removed.rows, advice: advice)
        }
        return said(of: cut, file.path, "feed", advice: advice)
    }

    private func said(
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
    private func cutter(_ feed: String, _ manifest: FeedManifest) throws(Fault) -> RowCutter? {
        let configured = workspace.feeds.first { $0.name == feed }
        let closed = ClosedFeeds(store: store, workspace: workspace)
        let definition = configured == nil ? try closed.definition(of: feed) : configured
        let format: FeedFormat
        switch manifest.format {
        case "csv": format = .csv(manifest.dialect == "spreadsheet" ? .spreadsheet : .machine)
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
            format: format, columns: manifest.columns, leadColumn: column(.leadID, "lead-id"),
            actionColumn: column(.action, "action"), person: person)
    }
}
