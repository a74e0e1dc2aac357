public import LeadModel
public import RecordFormats

/// Pulls a stream, one answer after the other, as one sequence of pages of records.
///
/// `bookmark` always says how far everything reaches that was handed out: it moves with the last page of an answer, and whoever
/// keeps it in the transaction of that page loses nothing and reads nothing twice but what the overlap asks for. An answer that
/// breaks off is asked for again as long as nothing of it was handed out; else the next pull does.
public final class HTTPPull: StreamPull {
    let session: HTTPSession
    let stream: HTTPStream
    let values: [String: String]
    public internal(set) var bookmark: PullBookmark
    public let readBefore: Instant?
    /// How the first answer was read; `nil` before it.
    public internal(set) var detected: DetectedFormat?
    /// Answers that were read, of this pull.
    public internal(set) var answers = 0
    /// Answers that a rule of the source passes over.
    public internal(set) var skipped = 0
    /// Records of another list that were gone when something was asked for by them, and how many were not.
    var gone = 0
    var present = 0
    /// Until when the whole pull asks.
    let target: Instant
    private var reading: ListReading?
    private var backoff: Backoff
    private var isRefreshed = false
    var isDone = false
    private var isTold = false
    /// Of the session, when this pull began; `nil`: it goes on with what another one began.
    private let callsBefore: Int?
    /// Of the session, when this pull was made.
    private let callsAtFirst: Int
    /// Whether it asks for all that there is, and begins at the beginning.
    private let beginsWhole: Bool
    /// How many calls this pull will take, going by the last one; `nil`: nobody knows.
    private let estimatedCalls: Int?
    /// Whether it has begun anew, because where it was to go on is not there any more: twice would be for ever.
    var hasBegunAnew = false
    /// Whether the job that the bookmark names is somebody else's, who goes on with it: it is read, and not taken away.
    public var leavesJob = false
    /// The job that the bookmark named at first.
    let jobAtFirst: String?
    /// A job that has been read, and may be taken away.
    var finishedJob: (request: RequestPlan, id: String)?
    private var columns = PageColumns()
    /// Of the list that is read, and of that of its parents.
    var seenPages = SeenPages()
    var seenParents = SeenPages()
    /// Pages of the parents' list that were read, of this pull.
    var parentPages = 0

    /// - Parameters:
    ///   - values: what the requests name besides time and place: `fields` are the columns of the mapping, parted by commas.
    ///   - bookmark: of the last pull; an empty one begins at the beginning.
    public init(_ session: HTTPSession, _ stream: HTTPStream, values: [String: String], from bookmark: PullBookmark) {
        self.session = session
        self.stream = stream
        name = session.place(of: stream.request)
        var values = values
        if let columns = values["fields"] {
            let names = stream.fields.names(of: columns.split(separator: ",").map(String.init))
            values["fields"] = names.joined(separator: ",")
        }
        self.values = values
        backoff = Backoff(session.source)
        self.bookmark = bookmark
        // Where pages would not join, this pull tries anew.
        self.bookmark.open?.place.backs = nil
        self.bookmark.open?.place.backsFrom = nil
        jobAtFirst = bookmark.open?.job?.id
        // What is asked for by the records of another list may have been changed at any time.
        readBefore = stream.parents == nil ? bookmark.watermark : nil
        callsBefore = bookmark.open == nil ? session.calls : nil
        callsAtFirst = session.calls
        // What is left of a pull in its middle nobody knows.
        estimatedCalls = bookmark.open == nil ? bookmark.calls : nil
        let lag = Int64(stream.window?.lagSeconds ?? 0) * 1_000
        target = Instant(milliseconds: session.now.milliseconds - lag)
        // A job that is gone on with, or a later page, says nothing of what came before it.
        let isAtBeginning = bookmark.open == nil && bookmark.delta == nil && bookmark.asked == nil
        beginsWhole = isAtBeginning && stream.parents == nil && (stream.window == nil || bookmark.watermark == nil)
        compareQuery()
    }

