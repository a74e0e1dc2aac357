import Glibc

/// Who may read a file.
public enum FileRights {
    /// Whether accounts other than the owner's may read a file, by its own rights and those of its folder; `nil` where
    /// there is no such file.
    public static func ofOthers(_ path: String) -> Bool? {
        guard let file = mode(path) else { return nil }
        let slash = path.lastIndex(of: "/")
        let folder = mode(slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".") ?? 0
        // Of the group and of everybody else: read the file, and get through the folder.
        let group = file & S_IRGRP != 0 && folder & S_IXGRP != 0
        let others = file & S_IROTH != 0 && folder & S_IXOTH != 0
        return group || others
    }

    private static func mode(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode : nil
    }
}
