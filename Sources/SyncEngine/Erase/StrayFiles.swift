import Connectors
import Failpoints
import Feedback
import Foundation
import Glibc
import LeadModel
import LeadStore

/// Files in the folders of feeds and feedback that the store knows nothing of: of a writer that was killed before it could
/// say that it had written them, or of the time after a copy of the store was made that was put back.
///
/// A file that bears the name of a feed's is searched like one that is known. What was never finished, `.NAME.partial` of
/// such a name or of a file of feedback, is of no use to anybody and goes. Other files are other people's.
struct StrayFiles {
    let workspace: Workspace
    let store: LeadStore
    let files: ErasedFiles

    /// - Parameter path: a file that is being written right now.
    func cut(except path: String?) throws(Fault) -> [ErasureReceipt.File] {
        var found: [ErasureReceipt.File] = []
        let known = try store.feedFiles(nil)
        // The same folder may have been named from here and from the root.
        let paths = Set(known.map { StrayFiles.whole($0.path) })
        var feeds: [String: Set<String>] = [:]
        func search(_ folder: String, _ names: [String]) {
            feeds[StrayFiles.whole(folder), default: []].formUnion(names)
        }
        for feed in workspace.feeds {
            if let folder = feed.folder { search(workspace.resolve(folder), [feed.name]) }
        }
        for file in known { search(StrayFiles.split(file.path).folder, [file.feed]) }
        var feedback: Set<String> = []
        for source in workspace.sources where source.role == .marketing {
            let folder = workspace.feedbackFolder + "/" + source.name
            search(folder, [])
            feedback.insert(StrayFiles.whole(folder))
        }
        for (folder, names) in feeds.sorted(by: { $0.key < $1.key }) {
            guard let entries = StrayFiles.names(in: folder) else {
                found.append(
                    ErasureReceipt.File(
                        path: folder, kind: "folder", state: .unreadable, rows: 0,
                        advice:
                            "Let this account read the folder, and erase again; or look there for files that nobody finished and that the store does not know."
                    ))
                continue
            }
            for name in entries {
                let file = folder + "/" + name
                if let finished = StrayFiles.finished(name) {
                    let isOurs =
                        names.contains { StrayFiles.isOf($0, finished) }
                        || feedback.contains(folder) && FeedbackNames.isOurs(finished)
                    guard isOurs else { continue }
                    if let path, file == StrayFiles.partial(of: path) { continue }
                    if let left = StrayFiles.remove(file) { found.append(left) }
                } else if !paths.contains(file), !name.hasSuffix(FeedManifest.fileSuffix),
                    let feed = names.first(where: { StrayFiles.isOf($0, name) }), let cut = try cut(file, of: feed)
                {
                    found.append(cut)
                }
            }
        }
        return found
    }

    private func cut(_ path: String, of feed: String) throws(Fault) -> ErasureReceipt.File? {
        let advice = "Delete the file: the store does not know it. `leadloop feed export \(feed)` writes what is new."
        let unreadable = ErasureReceipt.File(path: path, kind: "feed", state: .unreadable, rows: 0, advice: advice)
        let manifest = StrayFiles.manifest(beside: path)
        guard let cutter = try cutter(feed, manifest) else { return unreadable }
        let cut: RowCutter.Cut
        do throws(Fault) {
            cut = try cutter.cut(path, expecting: manifest?.sha256)
        } catch {
            guard error.remedy != .stopRun else { throw error }
            return unreadable
        }
        // Somebody changed it, or died before it had its manifest.
        guard manifest.map({ $0.sha256 == cut.before }) ?? true else {
            return ErasureReceipt.File(
                path: path, kind: "feed", state: .changed, rows: cut.removed.rows, advice: advice)
        }
        if let written = try manifest?.without(cut)?.json() {
            Failpoint.fileCut.pass()
            let beside = try WholeFile(path: path + FeedManifest.fileSuffix)
            try beside.write(written)
            _ = try beside.commit()
        }
        return files.said(of: cut, path, "feed", advice: advice)
    }

    private func cutter(_ feed: String, _ manifest: FeedManifest?) throws(Fault) -> RowCutter? {
        if let manifest { return try files.cutter(feed, manifest) }
        let configured = workspace.feeds.first { $0.name == feed }
        let closed = ClosedFeeds(store: store, workspace: workspace)
        let definition = configured == nil ? try closed.definition(of: feed) : configured
        return definition.map { definition in
            RowCutter(
                format: definition.format, columns: definition.columns.map(\.name),
                leadColumn: definition.columns.first { $0.field == .leadID }?.name,
                actionColumn: definition.columns.first { $0.field == .action }?.name,
                idColumns: definition.idColumns, person: files.person, action: { definition.action(written: $0) })
        }
    }

    static func manifest(beside path: String) -> FeedManifest? {
        guard let bytes = ManifestFile.readable(beside: path) else { return nil }
        do throws(Fault) {
            return try FeedManifest(json: bytes, file: path)
        } catch {
            return nil
        }
    }

    /// What a file would have been called that somebody did not come to the end of: `NAME` of `.NAME.partial`.
    private static func finished(_ name: String) -> String? {
        guard name.hasPrefix("."), name.hasSuffix(".partial"), name.utf8.count > 9 else { return nil }
        return String(name.dropFirst().dropLast(8))
    }

    /// Whether a file bears a name that a feed gives to its files: `recycled-20261001T060000Z-000042.csv`.
    static func isOf(_ feed: String, _ name: String) -> Bool {
        guard name.hasPrefix(feed + "-") else { return false }
        let stamp = name.dropFirst(feed.count + 1).prefix(16)
        return stamp.count == 16 && stamp.hasSuffix("Z") && stamp.dropLast().allSatisfy { $0 == "T" || $0.isNumber }
    }

    /// Deletes what nobody came to the end of.
    /// - Returns: what became of it; `nil` where it is gone already.
    private static func remove(_ path: String) -> ErasureReceipt.File? {
        if unlink(path) == 0 { return ErasureReceipt.File(path: path, kind: "partial", state: .removed, rows: 0) }
        guard errno != ENOENT else { return nil }
        return ErasureReceipt.File(
            path: path, kind: "partial", state: .unreadable, rows: 0,
            advice: "Delete the file: somebody who wrote it died, and it may hold rows of hers.")
    }

    /// - Returns: nothing where there is no such folder, `nil` where it cannot be looked into.
    static func names(in folder: String) -> [String]? {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            let isThere = access(folder, F_OK) == 0 || errno != ENOENT
            return isThere ? nil : []
        }
    }

    private static func partial(of path: String) -> String {
        let (folder, name) = split(whole(path))
        return "\(folder)/.\(name).partial"
    }

    static func whole(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

    private static func split(_ path: String) -> (folder: String, name: String) {
        ((path as NSString).deletingLastPathComponent, (path as NSString).lastPathComponent)
    }
}
