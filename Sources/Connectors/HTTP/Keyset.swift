import LeadModel

/// The values of the last record behind which the next request goes on: `paging: { keyset: … }`.
///
/// A page that is asked for so cannot shift, and thousands of records with one time are parted by their ids.
public struct Keyset: Sendable, Hashable {
    public struct Key: Sendable, Hashable {
        /// In braces, in the request.
        public var name: String
        /// The column of the record.
        public var path: String
        /// What it is for the first page, `{since}` and `{until}` filled in; `nil`: nothing.
        public var first: RequestTemplate?
        /// How a time is written into requests that the record writes otherwise; `nil`: as it stands there.
        public var form: PullWindow.Form?

        public init(_ name: String, path: String, first: RequestTemplate?, form: PullWindow.Form? = nil) {
            self.name = name
            self.path = path
            self.first = first
            self.form = form
        }
    }

    public var keys: [Key]

    public init(_ keys: [Key]) { self.keys = keys }

    /// What the requests for the first page fill in.
    func first(_ values: [String: String]) -> [String: String] {
        var found: [String: String] = [:]
        for key in keys { found[key.name] = key.first?.filled(values) }
        return found
    }

    /// The values of the last record of a page that could be read; `nil` where there is none.
    /// - Throws: `http.paging` where it lacks one, or where the records are not in their order: others would be passed over.
    /// - Parameter rank: of the last record before the page, and then of its own, as far as they can be ordered.
    func last(of page: RecordPage, after rank: inout Int64?, host: String) throws(Fault) -> [String: String]? {
        guard let entry = page.entries.last(where: { $0.fault == nil }) else { return nil }
        var found: [String: String] = [:]
        for key in keys {
            guard let text = Keyset.text(key.path, of: entry, page) else {
                throw PagingFault.keyMissing(key.path, host)
            }
            found[key.name] = try key.written(text, host)
        }
        if let key = keys.first { try checkOrder(by: key, page, after: &rank, host) }
        return found
    }

    /// The last record must be the furthest by the first key, where that can be told: of numbers and times.
    private func checkOrder(
        by key: Key, _ page: RecordPage, after rank: inout Int64?, _ host: String
    ) throws(Fault) {
        for entry in page.entries where entry.fault == nil {
            guard let value = Keyset.text(key.path, of: entry, page).flatMap(Keyset.rank) else {
                rank = nil
                return
            }
            if let rank, value < rank { throw PagingFault.unsorted(key.path, host) }
            rank = value
        }
    }

    /// Where records go on behind the values of a place, as far as that can be ordered.
    func rank(_ values: [String: String]?) -> Int64? {
        keys.first.flatMap { key in key.form == nil ? values?[key.name].flatMap(Keyset.rank) : nil }
    }

    private static func rank(_ text: String) -> Int64? {
        Int64(text) ?? Key.time(text)?.milliseconds
    }

    /// The first value under a column.
    static func text(_ path: String, of entry: RecordPage.Entry, _ page: RecordPage) -> String? {
        guard let column = page.columns.firstIndex(of: path) else { return nil }
        let cell = page.cells[entry.cells].first {
            Int($0.column) == column && ($0.form == .text || $0.form == .number)
        }
        return cell.map(page.text).flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension Keyset.Key {
    fileprivate func written(_ text: String, _ host: String) throws(Fault) -> String {
        guard let form else { return text }
        guard let time = Self.time(text) else { throw PagingFault.keyNoTime(path, host) }
        var window = PullWindow()
        window.form = form
        return window.text(of: time)
    }

    /// RFC 3339, or with `+0000` as Salesforce writes it.
    static func time(_ text: String) -> Instant? {
        if let time = Instant(rfc3339: text) { return time }
        guard text.utf8.count > 20, let sign = text.utf8.dropLast(4).last, sign == 0x2B || sign == 0x2D else {
            return nil
        }
        return Instant(rfc3339: "\(text.dropLast(2)):\(text.suffix(2))")
    }
}
