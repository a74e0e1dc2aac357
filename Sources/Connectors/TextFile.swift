import ConfigFiles
public import LeadModel

/// Reads small text files: mappings, agreement, feeds.
public enum TextFile {
    /// The text of a file of at most 1 MiB, UTF-8; a larger one is refused before a byte of it is read.
    public static func read(_ path: String) throws(Fault) -> String {
        let file = try FileBytes(path: path)
        guard file.count <= ConfigLimits.bytes else {
            throw ConfigLimits.tooLarge("the file is larger than 1 MiB", at: Origin(file: path))
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
}
