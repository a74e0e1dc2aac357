public import LeadModel
public import RecordFormats

/// One stream of a source that is asked over HTTP.
public struct HTTPStream: Sendable, Hashable {
    public var request: RequestPlan
    public var format: DeclaredFormat
    public var paging = Paging()
    /// `nil`: all of it, each time.
    public var window: PullWindow?
    /// How one record is asked for by its `{id}`; `nil`: it cannot be.
    public var record: RequestPlan?

    public init(_ request: RequestPlan, format: DeclaredFormat) {
        self.request = request
        self.format = format
    }
}

/// Pulls a stream, one answer after the other, as one sequence of pages of records.
///
/// `bookmark` always says how far everything reaches that was handed out: it moves with the last page of an answer, and whoever
/// keeps it in the transaction of that page loses nothing and reads nothing twice but what the overlap asks for. An answer that
/// breaks off is asked for again as long as nothing of it was handed out; else the next pull does.
public final class HTTPPull: StreamPull {
    let session: HTTPSession
    private let stream: HTTPStream
    private let values: [String: String]
    public private(set) var bookmark: PullBookmark
    public let readBefore: Instant?
    /// How the first answer was read; `nil` before it.
    public private(set) var detected: DetectedFormat?
    /// Answers that were read, of this pull.
    public private(set) var answers = 0
    /// Answers that a rule of the source passes over.
    public private(set) var skipped = 0
    /// Until when the whole pull asks.
    private let target: Instant
    private var reading: Reading?
    private var attempts = 0
    private var isRefreshed = false
    private var isDone = false
    /// Of the records of the answer before: two in a row that are the same come from a page that does not move.
    private var lastRecords: Int?

    /// An answer that is being read.
    private struct Reading {
        var reader: any RecordReader
        var answer: HTTPSession.Answer
        /// The last page, until it is known what comes behind it.
        var held: RecordPage?
        var isHandedOut = false
        var records = 0
        /// Of its records' bytes.
        var hasher = Hasher()
    }

    /// - Parameters:
    ///   - values: what the requests name besides time and place, such as `fields`.
    ///   - bookmark: of the last pull; an empty one begins at the beginning.
    public init(_ session: HTTPSession, _ stream: HTTPStream, values: [String: String], from bookmark: PullBookmark) {
        self.session = session
        self.stream = stream
        name = session.place(of: stream.request)
        self.values = values
        self.bookmark = bookmark
        readBefore = bookmark.watermark
        let lag = Int64(stream.window?.lagSeconds ?? 0) * 1_000
        target = Instant(milliseconds: session.now.milliseconds - lag)
    }

    public let name: String
    public var mark: String { bookmark.text }
    public private(set) var warnings: [Fault] = []
    public private(set) var bytes: Int64 = 0

    /// Whether all of the last answer was handed out, and the next was not asked for.
    public var isBetweenAnswers: Bool { reading == nil }

    public func nextPage() throws(Fault) -> RecordPage? {
        while !isDone {
            guard var reading else {
                try open()
                continue
            }
            let page: RecordPage?
            do throws(Fault) {
                page = try reading.reader.nextPage()
            } catch {
                try again(after: error, isHandedOut: reading.isHandedOut)
                continue
            }
            guard let page else {
                let last = reading.held
                try close(reading)
                if let last { return last }
                continue
            }
            reading.records += page.entries.count
            for entry in page.entries { page.raw(of: entry).withUnsafeBytes { reading.hasher.combine(bytes: $0) } }
            let before = reading.held
            reading.held = page
            reading.isHandedOut = reading.isHandedOut || before != nil
            self.reading = reading
            if let before { return before }
        }
        return nil
    }

    // MARK: Answers

    /// Asks for the next answer.
    private func open() throws(Fault) {
        let open = bookmark.open ?? window(after: bookmark.watermark)
        bookmark.open = open
        guard let answer = try session.ask(plan(at: open.position), requestValues(open)) else {
            skipped += 1
            return finishWindow(open, answered: nil)
        }
        answers += 1
        if answer.head.status == 204 { return finishWindow(open, answered: answer) }
        if let type = answer.head["Content-Type"]?.lowercased(), type.contains("text/html"), stream.format.kind != .xml
        {
            answer.transfer.cancel()
            throw HTTPFault.notData("text/html", name)
        }
        var format = stream.format
        if answer.head["Content-Encoding"] != nil { format.compression = .auto }
        do throws(Fault) {
            let (reader, detected) = try RecordReaders.open(answer.transfer, file: name, declared: format)
            if self.detected == nil { self.detected = detected }
            reading = Reading(reader: reader, answer: answer)
        } catch {
            try again(after: error, isHandedOut: false)
        }
    }

