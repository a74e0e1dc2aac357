public import LeadModel

/// Reads small files whole: manifests, and notes of our own.
public enum SmallFile {
    /// The bytes of a regular file; `nil` where none is there.
    /// - Parameter limit: in bytes; a longer file is refused before one of them is read.
    /// - Throws: `file.not-regular` of a link, a folder or a device, `file.too-large`, `file.changed-while-read`, `file.unreadable`.
    public static func read(_ path: String, limit: Int) throws(Fault) -> [UInt8]? {
        let file: FileBytes
        do throws(Fault) {
            file = try FileBytes(path: path)
        } catch {
            guard error.code == .fileMissing else { throw error }
            return nil
        }
        guard file.count <= limit else {
            throw Fault(
                .fileTooLarge, .stopStream, "the file has \(file.count) bytes, and at most \(limit) are read of it",
                at: Origin(file: path), advice: "Look at who wrote it: what belongs there is short.")
        }
        return try read(file)
    }

    /// What is left of an open file, to its end, as long as it was when it was opened.
    static func read(_ file: FileBytes) throws(Fault) -> [UInt8] {
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
                .fileChanged, .stopRun, "the file changed while it was read", at: Origin(file: file.path),
                advice: "Run again when it is written.")
        }
        return Array(buffer[..<count])
    }
}
