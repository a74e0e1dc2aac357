import LeadModel

/// How the next page of a stream is asked for: `paging:`.
///
/// Where a cursor, a page's number or an offset goes, the request itself says by `{cursor}`, `{page}` and `{offset}`; this says
/// where it comes from, and when it is over.
public struct Paging: Sendable, Hashable {
    public enum Way: Sendable, Hashable {
        /// There is one page.
        case none
        /// The value at a path of the body, outside its records.
        case cursor(path: String)
        /// The value of a header.
        case cursorHeader(String)
        /// The address at a path of the body.
        case nextURL(path: String)
        /// The address in a `Link` header, by its relation.
        case link(relation: String)
        /// Numbers, from this one on.
        case page(first: Int)
        /// How many records were asked for before.
        case offset(step: Int)
    }

    public var way = Way.none
    /// A path of the body that says whether there are more: anything but `true` and numbers above 0 says no.
    public var more: String?
    /// Of pages and offsets: over with the first page of fewer records than this; `nil`: with the first one that has none.
    public var full: Int?
    /// A stream of more pages than this never ends.
    public var atMost = 100_000

    public init(_ way: Way = .none) { self.way = way }

    /// Cursors that say that there is none: Salesforce's Bulk API writes `null`.
    static let ends: Set<String> = ["", "null", "false"]
}

/// Where the reading of a stream goes on.
public enum PagePosition: Sendable, Hashable, Codable {
    case first
    case cursor(String)
    /// From the slash on: credentials are not kept in addresses.
    case url(String)
    case number(Int)

    /// What it fills in.
    func values(_ way: Paging.Way) -> [String: String] {
        switch (self, way) {
        case (.cursor(let cursor), _): ["cursor": cursor]
        case (.number(let number), .page): ["page": String(number)]
        case (.number(let number), _): ["offset": String(number)]
        case (.first, .page(let first)): ["page": String(first)]
        case (.first, .offset): ["offset": "0"]
        case (.first, _), (.url, _): [:]
        }
    }
}

extension Paging {
    /// What one page's answer says about the next.
    struct Answer {
        var head: ResponseHead
        /// Scalars outside the records, by their dotted paths.
        var scalars: [String: String]
        var records: Int
        /// The address it came from.
        var address: TransferAddress
    }

    /// Where the next page is; `nil` where this one was the last.
    /// - Throws: `http.paging` where it cannot be told.
    func next(after position: PagePosition, _ answer: Answer, host: String) throws(Fault) -> PagePosition? {
        if let more, !Paging.saysMore(answer.scalars[more]) { return nil }
        switch way {
        case .none: return nil
        case .cursor(let path): return cursor(answer.scalars[path])
        case .cursorHeader(let name): return cursor(answer.head[name])
        case .nextURL(let path): return try url(answer.scalars[path], answer, host)
        case .link(let relation):
            return try url(LinkHeader.target(relation, in: answer.head.values(of: "Link")), answer, host)
        case .page(let first):
            if isLast(answer) { return nil }
            guard case .number(let number) = position else { return .number(first + 1) }
            return .number(number + 1)
        case .offset(let step):
            if isLast(answer) { return nil }
            guard case .number(let number) = position else { return .number(step) }
            return .number(number + step)
        }
    }

    /// Whether a path says that there are more pages.
    private static func saysMore(_ word: String?) -> Bool {
        guard let word else { return false }
        return word == "true" || (Int(word).map { $0 > 0 } ?? false)
    }

    /// Without `more`, a page is the last where it holds nothing, or fewer than a full one.
    private func isLast(_ answer: Answer) -> Bool {
        if more != nil { return false }
        return answer.records < (full ?? 1)
    }

    private func cursor(_ text: String?) -> PagePosition? {
        guard let text, !Paging.ends.contains(text) else { return nil }
        return .cursor(text)
    }

    private func url(_ text: String?, _ answer: Answer, _ host: String) throws(Fault) -> PagePosition? {
        guard let text, !Paging.ends.contains(text) else { return nil }
        guard let address = answer.address.resolving(text).flatMap({ TransferAddress($0) }),
            address.isSamePlace(as: answer.address)
        else {
            throw Fault(
                .httpPaging, .stopStream, "the address of the next page is not one of the same host",
                at: Origin(file: host),
                advice: "Check 'paging' of the stream; credentials are sent to no other host.")
        }
        return .url(address.path)
    }
}
