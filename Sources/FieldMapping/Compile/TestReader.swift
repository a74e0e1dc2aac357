internal import ConfigFiles
internal import LeadModel

/// Reads `tests:`.
extension MappingReader {
    func readTest(_ map: ConfigMap, _ kind: RecordKind) -> MappingTest? {
        let cells = map.map("record").map(readRecord) ?? []
        var outcome: MappingTest.Outcome?
        if let expected = map.map("expect") { outcome = .fields(readExpectations(expected, kind)) }
        if let fault = map.text("expect-fault").flatMap(FaultCode.init(rawValue:)) { outcome = .fault(fault) }
        guard let name = map.text("name"), let outcome else { return nil }
        return MappingTest(name: name, place: map.place, outcome: outcome, cells: cells)
    }

    private func readRecord(_ map: ConfigMap) -> [(column: String, text: String?)] {
        map.entries.flatMap { entry in
            checkColumn(entry)
            return entry.value.items.map { (entry.key, $0.text) }
        }
    }

    /// A column that no rule reads would make a test that proves nothing.
    private func checkColumn(_ entry: ConfigEntryValue) {
        guard !plan.columns.contains(entry.key), !ignored.contains(entry.key) else { return }
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
