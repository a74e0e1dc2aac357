import Connectors
import Feedback
import LeadModel

/// The manifest that lies beside a file for receivers.
enum ManifestFile {
    /// A longer one is none of ours.
    static let mostBytes = 1 << 20

    /// - Returns: `nil` where none is there.
    /// - Throws: why it cannot be read: `file.not-regular` of a link, `file.too-large`, and others of their kind.
    static func read(beside path: String) throws(Fault) -> [UInt8]? {
        try SmallFile.read(path + FeedManifest.fileSuffix, limit: mostBytes)
    }

    /// - Returns: `nil` where none is there that can be read, for whoever goes on without.
    static func readable(beside path: String) -> [UInt8]? {
        do throws(Fault) {
            return try read(beside: path)
        } catch {
            return nil
        }
    }
}
