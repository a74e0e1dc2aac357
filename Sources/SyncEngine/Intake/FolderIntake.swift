import Connectors
import Foundation
import LeadModel
import LeadStore

/// Takes in what lies in the folder of a source, here or on another machine: which of its files are ready, in which order, and
/// what becomes of each.
final class FolderIntake {
    private let source: SourceDefinition
    private let clock: HTTPSession.Clock
    private let isRemote: Bool
    private let spool: Spool
    /// As the configuration names it.
    private let shownFolder: String
    private let opening: () throws(Fault) -> any DropFolder
    private var opened: Result<any DropFolder, Fault>?
    /// Of files that streams have read, by stream, whether all of them is in the store.
    private var verdicts: [String: [String: Bool]] = [:]
    /// Whether what lies there is known; what was begun to be fetched of it belongs to it.
    private var isListed = false
    /// Files as they were when they were read.
    private var taken: [String: DroppedFile] = [:]
    /// Files that one stream has found otherwise than another.
    private var changed: Set<String> = []

    /// - Returns: `nil` for a source that has no folder.
    /// - Parameter passing: where files lie while they are fetched, for a rehearsal: a run may be at work.
    init?(_ source: SourceDefinition, workspace: Workspace, clock: HTTPSession.Clock, passing: PassingSpool?) {
        self.source = source
        self.clock = clock
        let spool = Spool(
            folder: passing?.folder(of: source.name)
                ?? SourceSpools(storePath: workspace.storePath).folder(of: source.name))
        self.spool = spool
        switch source.door {
        case .http, .singer: return nil
        case .folder(let folder): (isRemote, shownFolder) = (false, folder)
        case .remoteFolder(let folder): (isRemote, shownFolder) = (true, folder.address)
        }
        opening = { () throws(Fault) in
            let folder = try source.dropFolder(root: workspace.root, spool: spool) { seconds throws(Fault) in
                try clock.wait(seconds)
            }
            guard let folder else { preconditionFailure("a source of files has a folder") }
            return folder
        }
    }

    /// Takes in what a stream has there.
    /// - Throws: only what stops the run; what stops the stream, or a file, is noted.
    func take(
        _ selection: FileSelection, _ definition: StreamDefinition, _ intake: ExportIntake,
        _ pull: inout SyncRun.SourcePull
    ) throws(Fault) {
        let folder: any DropFolder
        let names: [String]
        do {
            folder = try open()
            names = try folder.names()
            isListed = true
        } catch {
            // Of several streams one tells it.
            if !pull.notes.contains(error) { pull.notes.append(error) }
            return
        }
        let only = intake.approvals
        let chosen = FileChoice(selection).chosen(among: names).filter { name in
            only.isEmpty || only.keys.contains { folder.holds($0, in: name) }
        }
        if chosen.isEmpty { pull.warnings.append(noFile(definition, selection)) }
        var ready: [DroppedFile] = []
        for name in chosen {
            do {
                guard let file = try folder.look(at: name) else {
                    pull.warnings.append(gone(folder.path(of: name)))
                    continue
                }
                let reason = FileChoice(selection).reasonToWait(file, among: names, at: clock.now())
                if let reason {
                    pull.warnings.append(notReady(folder.path(of: name), reason))
                } else {
                    ready.append(file)
                }
            } catch {
                verdicts[name, default: [:]][definition.name] = false
                try intake.refuse(folder.path(of: name), error, into: &pull.tally)
            }
        }
        for file in FileChoice(selection).ordered(ready) {
            if let before = taken[file.name], before != file { changed.insert(file.name) }
            taken[file.name] = file
            verdicts[file.name, default: [:]][definition.name] = try take(
                file, of: folder, selection, intake, &pull)
        }
    }

    private func open() throws(Fault) -> any DropFolder {
        if let opened { return try opened.get() }
        let found = Result { () throws(Fault) in try opening() }
        opened = found
        return try found.get()
    }

    // MARK: One file

