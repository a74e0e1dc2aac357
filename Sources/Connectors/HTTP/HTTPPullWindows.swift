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

    /// Whether the host's clock stands before the time that is asked about: what was changed by such a clock lies before it, too, and
    /// the window begins there.
    func beginsEarlier(_ open: PullBookmark.Open) -> Bool {
        guard let window = stream.window, let since = open.since, let begun = bookmark.open?.begun, begun < since,
            open.place == ListPlace(), bookmark.watermark != nil, bookmark.asked == nil
        else { return false }
        var earlier = PullBookmark.Open(since: begun.adding(seconds: -window.overlapSeconds), until: open.until)
        earlier.begun = begun
        bookmark.open = earlier
        return true
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
            // What lies between the watermark and a later beginning was not read by this window: it moves nothing.
            let isApart = open.since.map { since in bookmark.watermark.map { $0 < since } ?? false } ?? false
            // A clock that was put back stamps what is changed from now on with times before the watermark.
            if let begun, let mark = bookmark.watermark, begun < mark { bookmark.watermark = begun }
            if !isApart, open.isHeld != true {
                bookmark.watermark = bookmark.watermark.map { max($0, reached) } ?? reached
            }
        }
        // What is read as a whole is read once, even where an earlier pull began it.
        isDone = stream.window == nil || open.until >= target
        bookmark.asked = isDone ? nil : open.until
    }
}
