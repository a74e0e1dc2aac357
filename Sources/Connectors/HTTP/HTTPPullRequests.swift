import LeadModel
import RecordFormats

/// How a pull asks for a page, and reads what is answered.
extension HTTPPull {
    func ask(_ open: PullBookmark.Open) throws(Fault) -> ListAnswer? {
        var values = requestValues(open)
        let plan = plan(stream.request, at: open.position, values)
        guard stream.job == nil else { return try download(plan, values, open) }
        var unplaced = open
        unplaced.place = ListPlace()
        let parts = try fieldParts(plan, requestValues(unplaced))
        if let first = parts.first { values["fields"] = first }
        var answer = try session.ask(plan, values).map(ListAnswer.init)
        answer?.further = parts.dropFirst().map { part in
            (plan: plan, values: values.merging(["fields": part]) { _, part in part })
        }
        return answer
    }

    /// - Parameter joins: whether it joins the answer before, where that is known.
    func read(
        _ answer: ListAnswer, of list: HTTPStream, at place: ListPlace, joins: Bool? = nil
    ) throws(Fault) -> ListReading {
        let check = AnswerCheck(name: name, limits: session.source.limits)
        var format = list.format
        if answer.head["Content-Encoding"] != nil { format.compression = .auto }
        var body = try check.content(of: answer, kind: list.format.kind)
        if !answer.further.isEmpty {
            body = try joined(body, of: answer, list, check)
            format.compression = .none
        } else if let column = list.bareColumn {
            if answer.head["Content-Encoding"] != nil { body = GzipSource(body, file: name, caps: check.caps) }
            body = try BareItems.wrapped(body, at: format.recordPath ?? [], as: column, name: name)
            format.compression = .none
        }
        let (reader, detected) = try RecordReaders.open(body, file: name, declared: format, caps: check.caps)
        if self.detected == nil { self.detected = detected }
        var reading = ListReading(reader, answer, at: place, list.paging, joins: joins, name: name)
        if list == stream, currentParents.count == 1, detected.isJSON { reading.parent = currentParents.first }
        return reading
    }

    /// Whether a page with a number joins the one before, of which nothing is told by its records: the one before, asked for once
    /// more, still ends with the same record.
    /// - Parameter ask: asks for the page at a place of the list.
    /// - Returns: `nil` where records show it themselves, or where nothing is in front.
    func joinsPageBefore(
        _ place: ListPlace, of list: HTTPStream, ask: (ListPlace) throws(Fault) -> ListAnswer?
    ) throws(Fault) -> Bool? {
        guard case .page = list.paging.way, list.paging.overlap > 0, case .number(let number) = place.position,
            place.rejoins != true, let last = place.edge?.last, let earlier = list.paging.before(number)
        else { return nil }
        var before = ListPlace()
        before.position = earlier
        guard let answer = try ask(before) else { return nil }
        defer { answer.end() }
        if answer.head.holdsNothing { return false }
        var reading = try read(answer, of: list, at: before)
        while try reading.next() != nil {}
        bytes += answer.bytes
        return reading.edge.last == last
    }

    /// A request for the page at a position, or for the file of a job that is read now: their addresses come whole.
    func plan(_ request: RequestPlan, at position: PagePosition, _ values: [String: String]) -> RequestPlan {
        var plan = plan(request, at: position)
        if plan.path.onlyName == "file", let file = values["file"] {
            plan.path = RequestTemplate(literally: file.hasPrefix("/") ? session.root + file : file)
        }
        return plan
    }

    func plan(_ request: RequestPlan, at position: PagePosition) -> RequestPlan {
        guard case .url(let path) = position else { return request }
        var plan = request
        plan.path = RequestTemplate(literally: session.root + path)
        plan.query = []
        return plan
    }

    func requestValues(_ open: PullBookmark.Open) -> [String: String] {
        var values = windowValues(open)
        if !currentParents.isEmpty {
            values["ids"] = currentParents.joined(separator: ",")
            if currentParents.count == 1 { values["id"] = currentParents.first }
        }
        values.merge(jobValues) { _, own in own }
        return values.merging(open.place.values(stream.paging, values)) { _, own in own }
    }

    /// What requests name of the time that is asked about.
    func windowValues(_ open: PullBookmark.Open) -> [String: String] {
        var values = values
        if let window = stream.window {
            values["since"] = open.since.map(window.text(since:))
            values["until"] = window.text(until: open.until)
        }
        return values
    }
}

extension ListPlace {
    /// What it fills in.
    /// - Parameter window: `since` and `until`, which the first page may take for the last record's values.
    func values(_ paging: Paging, _ window: [String: String]) -> [String: String] {
        position.values(paging.way).merging(keys ?? paging.keyset?.first(window) ?? [:]) { own, _ in own }
    }
}

extension DetectedFormat {
    fileprivate var isJSON: Bool {
        // The record of a key is no object of its own.
        if case .json(let shape) = format { shape.layout != .keyed } else { false }
    }
}
