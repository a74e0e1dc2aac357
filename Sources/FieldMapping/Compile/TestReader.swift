internal import ConfigFiles
internal import LeadModel

/// Reads `tests:`.
extension MappingReader {
    func readTests(_ node: ConfigNode, _ kind: RecordKind) -> [MappingTest] {
        guard case .list(let items) = node.content else {
            findings.add(
                .configWrongType, "'tests' must be a list, not \(node.kindWord)", at: node.place,
                advice: "Begin each test with `- name:`.")
            return []
        }
        return items.flatMap { readTest($0, kind) }
    }

    /// One test; of a test with `cases:`, one for each of them.
    private func readTest(_ node: ConfigNode, _ kind: RecordKind) -> [MappingTest] {
        var map = ConfigMap(node, of: "a test", into: findings)
        let name = map.text("name")
        let cases = map.optional("cases")
        let record = cases == nil ? map.required("record") : map.optional("record")
        let cells = record.map(readRecord) ?? []
        let outcome = readOutcome(&map, kind, isRequired: cases == nil)
        map.refuseUnknownKeys()
        guard let name else { return [] }
        guard let cases else {
            return outcome.map { [MappingTest(name: name, place: node.place, outcome: $0, cells: cells)] } ?? []
        }
        guard case .list(let items) = cases.content, !items.isEmpty else {
            findings.add(
                .configWrongType, "'cases' must be a list of cases, not \(cases.kindWord)", at: cases.place,
                advice: "Write for example `- { record: { Status: Open }, expect: { status: assigned } }`.")
            return []
        }
        return items.enumerated().compactMap { number, item in
            readCase(item, of: name, number + 1, cells, outcome, kind)
        }
    }

    /// A case: the test's record with these cells instead, and what is expected besides.
    private func readCase(
        _ node: ConfigNode, of name: String, _ number: Int, _ base: [(column: String, text: String?, item: UInt16)],
        _ common: MappingTest.Outcome?, _ kind: RecordKind
    ) -> MappingTest? {
        var map = ConfigMap(node, of: "a case", into: findings)
        let own = map.required("record").map(readRecord) ?? []
        var outcome = readOutcome(&map, kind, isRequired: common == nil)
        map.refuseUnknownKeys()
        switch (common, outcome) {
        case (.fields(let expected)?, .fields(let more)?):
            outcome = .fields(expected.filter { item in !more.contains { $0.field == item.field } } + more)
        case (let common?, nil): outcome = common
        default: break
        }
        guard let outcome else { return nil }
        let columns = Set(own.map(\.column))
        return MappingTest(
            name: "\(name), case \(number)", place: node.place, outcome: outcome,
            cells: base.filter { !columns.contains($0.column) } + own)
    }

    /// `expect:` or `expect-fault:`.
    private func readOutcome(_ map: inout ConfigMap, _ kind: RecordKind, isRequired: Bool) -> MappingTest.Outcome? {
        let expected = map.optional("expect")
        let hasFault = map.optional("expect-fault") != nil
        let fault = map.choice(
            "expect-fault", of: FaultCode.allCases.map { ($0.rawValue, $0) }.filter { $0.0.hasPrefix("mapping.") },
            required: false)
        switch (expected, fault) {
        case (let expected?, nil) where !hasFault: return .fields(readExpectations(expected, kind))
        case (nil, let fault?): return .fault(fault)
        default:
            if expected != nil || (!hasFault && isRequired) {
                findings.add(
                    .configMissingKey, "a test needs either 'expect' or 'expect-fault'", at: map.node.place,
                    advice: "Add `expect: { status: discarded }` or `expect-fault: mapping.unmapped-status`.")
            }
            return nil
        }
    }

    private func readRecord(_ node: ConfigNode) -> [(column: String, text: String?, item: UInt16)] {
        var cells: [(column: String, text: String?, item: UInt16)] = []
        for entry in ConfigMap(node, of: "the record of a test", into: findings).all {
            checkColumn(entry)
            var values = [entry.value]
            if case .list(let items) = entry.value.content { values = items }
            for (item, value) in zip(UInt16.min..., values) {
                if case .null = value.content {
                    cells.append((entry.key, nil, item))
                } else if let text = findings.text(value, of: entry.key) {
                    cells.append((entry.key, text, item))
                }
            }
        }
        return cells
    }

    /// A column that no rule reads would make a test that proves nothing.
    private func checkColumn(_ entry: ConfigEntry) {
        guard !plan.columns.contains(entry.key), !ignored.contains(entry.key),
            !ignored.contains(where: { $0.ignoresAll(like: entry.key) })
        else { return }
        findings.add(
            .mappingUnknownColumn, "no rule reads the column '\(entry.key)' of this test", at: entry.keyPlace,
            advice: "\(Nearest.advice(for: entry.key, among: plan.mapped)) Or list it under `ignore:`.")
    }

    private func readExpectations(
        _ node: ConfigNode, _ kind: RecordKind
    ) -> [(field: Field, value: MappingTest.ExpectedValue)] {
        var known: [Field] = [.id, .modified, .deleted, .mergedInto, .convertedTo]
        switch kind {
        case .lead: known += [.references, .stage, .statusWord, .statusSince, .discardReason, .discardReasonWord]
        case .activity, .opportunity: known.append(.concerns)
        case .campaign: break
        }
        known += Field.mappable(for: kind)
        var expectations: [(field: Field, value: MappingTest.ExpectedValue)] = []
        for entry in ConfigMap(node, of: "'expect'", into: findings).all {
            guard let field = known.first(where: { $0.word == entry.key }) else {
                findings.add(
                    .mappingUnknownField, "'\(entry.key)' is not a field of \(kind.word) records", at: entry.keyPlace,
                    advice: Nearest.advice(for: entry.key, among: known.map(\.word)))
                continue
            }
            switch entry.value.content {
            case .null: expectations.append((field, .null))
            case .list: expectations.append((field, .list(findings.texts(entry.value, of: entry.key))))
            default:
                if let text = findings.text(entry.value, of: entry.key) { expectations.append((field, .text(text))) }
            }
        }
        return expectations
    }
}
