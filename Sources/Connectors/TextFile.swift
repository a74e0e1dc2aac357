import ConfigFiles
import Glibc
public import LeadModel

/// Reads small text files: mappings, agreement, feeds.
public enum TextFile {
    /// The text of a file of at most 1 MiB, UTF-8; a larger one is refused before a byte of it is read.
    /// - Parameter limit: in bytes, of a file that is no configuration.
    public static func read(_ path: String, limit: Int? = nil) throws(Fault) -> String {
        let file: FileBytes
        do {
            file = try FileBytes(path: path)
        } catch {
            throw refused(error)
        }
        let limit = limit ?? ConfigLimits.bytes
        guard file.count <= limit else {
            throw ConfigLimits.tooLarge(bytes: Int(file.count), limit: limit, at: Origin(file: path))
        }
        let bytes = try SmallFile.read(file)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw notUTF8(bytes, path) }
        return text.first == "\u{FEFF}" ? String(text.dropFirst()) : text
    }

    /// What a reader of exports says, in the words of somebody who named one file.
    private static func refused(_ fault: Fault) -> Fault {
        var fault = fault
        fault.remedy = .stopRun
        let path = fault.origin?.file ?? ""
        switch fault.code {
        case .fileMissing: fault.advice = "Check the path; it starts at the current folder."
        case .fileNotRegular where isLink(path):
            fault.advice =
                "Only files themselves are read and replaced, never what a link leads to. Put the file here: `cp --remove-destination \"$(readlink -f \(path))\" \(path)`."
        case .fileNotRegular: fault.advice = "Name a file, not a folder or a device."
        default: break
        }
        return fault
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Names the first byte that is no part of a character.
    private static func notUTF8(_ bytes: some Sequence<UInt8>, _ path: String) -> Fault {
        var (line, column) = (1, 1)
        var rest = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        while case .valid(let character) = parser.parseScalar(from: &rest) {
            if character.first == 0x0A { (line, column) = (line + 1, 1) } else { column += character.count }
        }
        return Fault(
            .encodingInvalid, .stopRun, "the file is not UTF-8; this is the first byte that is not",
            at: Origin(file: path, line: line, column: column),
            advice: "Save it as UTF-8 text; editors call that its encoding.")
    }

    /// Writes a text whole or not at all; a file that was there keeps its rights.
    public static func write(_ text: String, to path: String) throws(Fault) {
        var before = stat()
        let mode = stat(path, &before) == 0 ? before.st_mode & 0o777 : 0o644
        let file = try WholeFile(path: path)
        try file.write(Array(text.utf8))
        _ = try file.commit()
        chmod(path, mode)
    }

    /// Removes a file; nothing where it is not there.
    public static func remove(_ path: String) throws(Fault) {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw Fault(
            .fileWriteFailed, .stopRun, "the file cannot be removed: \(String(cString: strerror(errno)))",
            at: Origin(file: path), advice: "Let this account write its folder.")
    }
}
