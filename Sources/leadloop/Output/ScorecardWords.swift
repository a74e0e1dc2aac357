import LeadLifecycle
import SyncEngine

/// What a scorecard calls things, for people.
enum ScorecardWords {
    static func name(_ measure: ScorecardLine.Measure) -> String {
        switch measure {
        case .firstResponse: "first response"
        case .attempts: "attempts"
        case .followUp: "followed up"
        case .reason: "reason given"
        case .closeRate: "won, of accepted"
        case .delivery: "sales-ready leads"
        case .junk: "junk"
        }
    }

    static func agreed(_ line: ScorecardLine) -> String {
        guard let agreed = line.agreed else { return "not agreed" }
        switch line.measure {
        case .firstResponse: return "within \(agreed)"
        case .followUp, .reason, .closeRate: return "at least \(agreed)"
        case .junk: return "at most \(agreed)"
        case .attempts, .delivery: return agreed
        }
    }

    static func verdict(_ line: ScorecardLine) -> String {
        let word =
            switch line.verdict {
            case .met: "met"
            case .missed: "missed"
            case .noData: "no data"
            case .notAgreed: ""
            case .running: "running"
            case .notComparable: "not compared"
            }
        return line.isFew && !word.isEmpty ? "\(word), by few" : word
    }

    static func of(_ share: Share) -> String {
        "\(RunText.grouped(share.numerator)) of \(RunText.grouped(share.denominator))"
    }

    static func result(_ line: ScorecardLine) -> String { percent(line.permille) }

    /// `61.2%`; empty of nothing.
    static func percent(_ permille: Int?) -> String { permille.map { "\($0 / 10).\($0 % 10)%" } ?? "" }

    /// `12 pending, 3 without a time`
    static func besides(_ line: ScorecardLine) -> String {
        let pending = line.pending > 0 ? ["\(RunText.grouped(line.pending)) pending"] : []
        return
            (pending
            + line.leftOut.filter { $0.why != .notAgreed }.map { "\(RunText.grouped($0.count)) \(leftOut($0.why))" })
            .joined(separator: ", ")
    }

    private static func leftOut(_ why: MeasuredPass.LeftOut) -> String {
        switch why {
        case .noTime: "without a time"
        case .noHandOver: "without a hand-over on record"
        case .junk: "junk"
        case .ended: "over before the limit"
        case .reached: "reached with fewer"
        case .notAgreed: "not agreed"
        }
    }

    static func kind(_ kind: Breach.Kind) -> String {
        switch kind {
        case .firstResponse: "first response too late, or none"
        case .attempts: "too few attempts"
        case .noReason: "given up without a reason"
        case .tooEarly: "back with sales before the rest was over"
        }
    }

    /// What was left out of the figures, and what makes them doubtful.
    static func notes(_ report: ScorecardReport) -> [String] {
        let card = report.scorecard
        var notes: [String] = []
        if card.passesBefore > 0 {
            notes.append(
                "\(leads(card.passesBefore)) handed over before the first version of the agreement: not measured.")
        }
        if card.notKnown > 0 {
            notes.append("\(leads(card.notKnown)) of which no record tells how they stood at that time: not counted.")
        }
        if card.futureTouches > 0 {
            notes.append(
                "\(LeadText.count(card.futureTouches, "touch", "touches")) dated later than this report: not counted.")
        }
        if card.strayTouches > 0 {
            notes.append(
                "\(LeadText.count(card.strayTouches, "touch", "touches")) before the lead was handed over or between two passes: not counted as an answer."
            )
        }
        for quiet in report.quietSources {
            notes.append(
                "\(quiet.source): no touch of its \(leads(quiet.passes)) is on record; those that did not move on count as unanswered."
            )
        }
        if !report.knowsMarketing, card.total.handedOver > 0 {
            notes.append(
                "No record of a marketing system and no campaign says which leads marketing handed over: its promises are not measured."
            )
        }
        if card.passesOfOtherGroups > 0 {
            notes.append("\(leads(card.passesOfOtherGroups)) of more groups than are told apart.")
        }
        let byCount = card.total.attemptsByCount
        if byCount > 0 {
            notes.append("Attempts of \(leads(byCount)) are known by a count of the CRM alone, which has no times.")
        }
        return notes
    }

    static func leads(_ count: Int) -> String { "\(RunText.grouped(count)) lead\(count == 1 ? "" : "s")" }
}

extension LeadText {
    /// `1 touch`, `2 touches`
    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(RunText.grouped(number)) \(number == 1 ? one : many)"
    }
}
