import LeadModel

/// What marketing sent a lead of one nurture track, by every version of its records and by marketing's activities.
///
/// The versions of records are all kept, so that the place where the content stopped is known though marketing's own
/// system has forgotten it.
struct NurtureHistory {
    private struct Step {
        var content: String
        var at: Instant
        /// Tells apart what has the same time.
        var version: VersionID

        static func isEarlier(_ left: Step, _ right: Step) -> Bool {
            if left.at != right.at { return left.at < right.at }
            return left.content != right.content ? left.content < right.content : left.version < right.version
        }
    }

    private var steps: [Step] = []

    init(_ dossier: LeadDossier, of track: String) {
        for record in dossier.records {
            for version in record.versions {
                let fields = version.observation.fields
                guard let name = fields.text(.nurtureTrack), NurtureHistory.word(name) == track,
                    let content = fields.text(.nurtureStep), !content.isEmpty
                else { continue }
                let time = fields.instant(.nurtureStepAt) ?? version.evidence.time
                steps.append(Step(content: content, at: time, version: version.version))
            }
        }
        for record in dossier.activities where record.stream.role == .marketing {
            let fields = record.current.observation.fields
            guard !record.current.observation.isDeleted, let kind = fields.text(.activityType),
                ActivityKinds.isSent(kind), let name = fields.text(.campaign), NurtureHistory.word(name) == track,
                let content = fields.text(.subject), !content.isEmpty
            else { continue }
            let time = fields.instant(.at) ?? record.current.evidence.time
            steps.append(Step(content: content, at: time, version: record.current.version))
        }
    }

    /// The content that it had last up to a time; `nil` where it had none of this track.
    func last(until end: Instant) -> String? {
        steps.filter { $0.at <= end }.max(by: Step.isEarlier)?.content
    }

    /// A track as the agreement names it: `Back in Season` is `back-in-season`.
    static func word(_ name: String) -> String {
        name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
    }
}
