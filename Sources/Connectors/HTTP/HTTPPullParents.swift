import LeadModel
import RecordFormats

/// What is asked for once for each record of another list, or for some of them at a time: `for-each:`.
public indirect enum ParentList: Sendable, Hashable {
    /// - Parameters:
    ///   - id: the column of their ids.
    ///   - batch: how many are asked about at once.
    case of(HTTPStream, id: String, batch: Int)
}

/// Where the reading of parents stands.
public struct ParentPlace: Sendable, Hashable, Codable {
    /// Of the parents' next page; `nil`: there is none.
    public var place: ListPlace?
    /// Those of the page before that are still to be asked about, the current ones first.
    public var ids: [String]
}

extension HTTPPull {
    /// Sees to it that there are parents to ask about.
    /// - Returns: whether there are any left.
    func hasParents() throws(Fault) -> Bool {
        guard let parents = stream.parents else { return true }
        var backoff = Backoff(session.source)
        while true {
            let known = bookmark.open?.parents ?? ParentPlace(place: ListPlace(), ids: [])
            if !known.ids.isEmpty { return true }
            guard let place = known.place else { return false }
            do throws(Fault) {
                let next = try read(parents, at: place)
                bookmark.open?.parents = next
                parentPages += 1
                backoff.reset()
            } catch {
                if error.code == .httpOutdated || session.isRefused && parentPages == 0, place != ListPlace(),
                    !hasBegunAnew
                {
                    hasBegunAnew = true
                    bookmark.open?.parents = nil
                    seenParents = SeenPages()
                    warnings.append(
                        .begunAnew("the place in the list that 'for-each' names is not known any more", name))
                    continue
                }
                guard case .retry(let seconds) = error.remedy else { throw error }
                try session.wait(backoff.seconds(asked: seconds, after: error))
            }
        }
    }

    private func read(_ parents: ParentList, at place: ListPlace) throws(Fault) -> ParentPlace {
        guard case .of(let list, let id, _) = parents, let open = bookmark.open else {
            return ParentPlace(place: nil, ids: [])
        }
        var place = place
        if place.position == .first, let beginning = try beginning(of: list.paging) { place.position = beginning }
        func ask(_ place: ListPlace) throws(Fault) -> ListAnswer? {
            var values = windowValues(open)
            values["fields"] = list.fields.names(of: [id]).joined(separator: ",")
            values.merge(place.values(list.paging, values)) { _, own in own }
            return try session.ask(plan(list.request, at: place.position), values).map(ListAnswer.init)
        }
        guard let answer = try ask(place) else {
            guard place.pages == 0 else { throw HTTPFault.passedOverInside(name) }
            skipped += 1
            return ParentPlace(place: nil, ids: [])
        }
        noteBegin(answer.head)
        if answer.head.holdsNothing { return ParentPlace(place: nil, ids: []) }
        let joins = try joinsPageBefore(place, of: list, ask: ask)
        var reading = try self.read(answer, of: list, at: place, joins: joins)
        var ids: [String] = []
        while let page = try reading.next() { ids += try self.ids(id, of: page) }
        let (step, last, digest) = try reading.finish(at: place)
        bytes += answer.bytes
        if let last { ids += try self.ids(id, of: last) }
        switch step {
        case .goesOn(let next):
            try seenParents.note(digest, records: ids.count, host: name)
            return ParentPlace(place: next, ids: ids)
        case .back(let next):
            seenParents = SeenPages()
            return ParentPlace(place: next, ids: [])
        case .ends: return ParentPlace(place: nil, ids: ids)
        }
    }

    /// Every value under a column, each once.
    private func ids(_ column: String, of page: RecordPage) throws(Fault) -> [String] {
        guard let number = page.columns.firstIndex(of: column) else {
            if page.entries.isEmpty { return [] }
            throw PagingFault.parentMissing(column, name)
        }
        var ids: [String] = []
        let withID = page.entries.count { entry in
            entry.fault == nil
                && page.cells[entry.cells].contains {
                    Int($0.column) == number && ($0.form == .text || $0.form == .number) && !page.text(of: $0).isEmpty
                }
        }
        if withID < page.entries.count {
            warnings.append(HTTPFault.parentsWithout(column, page.entries.count - withID, name))
        }
        // One that could not be read may be readable the next time.
        if page.entries.contains(where: { $0.fault != nil }) { holdWindow() }
        for cell in page.cells where Int(cell.column) == number && (cell.form == .text || cell.form == .number) {
            let id = page.text(of: cell)
            guard !id.contains(",") else { throw PagingFault.parentWithComma(column, name) }
            if !id.isEmpty, ids.last != id { ids.append(id) }
        }
        return ids
    }

    /// Passes over a record of another list that is gone when something is asked for by it: everyday, where it was deleted between
    /// the two. Where all of them are, it is not they that are wrong.
    func passOverGone(_ open: PullBookmark.Open, _ fault: Fault) throws(Fault) -> Bool {
        guard fault.code == .httpMissing, currentParents.count == 1, open.place == ListPlace() else { return false }
        gone += 1
        if present == 0, gone >= HTTPPull.mostGoneAtFirst {
            // Nobody knows which of them were asked for in vain: they are asked for again.
            bookmark.open?.parents = nil
            throw fault
        }
        finishList()
        return true
    }

    private static let mostGoneAtFirst = 10

    /// The ids that are asked about now.
    var currentParents: ArraySlice<String> {
        guard case .of(_, _, let batch) = stream.parents else { return [] }
        return bookmark.open?.parents?.ids.prefix(batch) ?? []
    }

    /// Behind the last answer of a list: on to the next parents, or to the next window.
    func finishList() {
        let asked = currentParents.count
        // Two parents may well have the same.
        seenPages = SeenPages()
        guard asked > 0, var parents = bookmark.open?.parents else { return finishWindow() }
        parents.ids.removeFirst(asked)
        bookmark.open?.parents = parents
        bookmark.open?.place = ListPlace()
        if parents.ids.isEmpty, parents.place == nil { finishWindow() }
    }
}
