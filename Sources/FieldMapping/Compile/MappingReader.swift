internal import ConfigFiles
internal import Foundation
internal import LeadModel

/// Reads a mapping document into a plan; everything that is wrong goes into `findings`.
///
/// The sections are read by extensions, one a file: identity, field rules, vocabularies, tests.
struct MappingReader {
    let node: ConfigNode
    let file: String
    let findings: Findings
    var plan = Plan()
    /// The mapping's `zone:`.
    var zone: Int?
    var ignored: [String] = []

    init(_ node: ConfigNode, file: String, _ findings: Findings) {
        self.node = node
        self.file = file
        self.findings = findings
    }

    /// The compiled mapping; to be used only where there are no findings.
    mutating func read() -> FieldMapping {
        var map = ConfigMap(node, of: "a mapping", into: findings)
        let name = map.text("mapping") ?? ""
        let kind = map.choice("record", of: RecordKind.allCases.map { ($0.word, $0) }, required: true)
        let ids = map.optional("ids").flatMap { space($0, of: "ids") }
        zone = map.optional("zone").flatMap { readZone($0) }
        readNullWords(map.optional("null-words"))
        if let identity = map.required("identity") { readIdentity(identity) }
        let references = map.optional("references")
        let lead = map.optional("lead")
        let fields = map.optional("fields")
        let status = map.optional("status")
        let reason = map.optional("discard-reason")
        ignored = map.optional("ignore").map { findings.texts($0, of: "ignore") } ?? []
        let tests = map.optional("tests")
        map.refuseUnknownKeys()
        if let kind {
            readReferences(references, kind)
            readConcerns(lead, kind, at: node.place)
            if let fields { readFields(fields, kind) }
            readVocabularies(status: status, reason: reason, kind)
        }
        plan.steps.sort { $0.field.rawValue < $1.field.rawValue }
        return FieldMapping(
            name: name, kind: kind ?? .lead, ids: ids, tests: tests.map { readTests($0, kind ?? .lead) } ?? [],
            fingerprint: Fingerprint.text(of: node), file: file, ignored: ignored, plan: plan)
    }

    private mutating func readNullWords(_ node: ConfigNode?) {
        guard let node else { return }
        for word in findings.texts(node, of: "null-words") { plan.nullWords.add(word) }
    }

    /// An id space, `salesforce` or `hubspot-uk`; it stands before a colon in references.
    func space(_ node: ConfigNode, of key: String) -> String? {
        guard let text = findings.text(node, of: key) else { return nil }
        return checkedSpace(text, at: node.place)
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
    mutating func readZone(_ node: ConfigNode) -> Int? {
        guard let text = findings.text(node, of: "zone") else { return nil }
        if isUndecided(
            text, at: node.place, what: "the zone",
            advice: "Write the zone that times without an offset are meant in, such as Europe/Berlin, or UTC.")
        {
            // The formats without offset have been told of with this.
            return plan.zone(.gmt)
        }
        if let zone = ZoneName.zone(text) { return plan.zone(zone) }
        let advice: String
        if let name = Nearest.name(for: text, among: ZoneName.known) {
            advice = "Did you mean '\(name)'?"
        } else {
            advice = "Write a zone as Area/City, such as Europe/Berlin, or UTC."
        }
        findings.add(.configUnknownValue, "'\(text)' is not a known zone", at: node.place, advice: advice)
        return nil
    }

    // MARK: Columns

    /// A column or a list of columns.
    mutating func source(_ node: ConfigNode, of key: String) -> ColumnSource? {
        let labels = findings.texts(node, of: key)
        if labels == [Self.undecided],
            isUndecided(Self.undecided, at: node.place, what: "the column of '\(key)'", advice: "Name the column.")
        {
            return nil
        }
        guard !labels.isEmpty, !labels.contains("") else {
            if case .list(let items) = node.content, items.isEmpty || labels.contains("") {
                findings.add(.configWrongType, "'\(key)' names no column", at: node.place, advice: "Name a column.")
            } else if labels.contains("") {
                findings.add(.configWrongType, "a column needs a name", at: node.place, advice: "Name a column.")
            }
            return nil
        }
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
        if selected != nil, let open = label.firstIndex(of: "[") { path = label[..<open] }
        var above: [Int] = []
        while let dot = path.lastIndex(of: "."), dot > path.startIndex {
            path = path[..<dot]
            above.append(plan.slot(String(path)))
        }
        return ColumnReference(label: label, slot: slot, repeated: repeated, selected: selected, above: above)
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

extension Field {
    /// The field of a word, as mappings and tests write it.
    init?(mappingWord word: String) {
        guard let field = Field.allCases.first(where: { $0.word == word }) else { return nil }
        self = field
    }
}
