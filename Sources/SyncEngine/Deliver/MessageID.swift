import Connectors
import Feedback
import LeadModel
import LeadStore

/// The id of a message: the same for the same news about the same lead to the same destination, whenever it is sent.
///
/// `L1042-3-9f86d081-journey`: lead, revision, the beginning of a SHA-256 over what is said, destination. No full stop is in it:
/// signatures part their fields by them.
enum MessageID {
    static func text(_ row: FeedRow, revision: Int, feed: String, destination: String) -> String {
        let said = Array("\(feed)\n\(row.action.rawValue)\n".utf8) + FeedRowCodec.pack(row)
        let digest = String(decoding: ForeignHash.sha256(said).prefix(8), as: UTF8.self)
        return "\(row.lead)-\(revision)-\(digest)-\(destination)"
    }
}