    /// - Returns: whether all of it is in the store; `nil` where it was left for another time.
    private func take(
        _ file: DroppedFile, of folder: any DropFolder, _ selection: FileSelection, _ intake: ExportIntake,
        _ pull: inout SyncRun.SourcePull
    ) throws(Fault) -> Bool? {
        let path = folder.path(of: file.name)
        let fetched = FetchedFile(path: path, bytes: file.bytes, modified: file.modified)
        if isRemote, let detected = try intake.detected(ofFetched: fetched) {
            let number = pull.tally.open(RunTally.File(stream: intake.stream.info, path: path))
            pull.tally.update(number) { ($0.detected, $0.isKept) = (detected, true) }
            try intake.release(refusalOf: path)
            return true
        }
        if isRemote { intake.progress.begin("fetching \(file.name)") }
        var export: ReadyExport
        do {
            // First, so that a manifest that came with another file does not stand beside this one.
            let manifest = try manifest(of: file, in: folder, selection.rules)
            export = try folder.fetch(file)
            export.manifest = manifest
        } catch {
            switch error.code {
            case .fileChanged: pull.warnings.append(notReady(path, error.summary))
            case .fileMissing: pull.warnings.append(gone(path))
            default:
                if error.remedy == .stopRun, error.code.room == .store { throw error }
                try intake.refuse(path, error, into: &pull.tally)
                return false
            }
            return nil
        }
        defer { if isRemote { spool.remove(export) } }
        var digests: [[UInt8]]?
        if ZipArchive.isName(file.name) {
            digests = try take(archive: export, selection, intake, &pull)
        } else if let digest = try intake.take(export, into: &pull.tally) {
            digests = [digest]
        }
        guard let digests else { return false }
        try intake.release(refusalOf: path)
        if isRemote { try intake.store.remember(fetched: fetched, stream: intake.stream.info.number, digests: digests) }
        return true
    }

    private func manifest(
        of file: DroppedFile, in folder: any DropFolder, _ rules: DropRules
    ) throws(Fault) -> DropManifest? {
        guard case .manifest(let beside) = rules.readiness else { return nil }
        let name = beside.of(file.name)
        guard let found = try folder.look(at: name) else {
            throw Fault(
                .fileChanged, .stopStream, "its manifest has gone", at: Origin(file: folder.path(of: name)),
                advice: "The next run looks again.")
        }
        guard found.bytes <= DropManifest.mostBytes else {
            throw Fault(
                .fileManifest, .stopStream, "the manifest is longer than one may be",
                at: Origin(file: folder.path(of: name)), advice: "Check what lies there under its name.")
        }
        let export = try folder.fetch(found)
        defer { if isRemote { spool.remove(export) } }
        return try DropManifest(export, of: file.name)
    }

    // MARK: Archives

    /// - Returns: the digests of its files that the stream reads, where all of them are in the store.
    private func take(
        archive export: ReadyExport, _ selection: FileSelection, _ intake: ExportIntake,
        _ pull: inout SyncRun.SourcePull
    ) throws(Fault) -> [[UInt8]]? {
        var digests: [[UInt8]] = []
        var isWhole = true
        do throws(Fault) {
            let bytes = try export.open()
            if export.manifest?.sha256 != nil, let fault = export.contradiction(sha256: try bytes.finishDigest()) {
                throw fault
            }
            let archive = try ZipArchive(bytes)
            let only = intake.approvals
            let members = try archive.members().filter { member in
                FileChoice(selection).fits(member: member.lastName)
                    && (only.isEmpty || only["\(export.name)/\(member.name)"] != nil)
            }
            guard !members.isEmpty else {
                pull.warnings.append(nothingInside(export.name, selection))
                return nil
            }
            guard members.count == 1 || export.manifest?.rows == nil else { throw rowsOfSeveral(export.name) }
            for (number, member) in members.enumerated() {
                intake.progress.begin("unpacking \(member.lastName)")
                let place = "\(spool.folder)/\(try spool.name(of: [export.name, "\(number)"], ".unpacked"))"
                defer { spool.remove(place) }
                try archive.unpack(member, to: place)
                var file = ReadyExport(path: place, named: "\(export.name)/\(member.name)")
                if let rows = export.manifest?.rows { file.manifest = export.manifest?.only(rows: rows) }
                if isWhole, number == members.count - 1 { file.standsFor = [export.name] }
                if let digest = try intake.take(file, into: &pull.tally) {
                    digests.append(digest)
                } else {
                    isWhole = false
                }
            }
        } catch {
            if error.remedy == .stopRun { throw error }
            try intake.refuse(export.name, error, into: &pull.tally)
            return nil
        }
        return isWhole ? digests : nil
    }

