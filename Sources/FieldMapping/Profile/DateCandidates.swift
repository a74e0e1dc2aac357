internal import LeadModel

/// The spellings of time that read every value of a column.
///
/// A column has one spelling: what reads only some of its values is none. Where days and months cannot be told apart, both
/// spellings stay.
struct DateCandidates {
    /// A spelling that is tried.
    struct Spelling {
        let text: String
        let format: DateFormat
        /// Spellings of one rank say different things of the same value; of several ranks only the lowest counts.
        let rank: Int
    }

    /// What came of a column.
    enum Outcome: Equatable {
        case none
        case one(String)
        case several([String])
    }

    private var counts: [(spelling: Int, count: Int)] = []
    private var values = 0
    private var withoutOffset = 0
    /// Values that some spelling reads.
    private var readable = 0
    private var padded = false
    private var withShortYear = 0
    /// Values for which every spelling was tried in vain.
    private var failures = 0

    /// After so many values that no spelling reads, others are not tried any more.
    private static let failureLimit = 24

    mutating func add(_ cell: Span<UInt8>) {
        values += 1
        var isRead = false
        var hasOffset = true
        for index in counts.indices {
            guard let time = Self.spellings[counts[index].spelling].format.read(cell), Self.isLikely(time) else {
                continue
            }
            counts[index].count += 1
            isRead = true
            hasOffset = time.offsetSeconds != nil
        }
        if !isRead {
            guard failures < Self.failureLimit, Self.mayBeTime(cell) else { return }
            for (number, spelling) in Self.spellings.enumerated() {
                guard let time = spelling.format.read(cell), Self.isLikely(time) else { continue }
                counts.append((number, 1))
                isRead = true
                hasOffset = time.offsetSeconds != nil
            }
            if !isRead {
                failures += 1
                if Self.hasShortYear(cell) { withShortYear += 1 }
                return
            }
        }
        readable += 1
        if !hasOffset { withoutOffset += 1 }
        padded = padded || Self.isPadded(cell)
    }

    /// Whether some values leave open in which zone they are meant.
    var needsZone: Bool { withoutOffset > 0 }

    /// Whether the values look like dates whose year has two digits.
    var hasShortYears: Bool { values > 0 && withShortYear == min(values, Self.failureLimit) }

    /// Several spellings of which each reads some of the values and none reads all; empty where the values are no times.
    var mixture: [String] {
        guard outcome == .none, readable > 0, readable * 10 >= values * 9 else { return [] }
        return counts.sorted { $0.count > $1.count }.prefix(2).map { Self.spellings[$0.spelling].text }
    }

    var outcome: Outcome { outcome(reading: values) }

    /// The outcome if a share of the values were mended, and how many those are.
    func nearOutcome(missing share: Double) -> (outcome: Outcome, missing: Int)? {
        guard let best = counts.map(\.count).max(), best < values, Double(values - best) <= Double(values) * share
        else {
            return nil
        }
        return (outcome(reading: best), values - best)
    }

    private func outcome(reading wanted: Int) -> Outcome {
        guard wanted > 0 else { return .none }
        let full = counts.filter { $0.count == wanted }.map { Self.spellings[$0.spelling] }
        guard let rank = full.map(\.rank).min() else { return .none }
        // Of `d` and `dd` the stricter one is right where somebody wrote a leading zero.
        let twins = Dictionary(grouping: full.filter { $0.rank == rank }.map(\.text), by: Self.loose)
        let texts = twins.values.compactMap { twins in
            twins.min { padded ? $0.utf8.count > $1.utf8.count : $0.utf8.count < $1.utf8.count }
        }
        return texts.count == 1 ? .one(texts[0]) : .several(texts.sorted())
    }

    // MARK: Spellings

