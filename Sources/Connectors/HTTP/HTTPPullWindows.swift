import LeadModel

/// Which time a pull asks about, and how far it has come.
extension HTTPPull {
    /// A place in the answers to another request is none in those to this one.
    func compareQuery() {
        compareSystem()
        let query = stream.fingerprint(fields: stream.namesFields ? values["fields"] ?? "" : "")
        defer { bookmark.query = query }
        guard let before = bookmark.query, before != query else { return }
        if bookmark.open != nil || bookmark.delta != nil {
            warnings.append(
                bookmark.delta == nil
                    ? .begunAnew("the request has changed since the last pull, which is not over", name)
                    : .begunAnewWithoutDeletions("the request has changed since the last pull", name))
        } else if bookmark.watermark != nil {
            warnings.append(
                Fault(
                    .httpOutdated, .stopStream, "the request or its fields have changed since the last pull",
                    at: Origin(file: name),
                    advice:
                        "Only what changes from now on is asked for in the new way; `sync --full` reads all of it anew."
                ))
        }
        bookmark.open = nil
        bookmark.delta = nil
    }

    /// How far another system was read says nothing of this one.
    private func compareSystem() {
        let system = session.source.identifier
        if let before = bookmark.system, before != system {
            let account = bookmark.account
            bookmark = PullBookmark()
            bookmark.account = account
            warnings.append(.begunAnew("another system is asked than by the last pull", name))
        }
        bookmark.system = system
        compareStart()
    }

    /// An earlier `start` than that of the first pull asks for nothing more by itself.
    private func compareStart() {
        guard let window = stream.window else { return }
        if bookmark.watermark == nil, bookmark.open == nil, bookmark.asked == nil {
            bookmark.start = window.start
        } else if let begun = bookmark.start, window.start.map({ $0 < begun }) ?? true {
            warnings.append(HTTPFault.earlierStart(begun, name))
        }
    }

    func window(after watermark: Instant?) -> PullBookmark.Open {
        guard let window = stream.window else {
            var open = PullBookmark.Open(since: nil, until: target)
            if let delta = bookmark.delta { open.place.position = .url(delta) }
            return open
        }
        // A server whose clock is behind holds the watermark back, but not the steps.
        let since =
            [watermark, bookmark.asked].compactMap { $0 }.max().map {
                Instant(milliseconds: $0.milliseconds - Int64(window.overlapSeconds) * 1_000)
            }
            ?? window.start
        var until = target
        if let since, let step = window.stepSeconds {
            // A step begins where the last one ended, whatever the overlap is.
            let from = [watermark, bookmark.asked].compactMap { $0 }.max() ?? since
            until = min(target, Instant(milliseconds: from.milliseconds + Int64(step) * 1_000))
        }
        return PullBookmark.Open(since: since, until: until)
    }

    /// Notes down by the server's clock when the first answer of a window came.
    func noteBegin(_ head: ResponseHead) {
        guard bookmark.open?.begun == nil else { return }
        // A host that does not always say it was so far from our clock when it did.
        bookmark.open?.begun =
            head["Date"].flatMap { Instant(httpDate: $0, now: session.now) }
            ?? session.clockAhead.map { session.now.adding(seconds: $0) }
    }

    /// Whether the host's clock was put back since the last pull: what it has stamped since lies as far back as the clock was put, and
    /// so does the beginning of the window then.
    func beginsEarlier() -> Bool {
        guard let open = bookmark.open, let since = open.since, open.place.pages == 0, bookmark.watermark != nil,
            let seconds = secondsPutBack
        else { return false }
        bookmark.clockAhead = session.clockAhead
        var earlier = PullBookmark.Open(since: since.adding(seconds: -seconds), until: open.until)
        earlier.begun = open.begun
        bookmark.open = earlier
        return true
    }

    /// How far the host's clock was put back, against ours; a minute is the way of an answer.
    private var secondsPutBack: Int? {
        guard let before = bookmark.clockAhead, let now = session.clockAhead, now < before - 60 else { return nil }
        return before - now
    }

    /// Notes down that something of the window could not be read: it is asked for once more by the next pull.
    func holdWindow() { bookmark.open?.isHeld = true }

    /// Errors beside records: those they are about did not come.
    func noteErrorsBeside() {
        holdWindow()
        if !warnings.contains(where: { $0.code == .httpPartial }) { warnings.append(HTTPFault.errorsBeside(name)) }
    }

    /// Notes down that a window has been read to its end, and turns to the next, where steps leave one.
    func finishWindow() {
        guard let open = bookmark.open else { return }
        if let job = stream.job { noteEnd(of: job) }
        bookmark.open = nil
        (seenPages, seenParents) = (SeenPages(), SeenPages())
        if let window = stream.window {
            // By the slower one of two clocks, ours and the server's, and as they were at the beginning: what is changed while it
            // is read is not before it.
            let begun = open.begun.map { Instant(milliseconds: $0.milliseconds - Int64(window.lagSeconds) * 1_000) }
            let reached = min(open.until, begun ?? open.until)
            // Where it was seen too late that the clock was put back, or where nothing was there of what others were to be asked by.
            let isHeld = open.isHeld == true || secondsPutBack != nil || gone > 0 && present == 0
            if isHeld, bookmark.held == nil { bookmark.held = PullBookmark.Held(since: open.since) }
            if secondsPutBack == nil { bookmark.clockAhead = session.clockAhead ?? bookmark.clockAhead }
            // What lies between the watermark and a later beginning was not read by this window: it moves nothing.
            let isApart = open.since.map { since in bookmark.watermark.map { $0 < since } ?? false } ?? false
            // A clock that was put back stamps what is changed from now on with times before the watermark.
            if let begun, let mark = bookmark.watermark, begun < mark { bookmark.watermark = begun }
            if !isApart { bookmark.watermark = bookmark.watermark.map { max($0, reached) } ?? reached }
            if open.until >= target, let held = bookmark.held {
                // All of it from the first window on that did not count is asked for once more.
                bookmark.watermark = held.since.map { $0.adding(seconds: window.overlapSeconds) }
                bookmark.held = nil
            }
        }
        // What is read as a whole is read once, even where an earlier pull began it.
        isDone = stream.window == nil || open.until >= target
        bookmark.asked = isDone ? nil : open.until
    }
}
