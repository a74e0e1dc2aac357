import Foundation

/// The file systems that a process sees: what `/proc/self/mountinfo` says (proc(5)).
struct MountTable: Sendable {
    /// A file system where it is mounted.
    struct Mount: Sendable, Hashable {
        var point: String
        /// Such as `ext4`.
        var kind: String
        /// Of the mount and of the file system, together.
        var options: Set<Substring>
    }

    private let mounts: [Mount]

    /// - Parameter text: `36 35 98:0 /root /point rw,noatime master:1 - ext3 /dev/root rw,errors=continue` on each line; a line that is
    ///   none is passed over.
    init(_ text: String) { mounts = text.split(separator: "\n").compactMap(MountTable.mount) }

    /// Of this process; `nil` where the kernel does not show it.
    static func ofThisProcess() -> MountTable? {
        FileManager.default.contents(atPath: "/proc/self/mountinfo").map {
            MountTable(String(decoding: $0, as: UTF8.self))
        }
    }

    /// The file system that a path lies on.
    /// - Parameter path: absolute, and without links.
    func mount(of path: String) -> Mount? {
        // The last of those at the same point lies over the others.
        mounts.filter { $0.point == "/" || path == $0.point || path.hasPrefix($0.point + "/") }
            .enumerated().max { ($0.element.point.utf8.count, $0.offset) < ($1.element.point.utf8.count, $1.offset) }?
            .element
    }

    private static func mount(_ line: Substring) -> Mount? {
        let fields = line.split(separator: " ")
        guard fields.count > 8, let hyphen = fields.dropFirst(6).firstIndex(of: "-"), fields.count > hyphen + 3 else {
            return nil
        }
        let options = fields[5].split(separator: ",") + fields[hyphen + 3].split(separator: ",")
        return Mount(point: unescaped(fields[4]), kind: String(fields[hyphen + 1]), options: Set(options))
    }

    /// Blanks, tabulators, newlines and backslashes are `\` and three octal digits.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), rest.count >= 3,
                let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(code)
            rest = rest.dropFirst(3)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension MountTable.Mount {
    /// How far a database with a write-ahead log can rely on it.
    enum Reliance: Sendable, Hashable {
        case full
        /// It goes with the machine's next start, or with the container.
        case passing(String)
        /// Locks and shared memory do not reach everybody who has it mounted (sqlite.org/wal.html).
        case shared
        /// Its options let the disk put off what was to be written.
        case unsynced(String)
    }

    var reliance: Reliance {
        if MountTable.Mount.network.contains(kind) || kind.hasPrefix("fuse.") { return .shared }
        if kind == "tmpfs" || kind == "ramfs" { return .passing("memory: the next start of the machine takes it away") }
        if kind == "overlay" || kind == "aufs" {
            return .passing("a container's own layer: it goes with the container")
        }
        let loose = MountTable.Mount.loose.first(where: options.contains)
        return loose.map { .unsynced(String($0)) } ?? .full
    }

    private static let network: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "vboxsf", "ceph", "glusterfs", "lustre", "gpfs",
        "afs", "ncpfs", "coda",
        "beegfs", "prl_fs", "fuse",
    ]
    private static let loose: [Substring] = ["nobarrier", "barrier=0", "nobarriers"]
}
