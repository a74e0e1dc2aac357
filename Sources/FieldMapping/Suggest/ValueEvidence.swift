internal import LeadModel

/// Holds the values of a column against what its name says.
enum ValueEvidence {
    /// How well the values fit a concept, 0 to 1, and what about them says so.
    static func fit(_ concept: Concept, _ column: ColumnProfile) -> (share: Double, because: String) {
        let words = description(of: column)
        if column.filled == 0 { return (concept == .id ? 0 : 0.75, "no values seen") }
        return (share(concept, column), words)
    }

    private static func share(_ concept: Concept, _ column: ColumnProfile) -> Double {
        let kind = column.guess.kind
        switch concept {
        case .email, .secondEmail: return email(column)
        case .phone, .mobilePhone, .fax: return phone(kind, column)
        case .modified, .created, .assigned, .converted, .consented, .firstResponse, .lastActivity, .at, .closed,
            .start, .end, .birthDate, .nurtureStepAt:
            return time(kind, column)
        case .deleted, .optedOut, .optedIn, .hardBounced, .doNotCall, .customer, .isConverted: return flag(kind)
        case .employees, .score, .callAttempts, .revenue, .amount, .cost: return number(kind, column)
        case .country: return country(kind, column)
        case .currency: return kind == .currency ? 1 : isShort(column) ? 0.5 : 0.15
        case .id: return identifier(kind, column)
        case .mergedInto, .convertedTo, .salesforceID, .leadID, .ownerID:
            return isCodeLike(kind) ? 1 : kind == .text ? 0.6 : 0.2
        case .status where isOfPlaces(column), .stage where isOfPlaces(column): return 0.3
        case .status, .lifecycle, .stage, .reason, .lostReason, .type, .rating, .outcome:
            return vocabulary(concept, kind, column)
        case .region where isOfStatuses(column): return 0.3
        case .website: return kind == .link || kind == .domain ? 1 : kind == .text ? 0.5 : 0.15
        case .owner: return isName(kind) || kind == .email ? 1 : 0.45
        case .ofOwner, .ofCompany, .technical, .salutation, .gender, .department, .bounceReason: return 1
        case .note, .subject, .leadSource, .campaign, .industry, .language, .interests, .channel, .name,
            .nurtureTrack, .nurtureStep:
            return isText(kind) ? 1 : 0.5
        case .postalCode: return isTime(kind) || kind == .email ? 0.15 : 1
        case .firstName, .lastName, .fullName, .company, .title, .street, .city, .region:
            return isText(kind) || kind == .countryOrState ? 1 : kind == .country ? 0.8 : 0.15
        }
    }

    // MARK: One kind of value each

    private static func email(_ column: ColumnProfile) -> Double {
        if column.guess.kind == .email { return column.guess.share >= 0.98 ? 1 : 0.95 }
        return column.notes.contains { $0.hasSuffix("e-mail addresses") } ? 0.7 : 0.1
    }

    private static func phone(_ kind: TypeGuess.Kind, _ column: ColumnProfile) -> Double {
        switch kind {
        case .phone, .digitsOrPhone: 1
        case .digits, .whole: 0.9
        case .text, .words: column.notes.contains { $0.hasSuffix("telephone numbers") } ? 0.85 : 0.35
        default: 0.15
        }
    }

    private static func isTime(_ kind: TypeGuess.Kind) -> Bool {
        switch kind {
        case .time, .ambiguousTime, .shortYear: true
        default: false
        }
    }

    private static func time(_ kind: TypeGuess.Kind, _ column: ColumnProfile) -> Double {
        if column.unreadDates != nil { return 0.85 }
        return switch kind {
        case .time: 1
        case .ambiguousTime: 0.95
        case .shortYear: 0.45
        case .text: column.nearTime == nil ? 0.15 : 0.9
        case .whole, .digitsOrPhone: column.epoch == nil ? 0.1 : 0.9
        default: 0.1
        }
    }

    private static func flag(_ kind: TypeGuess.Kind) -> Double {
        switch kind {
        case .flag: 1
        case .words: 0.5
        default: 0.15
        }
    }

