public import ConfigFiles
public import LeadModel

/// What marketing and sales agreed: every dated version of `config/agreement.yaml`.
///
/// The version in force when something happened decides about it, so that a new version never changes what the old one
/// promised, and a replay gives the same decisions.
public struct Agreement: Sendable, Hashable {
    public let file: String
    /// Earliest first; never empty, no two with the same date.
    public let versions: [AgreementVersion]
    /// What is allowed but probably not meant, such as a reason without a rule.
    public let warnings: [Fault]

    init(file: String, versions: [AgreementVersion], warnings: [Fault]) {
        self.file = file
        self.versions = versions
        self.warnings = warnings
    }

    public static let fileKind = AgreementSpecification.fileKind

    /// Reads the agreement from its file's text.
    /// - Throws: every finding at once, each with its place.
    public static func compile(_ text: String, file: String) throws(FaultList) -> Agreement {
        try AgreementCompiler.compile(text, file: file)
    }

    /// The version in force at an instant; `nil` before the first.
    public func version(at instant: Instant) -> AgreementVersion? { index(at: instant).map { versions[$0] } }

    /// The first instant of a day such as `2026-10-01` in the zone of the version in force then, or of the first one before it;
    /// `nil` for any other text.
    public func beginning(ofDay text: String) -> Instant? {
        CivilZone.day(ofDate: text).map { zone(ofDay: $0).instant(days: $0) }
    }

    /// The last instant of a day such as `2026-10-01`, to the millisecond, in the zone that its beginning is in; `nil` for any
    /// other text.
    public func end(ofDay text: String) -> Instant? {
        CivilZone.day(ofDate: text).map { day in
            Instant(milliseconds: zone(ofDay: day).instant(days: day + 1).milliseconds - 1)
        }
    }

    /// That of the version in force when a day begins, or of the first one before it.
    private func zone(ofDay day: Int) -> CivilZone {
        (versions.last { $0.begins <= $0.zone.instant(days: day) } ?? versions[0]).zone
    }

    /// Whether a text names a day that there is.
    public static func isDay(_ text: String) -> Bool { CivilZone.day(ofDate: text) != nil }

    /// The zone of the version in force at a time, or of the first one before it; UTC where there is none.
    public func zone(at instant: Instant) -> CivilZone { (version(at: instant) ?? versions.first)?.zone ?? .utc }

    /// The day of an instant in the zone of the version in force then, or of the first one before it; in UTC where there is none.
    public func day(of instant: Instant) -> String {
        (version(at: instant) ?? versions.first)?.zone.date(of: instant) ?? String(instant.description.prefix(10))
    }

    /// Day, hour and minute of an instant in the same zone, such as `2026-10-01 14:05`.
    public func time(of instant: Instant) -> String {
        (version(at: instant) ?? versions.first)?.zone.time(of: instant) ?? instant.description
    }

    /// The zones whose days count, in the order of the versions, none twice in a row.
    public var zones: [String] {
        versions.map(\.zone.name).reduce(into: []) { zones, name in if zones.last != name { zones.append(name) } }
    }

    /// The nearest day that there is to one such as `2027-02-29`; `nil` where the text names a day, or is no date at all.
    public static func nearestDay(to text: String) -> String? { CivilZone.nearestDay(to: text) }

    /// A warning where not even the earliest version is in force yet.
    public func notYetInForce(at now: Instant) -> Fault? {
        guard let first = versions.first, first.begins > now else { return nil }
        return Fault(
            .agreementNotInForce, .stopRun,
            "the earliest version of the agreement is in force from \(first.effectiveFrom) on; until then nothing is recycled",
            at: first.place,
            advice:
                "Leads that sales gives up before that day stay where they are; for them, too, write an earlier `effective-from`."
        )
    }

    /// A warning where the version in force lists holidays, and none of this year or a later one: service levels count the days
    /// of this year's as if somebody worked on them.
    public func withoutHolidays(at now: Instant) -> Fault? {
        guard let version = version(at: now), let hours = version.businessHours, let last = hours.holidays.max() else {
            return nil
        }
        let year = Instant.civil(fromDays: version.zone.day(of: now)).year
        guard Instant.civil(fromDays: last).year < year else { return nil }
        return Fault(
            .agreementContradiction, .stopRun, "no holiday of \(year) is listed, and there are some of years before",
            at: hours.holidayPlace ?? version.place,
            advice: "Add this year's holidays; a day that passes without them counts as a working day.")
    }

    /// The fields of a lead's records that decide about it, whatever is agreed: its history, whether it may be written to,
    /// and what it is counted for.
    public static let fields: Set<Field> = [
        .email, .phone, .mobilePhone, .created, .assigned, .firstResponse, .callAttempts, .converted, .optedOut,
        .hardBounced, .doNotCall, .customer, .consented, .campaign,
    ]

    /// The team that owned a stage at a time; `nil` where none was agreed.
    public func team(of stage: Stage, at instant: Instant) -> String? {
        index(at: instant).flatMap { versions[$0].teams[stage] }
    }

    /// Every track of every version, each once: what feeds may select.
    public var tracks: [String] {
        var seen: Set<String> = []
        return versions.flatMap(\.recycling.tracks).filter { seen.insert($0).inserted }
    }

    /// Where the newest version with a rule for this track has it.
    public func place(of track: String) -> Origin? {
        versions.reversed().lazy.compactMap { version in
            version.recycling.rules.joined().first { $0.track == track }?.place
        }.first
    }

    /// The place of the version in force, found without copying it.
    func index(at instant: Instant) -> Int? {
        var found: Int?
        for index in versions.indices {
            if versions[index].begins > instant { break }
            found = index
        }
        return found
    }
}

/// The agreement as it stands from one date on, until the next version's.
public struct AgreementVersion: Sendable, Hashable {
    /// As the file writes it, such as `2026-10-01`.
    public let effectiveFrom: String
    /// The first instant of that date in the agreement's zone.
    public let begins: Instant
    public let place: Origin
    public let zone: CivilZone
    /// `nil` where service levels count around the clock.
    public let businessHours: BusinessHours?
    /// Which team owns the leads of a stage, where that is agreed.
    public let teams: [Stage: String]
    public let qualification: Qualification
    public let sales: SalesServiceLevels
    public let marketing: MarketingServiceLevels
    public let recycling: RecyclingPolicy
    public let suppression: SuppressionRules
    /// Who is told of leads that nobody touches, the soonest first.
    public let escalation: [EscalationStep]
    /// How long a lead may wait; `nil` where `untouched` is no trigger.
    let patience: Patience?
}
