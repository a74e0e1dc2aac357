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
        let selection = select.flatMap(selection)
        let conditions = map.map("where")?.entries.compactMap(condition) ?? []
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
        let schedule = map["schedule"].flatMap { Schedule.read($0, findings) }
        let actions = map["actions"]?.items.compactMap { $0.text.flatMap(FeedAction.init(rawValue:)) }
        if actions != nil, map.isGiven("withdrawals") {
            map.passOver("withdrawals")
            findings.add(
                .feedInvalid, "'actions' says already whether there are withdrawals", at: map.place(of: "withdrawals"),
                advice: "Take 'withdrawals' out.")
        }
        let withdrawals =
            actions.map { $0.contains(.withdraw) ? .always : .never }
            ?? map.text("withdrawals").flatMap(FeedDefinition.Withdrawals.init(rawValue:)) ?? .always
        guard let name, var columns = fields else { return nil }
        if withdrawals == .always, isFiles { addKeys(to: &columns, at: map.place) }
        guard let format else { return nil }
        if case .xml = format { checkElementNames(columns) }
        check(columns, format, isFiles: isFiles)
        guard let target, let mode, let selection else { return nil }
        return FeedDefinition(
            name: name, place: map.place, selection: selection, selectionPlace: map.place(of: "select"),
            tracks: tracks, conditions: conditions, needs: needs,
            needsPlace: map["needs"]?.place, columns: columns, format: format, target: target,
            targetPlace: map.place(of: "to"),
            parameterPlaces: Dictionary(
                (map.map("to")?.map("with")?.entries ?? []).map { ($0.key, $0.keyPlace) },
                uniquingKeysWith: { first, _ in first }),
            mode: mode, withdrawals: withdrawals, actions: actions,
            schedule: schedule, layout: FeedLayout(columns),
            isRendered: columns.contains { $0.rendering != nil || $0.field == .written })
    }

    private func selection(_ map: ConfigMap) -> FeedSelection? {
        if map.isGiven("tracks"), !map.isGiven("decision") {
            findings.add(
                .feedInvalid, "'tracks' goes with 'decision'", at: map.place(of: "tracks"), advice: "Take it out.")
        }
        if let decision = map.text("decision") { return DecisionKind(rawValue: decision).map(FeedSelection.decision) }
        if let source = map.text("feedback") { return .feedback(source: source) }
        return map.text("reached").flatMap { Stage(word: $0) }.map(FeedSelection.reached)
    }

    private func condition(_ entry: ConfigEntryValue) -> FeedCondition? {
        let values = entry.value.items.compactMap(\.text)
        if let field = Field.mappable(for: .lead).first(where: { $0.word == entry.key }) {
            return FeedCondition(field: field, values: values)
        }
        findings.add(
            .configUnknownValue, "'\(entry.key)' is not a lead field", at: entry.keyPlace,
            advice: Nearest.advice(for: entry.key, among: Field.mappable(for: .lead).map(\.word)))
        return nil
    }

    /// What columns, format and each other forbid.
    private func check(_ columns: [FeedDefinition.Column], _ format: FeedFormat, isFiles: Bool) {
        for column in columns {
            if isFiles, case .csv = format, column.rendering?.blank != nil {
                findings.add(
                    .feedInvalid, "CSV has one empty cell for whatever is blank", at: column.place,
                    advice: "Take 'blank' out, or write ndjson, json or xml.")
            }
            // Google Ads reads times in the zone of its first line, and refuses any other spelling.
            guard case .csv(_, let line?) = format, line.hasPrefix("Parameters:TimeZone="),
                column.field.kind == .instant
            else { continue }
            let zone = line.dropFirst("Parameters:TimeZone=".count).split(separator: ";").first.map(String.init)
            guard case .time(let pattern)? = column.rendering?.form, !pattern.hasOffsetOrMark,
                pattern.zoneName == zone || zone == "+0000" && ["GMT", "UTC"].contains(pattern.zoneName)
            else {
                findings.add(
                    .feedInvalid,
                    "its first line says that times are of \(zone ?? "no zone"), and without T, Z or an offset",
                    at: column.place,
                    advice:
                        "Write `{ from: \(column.field.word), as: time, pattern: \"yyyy-MM-dd HH:mm:ss\", zone: \(zone ?? "Europe/Amsterdam") }`."
                )
                continue
            }
        }
        let isHashed = columns.contains { column in
            if case .hash? = column.rendering?.form { true } else { false }
        }
        if isFiles, isHashed, !columns.contains(where: { $0.field == .leadID && $0.rendering == nil }),
            let place = columns.first?.place
        {
            findings.add(
                .feedInvalid, "who is erased could not be found in files with hashes alone", at: place,
                advice: "Add a column for `lead-id`, such as `Order ID: lead-id`.")
        }
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
        for key in ["format", "mode", "actions", "schedule"] where map[key] != nil {
            map.passOver(key)
            findings.add(
                .configUnknownKey, "'\(key)' is a matter of files", at: map.place(of: key),
                advice: "Take it out: a destination gets each message as a row, once.")
        }
    }

    private func target(_ map: ConfigMap) -> FeedTarget? {
        guard let destination = map.text("destination") else {
            if let with = map["with"] {
                map.passOver("with")
                findings.add(
                    .configUnknownKey, "'with' is said to a destination", at: with.place,
                    advice: "Take it out, or write 'destination' in the place of 'folder'.")
            }
            let pull = map.map("pull").map { FeedPullCompiler(findings: findings).receivers($0) } ?? []
            return folder(map).map { FeedTarget.folder($0, upload: map.text("upload"), pull: pull) }
        }
        for key in ["upload", "pull"] where map.isGiven(key) {
            map.passOver(key)
            findings.add(
                .configUnknownKey, "'\(key)' is a matter of files", at: map.place(of: key), advice: "Take it out.")
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
            let column = FeedColumnCompiler(findings: findings).column(entry)
            if entry.key.isEmpty || entry.key.utf8.contains(where: { $0 < 0x20 }) {
                findings.add(
                    .feedInvalid, "a column needs a name without line breaks or tabs", at: entry.keyPlace,
                    advice: "Write the name as the receiver spells it.")
                return nil
            }
            return column
        }
    }

    private func neededField(_ value: ConfigValue) -> Field? {
        Field.mappable(for: .lead).first { $0.word == value.text }
    }

    private func format(_ value: ConfigValue) -> FeedFormat? {
        guard let map = value.map else { return value.text == "json" ? .json : .ndjson }
        if map.isGiven("first-line"), !map.isGiven("csv") {
            findings.add(
                .feedInvalid, "'first-line' is a matter of CSV", at: map.place(of: "first-line"), advice: "Take it out."
            )
        }
        let line = map["first-line"].flatMap(firstLine)
        let csv = map.text("csv").flatMap(CSVWriter.Audience.init(rawValue:)).map {
            FeedFormat.csv($0, firstLine: line)
        }
        let xml = map.map("xml").flatMap(xml)
        return csv ?? xml
    }

    private func firstLine(_ value: ConfigValue) -> String? {
        guard let text = value.text else { return nil }
        if !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return text }
        findings.add(
            .feedInvalid, "the first line is one line, and not blank", at: value.place,
            advice: "Write such as Parameters:TimeZone=Europe/Amsterdam.")
        return nil
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
