import LeadLifecycle
public import LeadModel
public import LeadStore

/// What would become of one lead under another agreement, or at another time.
public struct PreviewedDecision: Sendable {
    public var lead: StoredLead
    /// What it is compared with: the stored decision, or the one under the agreement in force at the same time.
    public var before: Decision
    public var decision: Decision
}

/// Who would move, in numbers and lead by lead.
public struct RecyclingPreview: Sendable {
    /// A change that several leads share.
    public struct Move: Sendable, Hashable {
        /// A decision, its track, and where it waits or stays the cause.
        public struct End: Sendable, Hashable {
            public var kind: DecisionKind
            public var track: String?
            public var cause: DecisionCause
            /// Whether it is held out of its track.
            public var isControl: Bool

            init(_ decision: Decision) {
                (kind, track, cause) = (decision.kind, decision.track, decision.cause)
                isControl = decision.isControl
            }
        }

        public var from: End
        public var to: End
        public var trigger: RecycleTrigger?
        public var reason: DiscardReason?
    }

    /// Leads of one track, before and after.
    public struct Track: Sendable {
        public var track: String
        public var recycledBefore = 0
        public var recycledAfter = 0
        public var heldBefore = 0
        public var heldAfter = 0
    }

    /// Leads that were decided about.
    public internal(set) var decided = 0
    /// Leads of which nothing was known yet at that time.
    public internal(set) var notKnown = 0
    /// Leads that would be put somewhere else.
    public internal(set) var changed = 0
    /// Leads of whose decision anything would be another: those that are put somewhere else, and those that are told another
    /// version of the agreement, or another end of a rest that is over.
    public internal(set) var differing = 0
    /// The most frequent first.
    public internal(set) var moves: [(move: Move, leads: Int)] = []
    /// Tracks that any lead is in, by name.
    public internal(set) var tracks: [Track] = []
    /// The first of those that would move.
    public internal(set) var leads: [PreviewedDecision] = []

    private var counts: [Move: Int] = [:]
    private var byTrack: [String: Track] = [:]

    /// - Parameter limit: at most so many leads are kept; all are counted.
    mutating func add(_ lead: StoredLead, _ before: Decision, _ after: Decision, limit: Int) {
        decided += 1
        count(before, \.recycledBefore, \.heldBefore)
        count(after, \.recycledAfter, \.heldAfter)
        if before != after { differing += 1 }
        guard after.moves(from: before) else { return }
        changed += 1
        // How it left sales; of one that is no exit any more, how it had.
        let exit = after.trigger == nil ? before : after
        let move = Move(from: Move.End(before), to: Move.End(after), trigger: exit.trigger, reason: exit.reason)
        counts[move, default: 0] += 1
        if leads.count < limit { leads.append(PreviewedDecision(lead: lead, before: before, decision: after)) }
    }

    private mutating func count(
        _ decision: Decision, _ recycled: WritableKeyPath<Track, Int>, _ held: WritableKeyPath<Track, Int>
    ) {
        guard let track = decision.track else { return }
        switch decision.kind {
        case .recycle: byTrack[track, default: Track(track: track)][keyPath: recycled] += 1
        case .hold: byTrack[track, default: Track(track: track)][keyPath: held] += 1
        // A lead that goes back to sales has left its track, and one that waits there is in none.
        case .return, .suppress, .leave, .escalate: break
        }
    }

    mutating func finish() {
        moves = counts.map { (move: $0.key, leads: $0.value) }.sorted { left, right in
            left.leads == right.leads ? "\(left.move)" < "\(right.move)" : left.leads > right.leads
        }
        tracks = byTrack.values.sorted { $0.track < $1.track }
    }
}

extension Decision {
    /// Whether it puts a lead somewhere else than another decision did. By which version of the agreement, and until when a
    /// rest was that is over, moves nobody.
    fileprivate func moves(from before: Decision) -> Bool {
        if kind != before.kind || track != before.track || cycle != before.cycle || isControl != before.isControl {
            return true
        }
        switch kind {
        case .hold: return due != before.due
        case .leave: return cause != before.cause
        case .recycle, .suppress, .return, .escalate: return false
        }
    }
}

extension Inspector {
    /// Who would be decided about otherwise, without changing anything.
    ///
    /// What it costs: one walk through the leads with their records, and two decisions of each at most.
    /// - Parameters:
    ///   - other: an agreement that is tried; its decisions are compared with those of the agreement of the files at the same
    ///     time, so that only what the two differ in shows. `nil`: those of the files, compared with what is stored.
    ///   - instant: as of which time; what happened later is left out. `nil`: everything that is known, decided at `now`.
    ///   - limit: so many leads are listed.
    public func preview(
        with other: TriedAgreement? = nil, asOf instant: Instant? = nil, now: Instant, limit: Int = .max
    ) throws(Fault) -> RecyclingPreview {
        let time = instant ?? now
        let isPast = instant.map { $0 < now } ?? false
        let (base, tried) = (rules.agreement, other?.agreement ?? rules.agreement)
        var settlement = LeadSettlement(
            rules: rules, now: time, ledger: (look: try LedgerLook(store), streams: streams))
        let looking = settlement
        var past = PastDossiers(at: time, rules: rules)
        var preview = RecyclingPreview()
        let scan = DossierScan(store: store, streams: streams)
        try scan.forEach(by: &settlement) { (lead, whole) throws(Fault) in
            var dossier = whole
            if isPast {
                guard let known = past.dossier(whole) else { return preview.notKnown += 1 }
                dossier = known
            }
            // The same under every version of every agreement.
            let standing = base.standing(of: dossier)
            let suppressed = looking.suppressions(of: whole).filter { $0.since <= time }
            let before =
                other == nil
                ? lead.decision : base.decide(dossier, standing: standing, suppressed: suppressed, at: time)
            let after = tried.decide(dossier, standing: standing, suppressed: suppressed, at: time)
            preview.add(lead, before, after, limit: limit)
        }
        preview.finish()
        return preview
    }
}
