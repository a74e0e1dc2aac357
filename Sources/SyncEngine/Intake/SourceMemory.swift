import Connectors
import LeadModel

/// What is remembered of a source that is asked, beside the store and for this account alone: a refresh token that the vendor
/// changed, the count of a day's calls, and files while they are brought.
enum SourceMemory {
    /// A session that remembers. Whoever asks a source has one: a token that was changed and not kept is worth nothing.
    /// - Parameter passing: where files lie while they are brought, for who looks or rehearses; it is to live as long as the session.
    static func session(
        _ source: String, _ system: HTTPSource, folder: String, storePath: String, clock: HTTPSession.Clock,
        passing: PassingSpool? = nil
    ) -> HTTPSession {
        let session = HTTPSession(system, folder: folder, clock: clock)
        let beside = storePath.lastIndex(of: "/").map { String(storePath[..<$0]) } ?? "."
        session.spool = passing?.folder(of: source) ?? SourceSpools(storePath: storePath).folder(of: source)
        session.tokenFile = "\(beside)/tokens/\(source).json"
        session.quotaFile = "\(beside)/quota/\(source).json"
        return session
    }

    /// Has what writes to a destination remember. Whoever is a source, too, has a login of its own there.
    static func remember(_ writer: HTTPWriter, of destination: String, storePath: String) {
        let beside = storePath.lastIndex(of: "/").map { String(storePath[..<$0]) } ?? "."
        writer.tokenFile = "\(beside)/tokens/to-\(destination).json"
        writer.quotaFile = "\(beside)/quota/to-\(destination).json"
    }
}
