import Connectors
import Foundation
public import LeadModel

/// A file that a command makes for the user, and that is not to take the place of another one by accident.
public enum NewFile {
    /// Refuses a path at which there is something already.
    /// - Parameter replaces: whether a file that is there gives way.
    public static func check(_ path: String, replaces: Bool) throws(Fault) {
        guard !replaces, FileManager.default.fileExists(atPath: path) else { return }
        throw Fault(
            .fileWriteFailed, .stopRun, "there is a file already", at: Origin(file: path),
            advice: "Name another one, or say `--yes` to have it replaced.")
    }

    /// Writes files, each whole; none of them where one may not be.
    /// - Parameter replaces: whether files that are there give way.
    public static func write(_ files: [(path: String, text: String)], replaces: Bool) throws(Fault) {
        for (path, _) in files { try check(path, replaces: replaces) }
        for (path, text) in files {
            let file = try WholeFile(path: path)
            try file.write(Array(text.utf8))
            _ = try file.commit()
        }
    }
}