    /// Dates with their ranks. Dots stand between day, month and year in that order unless no such day exists; ISO counts
    /// before everything.
    private static let dates: [(String, Int)] = [
        ("yyyy-MM-dd", 2), ("yyyy/M/d", 2), ("yyyy/MM/dd", 2), ("yyyy.MM.dd", 2), ("yyyyMMdd", 3),
        ("d.M.yyyy", 2), ("dd.MM.yyyy", 2), ("M.d.yyyy", 4), ("MM.dd.yyyy", 4),
        ("d/M/yyyy", 2), ("dd/MM/yyyy", 2), ("M/d/yyyy", 2), ("MM/dd/yyyy", 2),
        ("d-M-yyyy", 2), ("dd-MM-yyyy", 2), ("M-d-yyyy", 2), ("MM-dd-yyyy", 2),
        ("d MMM yyyy", 2), ("dd MMM yyyy", 2), ("d-MMM-yyyy", 2), ("dd-MMM-yyyy", 2), ("d. MMM yyyy", 2),
        ("MMM d, yyyy", 2), ("MMM dd, yyyy", 2), ("MMM d yyyy", 2),
    ]

    private static let times = [
        "", " HH:mm", " HH:mm:ss", " HH:mm:ss.S", " H:mm", " H:mm:ss", " h:mm a", " h:mm:ss a", ", HH:mm", ", HH:mm:ss",
        ", h:mm a", ", h:mm:ss a", "'T'HH:mm", "'T'HH:mm:ss", " HH:mm XXX", " HH:mm:ss XXX", " HH:mm:ssXXX",
        "'T'HH:mmXXX",
        "'T'HH:mm:ssXXX", " h:mm a XXX",
    ]

    static let spellings = known.spellings
    /// What of the tables is no pattern, and why; the tests hold that nothing is.
    static let unread = known.unread

    private static let known = {
        var spellings = [Spelling(text: "iso", format: .iso, rank: 1)]
        var unread: [String] = []
        for (date, rank) in dates {
            for time in times {
                let text = date + time
                do throws(DatePattern.Problem) {
                    spellings.append(Spelling(text: text, format: .pattern(try DatePattern(text)), rank: rank))
                } catch {
                    unread.append("\(text): \(error.summary)")
                }
            }
        }
        return (spellings: spellings, unread: unread)
    }()

    /// The pattern with one digit or two for each day, month and hour.
    private static func loose(_ text: String) -> String {
        text.replacing("dd", with: "d").replacing("HH", with: "H").replacing("MMM", with: "#").replacing(
            "MM", with: "M"
        )
        .replacing("#", with: "MMM")
    }

    // MARK: Values

    private static func isLikely(_ time: CivilTime) -> Bool { 1900...2100 ~= time.year }

    /// Whether a value is worth trying every spelling on it.
    private static func mayBeTime(_ cell: Span<UInt8>) -> Bool {
        guard 6...40 ~= cell.count else { return false }
        var digits = 0
        for index in 0..<cell.count where cell[index].isDigit { digits += 1 }
        // A time with nanoseconds and an offset has 27.
        return 4...27 ~= digits
    }

    /// Whether a day or month below ten is written with a zero in front.
    private static func isPadded(_ cell: Span<UInt8>) -> Bool {
        for index in 0..<min(cell.count, 10) where cell[index] == 0x30 {
            let isFirst = index == 0 || !cell[index - 1].isDigit
            if isFirst, index + 1 < cell.count, cell[index + 1].isDigit { return true }
        }
        return false
    }

    /// `3/15/24`, `15.03.24`.
    private static func hasShortYear(_ cell: Span<UInt8>) -> Bool {
        var groups: [Int] = [0]
        var marks = 0
        for index in 0..<cell.count {
            let byte = cell[index]
            if byte.isDigit {
                groups[groups.count - 1] += 1
            } else if byte == 0x2F || byte == 0x2E || byte == 0x2D {
                marks += 1
                groups.append(0)
            } else {
                break
            }
        }
        return marks == 2 && groups.count == 3 && 1...2 ~= groups[0] && 1...2 ~= groups[1] && groups[2] == 2
    }
}
