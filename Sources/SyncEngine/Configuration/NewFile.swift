import Connectors
import Foundation
public import LeadModel

/// A file that a command makes for the user, and that is not to take the place of another one by accident.
public enum NewFile {
    /// Refuses a path at which there is something already.
    /// - Parameter replaces: whether a file that is there gives way.
    private static func check(_ path: String, replaces: Bool, advice: String) throws(Fault) {
        guard !replaces, FileManager.default.fileExists(atPath: path) else { return }
        throw Fault(
            .fileWriteFailed, .stopRun, "there is a file already", at: Origin(file: path), advice: advice)
    }

    /// Refuses a path at which there is something already, or whose folder is not there.
    /// - Parameter advice: what to do where there is a file already.
    public static func checkPlace(
        _ path: String, replaces: Bool, advice: String = "Name another one, or say `--yes` to have it replaced."
    ) throws(Fault) {
        try check(path, replaces: replaces, advice: advice)
        let folder = (path as NSString).deletingLastPathComponent
        guard folder.isEmpty || FileManager.default.fileExists(atPath: folder) else {
            throw Fault(
                .fileWriteFailed, .stopRun, "there is no such folder", at: Origin(file: folder),
                advice: "Make it, or name another place.")
        }
    }

    /// Writes files, each whole; none of them where one may not be.
    /// - Parameter replaces: whether files that are there give way.
    public static func write(_ files: [(path: String, text: String)], replaces: Bool) throws(Fault) {
        for (path, _) in files { try checkPlace(path, replaces: replaces) }
        for (path, text) in files {
            let file = try WholeFile(path: path)
            try file.write(Array(text.utf8))
            _ = try file.commit()
        }
    }
}
