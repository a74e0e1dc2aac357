import Foundation
import LeadModel

/// Where a refresh token is kept that the vendor gave in the place of the one before: a file beside the store, for this account
/// alone.
///
/// It holds the newest token, and a digest of the one that the configuration names: where that is another one by now, somebody has
/// connected the source anew, and what is kept here is forgotten. Nothing else is kept of any secret.
struct TokenFile {
    let path: String

    private struct Content: Codable {
        var token: String
        /// SHA-256 of the token that the configuration named.
        var of: String
    }

    /// The newest token; `nil` where the configured one is.
    /// - Throws: `secret.readable` where others may read the file, `store.damaged` where it is none.
    func token(inPlaceOf configured: String) throws(Fault) -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let place = Origin(file: path)
        guard let secret = SecretReference("file:\(path)", at: place) else { return nil }
        let text = try secret.value(from: "/")
        do {
            let content = try JSONDecoder().decode(Content.self, from: Data(text.utf8))
            return content.of == TokenFile.digest(configured) ? content.token : nil
        } catch {
            throw Fault(
                .storeDamaged, .stopStream, "the file of the refresh token cannot be read", at: place,
                advice: "Delete it, connect the source anew, and put the new token where 'refresh-token' says.")
        }
    }

    /// Keeps a token, durably, before anything is asked with what came with it: the one before is worth nothing any more.
    func keep(_ token: String, inPlaceOf configured: String) throws(Fault) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data: Data
        do {
            data = try encoder.encode(Content(token: token, of: TokenFile.digest(configured)))
        } catch {
            preconditionFailure("two texts are always JSON: \(error)")
        }
        if let slash = path.lastIndex(of: "/") { try WholeFile.makeFolder(String(path[..<slash]), isPrivate: true) }
        let file = try WholeFile(path: path, isPrivate: true)
        try file.write(Array(data))
        _ = try file.commit()
    }

    private static func digest(_ token: String) -> String { Hex.text(RunningDigest.of(token.utf8)) }
}