    private static func number(_ kind: TypeGuess.Kind, _ column: ColumnProfile) -> Double {
        switch kind {
        case .whole, .number, .money: 1
        case .ambiguousNumber: 0.95
        case .flag: column.words.allSatisfy { $0.word == "0" || $0.word == "1" } ? 0.9 : 0.1
        case .digits, .digitsOrPhone: 0.6
        default: 0.15
        }
    }

    private static func country(_ kind: TypeGuess.Kind, _ column: ColumnProfile) -> Double {
        switch kind {
        case .country, .countryOrState: 1
        case .words, .text, .code: column.notes.contains { $0.hasSuffix("are countries") } ? 0.9 : 0.5
        default: 0.15
        }
    }

    private static func identifier(_ kind: TypeGuess.Kind, _ column: ColumnProfile) -> Double {
        if column.filled < column.records { return column.fillShare > 0.98 ? 0.4 : 0.1 }
        guard column.isUnique else { return column.records == 1 ? 0.8 : 0.3 }
        switch kind {
        case .salesforceID, .guid, .hash, .whole, .digits, .digitsOrPhone, .code: return 1
        case .text, .words, .flag: return 0.75
        case .email: return 0.5
        default: return 0.15
        }
    }

    private static func vocabulary(_ concept: Concept, _ kind: TypeGuess.Kind, _ column: ColumnProfile) -> Double {
        switch kind {
        case .words: return 1
        case .text, .code: return column.words.isEmpty ? (concept == .outcome ? 0.8 : 0.2) : 0.9
        case .whole: return column.words.isEmpty ? 0.2 : 0.85
        case .digits, .digitsOrPhone:
            // Codes that come again and again; telephone numbers and ids hardly do.
            return !column.words.isEmpty && column.words.count * 2 <= column.filled ? 0.85 : 0.1
        case .flag, .country, .currency, .countryOrState: return 0.4
        default: return 0.1
        }
    }

    /// `Estado` is a state of a country as well as one of a lead: the words tell, where some are known.
    private static func isOfStatuses(_ column: ColumnProfile) -> Bool {
        column.words.contains { StatusWords.stages.meaning(of: $0.word) != nil }
    }

    private static func isOfPlaces(_ column: ColumnProfile) -> Bool {
        !isOfStatuses(column) && !column.words.isEmpty
            && column.words.count(where: { ShownWords.isPlaceName($0.word) }) * 2 > column.words.count
    }

    private static func isShort(_ column: ColumnProfile) -> Bool { column.words.count <= 8 && !column.words.isEmpty }

    static func isCodeLike(_ kind: TypeGuess.Kind) -> Bool {
        switch kind {
        case .salesforceID, .guid, .hash, .whole, .digits, .digitsOrPhone, .code: true
        default: false
        }
    }

    private static func isName(_ kind: TypeGuess.Kind) -> Bool { kind == .text || kind == .words }

    private static func isText(_ kind: TypeGuess.Kind) -> Bool {
        switch kind {
        case .text, .words, .code, .domain, .country, .currency: true
        case .flag: false
        default: false
        }
    }

    // MARK: Values alone

    /// What a column holds whose name says nothing.
    static func meaning(of column: ColumnProfile) -> HeaderReader.Meaning? {
        switch column.guess.kind {
        case .email: HeaderReader.Meaning(concept: .email, score: 0.7, because: "by its values alone")
        case .phone: HeaderReader.Meaning(concept: .phone, score: 0.6, because: "by its values alone")
        case .country: HeaderReader.Meaning(concept: .country, score: 0.5, because: "by its values alone")
        case .link: HeaderReader.Meaning(concept: .website, score: 0.45, because: "by its values alone")
        default: nil
        }
    }

    /// What the values are, for a comment.
    private static func description(of column: ColumnProfile) -> String {
        let guess = "\(column.guess)"
        return column.guess.share < 1 || column.fillShare >= 0.995
            ? guess : "\(guess), \(TypeGuess.percent(column.fillShare)) filled"
    }
}
