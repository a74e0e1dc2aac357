internal import ConfigFiles
internal import LeadModel

/// Makes the rule of a field from what its column holds.
struct RuleMaker {
    /// The word that leaves a choice to the admin: `mapping check` names each line that has it.
    static let undecided = "undecided"

    /// The column of the country, for telephone numbers, and that of the currency, for amounts.
    var country: ColumnProfile?
    var currency: ColumnProfile?
    var nullsFalse = false
    /// Which words of the export may be written down.
    private let shown: ShownWords
    /// Columns of times that leave their zone open.
    private(set) var withoutZone: [String] = []

    init(_ shown: ShownWords) { self.shown = shown }

    /// - Parameter words: what a closed vocabulary of the field means, where there is one.
    mutating func rule(_ field: Field, _ match: ColumnMatch, words: StatusWords? = nil) -> DraftRule {
        let column = match.column
        var rule = DraftRule(
            key: field.word, field: field, columns: [column.name], confidence: match.confidence, because: match.because)
        rule.isComment = match.confidence < ColumnMatcher.sureEnough
        switch field.type {
        case .email: addEmail(&rule, column)
        case .phone: addPhone(&rule, column)
        case .dateTime: addTime(&rule, column)
        case .number: addNumber(&rule, column)
        case .money: addMoney(&rule, column)
        case .flag: addFlag(&rule, column)
        case .country: addCountry(&rule, column)
        case .list: addList(&rule, column)
        case .text: if let words { addWords(&rule, column, words) }
        }
        return rule
    }

    // MARK: Types

    private func addEmail(_ rule: inout DraftRule, _ column: ColumnProfile) {
        rule.set("as", "email")
        if column.filled > 0, column.guess.kind != .email || column.guess.share < 1 {
            tolerate(&rule, "some values are no addresses; those records stay without one")
        }
    }

    private func addPhone(_ rule: inout DraftRule, _ column: ColumnProfile) {
        rule.set("as", "phone")
        if let country {
            var pairs = [DraftRule.Pair(key: "from", value: .word(country.name))]
            if column.nationalPhones > 0, country.filled < country.records {
                pairs.append(.init(key: "default", value: .word(Self.undecided)))
                rule.questions.append("the country of numbers of '\(column.name)' where '\(country.name)' is blank")
            }
            rule.set("region", .map(pairs))
        } else if column.nationalPhones > 0 {
            rule.set("region", Self.undecided)
            let numbers = column.nationalPhones == 1 ? "1 number says" : "\(column.nationalPhones) numbers say"
            rule.because.append("\(numbers) no country, and no column does")
            rule.questions.append("the country of numbers without one in '\(column.name)'")
        }
        if column.filled > column.withDigit {
            tolerate(&rule, "some values have no digits; those records stay without a number")
        }
    }

    private mutating func addTime(_ rule: inout DraftRule, _ column: ColumnProfile) {
        rule.set("as", "date-time")
        switch column.guess.kind {
        case .time(let format, let needsZone):
            rule.set("format", format)
            if needsZone, !rule.isComment { withoutZone.append(column.name) }
        case .ambiguousTime(let formats, let needsZone):
            rule.choices = ["\(formats.joined(separator: " and ")) read all \(column.filled) values. Keep one of them:"]
            rule.choices += formats.map { "format: \(YAMLText.scalar($0))" }
            rule.set("format", Self.undecided)
            rule.questions.append("the format of '\(column.name)': \(formats.joined(separator: " or "))")
            if needsZone, !rule.isComment { withoutZone.append(column.name) }
        default:
            if let why = column.unreadDates {
                rule.set("format", Self.undecided)
                rule.because.append(why)
                rule.questions.append("the times of '\(column.name)': \(why)")
            } else if let near = column.nearTime {
                rule.set("format", near.format)
                tolerate(
                    &rule,
                    "\(near.missing) of \(column.filled) values are not \(near.format); those records stay without the time"
                )
                if near.needsZone, !rule.isComment { withoutZone.append(column.name) }
            } else if let epoch = column.epoch {
                rule.set("format", epoch)
            } else if column.filled == 0 {
                // Nobody knows how it will be written; a line that does not count says that it is there.
                rule.isComment = true
                rule.set("format", "iso")
            } else {
                rule.isComment = true
                rule.set("format", Self.undecided)
            }
        }
    }

