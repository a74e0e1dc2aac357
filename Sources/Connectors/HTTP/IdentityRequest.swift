public import LeadModel

/// How a system is asked who we are to it, so that a person sees that it is the right account: `identity:` of a source.
public struct IdentityRequest: Sendable, Hashable {
    public var request: RequestPlan
    /// Paths in the body of what is shown.
    public var shows: [String]
    /// The path of what tells the system's accounts apart, such as an organisation's id; `nil`: the address does.
    public var account: String?

    public init(_ request: RequestPlan, shows: [String]) {
        self.request = request
        self.shows = shows
    }
}

extension HTTPSession {
    /// Asks who we are; what is not in the answer is left out.
    public func identity() throws(Fault) -> [(path: String, value: String)] {
        guard let asked = source.identity, let answer = try ask(asked.request, [:]) else { return [] }
        let scalars = try JSONScalars(try front(of: answer.transfer, answer.head)) { _ in HTTPFault.notIdentity(host) }
        return asked.shows.compactMap { path in scalars[path].map { (path: path, value: $0) } }
    }
}

extension HTTPSession {
    /// How far a stream was read, where it was read of the account that is asked now; of another one it says nothing.
    ///
    /// It is asked once for all streams. Where it does not answer, nothing is compared.
    /// - Returns: the bookmark, empty where it was another's; and what to tell of that.
    public func own(_ bookmark: PullBookmark, of stream: String) -> (bookmark: PullBookmark, note: Fault?) {
        guard source.identity?.account != nil else { return (bookmark, nil) }
        switch account {
        case .failure(let fault):
            var note = fault
            note.summary = "which account is asked cannot be told, and it is taken for the same: \(fault.summary)"
            return (bookmark, note)
        case .success(let now):
            var own = bookmark
            own.account = now
            guard let before = bookmark.account, before != now else { return (own, nil) }
            own = PullBookmark()
            own.account = now
            return (own, .begunAnew("another account is asked than by the last pull", stream))
        }
    }

    /// A digest of what tells the account apart.
    func askedAccount() -> Result<String, Fault> {
        Result { () throws(Fault) in
            guard let identity = source.identity, let path = identity.account,
                let answer = try ask(identity.request, [:])
            else { throw HTTPFault.noAccount(source.identity?.account ?? "", host) }
            let scalars = try JSONScalars(try front(of: answer.transfer, answer.head)) { _ in
                HTTPFault.notIdentity(host)
            }
            guard let value = scalars[path], !value.isEmpty else { throw HTTPFault.noAccount(path, host) }
            return String(Hex.text(RunningDigest.of(value.utf8)).prefix(16))
        }
    }
}
