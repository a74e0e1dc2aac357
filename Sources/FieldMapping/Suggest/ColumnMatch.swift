internal import LeadModel

/// A column, and what it was found to be.
struct ColumnMatch: Sendable {
    var column: ColumnProfile
    var concept: Concept?
    var confidence: Double
    /// Why, for the comment.
    var because: [String]
    /// What its name says about consent, if it does.
    var consent: ConsentLook.Sense?
}

/// Finds for each column what it is about, and for each concept its best column.
struct ColumnMatcher {
    let kind: RecordKind
    let vendor: VendorKnowledge?

    /// A line is written so that it counts from this confidence on; from the other one on it is written as a comment.
    static let sureEnough = 0.55
    static let worthTelling = 0.3

    private struct Candidate {
        var column: Int
        var concept: Concept
        var score: Double
        var because: [String]
    }

    /// The best concept of each column, in the order of the columns; a concept is taken by its best column, and the others get
    /// what is left or stay without.
    func matches(_ columns: [ColumnProfile]) -> [ColumnMatch] {
        var matches = columns.map {
            ColumnMatch(column: $0, concept: nil, confidence: 0, because: [], consent: consent(of: $0))
        }
        var taken: Set<Concept> = []
        for candidate in candidates(columns) where matches[candidate.column].concept == nil {
            guard !taken.contains(candidate.concept) || Self.mayRepeat(candidate.concept) else { continue }
            taken.insert(candidate.concept)
            matches[candidate.column].concept = candidate.concept
            matches[candidate.column].confidence = candidate.score
            matches[candidate.column].because = candidate.because
        }
        if kind == .lead { takeNameForLast(&matches) }
        return matches
    }

    /// `Vorname;Name`: beside a first name, and without any other last one, the name is the last. Where it holds the first
    /// names too, it is a whole one, which the draft takes apart.
    private func takeNameForLast(_ matches: inout [ColumnMatch]) {
        func find(_ concept: Concept) -> Int? {
            matches.firstIndex { $0.concept == concept && $0.confidence >= Self.sureEnough }
        }
        guard let first = find(.firstName), find(.lastName) == nil, let name = find(.fullName),
            let word = HeaderWords.words(matches[name].column.baseName).last, Self.bareNames.contains(word),
            HeaderWords.words(matches[name].column.baseName).count == 1
        else { return }
        let firstNames = matches[first].column.nameWords
        let shared = firstNames.intersection(matches[name].column.nameWords).count
        guard shared * 2 <= firstNames.count else { return }
        matches[name].concept = .lastName
        matches[name].because.append("a first name stands beside it")
    }

    private static let bareNames: Set<String> = ["name", "naam", "namn", "navn"]

    /// Concepts of which a record may have several columns.
    private static func mayRepeat(_ concept: Concept) -> Bool {
        switch concept {
        case .technical, .ofOwner, .ofCompany, .salesforceID, .secondEmail, .fax, .leadID, .ownerID, .optedOut,
            .optedIn,
            .doNotCall, .hardBounced:
            true
        default: false
        }
    }

    /// What the name of a column says about consent; `nil` where it is about something else, or the vendor says what it holds.
    private func consent(of column: ColumnProfile) -> ConsentLook.Sense? {
        // An address is an address, whatever it was agreed to be used for.
        guard column.guess.kind != .email else { return nil }
        let meanings = HeaderReader(kind: kind, vendor: nil).meanings(of: column.name)
        let isLikeConsent = meanings.contains { Self.isOfConsent($0.concept) }
        guard let sense = ConsentLook.sense(of: column.name) ?? (isLikeConsent ? .unclear : nil) else { return nil }
        if let known = vendor?.meaning(of: column.name)?.concept {
            // What the vendor keeps beside a flag, such as since when it is set.
            if known != .technical || vendor?.isDetail(column.name) == true { return nil }
        }
        // `subscribed at` is when the record was made.
        if meanings.contains(where: { $0.concept == .created && $0.score >= 0.9 }),
            ValueEvidence.fit(.created, column).share >= 0.9
        {
            return nil
        }
        return sense
    }

    private static func isOfConsent(_ concept: Concept) -> Bool {
        [.optedOut, .optedIn, .doNotCall, .hardBounced].contains(concept)
    }

    /// What a column of consent is taken for.
    private static func concept(of sense: ConsentLook.Sense) -> Concept? {
        switch sense {
        case .refusal: .optedOut
        case .permission: .optedIn
        case .noCalls: .doNotCall
        case .hardBounce: .hardBounced
        case .unclear: nil
        }
    }