    private func decimal(_ rule: inout DraftRule, _ column: ColumnProfile) {
        switch column.guess.kind {
        case .number(mark: "comma"), .money(mark: "comma", _): rule.set("decimal", "comma")
        case .ambiguousNumber, .money(mark: nil, _):
            rule.set("decimal", Self.undecided)
            rule.choices.append(
                "\(column.name): a point and a comma as decimal mark read it differently. Write one of them.")
            rule.questions.append("the decimal mark of '\(column.name)': point or comma")
        default: break
        }
    }

    private func addNumber(_ rule: inout DraftRule, _ column: ColumnProfile) {
        rule.set("as", "number")
        decimal(&rule, column)
    }

    private func addMoney(_ rule: inout DraftRule, _ column: ColumnProfile) {
        rule.set("as", "money")
        decimal(&rule, column)
        if case .money(_, let currencies) = column.guess.kind, let first = currencies.first {
            if currencies.count == 1 {
                rule.set("currency", first)
                return
            }
            rule.choices.append(
                "amounts without a sign are taken for the declared currency; the others say theirs: \(currencies.joined(separator: " "))."
            )
        } else if let currency, currency.filled > 0 {
            let hasGaps = currency.filled < currency.records
            // Only a code is written down: anything may stand in the column.
            let all =
                currency.words.count == 1 ? currency.words.map(\.word).first(where: Currencies.codes.contains) : nil
            var pairs = [DraftRule.Pair(key: "from", value: .word(currency.name))]
            if hasGaps, let all { pairs.append(.init(key: "default", value: .word(all))) }
            if !hasGaps || all != nil {
                rule.set("currency", .map(pairs))
                return
            }
            pairs.append(.init(key: "default", value: .word(Self.undecided)))
            rule.set("currency", .map(pairs))
            rule.questions.append("the currency of amounts without one in '\(column.name)'")
            return
        }
        if column.filled == 0 { rule.isComment = true }
        rule.set("currency", Self.undecided)
        if !rule.isComment { rule.questions.append("the currency of '\(column.name)'") }
    }

    private func addFlag(_ rule: inout DraftRule, _ column: ColumnProfile) {
        rule.set("as", "flag")
        guard case .flag(let yes, let no) = column.guess.kind else {
            if column.filled > 0 { rule.isComment = true }
            return
        }
        let isUsual =
            yes.allSatisfy { ["true", "1", "yes"].contains($0.lowercased()) }
            && no.allSatisfy { ["false", "0", "no"].contains($0.lowercased()) }
        // Where `false` is a word for nothing, what is blank means no.
        if isUsual, !nullsFalse { return }
        rule.set("true-words", .list(yes.isEmpty ? ["true"] : yes))
        rule.set(
            "false-words",
            .list((no + (nullsFalse ? [""] : [])).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }))
    }

    private func addCountry(_ rule: inout DraftRule, _ column: ColumnProfile) {
        rule.set("as", "country")
        guard column.filled > 0,
            column.guess.kind != .country && column.guess.kind != .countryOrState || column.guess.share < 1
        else {
            return
        }
        tolerate(&rule, "some values are no countries that are known; those records stay without one")
    }

    private func addList(_ rule: inout DraftRule, _ column: ColumnProfile) {
        rule.columns = [column.baseName]
        rule.set("as", "list")
        if let separator = column.separator { rule.set("separator", separator) }
    }

    /// A field that knows certain words only, such as the type of an activity.
    private func addWords(_ rule: inout DraftRule, _ column: ColumnProfile, _ words: StatusWords) {
        guard !column.words.isEmpty else {
            rule.isComment = true
            return
        }
        let values = shown.vocabulary(of: [column]) { words.meaning(of: $0) }
        rule.set(
            "values", .map(values.words.map { .init(key: $0.word, value: .word($0.meaning ?? Self.undecided)) }))
        rule.tell(hidden: values.hidden)
        let open = values.undecided.map(\.word)
        if !open.isEmpty {
            rule.questions.append("\(open.count) word\(open.count == 1 ? "" : "s") of '\(column.name)'")
        }
    }

    /// Keeps records whose value cannot be read; said in the comment, because the admin may want them refused.
    private func tolerate(_ rule: inout DraftRule, _ why: String) {
        rule.set("invalid", "blank")
        rule.because.append("`invalid: blank`: \(why)")
    }
}
