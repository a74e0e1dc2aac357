public import LeadModel

/// How a system is asked for the list of those whom it holds: `audit:` of a destination.
public struct MemberList: Sendable, Hashable {
    /// What is asked for, page by page, as of a source.
    public var stream: HTTPStream
    /// The column of a record in which the value stands by which the system knows a lead; `nil`: that of the destination's key.
    public var key: String?
    /// The column of a record in which the system's own id of it stands; `nil`: none is told.
    public var id: String?
    /// What stands before the name of a feed's column in a record, such as `properties`; `nil`: nothing does.
    public var below: String?
    /// Whom it is about, where the list holds others, too: the column, and what has to stand there.
    public var filter: Filter?
    public var place: Origin

    /// What tells whether somebody of the list is meant.
    public struct Filter: Sendable, Hashable {
        public var column: String
        public var value: RequestTemplate
    }

    /// The word of the filter for a feed; `nil` where the feed does not say it: the list is about everybody then.
    public func word(_ parameters: [String: String]) -> String? { filter?.value.filled(parameters) }

    public init(_ stream: HTTPStream, place: Origin) {
        self.stream = stream
        self.place = place
    }

    /// Where a column of a feed stands in a record.
    public func column(of name: String) -> String { below.map { "\($0).\(name)" } ?? name }

    /// What a feed must say under its `with`, of some names, so that the list can be asked for.
    public func needed(of parameters: some Sequence<String>) -> [String] {
        var names = stream.request.names
        if case .of(let list, _, _) = stream.parents { names.formUnion(list.request.names) }
        return parameters.filter { names.contains($0) || names.contains("\($0)-number") }.sorted()
    }
}