    public let name: String
    /// Answers that were passed over, or came with errors beside them, may have held any record.
    public var isWhole: Bool {
        beginsWhole && isDone && skipped == 0 && gone == 0 && !warnings.contains { $0.code == .httpPartial }
    }
    public var calls: CallCount? {
        CallCount(made: session.calls - callsAtFirst, estimated: estimatedCalls, left: session.callsLeft)
    }
    public var mark: String { bookmark.text }
    public internal(set) var warnings: [Fault] = []
    /// Tells of something odd that was seen before the pull.
    public func tell(_ warning: Fault) { warnings.append(warning) }
    public internal(set) var bytes: Int64 = 0

    /// Whether all of the last answer was handed out, and the next was not asked for.
    public var isBetweenAnswers: Bool { reading == nil }

    public func nextPage() throws(Fault) -> RecordPage? {
        do throws(Fault) {
            return try nextOfAnswers()
        } catch {
            throw session.secrets.cleaned(error)
        }
    }

    private func nextOfAnswers() throws(Fault) -> RecordPage? {
        takeAwayJob()
        while !isDone {
            guard var reading else {
                if try open() { return columns.united(.empty) }
                continue
            }
            let page: RecordPage?
            do throws(Fault) {
                page = try reading.next()
            } catch  where error.code == .csvHeaderOnly {
                // An answer without records is none that lacks them.
                page = nil
            } catch {
                try again(after: error, isHandedOut: reading.isHandedOut)
                continue
            }
            self.reading = reading
            if let page { return columns.united(page) }
            if let last = try close(&reading) { return columns.united(last) }
        }
        if !isTold {
            if skipped > 0 { warnings.append(HTTPFault.passedOver(skipped, name)) }
            if gone > 0 { warnings.append(HTTPFault.parentsGone(gone, name)) }
        }
        isTold = true
        if let callsBefore { bookmark.calls = session.calls - callsBefore }
        return nil
    }

    // MARK: Answers

    /// Asks for the next answer, or comes closer to it.
    /// - Returns: whether the bookmark has moved without a record, and is to be kept.
    private func open() throws(Fault) -> Bool {
        if bookmark.open == nil { bookmark.open = window(after: bookmark.watermark) }
        if let job = stream.job, try prepare(job) { return true }
        let hasMore = try hasParents()
        guard hasMore, let open = bookmark.open, open.job?.files?.isEmpty != true else {
            finishWindow()
            return false
        }
        if open.place.position == .first, let beginning = try beginning(of: stream.paging) {
            if !beginsEarlier() { bookmark.open?.place.position = beginning }
            return true
        }
        let asked: ListAnswer?
        do throws(Fault) {
            asked = try ask(open)
        } catch {
            if try passOverGone(open, error) { return false }
            try beginAnew(open, error)
            return false
        }
        guard let answer = asked else {
            if let head = session.passedOver { noteBegin(head) }
            try passOver(open)
            return false
        }
        answers += 1
        if !currentParents.isEmpty { present += 1 }
        noteBegin(answer.head)
        if beginsEarlier() {
            answer.end()
            return false
        }
        let check = AnswerCheck(name: name, limits: session.source.limits)
        if answers == 1 {
            if let warning = check.clock(answer.head, now: session.now) { warnings.append(warning) }
            if let calls, calls.isShort { warnings.append(HTTPFault.quotaShort(calls, name)) }
        }
        guard !answer.head.holdsNothing else {
            try check.accept(nothingAt: open.position, stream.paging)
            finishAnswer(at: open.place)
            return false
        }
        do throws(Fault) {
            reading = try read(
                answer, of: stream, at: open.place,
                joins: try joinsPageBefore(open.place, of: stream) { place throws(Fault) in
                    var before = open
                    before.place = place
                    return try ask(before)
                })
        } catch {
            try again(after: error, isHandedOut: false)
        }
        return false
    }

