import ConfigFiles
import LeadModel

/// Reads `recycling:` of a version of the agreement.
struct RecyclingCompiler {
    let findings: Findings
    private(set) var warnings: [Fault] = []

    /// The pseudo-reason of leads that nobody touched.
    static let untouched = "untouched"

    init(findings: Findings) { self.findings = findings }

    mutating func compile(_ map: ConfigMap) -> RecyclingPolicy? {
        let triggers = map["triggers"].map(readTriggers)
        let never = map["never"].map(readNever) ?? []
        let reasons = map.map("reasons")
        let rules = reasons.map { readRules($0, never: never) }
        guard let triggers, let rules, let reasons else { return nil }
        checkUntouched(triggers, rules: rules, at: reasons.place)
        warnAboutGaps(rules, never: never, at: reasons.place)
        return RecyclingPolicy(
            triggers: triggers.triggers, untouchedAfter: triggers.untouchedAfter, never: never,
            neverPlace: map["never"]?.place ?? map.place, rules: rules)
    }

    private struct Triggers {
        var triggers: Set<RecycleTrigger> = []
        var untouchedAfter: AgreedSpan?
    }

    private func readTriggers(_ value: ConfigValue) -> Triggers {
        var read = Triggers()
        let words = RecycleTrigger.allCases.map { ($0 == .untouched ? "untouched after 14d" : $0.rawValue, $0) }
        for item in value.items {
            guard let text = item.text else { continue }
            let parts = text.split(separator: " ").map(String.init)
            let trigger: RecycleTrigger
            if parts.first == RecycleTrigger.untouched.rawValue {
                guard parts.count == 3, parts[1] == "after", let span = AgreedSpan(parts[2]), span.amount > 0 else {
                    findings.add(
                        .configWrongType, "'untouched' needs the time after which a lead counts as untouched",
                        at: item.place,
                        seen: .word(text), advice: "Write such as untouched after 14d.")
                    continue
                }
                trigger = .untouched
                if read.untouchedAfter == nil { read.untouchedAfter = span }
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

    private func readNever(_ value: ConfigValue) -> Set<DiscardReason> {
        var never: Set<DiscardReason> = []
        for item in value.items {
            guard let text = item.text, let reason = DiscardReason(word: text) else { continue }
            if !never.insert(reason).inserted {
                findings.add(
                    .agreementContradiction, "'\(text)' stands twice under 'never'", at: item.place,
                    advice: "Keep one of them.")
            }
        }
        return never
    }

    private func readRules(_ map: ConfigMap, never: Set<DiscardReason>) -> [RecycleRule?] {
        var rules = [RecycleRule?](repeating: nil, count: DiscardReason.allCases.count + 1)
        for entry in map.entries {
            let reason = DiscardReason(word: entry.key)
            rules[reason.map { Int($0.rawValue) } ?? DiscardReason.allCases.count] = readRule(entry)
            if let reason, never.contains(reason) {
                findings.add(
                    .agreementContradiction, "'\(entry.key)' has a rule and stands under 'never'", at: entry.keyPlace,
                    advice: "Remove one of the two.")
            }
        }
        return rules
    }

    private func readRule(_ entry: ConfigEntryValue) -> RecycleRule? {
        guard let map = entry.value.map else { return nil }
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
        guard let track, let after, let cycles else { return nil }
        return RecycleRule(
            track: track, coolingOff: after, cycles: cycles, path: "recycling.reasons.\(entry.key)",
            place: entry.keyPlace)
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

    private func checkUntouched(_ triggers: Triggers, rules: [RecycleRule?], at place: Origin) {
        guard let rule = rules[DiscardReason.allCases.count], triggers.untouchedAfter == nil else { return }
        findings.add(
            .agreementContradiction, "'untouched' has a rule and is no trigger", at: rule.place,
            advice: "Add 'untouched after 14d' to 'triggers', or remove the rule.")
    }

    /// A lead whose reason has no rule stays where it is, visibly, as `no-rule`: worth a warning, not a fault.
    private mutating func warnAboutGaps(_ rules: [RecycleRule?], never: Set<DiscardReason>, at place: Origin) {
        let missing = DiscardReason.allCases.filter { rules[Int($0.rawValue)] == nil && !never.contains($0) }
        guard !missing.isEmpty, findings.faults.isEmpty else { return }
        warnings.append(
            Fault(
                .agreementContradiction, .stopRun,
                "no rule for \(missing.map(\.word).joined(separator: ", ")): leads with these reasons are left where they are",
                at: place, advice: "Give each a rule under 'reasons', or list it under 'never'."))
    }
}
