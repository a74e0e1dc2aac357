import ConfigFiles
import LeadModel

/// Reads `recycling:` of a version of the agreement.
struct RecyclingCompiler {
    let findings: Findings
    private(set) var warnings: [Fault] = []

    /// The pseudo-reason of leads that nobody touched.
    static let untouched = "untouched"

    /// The score that conditions ask for; `nil` where it is what the sources give.
    let score: ScoreModel?
    private var criteria: CriterionReader { CriterionReader(findings: findings) }

    private let hasBusinessHours: Bool

    init(findings: Findings, score: ScoreModel?, hasBusinessHours: Bool) {
        self.findings = findings
        self.score = score
        self.hasBusinessHours = hasBusinessHours
    }

    mutating func compile(_ map: ConfigMap) -> RecyclingPolicy? {
        let triggers = map["triggers"].map(readTriggers)
        let never = map["never"].map(readNever) ?? Never()
        let reasons = map.map("reasons")
        let returns = readReturn(map)
        checkAnybodyIsLeft(never)
        let rules = reasons.map { readRules($0, never: never, triggers?.triggers) }
        guard let triggers, let rules, let reasons else { return nil }
        let control = map["control"].map { readControl($0, rules) } ?? []
        checkUntouched(triggers, rules: rules)
        warnAboutTriggers(rules)
        warnAboutGaps(rules, never: never, at: reasons.place)
        return RecyclingPolicy(
            triggers: triggers.triggers, untouchedAfter: triggers.untouchedAfter, never: never.reasons,
            neverWhen: never.criteria, neverPlace: map["never"]?.place ?? map.place, rules: rules,
            control: control, returns: returns)
    }

    private func readReturn(_ map: ConfigMap) -> ReturnRule? {
        let allowsEarly = map.flag("return-to-sales-early")
        guard let value = map["return-to-sales"] else {
            if map["return-to-sales-early"] != nil {
                findings.add(
                    .agreementContradiction, "'return-to-sales-early' is agreed, and not what brings a lead back",
                    at: map.place(of: "return-to-sales-early"),
                    advice: "Write 'return-to-sales', such as `return-to-sales: activity demo-request within 7d`.")
            }
            return nil
        }
        guard let criterion = criteria.readFulfillable(value, score: score, isRenewal: true) else { return nil }
        if !criterion.canBeRenewed {
            findings.add(
                .agreementContradiction, "no lead ever fulfils it by what it does",
                at: map.place(of: "return-to-sales"),
                seen: .word(criterion.words),
                advice: "Ask for something new, such as `activity demo-request within 7d` or `score >= 60`.")
        }
        return ReturnRule(
            criterion: criterion, allowsEarly: allowsEarly ?? true, place: map.place(of: "return-to-sales"))
    }

    private struct Triggers {
        var triggers: Set<RecycleTrigger> = []
        var untouchedAfter: AgreedWait?
    }

    private func readTriggers(_ value: ConfigValue) -> Triggers {
        var read = Triggers()
        let words = RecycleTrigger.allCases.map { ($0 == .untouched ? "untouched after 14d" : $0.rawValue, $0) }
        for item in value.items {
            guard let text = item.text else { continue }
            let parts = text.split(separator: " ").map(String.init)
            let trigger: RecycleTrigger
            if parts.first == RecycleTrigger.untouched.rawValue {
                guard parts.count > 2, parts[1] == "after", let wait = AgreedWait(parts[2...]) else {
                    findings.add(
                        .configWrongType, "'untouched' needs the time after which a lead counts as untouched",
                        at: item.place, seen: .word(text),
                        advice: "Write such as untouched after 14d, or untouched after 10 business days.")
                    continue
                }
                if wait.needsBusinessHours, !hasBusinessHours {
                    findings.add(
                        .agreementContradiction, "'\(text)' needs business hours, and this version has none",
                        at: item.place, advice: "Add 'business-hours', or write such as untouched after 14d.")
                }
                trigger = .untouched
                if read.untouchedAfter == nil { read.untouchedAfter = wait }
            } else {
                guard let found = findings.choice(text, at: item.place, of: words, called: "trigger") else { continue }
                trigger = found
            }
            if !read.triggers.insert(trigger).inserted {
                findings.add(
                    .agreementContradiction, "the trigger '\(trigger.rawValue)' is agreed twice", at: item.place,
                    advice: "Keep one of them.")
            }
        }
        return read
    }

    /// Who never comes back: for a reason, or whatever the reason.
    struct Never {
        var reasons: Set<DiscardReason> = []
        var criteria: [Criterion] = []
        var places: [Origin] = []
    }

    private func readNever(_ value: ConfigValue) -> Never {
        var never = Never()
        for item in value.items {
            if let map = item.map {
                if let criterion = map["when"].flatMap({ criteria.readFulfillable($0, score: score) }) {
                    never.criteria.append(criterion)
                    never.places.append(item.place)
                }
                continue
            }
            guard let text = item.text, let reason = DiscardReason(word: text) else { continue }
            if !never.reasons.insert(reason).inserted {
                findings.add(
                    .agreementContradiction, "'\(text)' stands twice under 'never'", at: item.place,
                    advice: "Keep one of them.")
            }
        }
        return never
    }

