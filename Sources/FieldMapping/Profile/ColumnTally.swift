internal import LeadModel

/// Collects what one column of an export says, in memory that does not grow with the export.
struct ColumnTally {
    /// Distinct values are told apart up to this number.
    static let distinctLimit = 1_000
    /// Words are counted while there are no more of them.
    static let wordLimit = 48
    private static let sampleLimit = 3
    /// Names are remembered up to this number.
    private static let nameLimit = 20_000

    /// As a mapping writes it.
    let name: String
    /// Records with a value, with nothing but blanks or `null`, and those whose value is a word for nothing.
    private(set) var filled = 0
    private(set) var blank = 0
    private(set) var nulls = 0
    private(set) var nullWords: [String: Int] = [:]
    private(set) var samples: [String] = []
    /// Words with their counts, in the order they came; emptied where there are too many.
    private(set) var words: [(word: String, count: Int)] = []
    private(set) var hasTooManyWords = false
    private(set) var numbers = NumberTally()
    private(set) var times = DateCandidates()
    private(set) var shapes = ShapeCounts()
    private(set) var nameWords: Set<String> = []
    private let holdsNames: Bool
    private var distinct: Set<Int> = []
    private var hasMoreDistinct = false
    private var wordNumbers: [String: Int] = [:]
    private var scratch: [UInt8] = []

    /// How many values look like this or that.
    struct ShapeCounts {
        var emails = 0
        var links = 0
        var domains = 0
        var networkAddresses = 0
        var barePhones = 0
        var writtenPhones = 0
        /// Of both: those without a plus or zeros in front that say the country.
        var nationalPhones = 0
        /// Days with the name of a month, and numbers that spreadsheets keep days as.
        var monthNames = 0
        var serialDays = 0
        var countries = 0
        var statesToo = 0
        var currencies = 0
        var guids = 0
        var salesforceIDs = 0
        var hashes = 0
        var flagForms = 0
        var numberForms = 0
        var withSpace = 0
        var withDigit = 0
        var longest = 0
        /// Values with a semicolon, a comma, a bar in them.
        var semicolons = 0
        var commas = 0
        var bars = 0

        /// What stands between items, where one cell of ten or more has it.
        func separator(of filled: Int) -> String? {
            let marks = [(semicolons, ";"), (bars, "|"), (commas, ",")]
            return marks.first { $0.0 > 0 && $0.0 * 10 >= filled }?.1
        }
    }

    init(name: String) {
        self.name = name
        holdsNames = ColumnProfile.holdsNames(name)
    }

    /// The number of distinct values, and whether it is exact.
    var distinctCount: (count: Int, isExact: Bool) { (distinct.count, !hasMoreDistinct) }

    /// - Parameter takesSample: whether the record is one whose values may be shown.
    mutating func add(_ page: RecordPage, _ cell: RecordPage.Cell, _ bytes: Span<UInt8>, takesSample: Bool) {
        if cell.form == .null || cell.form == .empty {
            nulls += 1
            return
        }
        let range = PlainText.trimmed(bytes, cell.value.range)
        guard !range.isEmpty else {
            blank += 1
            return
        }
        let value = bytes.extracting(range)
        if let word = NullWordList.word(value) {
            nullWords[word, default: 0] += 1
            return
        }
        filled += 1
        if cell.form == .flag { shapes.flagForms += 1 }
        if cell.form == .number { shapes.numberForms += 1 }
        if takesSample, samples.count < Self.sampleLimit {
            let text = PlainText.decoded(value)
            if !samples.contains(text) { samples.append(text) }
        }
        if holdsNames, value.count <= 100, nameWords.count < Self.nameLimit {
            nameWords.formUnion(ShownWords.parts(of: PlainText.decoded(value)))
        }
        countDistinct(value)
        countWord(value)
        look(value)
    }

