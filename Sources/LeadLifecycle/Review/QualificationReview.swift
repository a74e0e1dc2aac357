public import LeadModel

/// What became of leads that fulfilled what was agreed, and of those that did not: what the departments need in order to
/// agree anew on what is qualified.
///
/// It is filled lead by lead. What it holds grows with the agreement's conditions and the groups, not with the leads.
public struct QualificationReview: Sendable {
    /// What leads are put together by.
    public enum Grouping: String, Sendable, Hashable, CaseIterable {
        case campaign
        case owner
        case month
    }

    /// Leads that fulfilled something, and leads that did not.
    public struct Split: Sendable, Hashable {
        public var met = VerdictFigures()
        public var unmet = VerdictFigures()

        public init() {}

        mutating func add(_ pass: MeasuredPass, isMet: Bool) {
            if isMet { met.add(pass) } else { unmet.add(pass) }
        }
    }

    /// One condition of a criterion, or one contribution to the score.
    public struct Predictor: Sendable, Hashable {
        /// As the file writes it; the name of a contribution.
        public var text: String
        public var place: Origin
        public var split = Split()
    }

    /// A criterion of one version.
    public struct CriterionReview: Sendable {
        public var stage: Stage
        public var split = Split()
        /// Its conditions in the order of the file.
        public var conditions: [Predictor]
    }

    /// What one version of the agreement calls qualified.
    public struct VersionReview: Sendable {
        public var criteria: [CriterionReview]
        /// The contributions to its score, in the order of the file: fulfilled where they gave or took points.
        public var contributions: [Predictor]
        public var all = VerdictFigures()
    }

    public let agreement: Agreement
    public let period: ReportPeriod
    public let asOf: Instant
    public let grouping: Grouping
    /// By the index of the version that was in force at the hand-over.
    public private(set) var versions: [Int: VersionReview] = [:]
    /// By what was agreed to be marketing-qualified; by campaign, owner or month, the empty text standing for none.
    public private(set) var groups: [String: Split] = [:]
    /// Passes of groups beyond the most that are told apart.
    public private(set) var passesOfOtherGroups = 0
    public private(set) var disagreements: [Disagreement: Int] = [:]
    /// Handed over under a version that does not say what is marketing-qualified.
    public private(set) var passesWithoutCriterion = 0

    /// The most groups that are told apart.
    public static let mostGroups = 10_000

    public init(_ agreement: Agreement, _ period: ReportPeriod, by grouping: Grouping, asOf: Instant) {
        self.agreement = agreement
        self.period = period
        self.grouping = grouping
        self.asOf = asOf
    }

    /// Whether a pass is one that the review is about.
    public func contains(_ pass: MeasuredPass) -> Bool { pass.handedOver <= asOf && period.contains(pass.handedOver) }

    /// - Parameter campaign: of the lead; empty where it belongs to none.
    public mutating func add(_ judged: JudgedPass, campaign: String) {
        guard contains(judged.pass) else { return }
        review(judged)
        guard let answer = judged.answer(for: .marketingQualified) else {
            passesWithoutCriterion += 1
            return
        }
        if let disagreement = judged.disagreement { disagreements[disagreement, default: 0] += 1 }
        let group = name(ofGroupOf: judged.pass, campaign: campaign)
        guard groups[group] != nil || groups.count < QualificationReview.mostGroups else {
            passesOfOtherGroups += 1
            return
        }
        groups[group, default: Split()].add(judged.pass, isMet: answer.judgement.isMet)
    }

    private mutating func review(_ judged: JudgedPass) {
        var review =
            versions[judged.pass.version] ?? VersionReview(agreement.versions[judged.pass.version].qualification)
        review.all.add(judged.pass)
        for (index, answer) in judged.answers.enumerated() {
            review.criteria[index].split.add(judged.pass, isMet: answer.judgement.isMet)
            for (condition, line) in answer.judgement.conditions.enumerated() {
                review.criteria[index].conditions[condition].split.add(judged.pass, isMet: line.isMet)
            }
        }
        for (index, points) in judged.points.enumerated() {
            review.contributions[index].split.add(judged.pass, isMet: points.hundredths != 0)
        }
        versions[judged.pass.version] = review
    }

    private func name(ofGroupOf pass: MeasuredPass, campaign: String) -> String {
        switch grouping {
        case .campaign: campaign
        case .owner: pass.owner ?? ""
        case .month: ReportPeriod(.month, containing: pass.handedOver, zone: period.zone).name
        }
    }

    /// The versions that leads were handed over under, earliest first.
    public var reviewed: [(version: AgreementVersion, review: VersionReview)] {
        versions.sorted { $0.key < $1.key }.map { (version: agreement.versions[$0.key], review: $0.value) }
    }

    /// Groups, months by their order, others by how many leads they have and then by name.
    public var sortedGroups: [(name: String, split: Split)] {
        let pairs = groups.map { (name: $0.key, split: $0.value) }
        return pairs.sorted { left, right in
            let (one, other) = (
                left.split.met.leads + left.split.unmet.leads, right.split.met.leads + right.split.unmet.leads
            )
            return grouping == .month || one == other ? left.name < right.name : one > other
        }
    }

    /// All leads under any version.
    public var total: VerdictFigures {
        versions.values.reduce(into: VerdictFigures()) { $0.add($1.all) }
    }
}

extension QualificationReview.VersionReview {
    init(_ qualification: Qualification) {
        criteria = qualification.stages.map { stage in
            QualificationReview.CriterionReview(
                stage: stage,
                conditions: qualification.criterion(for: stage)?.conditions.map {
                    QualificationReview.Predictor(text: $0.text, place: $0.place)
                } ?? [])
        }
        contributions =
            qualification.score?.contributions.map {
                QualificationReview.Predictor(text: $0.name, place: $0.place)
            } ?? []
    }
}

extension Judgement {
    /// Those of single conditions, in the order of the file.
    public var conditions: [Judgement] { place != nil ? [self] : parts.flatMap(\.conditions) }
}
