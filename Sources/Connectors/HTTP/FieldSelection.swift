/// Which of the columns that a mapping reads a request names as `{fields}`: `fields:` of a stream.
public struct FieldSelection: Sendable, Hashable {
    /// Only columns below this path, and without it: HubSpot's `properties.email` is asked for as `email`.
    public var below: String?
    /// From the first of these on, a column is cut off: Dataverse's `statuscode@…` comes with `statuscode`.
    public var cutAt: [String] = []
    /// Put in front of each: Mailchimp wants `members.email_address`.
    public var prefix = ""
    public var also: [String] = []
    public var except: Set<String> = []
    /// What is done where the address of a request gets too long by them; `nil`: nothing.
    public var split: Split?

    /// Columns are asked for in several requests for the same page.
    public struct Split: Sendable, Hashable {
        /// The column by which the parts of a record are put together.
        public var by: String
        /// Bytes of the longest address. nginx and Apache take 8 KiB for it, method and version included.
        public var longest = 8_000

        public init(by: String) { self.by = by }
    }

    public init() {}

    /// The names to ask for, each once, in the order of the columns. What begins with `$` is made by the readers or by the vendor,
    /// and never asked for.
    public func names(of columns: [String]) -> [String] {
        var names: [String] = []
        var seen: Set<String> = []
        for name in also + columns.compactMap(name) where !name.isEmpty && seen.insert(name).inserted {
            names.append(name)
        }
        return names
    }

    private func name(of column: String) -> String? {
        guard !column.hasPrefix("$"), !except.contains(column) else { return nil }
        var name = column[...]
        if let below {
            guard name.hasPrefix(below + ".") else { return nil }
            name = name.dropFirst(below.utf8.count + 1)
        }
        for mark in cutAt {
            if let range = name.firstRange(of: mark) { name = name[..<range.lowerBound] }
        }
        guard !except.contains(String(name)), !name.isEmpty else { return nil }
        return prefix + name
    }
}