    // MARK: Afterwards

    /// Moves files away that all streams that read them have read whole, and lets go of what nobody needs of the spool.
    /// - Parameter isRehearsal: whether nothing of it was kept, so that files stay where they are.
    func finish(_ pull: inout SyncRun.SourcePull, isRehearsal: Bool) throws(Fault) {
        guard case .success(let folder) = opened else { return }
        guard !isRehearsal else { return }
        if isListed { spool.sweep() }
        for name in verdicts.keys.sorted() where !changed.contains(name) {
            guard let archive = archive(for: name) else { continue }
            do {
                // What was put into its place meanwhile has been read by nobody.
                guard let file = taken[name], try folder.look(at: name) == file else { continue }
                let names = try folder.names()
                try folder.archive([name] + beside(name).filter(names.contains), in: archive)
            } catch {
                pull.notes.append(error)
            }
        }
    }

    /// The streams that read files of this name.
    private func streams(reading name: String) -> [(stream: StreamDefinition, selection: FileSelection)] {
        source.streams.compactMap { stream in
            stream.fileSelection.flatMap { FileChoice($0).fits(name) ? (stream: stream, selection: $0) : nil }
        }
    }

    private func archive(for name: String) -> String? {
        let streams = streams(reading: name)
        guard streams.allSatisfy({ verdicts[name]?[$0.stream.name] == true }) else { return nil }
        let treatments = Set(streams.map(\.selection.rules.afterwards))
        guard treatments.count == 1, case .archive(let folder) = treatments.first else { return nil }
        return folder
    }

    private func beside(_ name: String) -> Set<String> {
        Set(streams(reading: name).compactMap { $0.selection.rules.beside?.of(name) })
    }

    // MARK: What is told

    private func noFile(_ stream: StreamDefinition, _ selection: FileSelection) -> Fault {
        Fault(
            .fileNoneFits, .stopStream,
            "no file in '\(shownFolder)' fits '\(selection.pattern)' of stream \(source.name)/\(stream.name)",
            at: stream.mappingPlace, advice: "Put its exports there, or correct `files:` here if they have other names."
        )
    }

    private func nothingInside(_ path: String, _ selection: FileSelection) -> Fault {
        Fault(
            .fileNoneFits, .stopStream, "the archive holds no file that fits '\(selection.memberPattern ?? "*")'",
            at: Origin(file: path), advice: "Correct `files:` of the source if its files have other names.")
    }

    private func rowsOfSeveral(_ path: String) -> Fault {
        Fault(
            .fileManifest, .stopStream, "the manifest counts the rows of an archive that holds several files",
            at: Origin(file: path), advice: "Have it name the SHA-256 alone, or have one file packed at a time.")
    }

    private func gone(_ path: String) -> Fault {
        Fault(
            .fileMissing, .stopStream, "the file has gone since the folder was listed", at: Origin(file: path),
            advice: "If it was not meant to go, have it delivered again.")
    }

    private func notReady(_ path: String, _ reason: String) -> Fault {
        Fault(
            .fileNotReady, .stopStream, "the file is not ready: \(reason)", at: Origin(file: path),
            advice: "Nothing of it is taken in; the next run looks again.")
    }
}

extension DropFolder {
    /// Whether a path is that of a file of it, or of one in an archive of that name.
    fileprivate func holds(_ path: String, in name: String) -> Bool {
        path == self.path(of: name) || path.hasPrefix(self.path(of: name) + "/")
    }
}
