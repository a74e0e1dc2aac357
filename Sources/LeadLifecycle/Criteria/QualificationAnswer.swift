public import LeadModel

/// Whether a lead was qualified at one time, by the version of the agreement that was in force then.
public struct QualificationAnswer: Sendable, Hashable {
    /// One criterion, and the stage that it leads to.
    public struct Criterion: Sendable, Hashable {
        public let stage: Stage
        public let judgement: Judgement
    }

    /// The agreement's score, with what it is made of.
    public struct Score: Sendable, Hashable {
        public let total: ExactNumber
        public let points: [ScoreModel.Points]
    }

    public let at: Instant
    /// `effective-from` of the version.
    public let agreement: String
    /// `nil` where the version has none.
    public let score: Score?
    /// Those that the version states, in the order of the funnel.
    public let criteria: [Criterion]
}

extension Agreement {
    /// Asks every criterion of the version in force at a time, by what was known of the lead then; `nil` where none was in
    /// force, or it states neither criteria nor a score.
    public func qualification(of dossier: LeadDossier, at instant: Instant) -> QualificationAnswer? {
        guard let version = version(at: instant) else { return nil }
        let plain = Circumstances(dossier, at: instant)
        let score = version.qualification.score.map { model in
            let points = model.points(in: plain)
            return QualificationAnswer.Score(total: model.total(points), points: points)
        }
        let circumstances = plain.scored(by: version.qualification.score)
        let criteria = [Stage.marketingQualified, .salesAccepted, .salesQualified].compactMap { stage in
            version.qualification.criterion(for: stage).map {
                QualificationAnswer.Criterion(stage: stage, judgement: $0.judge(circumstances))
            }
        }
        guard score != nil || !criteria.isEmpty else { return nil }
        return QualificationAnswer(at: instant, agreement: version.effectiveFrom, score: score, criteria: criteria)
    }
}
