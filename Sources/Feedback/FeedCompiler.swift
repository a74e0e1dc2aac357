import ConfigFiles
import LeadModel
import RecordFormats

/// Reads a feed file.
struct FeedCompiler {
    private let findings: Findings

    static func compile(_ text: String, file: String) throws(FaultList) -> FeedDefinition {
        let document = try ConfigDocument(text, file: file, of: FeedSpecification.fileKind)
        return try document.result(read(document))
    }

    static func read(_ document: ConfigDocument) -> FeedDefinition? {
        let compiler = FeedCompiler(findings: document.findings)
        return document.root.flatMap { compiler.definition($0) }
    }

    private func definition(_ map: ConfigMap) -> FeedDefinition? {
        let name = map["feed"].flatMap(name)
        let select = map.map("select")
        let decision = select?.text("decision").flatMap(DecisionKind.init(rawValue:))
        let tracks = select?["tracks"]?.items.compactMap { item in
            item.text.map { FeedDefinition.Track(name: $0, place: item.place) }
        }
        let needs = map["needs"]?.items.compactMap(neededField) ?? []
        let fields = map.map("fields").map(columns)
        let target = map.map("to").flatMap(target)
        if target?.takesRows == true { refuseKeysOfFiles(map) }
        let isFiles = target?.takesRows == false
        let format = isFiles ? required("format", of: map).flatMap(format) : FeedFormat.ndjson
        let mode =
            isFiles
            ? required("mode", of: map)?.text.flatMap(FeedDefinition.Mode.init(rawValue:))
            : FeedDefinition.Mode.incremental
        let withdrawals = map.text("withdrawals").flatMap(FeedDefinition.Withdrawals.init(rawValue:)) ?? .always
        guard let name, var columns = fields else { return nil }
        if withdrawals == .always, isFiles { addKeys(to: &columns, at: map.place) }
        guard let format else { return nil }
        if case .xml = format { checkElementNames(columns) }
        guard let target, let mode, let decision else { return nil }
        return FeedDefinition(
            name: name, place: map.place, decision: decision, tracks: tracks, needs: needs,
            needsPlace: map["needs"]?.place, columns: columns, format: format, target: target,
            targetPlace: map.place(of: "to"),
            mode: mode, withdrawals: withdrawals)
    }

    /// A key that a feed of files must have.
    private func required(_ key: String, of map: ConfigMap) -> ConfigValue? {
        if !map.isGiven(key) {
            findings.add(
                .configMissingKey, "a feed of files needs '\(key)'", at: map.place,
                advice: key == "mode"
                    ? "Add `mode: incremental` or `mode: full`." : "Add such as `format: { csv: machine }`.")
        }
        return map[key]
    }

    /// A destination that takes rows says itself how they are written, and gets what is new.
    private func refuseKeysOfFiles(_ map: ConfigMap) {
        for key in ["format", "mode"] where map.isGiven(key) {
            findings.add(
                .configUnknownKey, "'\(key)' is a matter of files", at: map.place(of: key),
                advice: "Take it out: a destination gets each message as a row, once.")
        }
    }

    private func target(_ map: ConfigMap) -> FeedTarget? {
        guard let destination = map.text("destination") else {
            if let with = map["with"] {
                findings.add(
                    .configUnknownKey, "'with' is said to a destination", at: with.place,
                    advice: "Take it out, or write 'destination' in the place of 'folder'.")
            }
            return folder(map).map { FeedTarget.folder($0, upload: map.text("upload")) }
        }
        if map.isGiven("upload") {
            findings.add(
                .configUnknownKey, "'upload' is a matter of files", at: map.place(of: "upload"), advice: "Take it out.")
        }
        let parameters = map.map("with")?.entries.compactMap { entry in entry.value.text.map { (entry.key, $0) } } ?? []
        return .destination(destination, parameters: Dictionary(parameters, uniquingKeysWith: { first, _ in first }))
    }

