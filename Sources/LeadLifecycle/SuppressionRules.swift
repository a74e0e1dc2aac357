public import LeadModel

/// Who must not be sent anywhere by agreement, and whose word ends an opt-out.
public struct SuppressionRules: Sendable, Hashable {
    /// A source that may say that somebody has agreed again, and where the file names it.
    public struct ConsentSource: Sendable, Hashable {
        public let name: String
        public let place: Origin
    }

    /// A reason for which people are suppressed, and what makes it theirs.
    public struct Rule: Sendable, Hashable {
        public let reason: SuppressionReason
        public let criterion: Criterion
    }

    /// The reasons that the agreement may give a criterion for.
    public static let byCriterion: [SuppressionReason] = [.legal, .competitor, .employee]

    /// What suppressions by a criterion name as their source.
    public static let source = "agreement"

    /// Where nothing is agreed about it.
    public static let none = SuppressionRules(consentFrom: nil, rules: [])

    /// The sources whose consent ends an opt-out; `nil` where nothing is agreed, and a record's own word ends its own.
    public let consentFrom: [ConsentSource]?
    public let rules: [Rule]
    /// Their names; made once, because each lead asks for them.
    let consentSources: Set<String>?

    init(consentFrom: [ConsentSource]?, rules: [Rule]) {
        self.consentFrom = consentFrom
        self.rules = rules
        consentSources = consentFrom.map { Set($0.map(\.name)) }
    }

    /// What they say, wherever it stands: two that say the same suppress the same people.
    public var words: String {
        let consent = consentFrom.map { "consent-from \($0.map(\.name).sorted().joined(separator: ", "))" }
        return ([consent].compactMap(\.self) + rules.map { "\($0.reason.rawValue) \($0.criterion.words)" })
            .joined(separator: "; ")
    }

    /// Whether the word of a source's own record ends its opt-out.
    func mayConsent(_ source: String) -> Bool { consentSources?.contains(source) ?? true }
}

/// Evidence that a person agreed to be written to.
enum Consent {
    /// When records of some sources last said so: the time of a consent that they name, or the flag of an opt-out taken
    /// back. A flag that never stood is no consent, nor is a time beside a flag that stands: what was agreed before the
    /// record's last word is over with it.
    /// - Parameter now: a consent of a later time has not been given yet; up to a day ahead counts, as it does of every time,
    ///   because clocks differ: records of more are refused.
    static func last(in dossier: LeadDossier, from sources: Set<String>, until now: Instant) -> Instant? {
        var last: Instant?
        func consented(_ time: Instant) { if time.adding(days: -1) <= now { last = max(last ?? time, time) } }
        for record in dossier.records where sources.contains(record.stream.source) {
            var isOut = false
            for version in record.versions {
                let fields = version.observation.fields
                let flag = fields.entry(.optedOut)?.flag
                if flag != true, let time = fields.instant(.consented) { consented(time) }
                guard let flag else { continue }
                if isOut, !flag { consented(version.evidence.time) }
                isOut = flag
            }
        }
        return last
    }
}

extension Suppression {
    /// What is left of it after the person agreed, later, to get e-mail: nothing of an opt-out from that, the telephone of
    /// one from everything, all of any other.
    func cleared(byConsent consented: Instant) -> Suppression? {
        guard reason == .optOut, consented > since else { return self }
        switch channel {
        case .email: return nil
        case .phone: return self
        case .all: return Suppression(channel: .phone, reason: reason, source: source, since: since)
        }
    }
}
