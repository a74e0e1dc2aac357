import ConfigFiles
import Glibc
public import LeadModel

/// Reads small text files: mappings, agreement, feeds.
public enum TextFile {
    /// The text of a file of at most 1 MiB, UTF-8; a larger one is refused before a byte of it is read.
    /// - Parameter limit: in bytes, of a file that is no configuration.
    public static func read(_ path: String, limit: Int? = nil) throws(Fault) -> String {
        let file = try FileBytes(path: path)
        let limit = limit ?? ConfigLimits.bytes
        guard file.count <= limit else {
            throw ConfigLimits.tooLarge("the file is larger than \(limit >> 20) MiB", at: Origin(file: path))
        }
        // One byte more than it has, to see its end; a file that grows meanwhile is a fault.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(file.count) + 1, alignment: 16)
        defer { buffer.deallocate() }
        var count = 0
        while count < buffer.count {
            let got = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
            if got == 0 { break }
            count += got
        }
        guard count == file.count else {
            throw Fault(
                .fileChanged, .stopRun, "the file changed while it was read", at: Origin(file: path),
                advice: "Run again when it is written.")
        }
        guard let text = String(validating: buffer[..<count], as: UTF8.self) else {
            throw Fault(
                .encodingInvalid, .stopRun, "the file is not UTF-8", at: Origin(file: path),
                advice: "Save it as UTF-8 text.")
        }
        return text.first == "\u{FEFF}" ? String(text.dropFirst()) : text
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
