public import LeadModel

/// How a system is asked who we are to it, so that a person sees that it is the right account: `identity:` of a source.
public struct IdentityRequest: Sendable, Hashable {
    public var request: RequestPlan
    /// Paths in the body of what is shown.
    public var shows: [String]

    public init(_ request: RequestPlan, shows: [String]) {
        self.request = request
        self.shows = shows
    }
}

extension HTTPSession {
    /// Asks who we are; what is not in the answer is left out.
    public func identity() throws(Fault) -> [(path: String, value: String)] {
        guard let asked = source.identity, let answer = try ask(asked.request, [:]) else { return [] }
        let scalars = try JSONScalars(try front(of: answer.transfer), host)
        return asked.shows.compactMap { path in scalars[path].map { (path: path, value: $0) } }
    }
}
