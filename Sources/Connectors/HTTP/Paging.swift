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
        /// How many records came before; pages hold so many.
        case offset(step: Int)
        /// The last record's values.
        case keyset
    }

    public var way = Way.none
    /// Of cursors: the request whose answer has the first one; `nil`: the first page is asked for without.
    public var begin: RequestPlan?
    /// A path of the body that says whether there are more: anything but `true` and numbers above 0 says no.
    public var more: String?
    /// Of pages and offsets: over with the first page of fewer records than this; `nil`: with the first one that has none.
    public var full: Int?
    /// Of a keyset, and of a cap: what the next request is told of the last record.
    public var keyset: Keyset?
    /// The most records that the host gives for one request, however it is paged; behind them it begins anew by the keyset.
    public var cap: Int?
    /// Of offsets: so many records of the page before are asked for again, to see whether the pages have shifted. Of pages with
    /// numbers: 0 where they cannot shift; with any other, the page before is asked for again for each.
    public var overlap = 1
    /// Where the last page says at which address the next pull begins: a path of the body.
    public var deltaLink: String?
    /// A stream of more pages than this never ends.
    public var atMost = 100_000

    public init(_ way: Way = .none) { self.way = way }

    /// Cursors that say that there is none: Salesforce's Bulk API writes `null`.
    static let ends: Set<String> = ["", "null", "false"]
}

/// Where the reading of a list goes on.
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

    /// Whether the last records of a page are known again on the next.
    var remembersEdge: Bool {
        switch way {
        case .offset, .page: overlap > 0
        case .keyset: true
        default: cap != nil
        }
    }

    var isByOffset: Bool { if case .offset = way { true } else { false } }

    /// As the configuration has it: another text is another paging.
    var text: String {
        "\(way) \(more ?? "-") \(cap ?? 0) \(deltaLink ?? "-") "
            + (keyset?.keys ?? []).map { "\($0.name) \($0.path) \($0.form?.rawValue ?? "-")" }.joined(separator: " ")
    }

    /// Where the next page is; `nil` where this one was the last.
    /// - Throws: `http.paging` where it cannot be told.
    func next(after position: PagePosition, _ answer: Answer, host: String) throws(Fault) -> PagePosition? {
        if let more, try !saysMore(answer.scalars[more], answer, more, host) { return nil }
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
            // As many as came: a host may give fewer than it was asked for.
            let before = if case .number(let number) = position { number } else { 0 }
            if isLast(answer) { return nil }
            if answer.records <= (before == 0 ? 0 : overlap) {
                // Records that the account may not see leave a page short or empty, and there may be more behind it.
                return more == nil ? nil : .number(before + step)
            }
            return .number(before + max(1, answer.records - overlap))
        case .keyset: return isLast(answer) ? nil : .first
        }
    }

    /// Whether a path says that there are more pages.
    /// - Throws: `http.paging` where an answer with records does not say so in a word that is known: what lies behind it would be
    ///   taken for read.
    private func saysMore(_ word: String?, _ answer: Answer, _ path: String, _ host: String) throws(Fault) -> Bool {
        switch word?.lowercased() {
        case "true", "yes", "y": return true
        case "false", "no", "n", "null", "": return false
        case nil where answer.records == 0: return false
        case let word?:
            if let count = Int(word) { return count > 0 }
            throw HTTPFault.moreUnsaid(path, host)
        case nil: throw HTTPFault.moreUnsaid(path, host)
        }
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

    /// The address of the next pull, from the slash on; `nil` where the answer has none.
    func delta(_ answer: Answer, host: String) throws(Fault) -> String? {
        guard let deltaLink, case .url(let path) = try url(answer.scalars[deltaLink], answer, host) else { return nil }
        return path
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
