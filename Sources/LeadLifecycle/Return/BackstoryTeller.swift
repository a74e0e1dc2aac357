public import LeadModel

extension Agreement {
    /// What whoever gets a lead is told of its past.
    ///
    /// Cost: that of `story(of:)`, and more; only for leads that somebody is told of, and where somebody asks.
    public func backstory(of dossier: LeadDossier, standing: Standing, decision: Decision) -> Backstory {
        var backstory = Backstory()
        let cycles = story(of: dossier).cycles
        let pass = decision.trigger == .untouched ? cycles.last : cycles.last { $0.exited != nil }
        backstory.previousOwner = pass?.owner
        backstory.team = standing.since.flatMap { team(of: standing.stage, at: $0) }
        // A lead that sales has is in no track, and has nothing to resume.
        guard decision.kind != .escalate else { return backstory }
        let recycled = standing.nurturedSince ?? decision.due
        if let until = decision.returned ?? recycled, let track = decision.track {
            backstory.resumeAfter = NurtureHistory(dossier, of: track).last(
                until: decision.kind == .return ? until : recycled ?? until)
        }
        guard let returned = decision.returned else {
            if decision.kind == .recycle { backstory.recycled = recycled }
            return backstory
        }
        if let recycled, recycled <= returned { backstory.recycled = recycled }
        let zone = version(at: returned)?.zone
        let doings = Doings(
            dossier, after: decision.since ?? returned, until: returned,
            date: { zone?.date(of: $0) ?? String($0.description.prefix(10)) })
        backstory.deeds = doings.deeds
        backstory.sent = doings.sent
        backstory.sentCount = doings.sentCount
        backstory.because = judgement(of: decision, standing, dossier)?.reasons.map { "\($0.text) (\($0.found))" } ?? []
        return backstory
    }
}

/// What a lead did, and what marketing sent it, in a stretch of time.
private struct Doings {
    private(set) var deeds: [Backstory.Deeds] = []
    private(set) var sent: [String] = []
    private(set) var sentCount = 0

    /// The most names of what was sent; the count counts all.
    private static let mostNames = 10

    init(_ dossier: LeadDossier, after start: Instant, until end: Instant, date: (Instant) -> String) {
        for record in dossier.activities.reversed() where !record.current.observation.isDeleted {
            let fields = record.current.observation.fields
            let time = fields.instant(.at) ?? record.current.evidence.time
            guard time > start, time <= end, let kind = fields.text(.activityType) else { continue }
            if ActivityKinds.isSent(kind) {
                guard record.stream.role == .marketing else { continue }
                sentCount += 1
                if sent.count < Doings.mostNames {
                    sent.append("\(fields.text(.subject) ?? fields.text(.campaign) ?? kind) (\(date(time)))")
                }
            } else if ActivityKinds.isDeed(kind) {
                if let index = deeds.firstIndex(where: { $0.kind == kind }) {
                    deeds[index].count += 1
                } else {
                    deeds.append(Backstory.Deeds(kind: kind, count: 1, last: date(time)))
                }
            }
        }
    }
}

/// Which kinds of activities are whose doing.
enum ActivityKinds {
    /// Whether it is a message that went out to the lead.
    static func isSent(_ kind: String) -> Bool { kind == ActivityType.email.rawValue || kind.hasSuffix("-sent") }

    /// Whether the lead itself did something: neither sales reaching out, nor a letter on its way.
    static func isDeed(_ kind: String) -> Bool {
        if ActivityType(rawValue: kind)?.isTouch ?? false { return false }
        return !["-sent", "-delivered", "-bounced"].contains(where: kind.hasSuffix)
    }
}
