internal import ConfigFiles
internal import LeadModel

/// Reads `tests:`.
extension MappingReader {
    func readTests(_ value: ConfigValue, _ kind: RecordKind) -> [MappingTest] {
        value.items.flatMap { $0.map.map { readTest($0, kind) } ?? [] }
    }

    /// One test; of a test with `cases:`, one for each of them.
    private func readTest(_ map: ConfigMap, _ kind: RecordKind) -> [MappingTest] {
        let cases = map["cases"]
        let record = map.map("record")
        let sample = map.map("record-from").flatMap(readSample)
        if let sampleMap = map["record-from"], cases != nil || map["record"] != nil {
            findings.add(
                .configWrongType, "'record-from' stands for the whole record of a test", at: sampleMap.place,
                advice: "Take `record:` and `cases:` out, or write a test of their own for them.")
        }
        if cases == nil, record == nil, map["record"] == nil, map["record-from"] == nil {
            findings.add(
                .configMissingKey, "a test needs the key 'record'", at: map.place,
                advice: "Add `record: { Email: ada@example.com }` here, or records under `cases:`.")
        }
        let cells = record.map(readRecord) ?? []
        let outcome = readOutcome(map, kind, isRequired: cases == nil)
        guard let name = map.text("name") else { return [] }
        guard let cases else {
            return outcome.map {
                [MappingTest(name: name, place: map.place, outcome: $0, cells: cells, sample: sample)]
            } ?? []
        }
        return cases.items.enumerated().compactMap { number, item in
            item.map.flatMap { readCase($0, of: name, number + 1, cells, outcome, kind) }
        }
    }

    private func readSample(_ map: ConfigMap) -> MappingTest.Sample? {
        guard let file = map.text("file"), let record = map.wholeNumber("record") else { return nil }
        return MappingTest.Sample(file: file, record: record, place: map.place)
    }

    /// A case: the test's record with these cells instead, and what is expected besides.
    private func readCase(
        _ map: ConfigMap, of name: String, _ number: Int, _ base: [(column: String, text: String?, item: UInt16)],
        _ common: MappingTest.Outcome?, _ kind: RecordKind
    ) -> MappingTest? {
        let own = map.map("record").map(readRecord) ?? []
        var outcome = readOutcome(map, kind, isRequired: common == nil)
        switch (common, outcome) {
        case (.fields(let expected)?, .fields(let more)?):
            outcome = .fields(expected.filter { item in !more.contains { $0.field == item.field } } + more)
        case (let common?, nil): outcome = common
        default: break
        }
        guard let outcome else { return nil }
        let columns = Set(own.map(\.column))
        return MappingTest(
            name: "\(name), case \(number)", place: map.place, outcome: outcome,
            cells: base.filter { !columns.contains($0.column) } + own)
    }

    /// `expect:` or `expect-fault:`.
    private func readOutcome(_ map: ConfigMap, _ kind: RecordKind, isRequired: Bool) -> MappingTest.Outcome? {
        let expected = map.map("expect").map { readExpectations($0, kind) }
        let fault = map.text("expect-fault").flatMap(FaultCode.init(rawValue:))
        switch (expected, fault) {
        case (let expected?, nil): return .fields(expected)
        case (nil, let fault?): return .fault(fault)
        // Both at once are a finding of the check.
        case (.some, .some): return nil
        case (nil, nil) where !isRequired: return nil
        default:
            findings.add(
                .configMissingKey, "a test needs either 'expect' or 'expect-fault'", at: map.place,
                advice: "Add `expect: { status: discarded }` or `expect-fault: mapping.unmapped-status`.")
            return nil
        }
    }

    private func readRecord(_ map: ConfigMap) -> [(column: String, text: String?, item: UInt16)] {
        map.entries.flatMap { entry in
            checkColumn(entry)
            return zip(entry.value.items, UInt16.min...).map { (entry.key, $0.text, $1) }
        }
    }

    /// A column that no rule reads would make a test that proves nothing.
    private func checkColumn(_ entry: ConfigEntryValue) {
        guard !plan.columns.contains(entry.key), !ignored.contains(entry.key),
            !ignored.contains(where: { $0.ignoresAll(like: entry.key) })
        else { return }
        findings.add(
            .mappingUnknownColumn, "no rule reads the column '\(entry.key)' of this test", at: entry.keyPlace,
            advice: "\(Nearest.advice(for: entry.key, among: plan.mapped)) Or list it under `ignore:`.")
    }

    private func readExpectations(
        _ map: ConfigMap, _ kind: RecordKind
    ) -> [(field: Field, value: MappingTest.ExpectedValue)] {
        let known = MappingSpecification.expectable(kind)
        return map.entries.compactMap { entry in
            guard let field = known.first(where: { $0.word == entry.key }) else { return nil }
            if entry.value.isNothing { return (field, .null) }
            if entry.value.isList { return (field, .list(entry.value.texts)) }
            return entry.value.text.map { (field, .text($0)) }
        }
    }
}
