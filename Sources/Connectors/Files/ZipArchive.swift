import CZip
import Glibc
public import LeadModel

/// A zip archive, and the files in it. Nothing that stands in it decides where anything is written.
public final class ZipArchive {
    /// One file of it.
    public struct Member: Sendable, Hashable {
        /// As the archive spells it, with its folders.
        public var name: String
        /// As the archive says; how much comes out is seen when it is unpacked.
        public var bytes: Int64
        let index: UInt64
        let isEncrypted: Bool

        /// Without its folders.
        public var lastName: String { name.split(separator: "/").last.map(String.init) ?? name }
    }

    /// How much may come out of an archive.
    public struct Caps: Sendable, Hashable {
        /// More bytes out than this times the bytes of the archive are refused …
        public var ratio: Int64 = 1_000
        /// … beyond so many bytes out.
        public var ratioFreeBytes: Int64 = 64 << 20
        /// Of all members that are unpacked together.
        public var totalBytes: Int64 = 64 << 30
        public var members = 10_000

        public init() {}
    }

    /// What messages call it.
    private let name: String
    private let bytes: Int64
    private let archive: OpaquePointer
    private let caps: Caps
    private var unpacked: Int64 = 0

    /// Whether a file is taken for an archive, by its name. Workbooks are zip files, too, and nobody wants their parts.
    public static func isName(_ name: String) -> Bool { name.lowercased().hasSuffix(".zip") }

    public init(_ bytes: FileBytes, caps: Caps = Caps()) throws(Fault) {
        name = bytes.path
        self.bytes = bytes.count
        self.caps = caps
        let descriptor = try bytes.duplicate()
        var code: Int32 = 0
        guard let archive = zip_fdopen(descriptor, Int32(ZIP_CHECKCONS), &code) else {
            close(descriptor)
            if code == ZIP_ER_EXISTS { throw ZipArchive.twoOfOneName(name) }
            var error = zip_error_t()
            zip_error_init_with_code(&error, code)
            defer { zip_error_fini(&error) }
            throw ZipArchive.damaged(name, zip_error_strerror(&error))
        }
        self.archive = archive
    }

    deinit { zip_discard(archive) }

    /// Its files in their order; folders are none.
    /// - Throws: `zip.unsafe` where it holds a link, or a name that leads out of it: whoever made it meant something else.
    public func members() throws(Fault) -> [Member] {
        let count = zip_get_num_entries(archive, 0)
        guard count <= caps.members else {
            throw fault(
                .zipTooLarge, "the archive holds \(count) files", "Have it made of at most \(caps.members) files.")
        }
        var found: [Member] = []
        var names: Set<String> = []
        for index in 0..<UInt64(max(0, count)) {
            guard let pointer = zip_get_name(archive, index, czip_names_as_utf8) else { throw damaged() }
            let name = String(cString: pointer)
            guard ZipArchive.staysInside(name) else {
                throw fault(
                    .zipUnsafe, "the archive holds a file whose name leads out of it",
                    "Check where it comes from; have it made anew, without absolute names and without '..'.")
            }
            if name.hasSuffix("/") { continue }
            guard !isSpecial(index) else {
                throw fault(
                    .zipUnsafe, "the archive holds a link or a device",
                    "Check where it comes from; have it made anew, of files alone.")
            }
            guard names.insert(name).inserted else { throw ZipArchive.twoOfOneName(self.name) }
            var status = zip_stat_t()
            guard zip_stat_index(archive, index, 0, &status) == 0, status.valid & czip_stat_size != 0 else {
                throw damaged()
            }
            let isEncrypted =
                status.valid & czip_stat_encryption != 0 && status.encryption_method != UInt16(ZIP_EM_NONE)
            found.append(
                Member(name: name, bytes: Int64(clamping: status.size), index: index, isEncrypted: isEncrypted))
        }
        return found
    }