    private func readRules(
        _ map: ConfigMap, never: Never, _ agreed: Set<RecycleTrigger>?
    ) -> [[RecycleRule]] {
        var rules = [[RecycleRule]](repeating: [], count: DiscardReason.allCases.count + 1)
        for entry in map.entries {
            let reason = DiscardReason(word: entry.key)
            let read = readRules(of: entry, agreed)
            rules[reason.map { Int($0.rawValue) } ?? DiscardReason.allCases.count] = read
            checkReached(read, never.criteria)
            if let reason, never.reasons.contains(reason) {
                findings.add(
                    .agreementContradiction, "'\(entry.key)' has a rule and stands under 'never'", at: entry.keyPlace,
                    advice: "Remove one of the two.")
            }
        }
        return rules
    }

    /// One rule, or several of which the first that fits decides.
    private func readRules(of entry: ConfigEntryValue, _ agreed: Set<RecycleTrigger>?) -> [RecycleRule] {
        guard entry.value.isList else {
            return entry.value.map.flatMap { readRule($0, entry.key, at: entry.keyPlace, agreed) }.map { [$0] } ?? []
        }
        return entry.value.items.enumerated().compactMap { index, item in
            item.map.flatMap { readRule($0, "\(entry.key)[\(index + 1)]", at: item.place, agreed) }
        }
    }

    private func readRule(
        _ map: ConfigMap, _ name: String, at place: Origin, _ agreed: Set<RecycleTrigger>?
    ) -> RecycleRule? {
        let track = map["track"].flatMap(readTrack)
        let after = map["after"].flatMap { value -> AgreedSpan? in
            guard let text = value.text else { return nil }
            if let span = AgreedSpan(text) { return span }
            findings.add(
                .configWrongType, "'after' must be a length of time", at: value.place, seen: .word(text),
                advice: AgreedSpan.advice)
            return nil
        }
        let cycles = map.wholeNumber("cycles")
        let triggers = map["triggers"].map { value in
            Set(value.texts.compactMap(RecycleTrigger.init(rawValue:)))
        }
        let when = map["when"]
        let criterion = when.flatMap { criteria.readFulfillable($0, score: score) }
        if let triggers, let agreed, triggers.isDisjoint(with: agreed) {
            findings.add(
                .agreementContradiction, "this rule fits nobody: none of its triggers is agreed",
                at: map.place(of: "triggers"), advice: "Name one that stands under 'triggers' of the policy.")
        }
        guard let track, let after, let cycles, when == nil || criterion != nil else { return nil }
        return RecycleRule(
            triggers: triggers, when: criterion, track: track, coolingOff: after, cycles: cycles,
            path: "recycling.reasons.\(name)", place: place)
    }

    private func readTrack(_ value: ConfigValue) -> String? {
        guard let text = value.text else { return nil }
        let isWord = text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        if isWord, (1...64).contains(text.utf8.count) { return text }
        findings.add(
            .configWrongType, "a track is named in small letters, digits and hyphens", at: value.place,
            seen: .word(text),
            advice: "Write such as back-in-season; at most 64 characters.")
        return nil
    }

    private func checkUntouched(_ triggers: Triggers, rules: [[RecycleRule]]) {
        // Where there are no triggers at all, that is told.
        guard let rule = rules[DiscardReason.allCases.count].first, triggers.untouchedAfter == nil,
            !triggers.triggers.isEmpty
        else { return }
        findings.add(
            .agreementContradiction, "'untouched' has a rule and is no trigger", at: rule.place,
            advice: "Add 'untouched after 14d' to 'triggers', or remove the rule.")
    }

    /// A lead whose reason has no rule stays where it is, visibly, as `no-rule`; one that may always come back, though it
    /// may be junk, is brought back. Worth a warning, not a fault.
    private mutating func warnAboutGaps(_ rules: [[RecycleRule]], never: Never, at place: Origin) {
        guard findings.faults.isEmpty else { return }
        let missing = DiscardReason.allCases.filter {
            rules[Int($0.rawValue)].isEmpty && !never.reasons.contains($0)
        }
        if !missing.isEmpty {
            warn(
                "no rule for \(missing.map(\.word).joined(separator: ", ")): leads with these reasons are left where they are",
                at: place, "Give each a rule under 'reasons', or list it under 'never'.")
        }
        for rules in rules {
            guard let last = rules.last, !rules.contains(where: \.isUnconditional) else { continue }
            warn(
                "leads that fit none of the conditions are left where they are", at: last.place,
                "Add a last rule without 'when' and 'triggers' for everybody else.")
        }
        if missing.isEmpty, never.reasons.isEmpty, never.criteria.isEmpty {
            warn(
                "the policy brings everybody back, spam and bad data, too", at: place,
                "List under 'never' the reasons that nobody should be written to for.")
        }
    }

    mutating func warn(_ summary: String, at place: Origin, _ advice: String) {
        warnings.append(Fault(.agreementContradiction, .stopRun, summary, at: place, advice: advice))
    }
}