    private func candidates(_ columns: [ColumnProfile]) -> [Candidate] {
        let reader = HeaderReader(kind: kind, vendor: vendor)
        var all: [Candidate] = []
        // What is named after somebody's address is about that person, and its name must not be written.
        for (number, column) in columns.enumerated()
        where ColumnWords.shownName(column.name) == column.name && !column.name.isEmpty {
            if let sense = consent(of: column) {
                guard let concept = Self.concept(of: sense) else { continue }
                let (share, values) = ValueEvidence.fit(concept, column)
                let score = 0.95 * share * repeatFactor(column)
                if score >= Self.worthTelling {
                    all.append(
                        Candidate(
                            column: number, concept: concept, score: score, because: ["header of a consent", values]))
                }
                continue
            }
            let meanings = reader.meanings(of: column.name)
            for meaning in meanings {
                let (share, values) = ValueEvidence.fit(meaning.concept, column)
                let score = meaning.score * share * repeatFactor(column)
                guard score >= Self.worthTelling else { continue }
                all.append(
                    Candidate(
                        column: number, concept: meaning.concept, score: score, because: [meaning.because, values]))
            }
            let best = all.last { $0.column == number }?.score ?? 0
            if best < Self.sureEnough, !meanings.contains(where: { Self.mayRepeat($0.concept) && $0.score > 0.8 }),
                let meaning = ValueEvidence.meaning(of: column)
            {
                let score = meaning.score * column.guess.share * repeatFactor(column)
                all.append(
                    Candidate(
                        column: number, concept: meaning.concept, score: score,
                        because: [meaning.because, "\(column.guess)"]))
            }
        }
        // A column that is filled counts before one that is not; the first before the second.
        return all.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            if a.score != b.score { return a.score > b.score }
            let (filledA, filledB) = (columns[a.column].filled, columns[b.column].filled)
            return filledA != filledB ? filledA > filledB : left.offset < right.offset
        }.map(\.element)
    }

    /// Of cells that repeat, the first is meant.
    private func repeatFactor(_ column: ColumnProfile) -> Double {
        guard column.name.hasSuffix("]"), let open = column.name.lastIndex(of: "["),
            let number = Int(column.name[column.name.index(after: open)...].dropLast())
        else { return 1 }
        // `[5, "Too expensive"]`: the second cell is the label.
        return number == 0 ? 0.97 : number == 1 && column.repeats == 2 ? 0.96 : 0.4
    }
}

/// Tells what kind of thing the records speak of.
enum RecordKindGuess {
    /// By the columns that are there: an amount and a stage are an opportunity's, a subject and a time an activity's.
    static func kind(of columns: [ColumnProfile], vendor: VendorKnowledge?) -> RecordKind {
        var read: [RecordKind: [[HeaderReader.Meaning]]] = [:]
        func has(_ concept: Concept, _ kind: RecordKind) -> Bool { !columnsOf(concept, kind).isEmpty }
        func columnsOf(_ concept: Concept, _ kind: RecordKind) -> Set<String> {
            let reader = HeaderReader(kind: kind, vendor: vendor)
            let meanings = read[kind] ?? columns.map { reader.meanings(of: $0.name) }
            read[kind] = meanings
            let found = zip(columns, meanings).filter { column, meanings in
                meanings.contains {
                    $0.concept == concept && $0.score >= 0.75 && ValueEvidence.fit(concept, column).share >= 0.5
                }
            }
            return Set(found.map(\.0.name))
        }
        let isPerson = has(.lastName, .lead) || has(.firstName, .lead)
        let hasEmail = has(.email, .lead)
        if !isPerson, !hasEmail, has(.amount, .opportunity), has(.stage, .opportunity) || has(.closed, .opportunity) {
            return .opportunity
        }
        if !isPerson, has(.subject, .activity) || has(.type, .activity) {
            if has(.at, .activity), has(.leadID, .activity) || hasEmail { return .activity }
            // With an id of its own beside that of whom it concerns, it is something that was done, whenever that was.
            let concerned = columnsOf(.leadID, .activity)
            if !hasEmail, !concerned.isEmpty, !columnsOf(.id, .activity).isSubset(of: concerned) { return .activity }
        }
        if !isPerson, !hasEmail, has(.name, .campaign),
            has(.cost, .campaign) || (has(.start, .campaign) && has(.end, .campaign))
        {
            return .campaign
        }
        return .lead
    }
}
