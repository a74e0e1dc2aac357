import Foundation
import HTTPTypes
import LeadModel
import NIOPosix
import SyncEngine
import Synchronization

/// Answers what receivers ask of the feeds.
///
/// Whoever has no token hears nothing of what there is; whoever has one, nothing of feeds that it does not open.
final class FeedResponder: Sendable {
    private let downloads: Mutex<FeedDownloads>
    private let wrongTokens = WrongTokens()
    /// Where the store and files are looked at, which takes its time.
    private let threads: NIOThreadPool

    init(_ downloads: FeedDownloads, threads: NIOThreadPool) {
        self.downloads = Mutex(downloads)
        self.threads = threads
    }

    /// Goes on with other feeds and tokens; what is under way ends as it began.
    func replace(_ downloads: FeedDownloads) { self.downloads.withLock { $0 = downloads } }

    /// - Parameter peer: the address that the request comes from; nothing but the count of wrong tokens goes by it.
    func reply(to request: HTTPRequest, from peer: String, at now: Instant) async -> Reply {
        let downloads = downloads.withLock { $0 }
        let grant: FeedGrant
        do throws(Fault) {
            grant = try self.grant(request.headerFields, downloads, peer, now)
        } catch {
            return .problem(error)
        }
        var reply: Reply
        var route: FeedRoute?
        do throws(Fault) {
            guard request.method == .get || request.method == .head else {
                throw Fault(
                    .serveMethod, .stopStream, "files are only fetched here", field: "the method",
                    advice: "Ask by GET or HEAD.")
            }
            route = try FeedRoute.read(request.path ?? "")
            guard let route, route.feed.map({ grant.receiver(of: $0) != nil }) ?? true else {
                throw FeedResponder.unknown("there is nothing under this address for this token")
            }
            reply = try await self.reply(to: route, of: grant, request.headerFields, downloads)
        } catch {
            reply = .problem(error)
            if error.code == .serveRange, let length = error.seen {
                if case .word(let length) = length { reply.fields[.contentRange] = "bytes */\(length)" }
            }
        }
        reply.receiver = route?.feed.flatMap { grant.receiver(of: $0) } ?? grant.name
        reply.subject = route.map { $0.subject(isKnown: $0.feed.map { grant.receiver(of: $0) != nil } ?? true) } ?? "-"
        if request.method == .head {
            reply.body = .none
            // Of what is sent there is nothing to sum up.
            reply.fields[.contentDigest] = nil
        }
        return reply
    }

    static func unknown(_ summary: String) -> Fault {
        Fault(
            .serveUnknown, .stopStream, summary, field: "the address",
            advice: "`GET /api/v1/feeds` names the feeds that the token opens.")
    }

    // MARK: Who asks

    private func grant(
        _ fields: HTTPFields, _ downloads: FeedDownloads, _ peer: String, _ now: Instant
    ) throws(Fault) -> FeedGrant {
        let words = fields[values: .authorization].flatMap { $0.split(separator: " ") }
        guard words.count == 2, words[0].lowercased() == "bearer" else {
            throw Fault(
                .serveLogin, .stopStream, "there is no token", field: "'Authorization'",
                advice: "Send the header `Authorization: Bearer TOKEN`.")
        }
        if let grant = downloads.grant(to: Array(words[1].utf8)) { return grant }
        if let seconds = wrongTokens.note(from: peer, at: now) {
            throw Fault(
                .serveThrottled, .retry(afterSeconds: seconds), "too many wrong tokens", field: "'Authorization'",
                advice: "Wait, and come with the token that the sender has given out.")
        }
        throw Fault(
            .serveLogin, .stopStream, "nobody has this token", field: "'Authorization'",
            advice: "Ask the sender whether it was replaced.")
    }

    // MARK: What is asked for

    private func reply(
        to route: FeedRoute, of grant: FeedGrant, _ fields: HTTPFields, _ downloads: FeedDownloads
    ) async throws(Fault) -> Reply {
        switch route {
        case .feeds:
            let feeds = grant.receivers.keys.sorted().map {
                FeedList.Feed(feed: $0, isFull: downloads.isFull($0), files: "feeds/\($0)/files")
            }
            return .json(FeedList(feeds: feeds))
        case .list(let feed, let stretch):
            return try await list(feed, stretch, downloads)
        case .file(let feed, let which):
            let opened = try await open(feed, which, downloads)
            var reply = try FileReply(opened.file, opened).reply(to: fields)
            if which == .latest { reply.fields[.contentLocation] = String(opened.file.cursorTo) }
            return reply
        case .manifest(let feed, let which):
            // Only that of a file that is whole: whoever has the manifest may count on the file.
            let opened = try await open(feed, which, downloads)
            var reply = FileReply.manifest(of: opened.file, fields)
            if which == .latest { reply.fields[.contentLocation] = "../\(opened.file.cursorTo)/manifest" }
            return reply
        }
    }

    private func list(
        _ feed: String, _ stretch: FeedRoute.Stretch, _ downloads: FeedDownloads
    ) async throws(Fault) -> Reply {
        let listing = try await work { () throws(Fault) in
            try downloads.list(feed, after: stretch.after, limit: stretch.limit)
        }
        guard stretch.after <= listing.newest else {
            throw Fault(
                .serveAhead, .stopStream,
                "the feed was written up to cursor \(listing.newest), and nothing is behind \(stretch.after)",
                field: "'after'",
                advice:
                    "An older copy of the sender's store was put back, or the cursor is another feed's. Wait for the sender's next run; if it stays so, ask the sender."
            )
        }
        let page = FileList(feed, listing, stretch)
        var reply: Reply = .json(page)
        reply.fields[.cacheControl] = "private, no-cache"
        if let next = page.next { reply.fields[.link] = "<\(next)>; rel=\"next\"" }
        return reply
    }

    private func open(_ feed: String, _ which: FeedRoute.Which, _ downloads: FeedDownloads) async throws(Fault)
        -> FeedDownloads.Opened
    {
        let cursor: Int64? = if case .cursor(let number) = which { number } else { nil }
        guard cursor != nil || downloads.isFull(feed) else {
            throw Fault(
                .serveUnknown, .stopStream, "the feed is told in changes, and its latest file is not all of it",
                field: "the address", advice: "List the files after the cursor that you have, and take each of them.")
        }
        let opened = try await work { () throws(Fault) in try downloads.open(feed, cursor: cursor) }
        guard let opened else {
            throw Fault(
                .serveUnknown, .stopStream, "the feed has no such file", field: "the address",
                advice: "The feed's list names those that there are.")
        }
        return opened
    }

    /// Takes note of a file that was sent to its end.
    /// - Returns: why that could not be kept.
    func noteFetched(_ file: FeedDownloads.File, by receiver: String, at now: Instant) async -> Fault? {
        let downloads = downloads.withLock { $0 }
        do throws(Fault) {
            try await work { () throws(Fault) in try downloads.noteFetched(file, by: receiver, at: now) }
            return nil
        } catch {
            return error
        }
    }

    /// Does on a thread of its own what would hold up everybody else.
    private func work<Value: Sendable>(
        _ body: @escaping @Sendable () throws(Fault) -> Value
    ) async throws(Fault) -> Value {
        do {
            return try await threads.runIfActive { Result(catching: body) }.get()
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(
                .serveListen, .retry(afterSeconds: 5), "the server is being stopped", advice: "Try again in a moment.")
        }
    }
}

extension FeedGrant {
    /// What its owner is called, by whatever feeds call it.
    fileprivate var name: String { Set(receivers.values).sorted().joined(separator: "+") }
}
