import Foundation
import HTTPTypes
import HummingbirdCore
public import LeadModel
import NIOCore
import NIOPosix
import ServiceLifecycle
public import SyncEngine

/// Serves the files of feeds over HTTP/1.1, in the foreground, until SIGTERM or SIGINT; SIGHUP has feeds and tokens read anew.
///
/// It speaks no TLS: that is a proxy's matter. It reads the store and writes nothing but how far receivers have fetched, in a file of
/// its own beside the store.
public final class FeedServer: Sendable {
    /// What may take how long, and how many there may be.
    public struct Limits: Sendable {
        /// What is being sent when the server is stopped has so long to its end.
        public var drain: Duration = .seconds(30)
        /// Further connections wait until one ends.
        public var connections = 256
        /// A connection on which nothing is asked is closed.
        public var idleSeconds = 60

        /// Those that are good for a small machine.
        public init() {}
    }

    private let responder: FeedResponder
    private let threads: NIOThreadPool
    private let sending: FileSending
    private let sentParts = SentParts()
    private let address: ListenAddress
    private let isBehindProxy: Bool
    private let limits: Limits
    private let renew: @Sendable () throws(Fault) -> FeedDownloads
    private let hear: @Sendable (ServerEvent) -> Void

    /// - Parameters:
    ///   - isBehindProxy: whether whoever asks is named by `X-Forwarded-For`.
    ///   - renew: reads feeds and tokens anew, on SIGHUP.
    ///   - hear: is told what happens, from any thread.
    public init(
        _ downloads: FeedDownloads, at address: ListenAddress, isBehindProxy: Bool = false, limits: Limits = Limits(),
        renew: @escaping @Sendable () throws(Fault) -> FeedDownloads, hear: @escaping @Sendable (ServerEvent) -> Void
    ) {
        threads = NIOThreadPool(numberOfThreads: 4)
        responder = FeedResponder(downloads, threads: threads)
        sending = FileSending(threads: .singleton)
        self.address = address
        self.isBehindProxy = isBehindProxy
        self.limits = limits
        self.renew = renew
        self.hear = hear
    }

    /// Serves until it is told to stop, and what was under way has come to its end or the time for that is over. Runs once.
    /// - Throws: `serve.listen`, where it cannot listen there; `serve.exposed`.
    public func run() async throws(Fault) {
        try address.requirePrivate(isBehindProxy: isBehindProxy)
        // The last is stopped first: it tells, while what is being sent comes to its end.
        let reloads = await Reloads {
            await self.renewDownloads()
        } stopping: {
            self.hear(.stopping)
        }
        try await Services([listener, reloads], drain: limits.drain).run()
    }

    /// What listens, as a part of a larger whole, which says when it stops and when feeds and tokens are read anew.
    var listener: Listener {
        Listener(
            address: address, connections: limits.connections, idleSeconds: limits.idleSeconds,
            answer: { request, writer, channel in
                try await self.answer(request, through: writer, of: channel)
            },
            begin: { self.threads.start() }, hear: { self.hear(.listening(address: $0)) },
            // What is still being looked up is for nobody any more.
            end: { self.threads.shutdownGracefully { _ in } })
    }

    // MARK: Answering

    private func answer(_ request: Request, through writer: consuming ResponseWriter, of channel: any NIOCore.Channel)
        async throws
    {
        let start = ContinuousClock.now
        let now = Instant.now
        let progress = SendingProgress()
        var reply = await responder.reply(to: request.head, from: peer(of: request.head, channel), at: now)
        if let complaint = reply.complaint { hear(.fault(complaint)) }
        reply.fields[.date] = HTTPDate.text(now)
        // What comes behind an answer to a request with a body may be anything.
        let ends = request.headers[.contentLength].map { $0 != "0" } ?? request.headers.contains(.transferEncoding)
        if ends { reply.fields[.connection] = "close" }
        var isWhole = false
        defer {
            hear(
                .answered(
                    AccessLine(
                        at: now, method: FeedServer.shown(request.method), subject: reply.subject,
                        status: reply.status.code, receiver: reply.receiver, bytes: progress.bytes,
                        milliseconds: start.duration(to: .now).milliseconds, isWhole: isWhole)))
        }
        let head = HTTPResponse(status: reply.status, headerFields: reply.fields)
        switch reply.body {
        case .none: try await writer.writeResponse(head)
        case .text(let bytes):
            try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
            progress.add(bytes.count)
        case .file(let opened, let part):
            do {
                try await send(head, opened, part, through: writer, of: channel, progress)
            } catch {
                // Whoever goes on from there has the rest; and where that is all of the file, it was fetched.
                await note(part.lowerBound..<part.lowerBound + progress.bytes, of: opened.file, to: reply.receiver)
                throw error
            }
            await note(part, of: opened.file, to: reply.receiver)
        }
        isWhole = true
        if ends { try await end(request, of: channel) }
    }

    /// Notes down what a receiver got of a file, and that it has fetched it where that is all of it.
    private func note(_ part: Range<Int64>, of file: FeedDownloads.File, to receiver: String?) async {
        guard let receiver, sentParts.add(part, of: file, to: receiver),
            let fault = await responder.noteFetched(file, by: receiver, at: .now)
        else { return }
        hear(.fault(fault))
    }

    private func send(
        _ head: HTTPResponse, _ opened: FeedDownloads.Opened, _ part: Range<Int64>,
        through writer: consuming ResponseWriter, of channel: any NIOCore.Channel, _ progress: SendingProgress
    ) async throws {
        let sending = sending
        let body = ResponseBody(contentLength: part.count) { writer in
            try await sending.send(opened, part, through: &writer, of: channel, progress)
        }
        do {
            try await writer.write(response: head, body: body)
        } catch let fault as Fault {
            hear(.fault(fault))
            throw fault
        }
    }

    /// Takes what a request carries, within bounds, and closes the connection.
    private func end(_ request: Request, of channel: any NIOCore.Channel) async throws {
        let watch = Task {
            try await Task.sleep(for: .seconds(5))
            channel.close(promise: nil)
        }
        defer { watch.cancel() }
        var count = 0
        for try await piece in request.body {
            count += piece.readableBytes
            if count > 1 << 20 { break }
        }
        throw ConnectionEnds()
    }

    private struct ConnectionEnds: Error {}

    /// A method of the standard; anything else may be anybody's words.
    private static func shown(_ method: HTTPRequest.Method) -> String {
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete, .options, .patch, .trace, .connect]
        return known.contains(method) ? method.rawValue : "OTHER"
    }

    private func peer(of request: HTTPRequest, _ channel: any NIOCore.Channel) -> String {
        if isBehindProxy, let last = request.headerFields[.forwardedFor]?.split(separator: ",").last {
            return String(last.trimmed)
        }
        return channel.remoteAddress?.ipAddress ?? "-"
    }

    // MARK: Renewal

    /// Reads feeds and tokens anew; those who fetch go on as before where that cannot be done.
    func renewDownloads() async {
        do {
            let renew = renew
            responder.replace(try await threads.runIfActive { try renew() })
            hear(.renewed)
        } catch let fault as Fault {
            hear(.fault(fault))
        } catch {
            // The server is being stopped.
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
