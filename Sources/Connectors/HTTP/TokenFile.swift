import ConfigFiles
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

    /// How long somebody waits for another process that asks for a token, in seconds.
    private static let patience = 180

    /// Lets nobody else on this machine read, use or replace the token while `body` does: a vendor who gives a new one for each takes
    /// the one before that comes again for a stolen one, and closes the account.
    /// - Throws: `run.locked` where somebody else does not come to an end; `file.write-failed` where the folder may not be written to,
    ///   so that a token that changes could not be kept either.
    func alone<Result>(_ body: () throws(Fault) -> Result) throws(Fault) -> Result {
        try makeFolder()
        // The file itself is replaced by each new token.
        return try FileLock.hold(
            path + ".lock", patience: TokenFile.patience, refused: TokenFile.refused, body)
    }

    /// Why nobody may ask for a token now, in its own words.
    private static func refused(_ fault: Fault) -> Fault {
        var fault = fault
        fault.remedy = .stopStream
        if fault.code == .runLocked {
            fault.summary = "somebody else has been asking for a token for \(patience) s"
            fault.advice = "Wait until the other run or check has ended."
        } else {
            fault.summary = "a token that changes could not be kept: \(fault.summary)"
            fault.advice = "Have it asked by the account that owns the store, which lies on a disk that knows locks."
        }
        return fault
    }

    private func makeFolder() throws(Fault) {
        if let slash = path.lastIndex(of: "/") { try WholeFile.makeFolder(String(path[..<slash]), isPrivate: true) }
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
                advice: "Delete it, connect the system anew, and put the new token where 'refresh-token' says.")
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
        try makeFolder()
        let file = try WholeFile(path: path, isPrivate: true)
        try file.write(Array(data))
        _ = try file.commit()
    }

    private static func digest(_ token: String) -> String { Hex.text(RunningDigest.of(token.utf8)) }
}
