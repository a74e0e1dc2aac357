import Connectors
import Foundation
public import LeadModel

/// A file that a command makes for the user, and that is not to take the place of another one by accident.
public enum NewFile {
    /// Writes it whole or not at all.
    /// - Parameter replaces: whether a file that is there gives way.
    public static func write(_ text: String, to path: String, replaces: Bool) throws(Fault) {
        if !replaces, FileManager.default.fileExists(atPath: path) {
            throw Fault(
                .fileWriteFailed, .stopRun, "there is a file already", at: Origin(file: path),
                advice: "Name another one, or say `--yes` to have it replaced.")
        }
        let file = try WholeFile(path: path)
        try file.write(Array(text.utf8))
        _ = try file.commit()
    }
}
