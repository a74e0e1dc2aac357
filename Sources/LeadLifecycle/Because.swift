public import LeadModel

/// Why a decision is what it is: a paragraph to read, and its conditions one by one.
///
/// Names the agreement's rule by file, line and path, and the record that shows the exit. Holds no personal data: record
/// ids, words of the taxonomy and dates.
public struct Because: Sendable {
    let decision: Decision
    let standing: Standing
    let dossier: LeadDossier
    let agreement: Agreement
    /// The version that decided.
    let version: AgreementVersion?

    public init(_ decision: Decision, standing: Standing, dossier: LeadDossier, agreement: Agreement) {
        self.decision = decision
        self.standing = standing
        self.dossier = dossier
        self.agreement = agreement
        version = agreement.versions.first { $0.effectiveFrom == decision.agreement }
    }

    /// The decision in sentences.
    public var paragraph: String {
        switch decision.kind {
        case .recycle, .hold: recycling
        case .suppress: "\(dossier.id) must not be sent anywhere: \(suppressions)."
        case .leave: "\(dossier.id) stays where it is: \(leaving)."
        case .return: returning
        case .escalate: escalated
        }
    }

    private var escalated: String {
        let step = version?.escalation.last { $0.track == decision.track }
        let line = step?.place.line.map { ":\($0)" } ?? ""
        let after = step.map { " after \($0.after)" } ?? ""
        return
            "\(dossier.id) \(overdue). By \(agreement.file)\(line) sales.escalate, '\(decision.track ?? "")' is told\(after)."
            + (decision.trigger == .untouched
                ? " Marketing will not take it: \(leaving)." : untouchedClause.map { " Untouched, it \($0)." } ?? "")
            + " The agreement of \(decision.agreement) decides."
    }

    /// For how long nobody has touched it, as a clause without its subject.
    var overdue: String {
        let waiting = standing.waitingSince.map { " since \(date($0))" } ?? ""
        let told = decision.since.map { ", for longer than agreed since \(date($0))" } ?? ""
        return "waits for sales\(waiting)\(told)"
    }

    /// When it counts as untouched, as a clause without its subject; `nil` where that is no trigger.
    private var untouchedClause: String? {
        agreement.dueOfWaiting(standing).map { "counts as such on \(date($0))" }
    }

    private var returning: String {
        let into = decision.track.map { ", out of track '\($0)'" } ?? ""
        var text = "\(dossier.id) goes back to sales\(into) (\(cycle)). \(exit). It \(requalified)."
        if let due = decision.due {
            let ends = "the cooling-off of \(rule.map(place) ?? agreement.file)"
            text +=
                decision.isEarlyReturn
                ? " That was early: \(ends) ends on \(date(due))." : " By then \(ends) was over, since \(date(due))."
        }
        return text + " The agreement of \(decision.agreement) decides, \(returnPlace)."
    }

    /// How it came to go back to sales, as a clause without its subject.
    var requalified: String {
        let on = decision.returned.map { " on \(date($0))" } ?? ""
        let reasons = agreement.judgement(of: decision, standing, dossier)?.reasons.map(\.text) ?? []
        return "qualified again\(on)\(reasons.isEmpty ? "" : " by '\(reasons.joined(separator: "', '"))'")"
    }

    private var returnPlace: String {
        let line = version?.recycling.returns?.place.line.map { ":\($0)" } ?? ""
        return "\(agreement.file)\(line) recycling.return-to-sales"
    }

    private var recycling: String {
        let goes = decision.kind == .recycle ? "goes back to marketing" : "waits to go back to marketing"
        var text = "\(dossier.id) \(goes), into track '\(decision.track ?? "")' (\(cycle)). \(exit)."
        if let rule {
            text += " By \(place(of: rule)) it rests for \(rule.coolingOff)"
            if let due = decision.due {
                text += decision.kind == .recycle ? "; that ended on \(date(due))" : "; that ends on \(date(due))"
            }
            text += "."
        }
        text += " The agreement of \(decision.agreement) decides."
        guard decision.isControl else { return text }
        return text
            + " It is held out as control, \(controlClause): no feed of recycled leads carries it in this cycle."
    }

    /// By which share it is held out of its track.
    var controlClause: String {
        guard let track = decision.track, let share = versionOfExit?.recycling.controlShare(of: track) else {
            return "by the agreement"
        }
        let place = "\(share.place.file)\(share.place.line.map { ":\($0)" } ?? "") recycling.control"
        return "one of the \(share.words) of '\(track)' by \(place)"
    }

    /// Whether anybody is held out of the track that the lead goes into.
    var hasControl: Bool {
        guard decision.kind == .recycle || decision.kind == .hold, let track = decision.track else { return false }
        return versionOfExit?.recycling.controlShare(of: track) != nil
    }

