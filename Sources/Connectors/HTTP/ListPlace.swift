import LeadModel

/// Where the reading of one list stands: the records of a window, of a job, or of one parent.
public struct ListPlace: Sendable, Hashable, Codable {
    public var position = PagePosition.first
    /// Pages that were read.
    public var pages = 0
    /// Of a keyset: the values that the next request goes on behind; `nil`: those of the first page.
    public var keys: [String: String]?
    /// Of a cap: records since it was begun.
    public var records: Int?
    /// Digests of the last records that were handed out, to know them again.
    public var edge: [String]?
    /// A position that was passed, to see that pages come round again: the one at the last power of two of pages.
    public var landmark: PagePosition?
    /// How often it went back because pages had shifted, without coming further than it had been before.
    public var backs: Int?
    /// Of these: the furthest page that did not join.
    public var backsFrom: Int?

    /// Of numbered pages: whether it went back here, and what is read has to hold records of the edge.
    public var rejoins: Bool?

    public init() {}
}

extension Paging {
    /// What the records of an answer say about the next.
    struct Seen {
        /// Values of the last record.
        var keys: [String: String]?
        /// Digests of the last records.
        var edge: [String] = []
        /// Whether the page joins the one before without a gap.
        var joins = true
    }

    enum Step: Hashable {
        case goesOn(ListPlace)
        /// The answer does not join the one before: it is not handed out, and an earlier one is asked for.
        case back(ListPlace)
        case ends
    }

    /// How many times pages may shift before one of them is read that joins.
    static let mostBacks = 20

    /// Where a list goes on behind an answer.
    /// - Throws: `http.paging` where that cannot be told, or where it would go on for ever.
    func step(from place: ListPlace, _ answer: Answer, _ seen: Seen, host: String) throws(Fault) -> Step {
        guard seen.joins else { return .back(try back(from: place, host)) }
        guard let position = try next(after: place.position, answer, host: host) else { return .ends }
        var next = place
        next.position = position
        next.pages += 1
        next.rejoins = nil
        if case .number(let number) = position, number > next.backsFrom ?? number {
            (next.backs, next.backsFrom) = (nil, nil)
        }
        if remembersEdge { next.edge = seen.edge.isEmpty ? place.edge : seen.edge }
        if let cap {
            let records = (place.records ?? 0) + answer.records
            next.records = records
            // Another page like this one would go beyond it.
            if records + answer.records > cap { try beginAnew(&next, seen, cap, host) }
        }
        if way == .keyset {
            next.keys = seen.keys
            if seen.keys == nil || seen.keys == place.keys {
                throw PagingFault.ties(keyset?.keys.map(\.path) ?? [], host)
            }
        } else if next.position == place.position, next.keys == place.keys {
            throw HTTPFault.notMoving(host)
        }
        if isByWord {
            if next.position == place.landmark { throw PagingFault.cycle(host) }
            if next.pages & (next.pages - 1) == 0 { next.landmark = next.position }
        }
        guard next.pages < atMost else { throw HTTPFault.endless(atMost, host) }
        return .goesOn(next)
    }

    private var isByWord: Bool {
        switch way {
        case .cursor, .cursorHeader, .nextURL, .link: true
        case .none, .page, .offset, .keyset: false
        }
    }

    private func beginAnew(_ next: inout ListPlace, _ seen: Seen, _ cap: Int, _ host: String) throws(Fault) {
        guard let keyset else { throw PagingFault.capped(cap, host) }
        guard let keys = seen.keys, keys != next.keys else { throw PagingFault.ties(keyset.keys.map(\.path), host) }
        next.position = .first
        next.keys = keys
        next.records = 0
        next.landmark = nil
    }

    /// A page earlier: what was taken out in front of it has moved the records to the front.
    private func back(from place: ListPlace, _ host: String) throws(Fault) -> ListPlace {
        guard case .number(let number) = place.position, let earlier = before(number),
            (place.backs ?? 0) < Paging.mostBacks
        else { throw PagingFault.shifting(host) }
        var back = place
        back.position = earlier
        back.backs = (place.backs ?? 0) + 1
        if case .page = way { back.rejoins = true }
        back.backsFrom = max(place.backsFrom ?? number, number)
        return back
    }

    /// The page in front of one that is found by its number.
    func before(_ number: Int) -> PagePosition? {
        switch way {
        case .offset(let step): number > step ? .number(number - step) : .first
        case .page(let first): number > first + 1 ? .number(number - 1) : .first
        default: nil
        }
    }
}
