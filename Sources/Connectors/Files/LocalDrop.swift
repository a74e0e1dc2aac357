import CBeneath
import Glibc
public import LeadModel

/// A folder on this machine that exports are put into.
public final class LocalDrop: DropFolder {
    public let name: String
    private let folder: ExportFolder

    public init(_ folder: ExportFolder) {
        self.folder = folder
        name = folder.path
    }

    /// Whether the kernel sees to it that a name leads nowhere else; where it does not know how, names are single ones and
    /// no link is followed.
    public static var isGuarded: Bool { beneath_is_guarded() != 0 }

    public func names() throws(Fault) -> [String] { try folder.names() }

    public func look(at name: String) throws(Fault) -> DroppedFile? {
        do {
            let bytes = try FileBytes(name, beneath: folder.path)
            return DroppedFile(name: name, bytes: bytes.count, modified: bytes.modified)
        } catch {
            if error.code == .fileMissing { return nil }
            throw error
        }
    }

    public func fetch(_ file: DroppedFile) throws(Fault) -> ReadyExport {
        guard let now = try look(at: file.name), now == file else {
            throw Fault(
                .fileChanged, .stopStream, "it changed since it was looked at",
                at: Origin(file: path(of: file.name)), advice: "The next run takes it, once it stays as it is.")
        }
        return ReadyExport(file.name, beneath: folder.path)
    }

    public func archive(_ names: [String], in archive: String) throws(Fault) {
        let target = archive.hasPrefix("/") ? archive : "\(folder.path)/\(archive)"
        try WholeFile.makeFolder(target)
        for name in names {
            let from = "\(folder.path)/\(name)"
            var number = 1
            while true {
                let free = ArchiveName.of(name, number)
                // Fails where something lies there: nothing that was kept is written over.
                if beneath_move(from, "\(target)/\(free)") == 0 { break }
                if errno == EEXIST, number < ArchiveName.most {
                    number += 1
                    continue
                }
                let advice =
                    errno == EXDEV
                    ? "Name a folder on the same disk under 'archive'."
                    : "Check that this account may write to both folders."
                throw Fault(
                    .fileArchive, .stopStream,
                    "the file could not be moved into '\(archive)': \(String(cString: strerror(errno)))",
                    at: Origin(file: from), advice: advice)
            }
        }
    }
}

/// The name of a file in an archive where others of its name lie already.
enum ArchiveName {
    /// So many files of one name are told apart.
    static let most = 10_000

    /// `leads.csv`, `leads.2.csv`, `leads.3.csv` …
    static func of(_ name: String, _ number: Int) -> String {
        guard number > 1 else { return name }
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return "\(name).\(number)" }
        return "\(name[..<dot]).\(number)\(name[dot...])"
    }
}
