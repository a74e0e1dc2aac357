/// What a column holds, as far as all of its values together tell.
public struct TypeGuess: Sendable, Hashable {
    /// What kind of values they are.
    public enum Kind: Sendable, Hashable {
        /// No record has a value.
        case empty
        case text
        /// A few words that come again and again.
        case words
        case email
        case phone
        case link
        case domain
        case networkAddress
        case country
        /// Two letters that are codes of countries and of American states alike.
        case countryOrState
        case currency
        /// Words for yes and for no; either may be missing.
        case flag(yes: [String], no: [String])
        /// Whole numbers.
        case whole
        /// Numbers with decimals or thousands separators.
        case number(mark: String)
        /// Numbers that a point and a comma as decimal mark read differently, such as `1.234`.
        case ambiguousNumber
        /// Amounts with their currencies; the mark is `nil` where two would fit.
        case money(mark: String?, currencies: [String])
        /// Times in one spelling, as `format:` of a mapping writes it.
        case time(format: String, needsZone: Bool)
        /// Times that several spellings read, differently.
        case ambiguousTime(formats: [String], needsZone: Bool)
        /// Dates whose year has two digits, so that nothing says its century.
        case shortYear
        case salesforceID
        case guid
        case hash
        /// Digits that are kept as text: with leading zeros, or more than a number keeps.
        case digits
        /// Digits that are kept as text or are telephone numbers; the column's name must tell.
        case digitsOrPhone
        /// The same pieces in each value and each value once, such as `rec-223-org`.
        case code
    }

    public var kind: Kind
    /// Which part of the values it describes; 1 for all of them.
    public var share: Double

    public init(_ kind: Kind, share: Double = 1) {
        self.kind = kind
        self.share = share
    }

    /// A word for programs.
    public var word: String {
        switch kind {
        case .empty: "empty"
        case .text: "text"
        case .words: "words"
        case .email: "email"
        case .phone: "phone"
        case .link: "link"
        case .domain: "domain"
        case .networkAddress: "network-address"
        case .country: "country"
        case .countryOrState: "country-or-state"
        case .currency: "currency"
        case .flag: "flag"
        case .whole: "whole-number"
        case .number: "number"
        case .ambiguousNumber: "ambiguous-number"
        case .money: "money"
        case .time("epoch-seconds", _), .time("epoch-milliseconds", _): "epoch"
        case .time: "date-time"
        case .ambiguousTime: "ambiguous-date-time"
        case .shortYear: "two-digit-year"
        case .salesforceID: "salesforce-id"
        case .guid: "guid"
        case .hash: "hash"
        case .digits: "digits"
        case .digitsOrPhone: "digits-or-phone"
        case .code: "code"
        }
    }

    /// Whether something about the values must be decided by somebody who knows them.
    public var isAmbiguous: Bool {
        switch kind {
        case .ambiguousNumber, .ambiguousTime, .shortYear, .countryOrState, .digitsOrPhone, .money(mark: nil, _): true
        default: false
        }
    }
}

extension TypeGuess: CustomStringConvertible {
    public var description: String { share < 1 ? "\(text) (\(Self.percent(share)))" : text }

    private var text: String {
        switch kind {
        case .empty: "empty"
        case .text: "text"
        case .words: "a few words"
        case .email: "e-mail"
        case .phone: "telephone number"
        case .link: "link"
        case .domain: "domain"
        case .networkAddress: "network address"
        case .country: "country"
        case .countryOrState: "ambiguous: country or state code"
        case .currency: "currency code"
        case .flag(let yes, let no) where yes.isEmpty || no.isEmpty: "flag, \(Self.words(yes + no)) only"
        case .flag(let yes, let no): "flag, \(Self.words(yes)) or \(Self.words(no))"
        case .whole: "whole number"
        case .number(let mark): "number, decimal \(mark)"
        case .ambiguousNumber: "ambiguous number: decimal point or comma"
        case .money(let mark, let currencies):
            "amount of money, \(currencies.joined(separator: " ")), decimal \(mark ?? "point or comma: ambiguous")"
        case .time(let format, let needsZone): "time, \(format)\(needsZone ? ", needs a zone" : "")"
        case .ambiguousTime(let formats, let needsZone):
            "ambiguous time: \(formats.joined(separator: " or "))\(needsZone ? ", needs a zone" : "")"
        case .shortYear: "date with a year of two digits, which says no century"
        case .salesforceID: "Salesforce id"
        case .guid: "GUID"
        case .hash: "hash"
        case .digits: "digits, kept as text"
        case .digitsOrPhone: "digits: id or telephone number"
        case .code: "id"
        }
    }

    private static func words(_ words: [String]) -> String {
        words.isEmpty ? "blank" : words.map { $0.isEmpty ? "blank" : $0 }.joined(separator: "/")
    }

    static func percent(_ share: Double) -> String {
        // 99.9 % are not all of them.
        let percent = (share * 1_000).rounded(.down) / 10
        return percent >= 10 ? "\(Int(percent)) %" : "\(percent) %"
    }
}
