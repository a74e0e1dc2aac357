import LeadLifecycle
import LeadModel
import LeadStore

/// What a walk through the leads gathers.
struct ReportTally {
    private let measure: ServiceMeasure
    private var scorecard: Scorecard
    private let question: ScorecardQuestion
    private let streams: [Int: StoredStream]
    private var breaches: WorstFirst<Breach>
    private var waiting: WorstFirst<UntouchedLead>
    private var waitingLate = 0
    private var recycled: WorstFirst<UntouchedLead>
    private var counts: [Breach.Kind: Int] = [:]
    private var sources: [String: (passes: Int, touched: Int)] = [:]
    private var knowsMarketing = false
    private var owners: OwnerNames?

    init(
        measure: ServiceMeasure, scorecard: Scorecard, question: ScorecardQuestion,
        streams: [Int: StoredStream]
    ) {
        self.measure = measure
        self.scorecard = scorecard
        self.question = question
        self.streams = streams
        breaches = WorstFirst(limit: question.limit)
        waiting = WorstFirst(limit: question.limit)
        recycled = WorstFirst(limit: question.limit)
        owners = OwnerNames(wanted: question.owner)
    }

    /// - Parameters:
    ///   - dossier: what was known of the lead at the time that is asked about; `nil` where nothing was.
    ///   - whole: what is known today.
    ///   - ledger: what the ledger says of the lead; asked for only where it is listed.
    mutating func add(_ dossier: LeadDossier?, of whole: LeadDossier, suppressed ledger: () -> [Suppression]) {
        guard let dossier else { return scorecard.passOver(whole) }
        var lead = measure.measure(dossier)
        if !lead.passes.isEmpty { lead.futureTouches = measure.futureTouches(of: whole) }
        add(lead, of: dossier, suppressed: ledger)
    }

    mutating func add(_ dossier: LeadDossier, suppressed ledger: () -> [Suppression]) {
        add(measure.measure(dossier), of: dossier, suppressed: ledger)
    }

    private mutating func add(
        _ lead: MeasuredLead, of dossier: LeadDossier, suppressed ledger: () -> [Suppression]
    ) {
        if !knowsMarketing { knowsMarketing = dossier.isKnownToMarketing }
        for pass in lead.passes { owners?.add(pass.owner) }
        let (grouping, streams) = (question.grouping, streams)
        scorecard.add(lead) { pass in
            switch grouping {
            case .owner: pass.owner ?? ""
            case .source: ReportTally.source(of: pass, streams)
            case .campaign: dossier.lead.values[.campaign].map(\.description) ?? ""
            }
        }
        for pass in lead.passes where scorecard.contains(pass.handedOver) {
            let source = ReportTally.source(of: pass, streams)
            let isTouched = pass.answered != nil || pass.attemptsMade > 0
            sources[source, default: (0, 0)].passes += 1
            if isTouched { sources[source, default: (0, 0)].touched += 1 }
        }
        for breach in measure.breaches(in: lead, of: dossier, question.kinds, isIn: scorecard.contains)
        where isAskedFor(breach.owner) {
            counts[breach.kind, default: 0] += 1
            breaches.offer(badness: ReportTally.badness(of: breach), order: breach.lead.number, breach)
        }
        if let wait = measure.waiting(in: lead, of: dossier), isAskedFor(wait.owner) {
            let lead = UntouchedLead(wait: wait, outlook: measure.outlook(of: dossier, suppressed: ledger()))
            // Those that are late first; then, and where no limit is agreed, those that have waited longest.
            let badness = wait.minutesLate > 0 ? 1 << 40 + wait.minutesLate : wait.minutesWaited
            if lead.outlook?.isRecycled ?? false {
                recycled.offer(badness: badness, order: wait.lead.number, lead)
            } else {
                waiting.offer(badness: badness, order: wait.lead.number, lead)
                if wait.minutesLate > 0 { waitingLate += 1 }
            }
        }
    }

    /// By kind first, for working minutes cannot be held against minutes of the clock; then the latest.
    private static func badness(of breach: Breach) -> Int {
        let kinds = Breach.Kind.allCases
        return (kinds.count - (kinds.firstIndex(of: breach.kind) ?? 0)) << 40 + breach.minutesLate
    }

    private func isAskedFor(_ owner: String?) -> Bool { question.owner.map { $0 == owner ?? "" } ?? true }

    private static func source(of pass: MeasuredPass, _ streams: [Int: StoredStream]) -> String {
        streams[pass.evidence.stream]?.info.source ?? ""
    }

    var report: ScorecardReport {
        ScorecardReport(
            scorecard: scorecard, grouping: question.grouping, breaches: breaches,
            breachCounts: Breach.Kind.allCases.map { (kind: $0, count: counts[$0] ?? 0) }, waiting: waiting,
            waitingLate: waitingLate, recycled: recycled,
            quietSources: sources.filter { $0.value.touched == 0 }.map { (source: $0.key, passes: $0.value.passes) }
                .sorted { $0.source < $1.source }, knowsMarketing: knowsMarketing, unknownOwner: owners?.complaint)
    }
}
