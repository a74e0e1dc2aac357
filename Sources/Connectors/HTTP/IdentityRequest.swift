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
    /// How far a stream was read, with the account that is asked now.
    ///
    /// It is asked once for all streams. Where it is not known yet which account was read, a host that does not say which one answers
    /// is warned of once, and asked all the same.
    /// - Returns: the bookmark, and what to warn of.
    /// - Throws: `http.other-account` where it was read of another one, whose ids are other records; and why it cannot be told, where
    ///   it has to be.
    public func own(_ bookmark: PullBookmark, of stream: String) throws(Fault) -> (PullBookmark, warning: Fault?) {
        guard source.identity?.account != nil else { return (bookmark, nil) }
        var own = bookmark
        switch account {
        case .failure(let fault):
            if bookmark.account != nil {
                var unknown = fault
                unknown.summary = "which account answers is not known: \(fault.summary)"
                throw unknown
            }
            let isOurs = [.httpNotData, .httpStatus, .httpMissing].contains(fault.code) && !hasToldAccount
            hasToldAccount = true
            guard isOurs else { return (bookmark, nil) }
            var warning = fault
            warning.summary = "which account answers is not known, and it is taken for the same: \(fault.summary)"
            return (bookmark, warning)
        case .success(let now):
            if let before = bookmark.account, before != now { throw HTTPFault.otherAccount(stream, host) }
            own.account = now
            return (own, nil)
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
