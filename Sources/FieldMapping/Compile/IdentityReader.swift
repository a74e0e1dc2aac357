internal import ConfigFiles
internal import LeadModel

/// Reads `identity:`, `references:` and `lead:`.
extension MappingReader {
    mutating func readIdentity(_ map: ConfigMap) {
        var form = IdentifierRule.Form.plain
        if let id = map["id"], let rule = identifier(id, otherwise: .plain) {
            form = rule.form
            plan.steps.append(Step(field: .id, source: rule.source, rule: stepRule(rule)))
        }
        if let modified = map["modified"] { readField(.modified, modified) }
        if let deleted = map["deleted"] { readField(.deleted, deleted) }
        // What a record was merged into or became is spelled like the record's own id.
        if let merged = map["merged-into"], let rule = identifier(merged, otherwise: form) {
            plan.steps.append(Step(field: .mergedInto, source: rule.source, rule: stepRule(rule)))
        }
        if let converted = map["converted-to"], let rule = identifier(converted, otherwise: form) {
            let rules = rule.source.references.map {
                IdentifierRule(space: "", source: ColumnSource([$0]), form: rule.form)
            }
            plan.steps.append(Step(field: .convertedTo, source: rule.source, rule: .identifiers(rules)))
        }
    }

    private func stepRule(_ rule: IdentifierRule) -> ValueRule {
        rule.form == .salesforce ? .salesforceID : .identifier
    }

    mutating func readReferences(_ map: ConfigMap) {
        let rules = spaces(map, mayBeLists: true)
        if !rules.isEmpty { plan.steps.append(step(.references, rules, .references(rules))) }
    }

    mutating func readConcerns(_ map: ConfigMap) {
        let rules = spaces(map, mayBeLists: false)
        if !rules.isEmpty { plan.steps.append(step(.concerns, rules, .concerns(rules))) }
    }

    private func step(_ field: Field, _ rules: [IdentifierRule], _ rule: ValueRule) -> Step {
        Step(field: field, source: ColumnSource(rules.flatMap(\.source.references)), rule: rule)
    }

    /// `SPACE: COLUMN` lines; the space `email` stands for addresses.
    private mutating func spaces(_ map: ConfigMap, mayBeLists: Bool) -> [IdentifierRule] {
        var rules: [IdentifierRule] = []
        for entry in map.entries {
            let form = entry.key == "email" ? IdentifierRule.Form.email : .plain
            let rule = identifier(entry.value, otherwise: form, mayBeList: mayBeLists)
            guard let space = checkedSpace(entry.key, at: entry.keyPlace) else { continue }
            guard var rule else { continue }
            rule.space = space
            if space == "email" { rule.form = .email }
            rules.append(rule)
        }
        return rules
    }

    /// A column, a list of them, or `{ from: COLUMN, as: salesforce-id }`; where several ids may stand in a cell, with
    /// their `separator`.
    private mutating func identifier(
        _ value: ConfigValue, otherwise form: IdentifierRule.Form, mayBeList: Bool = false
    ) -> IdentifierRule? {
        guard let map = value.map else {
            return source(value).map { IdentifierRule(space: "", source: $0, form: form) }
        }
        let columns = map["from"].flatMap { source($0) }
        let declared: IdentifierRule.Form? =
            switch map.text("as") {
            case "text": .plain
            case "salesforce-id": .salesforce
            default: nil
            }
        let separator = mayBeList ? Array((map.text("separator") ?? "").utf8) : []
        return columns.map { IdentifierRule(space: "", source: $0, form: declared ?? form, separator: separator) }
    }
}
