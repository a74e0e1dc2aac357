public import LeadModel

/// A promise that was not kept towards one lead, with the record that proves it.
public struct Breach: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Answered too late, or not at all.
        case firstResponse = "first-response"
        /// Too few attempts within the agreed time, or before it was given up.
        case attempts
        /// Given up without a reason.
        case noReason = "no-reason"
        /// Sales had it again before its rest was over.
        case tooEarly = "too-early"
    }

    public var kind: Kind
    public var lead: LeadID
    /// The number of the pass, 1 and up.
    public var cycle: Int
    /// `nil` where no record names anybody.
    public var owner: String?
    /// When the lead was handed over, or given up.
    public var since: Instant
    /// When what was promised was due; `nil` where nothing has a time.
    public var due: Instant?
    /// By how many minutes it is late: working minutes of a first response, and minutes of the clock of the others.
    public var minutesLate: Int
    /// What was found, such as `answered after 37 minutes`.
    public var found: String
    /// `effective-from` of the version that it was promised in.
    public var agreement: String
    /// Source, stream and id of the record that shows it.
    public var record: String?
}

extension ServiceMeasure {
    /// The promises that were broken towards a lead in passes and exits that a period holds.
    public func breaches(
        in lead: MeasuredLead, of dossier: LeadDossier, _ kinds: Set<Breach.Kind>, isIn: (Instant) -> Bool
    ) -> [Breach] {
        var breaches: [Breach] = []
        for pass in lead.passes where isIn(pass.handedOver) {
            func add(
                _ kind: Breach.Kind, since: Instant, due: Instant?, late: Int, _ found: String, _ record: String?
            ) {
                guard kinds.contains(kind) else { return }
                breaches.append(
                    Breach(
                        kind: kind, lead: dossier.id, cycle: pass.number, owner: pass.owner, since: since, due: due,
                        minutesLate: late, found: found, agreement: agreement.versions[pass.version].effectiveFrom,
                        record: record))
            }
            if pass.response == .broken {
                add(
                    .firstResponse, since: pass.handedOver, due: pass.responseDue, late: pass.minutesLate,
                    pass.answerText,
                    pass.answered.flatMap(dossier.place(ofTouchAt:)) ?? dossier.place(of: pass.evidence))
            }
            if pass.attempts == .broken, let due = pass.attemptsDue,
                let agreed = agreement.versions[pass.version].sales.attempts
            {
                add(
                    .attempts, since: pass.handedOver, due: due, late: Breach.minutes(from: due, to: asOf),
                    "\(pass.attemptsMade) of \(agreed.count) attempts\(pass.ending.map { ", then \($0)" } ?? "")",
                    dossier.place(of: pass.evidence))
            }
            if pass.isGivenUp, pass.reason ?? .unknown == .unknown, let ended = pass.ended {
                add(
                    .noReason, since: ended, due: ended, late: Breach.minutes(from: ended, to: asOf),
                    "\(pass.outcome.rawValue) without a reason", dossier.place(of: pass.evidence))
            }
        }
        guard kinds.contains(.tooEarly) else { return breaches }
        for exit in lead.exits where exit.fate == .tooEarly && isIn(exit.at) {
            guard let rest = exit.restEnds, let returned = exit.returned else { continue }
            breaches.append(
                Breach(
                    kind: .tooEarly, lead: dossier.id, cycle: exit.number + 1, owner: exit.owner, since: exit.at,
                    due: rest, minutesLate: Breach.minutes(from: returned, to: rest),
                    found:
                        "back with sales \(MinuteText.ofClock(Breach.minutes(from: returned, to: rest))) before its rest was over",
                    agreement: agreement.version(at: exit.at)?.effectiveFrom ?? Agreement.none,
                    record: dossier.place(of: exit.evidence)))
        }
        return breaches
    }
}

extension MeasuredPass {
    /// How it ended, in words; `nil` of one that is open.
    fileprivate var ending: String? {
        switch outcome {
        case .open: nil
        case .won: "won"
        case .discarded, .rejected, .closedLost: "given up"
        case .handedBack: "handed back"
        }
    }
}

extension Breach {
    fileprivate static func minutes(from start: Instant, to end: Instant) -> Int {
        max(0, Int((end.milliseconds - start.milliseconds) / 60_000))
    }
}

extension MeasuredPass {
    /// How it was answered: `answered after 3h`.
    fileprivate var answerText: String {
        if let responseMinutes { return "answered after \(MinuteText(responseMinutes))" }
        if let answeredDay { return "answered on \(answeredDay)" }
        if answered != nil { return "answered on a later day" }
        return ending.map { "\($0) unanswered" } ?? "not answered"
    }
}

extension LeadDossier {
    /// Source, stream and id of the record that a version is of. A record that comes in several streams of its source has
    /// versions of each.
    public func place(of version: VersionID) -> String? {
        for records in [records, opportunities, activities] {
            for record in records where record.versions.contains(where: { $0.version == version }) {
                return "\(record.stream.source)/\(record.stream.stream) \(record.id)"
            }
        }
        return nil
    }

    /// The record of sales that shows a touch at a time: an activity, or a lead's first answer.
    func place(ofTouchAt time: Instant) -> String? {
        let activity = activities.first { record in
            let current = record.current
            return record.stream.role == .crm && !current.observation.isDeleted
                && current.observation.fields.instant(.at) ?? current.evidence.time == time
        }
        let shown =
            activity
            ?? records.first { record in
                record.stream.role == .crm
                    && record.versions.contains { $0.observation.fields.instant(.firstResponse) == time }
            }
        return shown.map { "\($0.stream.source)/\($0.stream.stream) \($0.id)" }
    }
}

/// A number of minutes for people: `12m`, `3h 20m`, `51h`. Hours are never days: those of work have no fixed length.
public struct MinuteText: CustomStringConvertible {
    private let minutes: Int

    public init(_ minutes: Int) { self.minutes = minutes }

    /// Minutes of the clock, of which a day has always as many: `12m`, `3h 20m`, `14d`.
    public static func ofClock(_ minutes: Int) -> String {
        minutes < 1_440 ? MinuteText(minutes).description : "\(minutes / 1_440)d"
    }

    public var description: String {
        guard minutes >= 60 else { return "\(minutes)m" }
        return minutes % 60 == 0 ? "\(minutes / 60)h" : "\(minutes / 60)h \(minutes % 60)m"
    }
}