    /// Writes a member into a file that is not there yet, for this account alone.
    /// - Throws: `zip.damaged` where its checksum is another, `zip.too-large` where more comes out of it than may.
    public func unpack(_ member: Member, to path: String) throws(Fault) {
        let place = Origin(file: "\(name)/\(member.name)")
        guard !member.isEncrypted else {
            throw Fault(
                .zipEncrypted, .stopStream, "the file is encrypted within its archive", at: place,
                advice: "Have it delivered without a password, over a connection that is encrypted itself.")
        }
        guard !ZipArchive.isName(member.name) else {
            throw Fault(
                .zipUnsafe, .stopStream, "the archive holds another archive", at: place,
                advice: "Have the exports themselves packed, or choose others by 'files'.")
        }
        guard let file = zip_fopen_index(archive, member.index, 0) else { throw damaged().located(at: place) }
        defer { zip_fclose(file) }
        let output = try SpooledBytes(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        var written: Int64 = 0
        while true {
            let count = zip_fread(file, buffer.baseAddress, UInt64(buffer.count))
            guard count >= 0 else {
                throw ZipArchive.damaged(place.file, zip_error_strerror(zip_file_get_error(file)))
            }
            if count == 0 {
                guard written == member.bytes else {
                    throw Fault(
                        .zipDamaged, .stopStream,
                        "the file is \(written) bytes long, and its archive says \(member.bytes)",
                        at: place, advice: "Fetch the archive again; if it stays so, have it packed anew.")
                }
                return
            }
            written += count
            unpacked += count
            let isBomb = unpacked > caps.ratioFreeBytes && unpacked / caps.ratio > bytes
            guard !isBomb, unpacked <= caps.totalBytes else {
                throw Fault(
                    .zipTooLarge, .stopStream,
                    isBomb
                        ? "the archive unpacks to more than \(caps.ratio) times its size"
                        : "the archive unpacks to more than is allowed",
                    at: place, seen: .shape("\(unpacked) bytes out of \(bytes)"),
                    advice: "Check where the archive comes from. If it is right, have its files delivered one by one.")
            }
            try output.write(UnsafeRawBufferPointer(rebasing: buffer[..<Int(count)]))
        }
    }

    /// Whether a name, taken as a path, stays in the folder that it starts in, on whatever system.
    static func staysInside(_ name: String) -> Bool {
        let isPlain = !name.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == 0x5C }
        let parts = (name.hasSuffix("/") ? name.dropLast() : name[...]).split(
            separator: "/", omittingEmptySubsequences: false)
        let isDrive = name.utf8.count > 1 && name.dropFirst().first == ":"
        return isPlain && !isDrive && !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
    }

    /// Whether an entry is neither a file nor a folder, where a Unix made the archive and says so.
    private func isSpecial(_ index: UInt64) -> Bool {
        var system: UInt8 = 0
        var attributes: UInt32 = 0
        guard zip_file_get_external_attributes(archive, index, 0, &system, &attributes) == 0,
            system == UInt8(ZIP_OPSYS_UNIX) || system == UInt8(ZIP_OPSYS_OS_X)
        else { return false }
        let kind = mode_t(attributes >> 16) & S_IFMT
        return kind != 0 && kind != S_IFREG && kind != S_IFDIR
    }

    private static func twoOfOneName(_ place: String) -> Fault {
        Fault(
            .zipUnsafe, .stopStream, "the archive holds two files of one name", at: Origin(file: place),
            advice: "Have it made anew: nobody can tell which of them is meant.")
    }

    private func fault(_ code: FaultCode, _ summary: String, _ advice: String) -> Fault {
        Fault(code, .stopStream, summary, at: Origin(file: name), advice: advice)
    }

    private func damaged() -> Fault { ZipArchive.damaged(name, zip_error_strerror(zip_get_error(archive))) }

    private static func damaged(_ place: String, _ reason: UnsafePointer<CChar>?) -> Fault {
        let why = reason.map { ": \(String(cString: $0))" } ?? ""
        return Fault(
            .zipDamaged, .stopStream, "the archive cannot be read\(why)", at: Origin(file: place),
            advice: "Fetch it again; if it stays so, have it packed anew.")
    }
}
