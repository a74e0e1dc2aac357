import ConfigFiles
import LeadModel

/// Reads `agreement:` and the keys of one version that are not about recycling.
struct AgreementCompiler {
    let findings: Findings
    var warnings: [Fault] = []

    static func compile(_ text: String, file: String) throws(FaultList) -> Agreement {
        let document = try ConfigDocument(text, file: file, of: AgreementSpecification.fileKind)
        return try document.result(read(document, file: file))
    }

    static func read(_ document: ConfigDocument, file: String) -> Agreement? {
        guard let items = document.root?["agreement"]?.items else { return nil }
        var compiler = AgreementCompiler(findings: document.findings)
        let versions = compiler.versions(items)
        return Agreement(file: file, versions: versions, warnings: compiler.warnings)
    }

    private mutating func versions(_ items: [ConfigValue]) -> [AgreementVersion] {
        var versions: [AgreementVersion] = []
        for item in items {
            guard let map = item.map, let version = version(map) else { continue }
            if let other = versions.first(where: {
                $0.effectiveFrom == version.effectiveFrom || $0.begins == version.begins
            }) {
                findings.add(
                    .agreementContradiction, "two versions take effect on \(version.effectiveFrom)", at: version.place,
                    advice: "The other stands at line \(other.place.line ?? 0). Keep one, or give one another date.")
            }
            versions.append(version)
        }
        checkOrder(versions)
        return versions.sorted { $0.begins < $1.begins }
    }

    private mutating func version(_ map: ConfigMap) -> AgreementVersion? {
        let date = map["effective-from"].flatMap { value in day(value).map { (text: value.text ?? "", day: $0) } }
        let zone = map["zone"].flatMap(zone)
        var hours: BusinessHours?
        if let map = map.map("business-hours") { hours = businessHours(map, zone: zone) }
        let teams = teams(map.map("stages"))
        let qualification = qualification(map)
        let sales = salesLevels(map.map("sales"))
        let escalation = escalation(map.map("sales"), hours: hours)
        let marketing = marketingLevels(map.map("marketing"))
        let hasHours = map["business-hours"] != nil
        let recycling = map.map("recycling").flatMap { map in
            var compiler = RecyclingCompiler(
                findings: findings, score: qualification.score, hasBusinessHours: hasHours)
            let policy = compiler.compile(map)
            warnings += compiler.warnings
            return policy
        }
        let suppression = map.map("suppression").flatMap { map in
            var compiler = SuppressionCompiler(findings: findings)
            let rules = compiler.compile(map)
            warnings += compiler.warnings
            return rules
        }
        guard let date, let zone, let recycling else { return nil }
        checkEscalation(escalation, sales: sales, untouchedAfter: recycling.untouchedAfter, hours: hours)
        warnAboutUntouched(
            sales, at: map.place(of: "sales"), untouchedAfter: recycling.untouchedAfter, hours: hours)
        warnAboutReturn(recycling, suppression ?? .none, qualification.score)
        let begins = zone.instant(days: date.day)
        return AgreementVersion(
            effectiveFrom: date.text, begins: begins, place: map.place, zone: zone,
            businessHours: hours, teams: teams, qualification: qualification, sales: sales, marketing: marketing,
            recycling: recycling,
            suppression: suppression ?? .none,
            escalation: escalation.map { step in
                EscalationStep(
                    after: step.after, track: step.track, place: step.place,
                    patience: Patience(step.after, in: hours, from: begins))
            },
            patience: recycling.untouchedAfter.map { Patience($0, in: hours, from: begins) })
    }

    private func teams(_ map: ConfigMap?) -> [Stage: String] {
        guard let map else { return [:] }
        var teams: [Stage: String] = [:]
        for stage in Stage.allCases { teams[stage] = map.text(stage.word) }
        return teams
    }

    private func qualification(_ map: ConfigMap) -> Qualification {
        let reader = CriterionReader(findings: findings)
        let score = map.map("score").flatMap(reader.readScore)
        func criterion(_ key: String) -> Criterion? { map[key].flatMap { reader.readFulfillable($0, score: score) } }
        return Qualification(
            score: score, marketingQualified: criterion("marketing-qualified"),
            salesAccepted: criterion("sales-accepted"), salesQualified: criterion("sales-qualified"))
    }

    private func zone(_ value: ConfigValue) -> CivilZone? {
        guard let text = value.text else { return nil }
        if let zone = CivilZone(text) { return zone }
        findings.add(
            .configUnknownValue, "'\(text)' is not a known zone", at: value.place,
            advice: "Write an IANA name such as America/New_York or Europe/Berlin; abbreviations mean several zones.")
        return nil
    }

    private func day(_ value: ConfigValue) -> Int? {
        guard let text = value.text else { return nil }
        if let day = CivilZone.day(ofDate: text) { return day }
        if let nearest = CivilZone.nearestDay(to: text) {
            findings.add(
                .configWrongType, "there is no day \(text)", at: value.place,
                advice: "The nearest one that there is: \(nearest).")
            return nil
        }
        findings.add(
            .configWrongType, "a date is needed here", at: value.place, seen: .word(text),
            advice: "Write year, month and day, such as 2026-10-01.")
        return nil
    }

    private mutating func businessHours(_ map: ConfigMap, zone: CivilZone?) -> BusinessHours? {
        let days = map["days"].flatMap { value in value.text.flatMap { weekdays($0, at: value.place) } }
        let from = minutes(map, "from")
        let to = minutes(map, "to")
        let holidays = (map["holidays"]?.items ?? []).compactMap { item in
            day(item).map { (day: $0, text: item.text ?? "", place: item.place) }
        }
        if let days { warnAboutHolidays(holidays, workingDays: days) }
        guard let days, let from, let to, let zone else { return nil }
        guard from < to else {
            findings.add(
                .agreementContradiction, "business hours end before they begin", at: map.place,
                advice:
                    "Write an earlier 'from' or a later 'to'; hours past midnight count on: \"30:00\" is six in the morning after."
            )
            return nil
        }
        guard to - from <= 1_440, from < 1_440 else {
            findings.add(
                .agreementContradiction, "business hours are longer than a day, or begin on another", at: map.place,
                advice: "Write 'from' within the day, and 'to' at most 24 hours later.")
            return nil
        }
        return BusinessHours(
            days: days, hours: from..<to, holidays: Set(holidays.map(\.day)), zone: zone,
            holidayPlace: map["holidays"]?.place)
    }

    /// `mon-fri`, `sun-thu`, `mon`: a run of days, which may pass the end of the week.
    private func weekdays(_ text: String, at place: Origin) -> [Bool]? {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { names.firstIndex(of: String($0)) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else {
            findings.add(
                .configUnknownValue, "'\(text)' is not a run of days", at: place,
                advice: "Write such as mon-fri, with the days mon, tue, wed, thu, fri, sat, sun.")
            return nil
        }
        var days = [Bool](repeating: false, count: 7)
        for step in 0...((last - first + 7) % 7) { days[(first + step) % 7] = true }
        return days
    }

    /// Minutes past midnight of `"09:00"`; 24:00 ends a day, and 30:00 is six in the morning after.
    private func minutes(_ map: ConfigMap, _ key: String) -> Int? {
        guard let value = map[key], let text = value.text else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 2_880
        {
            return hour * 60 + minute
        }
        findings.add(
            .configWrongType, "'\(key)' must be a time of day", at: value.place, seen: .word(text),
            advice: "Write hours and minutes in quotes, such as \"09:00\".")
        return nil
    }
}
