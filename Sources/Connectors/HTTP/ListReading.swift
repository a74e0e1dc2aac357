import LeadModel
import RecordFormats

/// One answer of a list, while it is read: pages that may be handed out, and what they say about the next answer.
///
/// The last page is held back until it is known what comes behind it, and all of them until the answer is known to join the one
/// before.
struct ListReading {
    private var reader: any RecordReader
    let answer: ListAnswer
    private let paging: Paging
    private let name: String
    /// Whose records they are, where that is to stand in them.
    var parent: String?
    /// Digests of records that were handed out with the answer before.
    private let known: Set<String>
    /// What was read and not handed out.
    private var waiting: [RecordPage] = []
    private var lastPage: RecordPage?
    /// Of the last record, of a keyset.
    private var rank: Int64?
    private var hasher = Hasher()
    private(set) var isHandedOut = false
    private(set) var records = 0
    private(set) var seen: Paging.Seen

    /// - Parameter joins: whether it joins the answer before, where that is known; `nil`: its records show it.
    init(
        _ reader: any RecordReader, _ answer: ListAnswer, at place: ListPlace, _ paging: Paging, joins: Bool? = nil,
        name: String
    ) {
        self.reader = reader
        self.answer = answer
        self.paging = paging
        self.name = name
        // Records that belong to two pages are two of numbered pages, of which none belongs to two.
        known = joins == nil ? Set(place.edge ?? []) : []
        seen = Paging.Seen()
        rank = paging.keyset?.rank(place.keys)
        if let joins {
            seen.joins = joins
        } else if paging.isByOffset || place.rejoins == true, place.position != .first, !known.isEmpty {
            // At the beginning there is nothing in front.
            seen.joins = false
        }
    }

    /// As many records are known again as a page may hold of them at its edge.
    private static let edge = 64

    /// No host takes an address that is longer.
    private static let mostCursorBytes = 16 << 10

    /// The next page that may be handed out; `nil` at the answer's end, with the last one still waiting.
    mutating func next() throws(Fault) -> RecordPage? {
        while true {
            if seen.joins, waiting.count > 1 {
                isHandedOut = true
                return waiting.removeFirst()
            }
            guard let page = try nextOfReader() else { return nil }
            try take(page)
        }
    }

    private mutating func nextOfReader() throws(Fault) -> RecordPage? {
        do throws(Fault) {
            return try reader.nextPage()
        } catch {
            // Some hosts leave the list out where it would be empty. That this is the answer that was meant, and no other, shows
            // in what it says of further pages.
            guard error.code == .jsonPathMissing, let more = paging.more, said.scalars[more] != nil else { throw error }
            return nil
        }
    }

    private mutating func take(_ page: RecordPage) throws(Fault) {
        records += page.entries.count
        for entry in page.entries { page.raw(of: entry).withUnsafeBytes { hasher.combine(bytes: $0) } }
        if let keyset = paging.keyset, let keys = try keyset.last(of: page, after: &rank, host: name) {
            seen.keys = keys
        }
        lastPage = page
        let fresh = known.isEmpty ? page : without(known, page)
        if !fresh.entries.isEmpty { waiting.append(parent.map(fresh.below) ?? fresh) }
    }

    /// The page without the records that were handed out with the answer before.
    private mutating func without(_ known: Set<String>, _ page: RecordPage) -> RecordPage {
        let entries = page.entries.filter { !known.contains(mark(of: $0, page)) }
        guard entries.count < page.entries.count else { return page }
        seen.joins = true
        return RecordPage(
            columns: page.columns, bytes: page.bytes, cells: page.cells, entries: entries, frame: page.frame)
    }

    /// Behind the answer's end: where the list goes on, and what is left to hand out.
    /// - Parameter given: where the list goes on, where that is known without its paging.
    mutating func finish(
        at place: ListPlace, given: Paging.Step? = nil
    ) throws(Fault) -> (step: Paging.Step, last: RecordPage?, digest: Int?) {
        if paging.remembersEdge { seen.edge = edge }
        let step: Paging.Step
        if let given { step = given } else { step = try paging.step(from: place, said, seen, host: name) }
        // What found no room may have said how to go on: it is not taken for the end.
        if let more = paging.more, said.scalars[more] == RecordTrailer.dropped { throw HTTPFault.longCursor(name) }
        if case .goesOn(let next) = step, case .cursor(let cursor) = next.position,
            cursor == RecordTrailer.dropped || cursor.utf8.count > ListReading.mostCursorBytes
        {
            throw HTTPFault.longCursor(name)
        }
        if case .back = step { return (step, nil, nil) }
        return (step, waiting.first, records > 0 ? hasher.finalize() : nil)
    }

    /// Whether the answer tells of errors beside its records: something that was asked for is not among them.
    var hasErrorsBeside: Bool {
        reader.trailer.contains { path, value in
            (path == "errors" || path.hasPrefix("errors.")) && !["", "null", "[]", "0", "false"].contains(value)
        }
    }

    /// Digests of its last records, once it has been read to its end.
    var edge: [String] {
        guard let lastPage else { return [] }
        return lastPage.entries.suffix(ListReading.edge).map { mark(of: $0, lastPage) }
    }

    /// What stands around the records.
    var said: Paging.Answer {
        Paging.Answer(
            head: answer.secrets.concealed(answer.head), scalars: reader.trailer.mapValues(answer.secrets.concealed),
            records: records, address: answer.address)
    }

    /// By what a record is known again. Of numbered pages it is its id, where it has one: what else is changed of it moves nothing.
    private func mark(of entry: RecordPage.Entry, _ page: RecordPage) -> String {
        guard case .page = paging.way,
            let id = ListReading.ids.lazy.compactMap({ Keyset.text($0, of: entry, page) }).first
        else { return ListReading.digest(of: entry, page) }
        return String(Hex.text(RunningDigest.of(id.utf8).prefix(8)))
    }

    private static let ids = ["id", "Id", "ID", "_id", "uuid"]

    private static func digest(of entry: RecordPage.Entry, _ page: RecordPage) -> String {
        String(Hex.text(RunningDigest.of(page.raw(of: entry)).prefix(8)))
    }
}