    /// The name is part of file names.
    private func name(_ value: ConfigValue) -> String? {
        guard let text = value.text else { return nil }
        let isWord = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
        }
        if isWord, (1...64).contains(text.utf8.count) { return text }
        findings.add(
            .feedInvalid, "a feed is named in small letters, digits and hyphens", at: value.place, seen: .word(text),
            advice: "Write such as recycled-to-marketo; at most 64 characters.")
        return nil
    }

    private func columns(_ map: ConfigMap) -> [FeedDefinition.Column] {
        map.entries.compactMap { entry in
            let field = field(entry.value)
            if entry.key.isEmpty || entry.key.utf8.contains(where: { $0 < 0x20 }) {
                findings.add(
                    .feedInvalid, "a column needs a name without line breaks or tabs", at: entry.keyPlace,
                    advice: "Write the name as the receiver spells it.")
                return nil
            }
            return field.map { .init(name: entry.key, field: $0, place: entry.keyPlace) }
        }
    }

    private func field(_ value: ConfigValue) -> FeedField? {
        if let map = value.map { return map.text("id-in").map(FeedField.id) }
        return FeedField.words.first { $0.0 == value.text }?.1
    }

    private func neededField(_ value: ConfigValue) -> Field? {
        Field.mappable(for: .lead).first { $0.word == value.text }
    }

    private func format(_ value: ConfigValue) -> FeedFormat? {
        guard let map = value.map else { return value.text == "json" ? .json : .ndjson }
        let csv = map.text("csv").flatMap(CSVWriter.Audience.init(rawValue:)).map(FeedFormat.csv)
        let xml = map.map("xml").flatMap(xml)
        return csv ?? xml
    }

    private func xml(_ map: ConfigMap) -> FeedFormat? {
        let root = map["root"].flatMap(elementName)
        let record = map["record"].flatMap(elementName)
        guard let root, let record else { return nil }
        return .xml(root: root, record: record)
    }

    private func elementName(_ value: ConfigValue) -> String? {
        guard let text = value.text else { return nil }
        return checkElementName(text, at: value.place) ? text : nil
    }

    private func checkElementNames(_ columns: [FeedDefinition.Column]) {
        for column in columns { _ = checkElementName(column.name, at: column.place) }
    }

    /// ASCII letters, digits, `_`, `-` and `.`, a letter or `_` first, and not `xml`: what every XML reader takes.
    private func checkElementName(_ name: String, at place: Origin) -> Bool {
        let bytes = Array(name.utf8)
        func isLetter(_ byte: UInt8) -> Bool {
            (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
        let isName = bytes.first.map(isLetter) ?? false
        let hasNameBytes = bytes.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
        if isName, hasNameBytes, !name.lowercased().hasPrefix("xml") { return true }
        findings.add(
            .feedInvalid, "this is no name for an XML element", at: place, seen: .word(name),
            advice: "Use letters, digits, _, - and . only, such as first_name.")
        return false
    }

    private func folder(_ map: ConfigMap) -> String? {
        guard let value = map["folder"], let text = value.text else { return nil }
        let parts = text.split(separator: "/")
        if !parts.isEmpty, !parts.contains(".."), !text.utf8.contains(0) { return text }
        findings.add(
            .feedInvalid, "a folder's path may not be empty or lead upwards", at: value.place, seen: .word(text),
            advice: "Write such as feeds/marketo.")
        return nil
    }

    private func addKeys(to columns: inout [FeedDefinition.Column], at place: Origin) {
        for field in [FeedField.leadID, .action] where !columns.contains(where: { $0.field == field }) {
            if let other = columns.first(where: { $0.name == field.word }) {
                findings.add(
                    .feedInvalid, "the column '\(other.name)' is needed for withdrawals and holds something else",
                    at: other.place, advice: "Give it another name, or write `withdrawals: never`.")
            }
            columns.append(.init(name: field.word, field: field, place: place))
        }
    }
}
