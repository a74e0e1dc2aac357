public import LeadModel

/// Reads small text files: mappings, agreement, feeds.
public enum TextFile {
    /// The text of a file of at most 2 MiB, UTF-8.
    public static func read(_ path: String) throws(Fault) -> String {
        let file = try FileBytes(path: path)
        let limit = 2 << 20
        guard file.count <= limit else {
            throw Fault(
                .configTooLarge, .stopRun, "the file is larger than 2 MiB", at: Origin(file: path),
                advice: "Move data into an export.")
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: limit + 1, alignment: 16)
        defer { buffer.deallocate() }
        var count = 0
        while true {
            let got = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
            if got == 0 { break }
            count += got
        }
        guard let text = String(validating: buffer[..<count], as: UTF8.self) else {
            throw Fault(
                .encodingInvalid, .stopRun, "the file is not UTF-8", at: Origin(file: path),
                advice: "Save it as UTF-8 text.")
        }
        return text.first == "\u{FEFF}" ? String(text.dropFirst()) : text
    }
}