    /// What is done about an answer that could not be read: it is asked for again, passed over, or the pull ends.
    private func again(after fault: Fault, isHandedOut: Bool) throws(Fault) {
        reading?.answer.transfer.cancel()
        reading = nil
        var fault = fault
        fault.origin = Origin(file: name)
        guard !isHandedOut else {
            if case .retry = fault.remedy { fault.remedy = .stopStream }
            throw fault
        }
        if fault.code == .jsonErrorBody || fault.code == .xmlErrorBody, case .word(let code) = fault.seen {
            switch session.treatment(ofCode: code, isRefreshed: isRefreshed) {
            case .stop: throw fault
            case .refresh:
                isRefreshed = true
                return
            case .skip:
                skipped += 1
                return bookmark.open.map { finishWindow($0, answered: nil) } ?? ()
            case .retry(let seconds): return try pause(seconds, fault)
            }
        }
        guard case .retry(let seconds) = fault.remedy else { throw fault }
        try pause(seconds, fault)
    }

    private func pause(_ seconds: Int?, _ fault: Fault) throws(Fault) {
        attempts += 1
        guard attempts < session.source.attempts else { throw HTTPFault.exhausted(attempts, fault) }
        try session.wait(min(seconds ?? 1 << attempts, session.source.longestWait))
    }

    /// Moves on behind an answer that was read to its end.
    private func close(_ reading: Reading) throws(Fault) {
        bytes += reading.answer.transfer.bodyBytes
        guard var open = bookmark.open else { return }
        let answer = Paging.Answer(
            head: reading.answer.head, scalars: reading.reader.trailer, records: reading.records,
            address: reading.answer.address)
        let next = try stream.paging.next(after: open.position, answer, host: name)
        self.reading = nil
        attempts = 0
        isRefreshed = false
        let records = reading.records > 0 ? reading.hasher.finalize() : nil
        if let next {
            if next == open.position { throw HTTPFault.notMoving(name) }
            if let records, records == lastRecords { throw HTTPFault.repeating(name) }
            guard open.pages + 1 < stream.paging.atMost else {
                throw HTTPFault.endless(stream.paging.atMost, name)
            }
            lastRecords = records
            open.position = next
            open.pages += 1
            bookmark.open = open
        } else {
            finishWindow(open, answered: reading.answer)
        }
    }

    // MARK: Windows

    func window(after watermark: Instant?) -> PullBookmark.Open {
        guard let window = stream.window else {
            return PullBookmark.Open(since: nil, until: target, position: .first, pages: 0)
        }
        let since =
            watermark.map { Instant(milliseconds: $0.milliseconds - Int64(window.overlapSeconds) * 1_000) }
            ?? window.start
        var until = target
        if let since, let step = window.stepSeconds {
            // A step begins where the last one ended, whatever the overlap is.
            let from = watermark ?? since
            until = min(target, Instant(milliseconds: from.milliseconds + Int64(step) * 1_000))
        }
        return PullBookmark.Open(since: since, until: until, position: .first, pages: 0)
    }

    /// Notes down that a window has been read to its end, and turns to the next, where steps leave one.
    private func finishWindow(_ open: PullBookmark.Open, answered: HTTPSession.Answer?) {
        bookmark.open = nil
        lastRecords = nil
        if let window = stream.window {
            let reached = watermark(of: open, window, answered)
            bookmark.watermark = bookmark.watermark.map { max($0, reached) } ?? reached
        }
        isDone = open.until >= target
    }

    /// By the slower one of two clocks, ours and the server's: what is changed while it is read is not before it.
    private func watermark(
        of open: PullBookmark.Open, _ window: PullWindow, _ answered: HTTPSession.Answer?
    ) -> Instant {
        guard let text = answered?.head["Date"], let date = Instant(httpDate: text, now: session.now) else {
            return open.until
        }
        return min(open.until, Instant(milliseconds: date.milliseconds - Int64(window.lagSeconds) * 1_000))
    }

    // MARK: Requests

    func plan(at position: PagePosition) -> RequestPlan {
        guard case .url(let path) = position else { return stream.request }
        var plan = stream.request
        plan.path = RequestTemplate(literally: session.root + path)
        plan.query = []
        return plan
    }

    func requestValues(_ open: PullBookmark.Open) -> [String: String] {
        var values = values.merging(open.position.values(stream.paging.way)) { own, _ in own }
        if let window = stream.window {
            values["since"] = open.since.map(window.text)
            values["until"] = window.text(of: open.until)
        }
        return values
    }
}
