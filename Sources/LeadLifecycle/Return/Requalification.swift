import LeadModel

/// Finds when a lead that left sales qualified again, by what it did since.
///
/// The criterion is asked at the times at which something became known, by the version of the agreement of that time,
/// and never at the present: so waiting makes nobody qualify, and nobody who did stops to. The one exception is the end
/// of the cooling-off where the agreement wants no early returns.
///
/// What is dated later than the record that tells of it was only announced, and does not count.
struct Requalification {
    private let agreement: Agreement
    private let dossier: LeadDossier
    private let exit: Instant
    /// When the exit became known: what is told at the same time as the exit is not new.
    private let known: Instant

    /// - Parameters:
    ///   - exit: when it left sales, or was put into nurture by a record's word.
    ///   - evidence: the version of a record that shows it.
    init(_ dossier: LeadDossier, since exit: Instant, shownBy evidence: VersionID?, by agreement: Agreement) {
        self.agreement = agreement
        self.dossier = dossier
        self.exit = exit
        let record = (dossier.records + dossier.opportunities).first { record in
            record.versions.contains { $0.version == evidence }
        }
        let shown = record?.versions.first { $0.evidence.time >= exit }?.evidence.time
        known = max(exit, shown ?? exit)
    }

    /// The first time since the exit, and the version of the agreement of then; `nil` where there was none.
    /// - Parameter due: when the cooling-off is over.
    func first(due: Instant?, at now: Instant) -> (at: Instant, version: Int)? {
        for index in agreement.versions.indices {
            guard let rule = agreement.versions[index].recycling.returns else { continue }
            let end = index + 1 < agreement.versions.count ? agreement.versions[index + 1].begins : nil
            guard exit < end ?? Instant(milliseconds: .max) else { continue }
            if let at = first(by: rule, index, until: end, due: rule.allowsEarly ? nil : due, at: now) {
                return (at: at, version: index)
            }
        }
        return nil
    }

    private func first(by rule: ReturnRule, _ index: Int, until end: Instant?, due: Instant?, at now: Instant)
        -> Instant?
    {
        let begin = agreement.versions[index].begins
        var times = times(for: rule.criterion, by: agreement.versions[index].qualification.score)
        guard !times.isEmpty else { return nil }
        if let due, due > exit, due <= now { times.insert(due) }
        var renewal = Renewal(rule.criterion, since: exit)
        for time in times.sorted() {
            if let end, time >= end { return nil }
            let circumstances = circumstances(at: time, by: index)
            if renewal.looksBack, time > known {
                let before = Instant(milliseconds: time.milliseconds - 1)
                renewal.pass(circumstances, before: self.circumstances(at: before, by: index))
            }
            guard time >= begin, due.map({ $0 <= time && $0 <= now }) ?? true else { continue }
            if renewal.isRenewed(in: circumstances) { return time }
        }
        return nil
    }

    private func circumstances(at time: Instant, by index: Int) -> Circumstances {
        var circumstances = agreement.circumstances(of: dossier, at: time, by: index)
        circumstances.deedsAfter = exit
        return circumstances
    }

    /// The times after the exit at which something became known that a criterion asks for.
    private func times(for criterion: Criterion, by score: ScoreModel?) -> Set<Instant> {
        var kinds = criterion.activities
        var fields = criterion.fields
        if criterion.asksForScore, let score {
            fields.remove(.score)
            for contribution in score.contributions {
                switch contribution.basis {
                case .each(let kind): kinds.insert(kind)
                case .when(let part):
                    kinds.formUnion(part.activities)
                    fields.formUnion(part.fields)
                }
            }
        }
        var times: Set<Instant> = []
        for record in dossier.activities where !record.current.observation.isDeleted {
            let evidence = record.current.evidence.time
            guard evidence > exit, let kind = record.current.observation.fields.text(.activityType),
                kinds.contains(kind)
            else { continue }
            let time = record.current.observation.fields.instant(.at) ?? evidence
            if time > exit, time <= evidence { times.insert(time) }
        }
        guard !fields.isEmpty else { return times }
        for record in dossier.records {
            for version in record.versions where version.evidence.time > exit { times.insert(version.evidence.time) }
        }
        return times
    }

    /// By what it qualified, with what was found.
    func judgement(at time: Instant, by version: Int) -> Judgement? {
        agreement.versions[version].recycling.returns?.criterion.judge(circumstances(at: time, by: version))
    }
}

extension Judgement {
    /// The conditions that are fulfilled and count for it, in the order of the file.
    var reasons: [Judgement] {
        guard isMet, text != "none of" else { return [] }
        return parts.isEmpty ? [self] : parts.flatMap(\.reasons)
    }
}
