import Connectors
import Feedback
import LeadModel
import LeadStore

/// The id of a message: the same for the same news about the same lead to the same destination, whenever it is sent.
///
/// `L1042-3-9f86d081-journey`: lead, revision, the beginning of a SHA-256 over the message and what it says, destination. Whether
/// it is an addition or a change is none of it: that is another after a try of which nobody knows whether it arrived. No full stop is in
/// it: signatures part their fields by them.
enum MessageID {
    /// - Parameters:
    ///   - message: its number in the outbox, by which the same said twice is two messages.
    ///   - round: how often it was to be sent once more after it was accepted, by which each time is another message.
    static func text(
        _ row: FeedRow, message: Int64, round: Int, revision: Int, feed: String, destination: String
    ) -> String {
        let action = row.action == .withdraw ? row.action : .add
        let number = round == 0 ? "\(message)" : "\(message).\(round)"
        let said = Array("\(feed)\n\(number)\n\(action.rawValue)\n".utf8) + FeedRowCodec.pack(row.cells)
        let digest = String(decoding: ForeignHash.sha256(said).prefix(8), as: UTF8.self)
        return "\(row.lead)-\(revision)-\(digest)-\(destination)"
    }
}
