public import LeadModel

/// What was known of a lead at one time: its fields by the records as they were then, and what it had done by then.
///
/// A field's value is the one of the newest record that holds any; a record that was first seen later counts as it was at
/// first, because an export shows the present and leaves out the past. Activities of later times have not happened yet.
public struct Circumstances: Sendable {
    /// The time that is asked about.
    public let at: Instant
    /// What each record said then, the newest first.
    private let said: [FieldValues]
    private let activities: [Activity]
    /// By the agreement, where it has a score; filled in by `ScoreModel`.
    var score: ExactNumber?
    /// Activities that a lead must have done are those after this time; `nil`: all of them.
    var deedsAfter: Instant?

    struct Activity: Sendable, Hashable {
        var type: String
        var at: Instant
        /// Whether it was told of only before it was to happen.
        var isAnnounced: Bool
    }

    /// - Parameters:
    ///   - instant: the time; what happened at that very time has happened.
    ///   - role: whose records count; `nil`: everybody's.
    public init(_ dossier: LeadDossier, at instant: Instant, by role: SourceRole? = nil) {
        at = instant
        said = dossier.records.filter { role == nil || $0.stream.role == role }.compactMap {
            Circumstances.version(of: $0, at: instant)
        }.sorted { left, right in
            left.evidence != right.evidence ? left.evidence > right.evidence : left.version < right.version
        }.map(\.observation.fields)
        activities = dossier.activities.compactMap { record in
            let fields = record.current.observation.fields
            guard !record.current.observation.isDeleted, let type = fields.text(.activityType) else { return nil }
            let time = fields.instant(.at) ?? record.current.evidence.time
            return time <= instant
                ? Activity(type: type, at: time, isAnnounced: time > record.current.evidence.time) : nil
        }.sorted { $0.at < $1.at }
    }

    /// The version of a record that was in force; the first where the record was not seen yet, `nil` where it was deleted.
    private static func version(of record: LeadRecord, at instant: Instant) -> RecordVersion? {
        let version = record.versions.last { $0.evidence.time <= instant } ?? record.versions.first
        return version.flatMap { $0.observation.isDeleted ? nil : $0 }
    }

    /// The value of a field; `nil` where no record holds one.
    func value(of field: Field) -> FieldValue? {
        for fields in said {
            if let entry = fields.entry(field), !entry.isBlank { return fields.value(of: entry) }
        }
        return nil
    }

    /// The text of a field; `nil` where no record holds one.
    func text(_ field: Field) -> String? { value(of: field)?.description }

    /// The domains of every e-mail address that a record held then, each once, the newest record's first.
    var domains: [String] {
        var domains: [String] = []
        for fields in said {
            guard let domain = fields.text(.email)?.split(separator: "@").last.map({ $0.lowercased() }),
                !domains.contains(domain)
            else { continue }
            domains.append(domain)
        }
        return domains
    }

    /// When activities of a kind happened, oldest first; those within a time of `at` where it is given.
    func times(of kind: String, within span: AgreedSpan?) -> [Instant] {
        let earliest = span.map { Instant(milliseconds: at.milliseconds - $0.milliseconds) }
        return activities.filter { $0.type == kind && $0.at >= earliest ?? Instant(milliseconds: .min) }.map(\.at)
    }

    /// The same, of those only that count as done.
    func deeds(of kind: String, within span: AgreedSpan?) -> [Instant] {
        guard let deedsAfter else { return times(of: kind, within: span) }
        let earliest = span.map { Instant(milliseconds: at.milliseconds - $0.milliseconds) } ?? deedsAfter
        return activities.filter {
            $0.type == kind && $0.at > deedsAfter && $0.at >= earliest && !$0.isAnnounced
        }.map(\.at)
    }
}
