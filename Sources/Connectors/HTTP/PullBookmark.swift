import Foundation
public import LeadModel

/// How far a stream has been pulled: kept with the records that it covers, in one transaction.
public struct PullBookmark: Sendable, Hashable, Codable {
    /// A window that is being read.
    public struct Open: Sendable, Hashable, Codable {
        public var since: Instant?
        public var until: Instant
        public var place = ListPlace()
        /// Of an export that the vendor makes.
        public var job: JobPlace?
        /// Of what is asked for by the records of another list.
        public var parents: ParentPlace?
        /// By the server's clock, when its first answer came; `nil`: none came yet, or it did not say.
        public var begun: Instant?

        /// Whether something of it could not be read: it does not count as read when it is over.
        public var isHeld: Bool?

        public init(since: Instant?, until: Instant) {
            self.since = since
            self.until = until
        }

        /// Where the next page is.
        public var position: PagePosition { place.position }
    }

    /// The first window of a pull of which something did not come.
    public struct Held: Sendable, Hashable, Codable {
        /// Where it begins; `nil`: at the beginning.
        public var since: Instant?
    }

    /// Everything that was changed before has been read; `nil`: nothing has been read to its end yet.
    public var watermark: Instant?
    /// What is left of a window; `nil`: nothing is.
    public var open: Open?
    /// The address at which the next pull begins, where the vendor gave one; from the slash on.
    public var delta: String?
    /// How many calls the last pull took that came to its end in one run: about as many as the next.
    public var calls: Int?
    /// Of a list that is asked for in steps: until when it was asked for, in a pull that is not over.
    public var asked: Instant?
    /// Which system was asked; `nil`: none yet.
    public var system: String?
    /// Which of its accounts, as a digest; `nil`: nobody asked.
    public var account: String?
    /// Where the first pull of all began; `nil`: at the beginning, or not yet.
    public var start: Instant?
    /// What does not count as read of a pull that is not over; `nil`: all of it does.
    public var held: Held?
    /// So many seconds the host's clock was before ours when a window ended last.
    public var clockAhead: Int?
    /// What was asked; `nil`: nothing yet.
    public var query: String?

    public init(watermark: Instant? = nil, open: Open? = nil) {
        self.watermark = watermark
        self.open = open
    }

    /// As it is kept: JSON in one line.
    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        } catch {
            preconditionFailure("a bookmark is always JSON: \(error)")
        }
    }

    /// - Throws: `store.damaged` where it is no bookmark.
    public init(text: String, stream: String) throws(Fault) {
        do {
            self = try JSONDecoder().decode(PullBookmark.self, from: Data(text.utf8))
        } catch {
            throw Fault(
                .storeDamaged, .stopStream, "the bookmark of \(stream) cannot be read",
                advice: "Restore the store from a backup, or read the stream from its beginning with --full.")
        }
    }
}
