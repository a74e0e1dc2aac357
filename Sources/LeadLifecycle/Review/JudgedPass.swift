public import LeadModel

/// A pass through sales beside what was agreed to be qualified when it began.
public struct JudgedPass: Sendable {
    /// One agreed criterion as it stood at the hand-over.
    public struct Answer: Sendable {
        /// The stage that it is the criterion of.
        public var stage: Stage
        public var judgement: Judgement
    }

    public var pass: MeasuredPass
    /// Of each criterion that the version states, along the funnel.
    public var answers: [Answer]
    /// The points of each contribution to the score; empty where the version has none.
    public var points: [ScoreModel.Points]

    /// What was agreed about a stage; `nil` where nothing was.
    public func answer(for stage: Stage) -> Answer? { answers.first { $0.stage == stage } }

    /// How sales and what was agreed contradict each other; `nil` where they do not.
    public var disagreement: Disagreement? {
        guard let answer = answer(for: .marketingQualified) else { return nil }
        switch (answer.judgement.isMet, pass.salesVerdict) {
        case (true, .rejected): return .rejectedThoughQualified
        case (false, .accepted): return .acceptedThoughUnqualified
        default: return nil
        }
    }
}

/// How sales contradicts the agreed definition of a marketing-qualified lead.
public enum Disagreement: String, Sendable, Hashable, CaseIterable {
    /// Sales gave it up though it was what both had called qualified.
    case rejectedThoughQualified = "rejected-though-qualified"
    /// Sales took it though it was not.
    case acceptedThoughUnqualified = "accepted-though-unqualified"
}

extension Qualification {
    /// The stages that criteria are agreed for, along the funnel.
    public var stages: [Stage] {
        [Stage.marketingQualified, .salesAccepted, .salesQualified].filter { criterion(for: $0) != nil }
    }
}

extension ServiceMeasure {
    /// The passes of a lead with what was known of it at each hand-over. A pass that began before the first version is not
    /// among them.
    public func judge(_ lead: MeasuredLead, of dossier: LeadDossier) -> [JudgedPass] {
        lead.passes.map { pass in
            let qualification = agreement.versions[pass.version].qualification
            guard qualification.score != nil || !qualification.stages.isEmpty else {
                return JudgedPass(pass: pass, answers: [], points: [])
            }
            let known = Circumstances(dossier, at: pass.handedOver)
            let points = qualification.score?.points(in: known) ?? []
            let circumstances = known.scored(by: qualification.score)
            return JudgedPass(
                pass: pass,
                answers: qualification.stages.compactMap { stage in
                    qualification.criterion(for: stage).map {
                        JudgedPass.Answer(stage: stage, judgement: $0.judge(circumstances))
                    }
                }, points: points)
        }
    }
}
