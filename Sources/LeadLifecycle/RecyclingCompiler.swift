import ConfigFiles
import LeadModel

/// Reads `recycling:` of a version of the agreement.
struct RecyclingCompiler {
    let findings: Findings
    private(set) var warnings: [Fault] = []

    /// The pseudo-reason of leads that nobody touched.
    static let untouched = "untouched"

    init(findings: Findings) { self.findings = findings }

    mutating func compile(_ node: ConfigNode) -> RecyclingPolicy? {
        var map = ConfigMap(node, of: "a recycling policy", into: findings)
        let triggers = map.required("triggers").map(readTriggers)
        let neverNode = map.optional("never")
        let never = neverNode.map(readNever) ?? []
        let reasonsNode = map.required("reasons")
        let rules = reasonsNode.map { readRules($0, never: never) }
        map.refuseUnknownKeys()
        guard let triggers, let rules, let reasonsNode else { return nil }
        checkUntouched(triggers, rules: rules, at: reasonsNode.place)
        warnAboutGaps(rules, never: never, at: reasonsNode.place)
        return RecyclingPolicy(
            triggers: triggers.triggers, untouchedAfter: triggers.untouchedAfter, never: never,
            neverPlace: neverNode?.place ?? node.place, rules: rules)
    }

    private struct Triggers {
        var triggers: Set<RecycleTrigger> = []
        var untouchedAfter: AgreedSpan?
    }

    private func items(_ node: ConfigNode) -> [ConfigNode] {
        if case .list(let items) = node.content { items } else { [node] }
    }

    private func readTriggers(_ node: ConfigNode) -> Triggers {
        var read = Triggers()
        let words = RecycleTrigger.allCases.map { ($0 == .untouched ? "untouched after 14d" : $0.rawValue, $0) }
        for item in items(node) {
            guard let text = findings.text(item, of: "triggers") else { continue }
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

    private func readNever(_ node: ConfigNode) -> Set<DiscardReason> {
        var never: Set<DiscardReason> = []
        for item in items(node) {
            guard let text = findings.text(item, of: "never"),
                let reason = findings.choice(text, at: item.place, of: Self.reasons, called: "discard reason")
            else { continue }
            if !never.insert(reason).inserted {
                findings.add(
                    .agreementContradiction, "'\(text)' stands twice under 'never'", at: item.place,
                    advice: "Keep one of them.")
            }
        }
        return never
    }

    private static let reasons = DiscardReason.allCases.map { ($0.word, $0) }

    private func readRules(_ node: ConfigNode, never: Set<DiscardReason>) -> [RecycleRule?] {
        var rules = [RecycleRule?](repeating: nil, count: DiscardReason.allCases.count + 1)
        let slots = Self.reasons.map { ($0.0, Int($0.1.rawValue)) } + [(Self.untouched, DiscardReason.allCases.count)]
        let map = ConfigMap(node, of: "the reasons", into: findings)
        for entry in map.all {
            let slot = findings.choice(entry.key, at: entry.keyPlace, of: slots, called: "discard reason")
            let rule = readRule(entry)
            guard let slot else { continue }
            rules[slot] = rule
            if let reason = DiscardReason(word: entry.key), never.contains(reason) {
                findings.add(
                    .agreementContradiction, "'\(entry.key)' has a rule and stands under 'never'", at: entry.keyPlace,
                    advice: "Remove one of the two.")
            }
        }
        return rules
    }

    private func readRule(_ entry: ConfigEntry) -> RecycleRule? {
        var map = ConfigMap(entry.value, of: "a rule for a reason", into: findings)
        let track = map.required("track").flatMap(readTrack)
        let after = map.required("after").flatMap { node -> AgreedSpan? in
            guard let text = findings.text(node, of: "after") else { return nil }
            if let span = AgreedSpan(text) { return span }
            findings.add(
                .configWrongType, "'after' must be a length of time", at: node.place, seen: .word(text),
                advice: AgreedSpan.advice)
            return nil
        }
        let cycles = map.required("cycles") == nil ? nil : map.optionalInteger("cycles", in: 1...100)
        map.refuseUnknownKeys()
        guard let track, let after, let cycles else { return nil }
        return RecycleRule(
            track: track, coolingOff: after, cycles: cycles, path: "recycling.reasons.\(entry.key)",
            place: entry.keyPlace)
    }

    private func readTrack(_ node: ConfigNode) -> String? {
        guard let text = findings.text(node, of: "track") else { return nil }
        let isWord = text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        if isWord, (1...64).contains(text.utf8.count) { return text }
        findings.add(
            .configWrongType, "a track is named in small letters, digits and hyphens", at: node.place,
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
