public import LeadModel

/// A lead that sales has and that nobody has touched.
public struct WaitingLead: Sendable, Hashable {
    public var lead: LeadID
    public var cycle: Int
    /// Who is next to act; `nil`: nobody owns it.
    public var owner: String?
    /// The team that owns its stage, by the agreement at the hand-over.
    public var team: String?
    public var since: Instant
    /// Working minutes that it has waited.
    public var minutesWaited: Int
    /// When the first response was or is due.
    public var due: Instant?
    /// Working minutes by which that is late; 0 where it is not.
    public var minutesLate: Int
    public var record: String?
}

/// What becomes of a waiting lead to which nobody comes.
public struct WaitingOutlook: Sendable, Hashable {
    /// When it counts as untouched.
    public var untouched: Instant
    /// What is decided about it then, or now where that is later.
    public var decision: Decision
    /// The time that is asked about.
    var asOf: Instant

    /// Whether it has come to that, and marketing has the lead: nobody in sales is to act any more.
    public var isRecycled: Bool { decision.kind == .recycle && untouched <= asOf }

    /// When marketing gets it back; `nil` where it does not.
    public var goesBack: Instant? {
        switch decision.kind {
        case .recycle, .hold: decision.due
        case .suppress, .leave, .return, .escalate: nil
        }
    }
}

extension ServiceMeasure {
    /// What becomes of a lead if nobody comes, by what is known now; `nil` where it never counts as untouched, because that is
    /// not agreed or sales is not said to have it.
    /// - Parameter ledger: the entries for this person, as `Agreement.decide` wants them.
    public func outlook(of dossier: LeadDossier, suppressed ledger: [Suppression]) -> WaitingOutlook? {
        let standing = agreement.standing(of: dossier)
        guard let untouched = agreement.dueOfWaiting(standing) else { return nil }
        return WaitingOutlook(
            untouched: untouched,
            decision: agreement.decide(
                dossier, standing: standing, suppressed: ledger, at: max(untouched, asOf)),
            asOf: asOf)
    }

    /// The pass of a lead in which sales has it and nobody has touched it; `nil` where there is none, or every record of it
    /// was deleted.
    public func waiting(in lead: MeasuredLead, of dossier: LeadDossier) -> WaitingLead? {
        guard let pass = lead.passes.last, pass.isWaiting, !lead.isDeleted else { return nil }
        return WaitingLead(
            lead: dossier.id, cycle: pass.number, owner: pass.owner,
            team: agreement.team(of: agreement.standing(of: dossier).stage, at: pass.handedOver),
            since: pass.handedOver,
            minutesWaited: minutes(of: pass), due: pass.responseDue, minutesLate: pass.minutesLate,
            record: dossier.place(of: pass.evidence))
    }
}
