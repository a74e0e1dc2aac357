internal import ConfigFiles
internal import Foundation
internal import LeadModel

/// Reads a mapping document into a plan; everything that is wrong goes into `findings`.
///
/// The sections are read by extensions, one a file: identity, field rules, vocabularies, tests.
struct MappingReader {
    let file: String
    let findings: Findings
    var plan = Plan()
    /// The mapping's `zone:`.
    var zone: Int?
    var ignored: [String] = []
    /// The mapping's `absent-is-null:`, for field rules that do not say it themselves.
    var absentIsNull = false
    /// Where each field is mapped.
    var places: [Field: Origin] = [:]

    /// - Parameter plan: what was read before, where tests beside a mapping are read.
    init(file: String, _ findings: Findings, plan: Plan = Plan(), ignored: [String] = []) {
        self.file = file
        self.findings = findings
        self.plan = plan
        self.ignored = ignored
    }

    static func read(_ document: ConfigDocument, file: String) -> FieldMapping? {
        var reader = MappingReader(file: file, document.findings)
        return document.root.flatMap { reader.read($0, document.node) }
    }

    /// The compiled mapping; to be used only where there are no findings.
    private mutating func read(_ map: ConfigMap, _ node: ConfigNode) -> FieldMapping? {
        guard let kind = map.text("record").flatMap({ RecordKind(word: $0) }) else { return nil }
        let name = map.text("mapping") ?? ""
        let ids = map["ids"].flatMap { space($0) }
        zone = map["zone"].flatMap { readZone($0) }
        absentIsNull = map.flag("absent-is-null") ?? false
        for word in map.texts("null-words") ?? [] { plan.nullWords.add(word) }
        if let identity = map.map("identity") { readIdentity(identity) }
        if kind == .lead, let references = map.map("references") { readReferences(references) }
        if kind == .activity || kind == .opportunity, let lead = map.map("lead") { readConcerns(lead) }
        if let fields = map.map("fields") { readFields(fields, kind) }
        if kind == .lead { readVocabularies(map) }
        ignored = map.texts("ignore") ?? []
        let saysNoOptOut = kind == .lead && map["opt-out"] != nil
        if saysNoOptOut, let place = places[.optedOut] {
            findings.add(
                .configWrongType, "'opt-out' says that the export has none, and 'opted-out' is mapped", at: place,
                advice: "Take `opt-out:` out, or the rule.")
        }
        plan.steps = plan.steps.map { $0.sparing(plan.nullWords) }
        plan.steps.sort { $0.field.rawValue < $1.field.rawValue }
        let tests = map["tests"].map { readTests($0, kind) } ?? []
        return FieldMapping(
            name: name, kind: kind, ids: ids, tests: tests, fingerprint: Fingerprint.text(of: node), file: file,
            ignored: ignored, saysNoOptOut: saysNoOptOut, places: places, warnings: findings.warnings, plan: plan,
            rules: Fingerprint.rules(of: node))
    }

    /// An id space, `salesforce` or `hubspot-uk`; it stands before a colon in references.
    func space(_ value: ConfigValue) -> String? {
        value.text.flatMap { checkedSpace($0, at: value.place) }
    }

    func checkedSpace(_ text: String, at place: Origin) -> String? {
        let isSound = !text.isEmpty && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == 0x2D || $0 == 0x5F }
        if isSound { return text }
        findings.add(
            .configWrongType, "an id space is a word of letters, digits and hyphens", at: place, seen: .word(text),
            advice: "Use the name that the other mapping declares with `ids:`.")
        return nil
    }

    /// The number of a zone in the plan.
    mutating func readZone(_ value: ConfigValue) -> Int? {
        guard let text = value.text else { return nil }
        if let zone = ZoneName.zone(text) { return plan.zone(zone) }
        let advice: String
        if let name = Nearest.name(for: text, among: ZoneName.known) {
            advice = "Did you mean '\(name)'?"
        } else {
            advice = "Write a zone as Area/City, such as Europe/Berlin, or UTC."
        }
        findings.add(.configUnknownValue, "'\(text)' is not a known zone", at: value.place, advice: advice)
        return nil
    }

    // MARK: Columns

    /// A column or a list of columns.
    mutating func source(_ value: ConfigValue) -> ColumnSource? {
        let labels = value.texts
        guard !labels.isEmpty else { return nil }
        let source = ColumnSource(labels.map { reference($0) })
        plan.sources.append(source)
        return source
    }

    private mutating func reference(_ label: String) -> ColumnReference {
        if !plan.mapped.contains(label) { plan.mapped.append(label) }
        let slot = plan.slot(label)
        var repeated: (slot: Int, number: Int)?
        var path = Substring(label)
        if label.hasSuffix("]"), let open = label.lastIndex(of: "["), open > label.startIndex,
            let number = Int(label[label.index(after: open)...].dropLast()), 0..<10_000 ~= number
        {
            path = label[..<open]
            repeated = (plan.slot(String(path)), number)
        }
        let selected = selected(label)
        let item = selectedItem(label)
        if selected != nil || item != nil, let open = label.firstIndex(of: "[") { path = label[..<open] }
        var above: [Int] = item == nil ? [] : [plan.slot(String(path))]
        while let dot = path.lastIndex(of: "."), dot > path.startIndex {
            path = path[..<dot]
            above.append(plan.slot(String(path)))
        }
        return ColumnReference(
            label: label, slot: slot, repeated: repeated, selected: selected, item: item, above: above)
    }

    /// `fields[name=email].newValue`: items of a list that differ by another member.
    private mutating func selectedItem(_ label: String) -> SelectedItem? {
        guard let open = label.firstIndex(of: "["), open > label.startIndex,
            let equals = label[open...].firstIndex(of: "="),
            let close = label[equals...].firstRange(of: "].")
        else { return nil }
        let path = label[..<open]
        let member = label[label.index(after: open)..<equals]
        let word = label[label.index(after: equals)..<close.lowerBound]
        let wanted = label[close.upperBound...]
        guard !member.isEmpty, !word.isEmpty, !wanted.isEmpty else { return nil }
        return SelectedItem(
            slot: plan.slot("\(path).\(wanted)"), member: plan.slot("\(path).\(member)"),
            attribute: plan.slot("\(path).@\(member)"), word: Array(word.utf8))
    }

    /// `FL[val=Email]`: elements that differ only by an attribute.
    private mutating func selected(_ label: String) -> SelectedElement? {
        guard label.hasSuffix("]"), let open = label.firstIndex(of: "["), open > label.startIndex,
            let equals = label[open...].firstIndex(of: "=")
        else { return nil }
        let path = label[..<open]
        let attribute = label[label.index(after: open)..<equals]
        let word = label[label.index(after: equals)...].dropLast()
        guard !attribute.isEmpty, !word.isEmpty else { return nil }
        return SelectedElement(
            slot: plan.slot(String(path)), attribute: plan.slot("\(path).@\(attribute)"), word: Array(word.utf8))
    }
}