    /// What is done about an answer that could not be read: it is asked for again, passed over, or the pull ends.
    private func again(after fault: Fault, isHandedOut: Bool) throws(Fault) {
        reading?.answer.end()
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
            case .skip: return try bookmark.open.map(passOver) ?? ()
            case .anew:
                fault.code = .httpOutdated
                guard let open = bookmark.open else { throw fault }
                return try beginAnew(open, fault)
            case .retry(let seconds): return try pause(seconds, fault)
            }
        }
        guard case .retry(let seconds) = fault.remedy else { throw fault }
        try pause(seconds, fault)
    }

    /// Passes over what a rule says is to be passed over: a whole list, such as of a parent that is gone. A page in its middle alone
    /// cannot be: nothing says where the list goes on.
    private func passOver(_ open: PullBookmark.Open) throws(Fault) {
        guard open.place == ListPlace() || open.job?.files != nil else { throw HTTPFault.passedOverInside(name) }
        skipped += 1
        finishAnswer(at: open.place)
    }

    /// Behind an answer that brings nothing: on to the next file of an export, or behind the list.
    private func finishAnswer(at place: ListPlace) {
        guard case .goesOn(let next) = stepOfFiles(from: place) else { return finishList() }
        bookmark.open?.place = next
    }

    private func pause(_ seconds: Int?, _ fault: Fault) throws(Fault) {
        try session.wait(backoff.seconds(asked: seconds, after: fault))
    }

    /// Where the place is not known any more at which a stream was to go on, it begins anew; once.
    private func beginAnew(_ open: PullBookmark.Open, _ fault: Fault) throws(Fault) {
        if stream.job != nil, fault.code == .httpMissing || fault.code == .httpOutdated {
            return try dropJob(because: fault)
        }
        // A vendor that says no more than that nothing is there means the place only where it was kept from an earlier pull.
        // So does any other that refuses the request; but a delta link, which alone tells of deletions, is not given up for it.
        let isRefused = session.isRefused && (bookmark.delta == nil || fault.code == .httpMissing)
        let isOutdated = fault.code == .httpOutdated || answers == 0 && isRefused
        guard isOutdated, open.place != ListPlace(), !hasBegunAnew else { throw fault }
        hasBegunAnew = true
        seenPages = SeenPages()
        bookmark.open?.place = ListPlace()
        let what = "the place where the stream was to go on is not known any more"
        warnings.append(bookmark.delta == nil ? .begunAnew(what, name) : .begunAnewWithoutDeletions(what, name))
        bookmark.delta = nil
    }

    /// Moves on behind an answer that was read to its end.
    /// - Returns: its last page.
    private func close(_ reading: inout ListReading) throws(Fault) -> RecordPage? {
        bytes += reading.answer.bytes
        reading.answer.end()
        self.reading = nil
        guard var open = bookmark.open else { return nil }
        let (step, last, digest) = try reading.finish(at: open.place, given: stepOfFiles(from: open.place))
        backoff.reset()
        isRefreshed = false
        if reading.hasErrorsBeside {
            noteErrorsBeside()
            open.isHeld = true
        }
        switch step {
        case .goesOn(let place):
            try seenPages.note(digest, records: reading.records, host: name)
            open.place = place
            bookmark.open = open
        case .back(let place):
            seenPages = SeenPages()
            open.place = place
            bookmark.open = open
        case .ends:
            // What did not come would come by no later link.
            if open.isHeld != true { bookmark.delta = try stream.paging.delta(reading.said, host: name) }
            finishList()
        }
        return last
    }
}

extension RecordPage {
    /// Holds nothing: the bookmark alone moves with it.
    fileprivate static let empty = RecordPage(
        columns: [], bytes: [], cells: [], entries: [], frame: RawFrame(format: .json(JSONShape(layout: .array))))
}