    private mutating func countDistinct(_ value: Span<UInt8>) {
        guard !hasMoreDistinct else { return }
        var hasher = Hasher()
        value.withUnsafeBufferPointer { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(value.count)
        let hash = hasher.finalize()
        if distinct.count < Self.distinctLimit {
            distinct.insert(hash)
        } else if !distinct.contains(hash) {
            hasMoreDistinct = true
        }
    }

    private mutating func countWord(_ value: Span<UInt8>) {
        guard !hasTooManyWords else { return }
        guard value.count <= 200 else {
            forgetWords()
            return
        }
        let word = PlainText.decoded(value)
        if let number = wordNumbers[word] {
            words[number].count += 1
        } else if words.count < Self.wordLimit {
            wordNumbers[word] = words.count
            words.append((word, 1))
        } else {
            forgetWords()
        }
    }

    private mutating func forgetWords() {
        hasTooManyWords = true
        words = []
        wordNumbers = [:]
    }

    private mutating func look(_ value: Span<UInt8>) {
        shapes.longest = max(shapes.longest, value.count)
        if TextLooks.hasSpace(value) { shapes.withSpace += 1 }
        var marks: (digit: Int, semicolon: Int, comma: Int, bar: Int) = (0, 0, 0, 0)
        for index in 0..<value.count {
            switch value[index] {
            case 0x30...0x39: marks.digit = 1
            case 0x3B: marks.semicolon = 1
            case 0x2C: marks.comma = 1
            case 0x7C: marks.bar = 1
            default: break
            }
        }
        shapes.withDigit += marks.digit
        shapes.semicolons += marks.semicolon
        shapes.commas += marks.comma
        shapes.bars += marks.bar
        numbers.add(value)
        times.add(value)
        guard value.count <= 254 else { return }
        if isAddress(value) {
            shapes.emails += 1
            return
        }
        if TextLooks.isLink(value) {
            shapes.links += 1
        } else if TextLooks.isNetworkAddress(value) {
            shapes.networkAddresses += 1
        } else if TextLooks.isDomain(value) {
            shapes.domains += 1
        }
        if DayLook.hasMonthName(value) { shapes.monthNames += 1 }
        if DayLook.isSerial(value) { shapes.serialDays += 1 }
        let phone = TextLooks.phone(value)
        switch phone {
        case .bare: shapes.barePhones += 1
        case .written: shapes.writtenPhones += 1
        case .no: break
        }
        if phone != .no, !TextLooks.isInternational(value) { shapes.nationalPhones += 1 }
        if TextLooks.isGUID(value) { shapes.guids += 1 }
        if TextLooks.isHash(value) { shapes.hashes += 1 }
        if TextLooks.isSalesforceID(value, scratch: &scratch) { shapes.salesforceIDs += 1 }
        lookAtCodes(value)
    }

    private mutating func lookAtCodes(_ value: Span<UInt8>) {
        guard 2...60 ~= value.count, !value[0].isDigit else { return }
        if CountryName.known.code(of: value, scratch: &scratch) != nil {
            shapes.countries += 1
            if value.count == 2, StateCodes.american.contains(PlainText.decoded(value)) { shapes.statesToo += 1 }
        }
        if value.count == 3, Currencies.codes.contains(PlainText.decoded(value)) { shapes.currencies += 1 }
    }

    private mutating func isAddress(_ value: Span<UInt8>) -> Bool {
        var hasSign = false
        for index in 0..<value.count where value[index] == 0x40 { hasSign = true }
        guard hasSign else { return false }
        do {
            try EmailAddress.read(value, into: &scratch)
            return true
        } catch {
            return false
        }
    }
}

/// Words that exports write where there is nothing.
enum NullWordList {
    /// Words that mean nothing else, in the spellings they are seen in.
    private static let words: Set<String> = [
        "null", "NULL", "Null", "(null)", "<null>", "[null]", "#N/A", "#NV", "#VALUE!", "N/A", "n/a", "N/a", "-", "--",
        "---", "–", "—",
        "nil", "undefined", "NaN", "(blank)", "(none)", "(empty)", "(No value)", "0000-00-00", "0000-00-00 00:00:00",
        "0000-00-00T00:00:00",
        "00.00.0000", "00/00/0000", "k.A.", "k. A.",
    ]
    private static let longest = words.map(\.utf8.count).max() ?? 0

    /// The word of a cell that holds nothing else.
    static func word(_ value: Span<UInt8>) -> String? {
        guard value.count <= longest else { return nil }
        let first = value[0]
        guard !first.isLetter || [0x6E, 0x4E, 0x75, 0x6B].contains(first) else { return nil }
        let text = PlainText.decoded(value)
        return words.contains(text) ? text : nil
    }
}

/// Codes that stand for American states and for countries alike, or for states alone.
enum StateCodes {
    static let american: Set<String> = Set(
        """
        AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC \
        SD TN TX UT VT VA WA WV WI WY DC
        """.split(separator: " ").map(String.init))
}
