import LeadModel

/// One promise on a scorecard: what is agreed, what was measured, and what that comes to.
public struct ScorecardLine: Sendable, Hashable {
    /// What is measured; each is one word in what programs read.
    public enum Measure: String, Sendable, Hashable, CaseIterable {
        case firstResponse = "first-response"
        case attempts
        case followUp = "follow-up-share"
        case reason = "reason-share"
        case closeRate = "close-rate"
        case delivery = "sales-ready-leads"
        case junk = "junk-share"
    }

    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        case met
        case missed
        /// Nothing in the period can be held against it.
        case noData = "no-data"
        case notAgreed = "not-agreed"
        /// The period of the promise is not over.
        case running
        /// The report is not about whole periods of the promise, and nobody asked to share it out among days.
        case notComparable = "not-comparable"
    }

    public var measure: Measure
    /// As the agreement writes it; `nil` where it says nothing.
    public var agreed: String?
    public var share: Share
    /// Whether the agreed share is the greatest, and not the least.
    public var isMost = false
    public var verdict: Verdict
    public var pending = 0
    /// Passes that say nothing of it, by reason; without those of none.
    public var leftOut: [(why: MeasuredPass.LeftOut, count: Int)] = []

    /// Whether so few were measured that chance decides.
    public var isFew: Bool { measure != .delivery && (1..<Share.fewest).contains(share.denominator) }

    /// The share in tenths of a per cent, rounded to the side on which nothing looks better than it is.
    public var permille: Int? { isMost ? share.permilleUp : share.permilleDown }

    public static func == (left: ScorecardLine, right: ScorecardLine) -> Bool {
        left.measure == right.measure && left.agreed == right.agreed && left.share == right.share
            && left.verdict == right.verdict && left.pending == right.pending
            && left.leftOut.elementsEqual(right.leftOut, by: ==)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(measure)
        hasher.combine(share)
    }
}

extension PassFigures {
    /// What sales promised, and how it kept it.
    /// - Parameter version: what was agreed; `nil` where that differs among the passes or is not to be told.
    public func salesLines(by version: AgreementVersion?) -> [ScorecardLine] {
        let sales = version?.sales
        return [
            line(.firstResponse, sales?.firstResponse?.description, response),
            line(.attempts, sales?.attempts.map { "\($0.count) within \($0.within)" }, attempts),
            least(.followUp, sales?.followUpShare, followUp),
            ScorecardLine(.reason, sales?.reasonShare, reasonShare),
            ScorecardLine(.closeRate, sales?.closeRate, closeRate, pending: acceptedOpen),
        ]
    }

    /// The share of junk that marketing promised not to exceed.
    public func junkLine(by version: AgreementVersion?) -> ScorecardLine {
        let agreed = version?.marketing.junkShare
        return ScorecardLine(
            measure: .junk, agreed: agreed.map { "\($0)%" }, share: junkShare, isMost: true,
            verdict: agreed.map { ScorecardLine.verdict(junkShare.staysWithin($0)) } ?? .notAgreed)
    }

    /// A promise that each single lead is owed.
    private func line(_ measure: ScorecardLine.Measure, _ agreed: String?, _ tally: PromiseTally) -> ScorecardLine {
        ScorecardLine(
            measure: measure, agreed: agreed, share: tally.share,
            verdict: agreed == nil ? .notAgreed : ScorecardLine.verdict(tally.share.reaches(ExactNumber(100))),
            pending: tally.pending, leftOut: tally.reasonsLeftOut)
    }

    private func least(
        _ measure: ScorecardLine.Measure, _ agreed: ExactNumber?, _ tally: PromiseTally
    ) -> ScorecardLine {
        var line = ScorecardLine(measure, agreed, tally.share, pending: tally.pending)
        line.leftOut = tally.reasonsLeftOut
        return line
    }
}

extension ScorecardLine {
    /// A promise of a least share.
    fileprivate init(_ measure: Measure, _ agreed: ExactNumber?, _ share: Share, pending: Int = 0) {
        self.init(
            measure: measure, agreed: agreed.map { "\($0)%" }, share: share,
            verdict: agreed.map { ScorecardLine.verdict(share.reaches($0)) } ?? .notAgreed, pending: pending)
    }

    fileprivate static func verdict(_ isKept: Bool?) -> Verdict { isKept.map { $0 ? .met : .missed } ?? .noData }
}

extension PromiseTally {
    fileprivate var reasonsLeftOut: [(why: MeasuredPass.LeftOut, count: Int)] {
        MeasuredPass.LeftOut.allCases.map { (why: $0, count: count($0)) }.filter { $0.count > 0 }
    }
}

extension DeliveryTarget {
    /// What marketing promised to hand over, and what it handed over.
    /// - Parameter all: leads of marketing handed over in the whole period.
    public func line(all: Int) -> ScorecardLine {
        func line(_ share: Share, _ verdict: ScorecardLine.Verdict) -> ScorecardLine {
            ScorecardLine(
                measure: .delivery, agreed: agreed.isEmpty ? nil : agreed.joined(separator: ", "), share: share,
                verdict: verdict)
        }
        if parts.isEmpty { return line(Share(all, of: 0), .notAgreed) }
        if let prorated {
            let share = Share(deliveredByNow, of: prorated)
            return line(share, prorated == 0 ? .noData : deliveredByNow >= prorated ? .met : .missed)
        }
        if !settled.isEmpty { return line(Share(delivered, of: target), delivered >= target ? .met : .missed) }
        guard let current = parts.last(where: \.isWhole) else { return line(Share(all, of: 0), .notComparable) }
        // What is reached before the end is reached.
        return line(
            Share(current.delivered, of: current.target), current.delivered >= current.target ? .met : .running)
    }
}
