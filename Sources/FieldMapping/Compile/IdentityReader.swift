internal import ConfigFiles
internal import LeadModel

/// Reads `identity:`, `references:` and `lead:`.
extension MappingReader {
    private static let idForms: [(String, IdentifierRule.Form)] = [("text", .plain), ("salesforce-id", .salesforce)]

    mutating func readIdentity(_ node: ConfigNode) {
        var map = ConfigMap(node, of: "'identity'", into: findings)
        var form = IdentifierRule.Form.plain
        if let id = map.optional("id") {
            if let rule = identifier(id, of: "id", otherwise: .plain) {
                form = rule.form
                plan.steps.append(Step(field: .id, source: rule.source, rule: stepRule(rule)))
            }
        } else {
            findings.add(
                .mappingIdentityMissing, "'identity' needs the column of the record's id", at: node.place,
                advice: "Add `id: COLUMN` here.")
        }
        if let modified = map.optional("modified") { readField(.modified, modified) }
        if let deleted = map.optional("deleted") { readField(.deleted, deleted) }
        // What a record was merged into or became is spelled like the record's own id.
        if let merged = map.optional("merged-into"), let rule = identifier(merged, of: "merged-into", otherwise: form) {
            plan.steps.append(Step(field: .mergedInto, source: rule.source, rule: stepRule(rule)))
        }
        if let converted = map.optional("converted-to"),
            let rule = identifier(converted, of: "converted-to", otherwise: form)
        {
            let rules = rule.source.references.map {
                IdentifierRule(space: "", source: ColumnSource([$0]), form: rule.form)
            }
            plan.steps.append(Step(field: .convertedTo, source: rule.source, rule: .identifiers(rules)))
        }
        map.refuseUnknownKeys()
    }

    private func stepRule(_ rule: IdentifierRule) -> ValueRule {
        rule.form == .salesforce ? .salesforceID : .identifier
    }

    mutating func readReferences(_ node: ConfigNode?, _ kind: RecordKind) {
        guard let node else { return }
        guard kind == .lead else {
            findings.add(
                .configUnknownKey, "'references' is for leads", at: node.place,
                advice: "Say with `lead:` whom the \(kind.word) concerns.")
            return
        }
        let rules = spaces(node, of: "'references'", mayBeLists: true)
        if !rules.isEmpty { plan.steps.append(step(.references, rules, .references(rules))) }
    }

    mutating func readConcerns(_ node: ConfigNode?, _ kind: RecordKind, at place: Origin) {
        let isWanted = kind == .activity || kind == .opportunity
        guard let node else {
            if isWanted {
                findings.add(
                    .configMissingKey, "the mapping of an \(kind.word) needs the key 'lead'", at: place,
                    advice: "Say whom it concerns: `lead: { salesforce: WhoId, email: Email }`.")
            }
            return
        }
        guard isWanted else {
            findings.add(
                .configUnknownKey, "'lead' is for activities and opportunities", at: node.place,
                advice: kind == .lead ? "Ids in other systems stand under `references:`." : "Take it out.")
            return
        }
        let rules = spaces(node, of: "'lead'", mayBeLists: false)
        if !rules.isEmpty { plan.steps.append(step(.concerns, rules, .concerns(rules))) }
    }

    private func step(_ field: Field, _ rules: [IdentifierRule], _ rule: ValueRule) -> Step {
        Step(field: field, source: ColumnSource(rules.flatMap(\.source.references)), rule: rule)
    }

    /// `SPACE: COLUMN` lines; the space `email` stands for addresses.
    private mutating func spaces(_ node: ConfigNode, of subject: String, mayBeLists: Bool) -> [IdentifierRule] {
        var rules: [IdentifierRule] = []
        for entry in ConfigMap(node, of: subject, into: findings).all {
            guard let space = checkedSpace(entry.key, at: entry.keyPlace) else { continue }
            let form = space == "email" ? IdentifierRule.Form.email : .plain
            guard var rule = identifier(entry.value, of: entry.key, otherwise: form, mayBeList: mayBeLists) else {
                continue
            }
            rule.space = space
            if space == "email" { rule.form = .email }
            rules.append(rule)
        }
        return rules
    }

    /// A column, a list of them, or `{ from: COLUMN, as: salesforce-id }`; where several ids may stand in a cell, with
    /// their `separator`.
    private mutating func identifier(
        _ node: ConfigNode, of key: String, otherwise form: IdentifierRule.Form, mayBeList: Bool = false
    ) -> IdentifierRule? {
        guard case .map = node.content else {
            return source(node, of: key).map { IdentifierRule(space: "", source: $0, form: form) }
        }
        var map = ConfigMap(node, of: "the rule of '\(key)'", into: findings)
        let columns = map.required("from").flatMap { source($0, of: "from") }
        let declared = map.choice("as", of: Self.idForms, required: false)
        let separator = mayBeList ? map.optionalText("separator") ?? "" : ""
        map.refuseUnknownKeys()
        return columns.map {
            IdentifierRule(space: "", source: $0, form: declared ?? form, separator: Array(separator.utf8))
        }
    }
}