    private var leaving: String {
        switch decision.cause {
        case .notAnExit: waiting ?? "it is in stage \(standing.stage.word)\(sinceText), which is not an exit from sales"
        case .deleted: "every lead record of it was deleted"
        case .noAgreement: "\(lowerExit), when no version of \(agreement.file) was in force"
        case .triggerNotAgreed: "\(lowerExit), and \(trigger) is not among the agreed triggers"
        case .neverReason: "\(lowerExit), and \(neverPlace) lists \(reason)"
        case .neverCriterion: "\(lowerExit), and \(neverPlace) lists '\(never?.words ?? "")'"
        case .noRule: "\(lowerExit), and the agreement of \(decision.agreement) has no rule for \(reason)"
        case .cyclesExhausted:
            "\(lowerExit); this is \(cycle), and \(rule.map { "\(place(of: $0)) allows \($0.cycles)" } ?? "\(agreement.file) allows no more")"
        case .unreachable: "it has neither an e-mail address nor a telephone that may be called"
        case .coolingOff, .coolingOffPassed, .suppressed, .reQualified, .overdue: decision.cause.rawValue
        }
    }

    private var waiting: String? {
        guard let since = standing.waitingSince, decision.due != nil else { return nil }
        let clauses = [
            agreement.version(at: since)?.escalation.first.map { "'\($0.track)' is told after \($0.after)" },
            untouchedClause.map { "untouched, it \($0)" },
        ].compactMap(\.self)
        return "it waits for sales since \(date(since)); \(clauses.joined(separator: "; "))"
    }

    // MARK: The parts of a sentence

    /// The rule that applies, or would.
    var rule: RecycleRule? {
        guard let version = versionOfExit, let trigger = decision.trigger else { return nil }
        let reason = trigger == .untouched ? nil : decision.reason
        guard reason != nil || trigger == .untouched else { return nil }
        return version.recycling.rule(for: reason, trigger) { circumstances(by: version) }
    }

    /// The version in force when the lead left sales, or was handed over where nobody touched it.
    private var versionOfExit: AgreementVersion? {
        guard decision.kind == .return else { return version }
        let time = decision.trigger == .untouched ? standing.waitingSince : decision.since
        return time.flatMap(agreement.version(at:))
    }

    /// The criterion by which the lead never comes back.
    var never: Criterion? {
        version.flatMap { version in version.recycling.neverCriterion { circumstances(by: version) } }
    }

    /// What was known of the lead when it left sales.
    func circumstances(by version: AgreementVersion) -> Circumstances {
        Circumstances(dossier, at: left ?? standing.since ?? version.begins)
            .scored(by: version.qualification.score)
    }

    var trigger: String { decision.trigger?.rawValue ?? "none" }
    var reason: String { decision.reason?.word ?? (decision.trigger == .untouched ? "untouched leads" : "none") }
    var cycle: String {
        guard let rule, decision.cycle <= rule.cycles else { return "cycle \(decision.cycle)" }
        return "cycle \(decision.cycle) of \(rule.cycles)"
    }
    var suppressions: String {
        decision.suppressions.map {
            "\($0.reason.rawValue) (\($0.channel.rawValue)) by \($0.source) since \(date($0.since))"
        }
        .joined(separator: "; ")
    }

    /// When it left sales, or counted as untouched.
    private var left: Instant? {
        decision.kind == .escalate && decision.trigger == .untouched
            ? agreement.dueOfWaiting(standing) : decision.since
    }

    /// How it left sales, as a clause without its subject.
    var exitClause: String {
        let since = left.map { " on \(date($0))" } ?? ""
        let shown = record.map { ", as \($0) shows" } ?? ""
        switch decision.trigger {
        case .discarded: return "was discarded\(since) for \(reason) after sales had worked on it\(shown)"
        case .rejected: return "was rejected at hand-over\(since) for \(reason)\(shown)"
        case .closedLost: return "was lost\(since) for \(reason)\(shown)"
        case .untouched:
            let waited = standing.waitingSince.map { " since \(date($0))" } ?? ""
            return "was not touched\(waited) and counts as untouched\(since)\(shown)"
        case nil: return "is in stage \(standing.stage.word)\(sinceText)"
        }
    }

    private var exit: String { "It \(exitClause)" }
    private var lowerExit: String { "it \(exitClause)" }
    private var sinceText: String { standing.since.map { " since \(date($0))" } ?? "" }

    var neverPlace: String {
        let line = version?.recycling.neverPlace.line.map { ":\($0)" } ?? ""
        return "\(agreement.file)\(line) recycling.never"
    }

    /// `config/agreement.yaml:14 recycling.reasons.timing`.
    func place(of rule: RecycleRule) -> String {
        "\(rule.place.file)\(rule.place.line.map { ":\($0)" } ?? "") \(rule.path)"
    }

    /// Source, stream and id of the record that shows the stage.
    var record: String? { decision.evidence.flatMap(dossier.place) }

    /// The date in the agreement's zone.
    func date(_ instant: Instant) -> String {
        agreement.day(of: instant)
    }
}
