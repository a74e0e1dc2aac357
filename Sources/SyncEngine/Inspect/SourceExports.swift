import Connectors
import Foundation
import LeadModel

extension SourceDefinition {
    /// The folder that its exports are taken from; `nil` of a source that has none.
    /// - Parameters:
    ///   - root: which relative paths start from.
    ///   - spool: where lies what is fetched.
    ///   - wait: lets so many seconds pass, before something is tried once more.
    /// - Throws: where a secret of it is not to be had.
    func dropFolder(
        root: String, spool: Spool, wait: @escaping (Int) throws(Fault) -> Void
    ) throws(Fault) -> (any DropFolder)? {
        switch door {
        case .folder(let folder): LocalDrop(ExportFolder(path: folder.hasPrefix("/") ? folder : "\(root)/\(folder)"))
        case .remoteFolder(let folder): try RemoteDrop(folder, root: root, spool: spool, wait: wait)
        case .http, .singer: nil
        }
    }
}

/// The exports of a source as somebody looks at them outside of a run: nothing is moved, and nothing stays of what is fetched.
final class SourceExports {
    private let passing: PassingSpool
    private let spool: Spool
    private let folder: any DropFolder

    /// - Parameters:
    ///   - root: which relative paths start from.
    ///   - storePath: beside which lies what is fetched, for as long as it is looked at.
    /// - Returns: `nil` for a source that has no folder.
    init?(_ source: SourceDefinition, root: String, storePath: String) throws(Fault) {
        passing = PassingSpool(storePath: storePath, for: .look)
        spool = Spool(folder: passing.folder(of: source.name))
        let clock = HTTPSession.Clock.system
        let opened = try source.dropFolder(root: root, spool: spool) { seconds throws(Fault) in try clock.wait(seconds)
        }
        guard let opened else { return nil }
        folder = opened
    }

    /// The files that a stream reads, ready or not, those in archives one by one. Of another machine the last alone: it is
    /// fetched for it. One that cannot be had says why when it is opened.
    /// - Throws: where the folder cannot be listed.
    func exports(_ selection: FileSelection) throws(Fault) -> [ReadyExport] {
        let choice = FileChoice(selection)
        var names = choice.chosen(among: try folder.names())
        if !(folder is LocalDrop) { names = names.suffix(1) }
        var found: [ReadyExport] = []
        for name in names {
            do throws(Fault) {
                found += try exports(of: name, choice)
            } catch {
                found.append(ReadyExport(error, named: folder.path(of: name)))
            }
        }
        return found
    }

    private func exports(of name: String, _ choice: FileChoice) throws(Fault) -> [ReadyExport] {
        guard let file = try folder.look(at: name) else {
            throw Fault(
                .fileMissing, .stopStream, "the file has gone since the folder was listed",
                at: Origin(file: folder.path(of: name)), advice: "If it was not meant to go, have it delivered again.")
        }
        let export = try folder.fetch(file)
        guard ZipArchive.isName(name) else { return [export] }
        let archive = try ZipArchive(export.open())
        var found: [ReadyExport] = []
        for (number, member) in try archive.members().enumerated() where choice.fits(member: member.lastName) {
            let place = "\(spool.folder)/\(try spool.name(of: [export.name, "\(number)"], ".unpacked"))"
            try archive.unpack(member, to: place)
            found.append(ReadyExport(path: place, named: "\(export.name)/\(member.name)"))
        }
        return found
    }

    /// Who answered, of a folder on another machine.
    var peer: TransferPeer? { (folder as? RemoteDrop)?.peer }

    /// What a list calls an export: its name in the folder.
    func shownName(of export: ReadyExport) -> String {
        export.name.hasPrefix(folder.name + "/") ? String(export.name.dropFirst(folder.name.count + 1)) : export.name
    }
}
