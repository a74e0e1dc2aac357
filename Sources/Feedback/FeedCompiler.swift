import ConfigFiles
import LeadModel
import RecordFormats

/// Reads a feed file.
struct FeedCompiler {
    private let findings = Findings()

    static func compile(_ text: String, file: String) throws(FaultList) -> FeedDefinition {
        let root = try ConfigNode.parse(text, file: file)
        let compiler = FeedCompiler()
        if let definition = compiler.definition(root), compiler.findings.faults.isEmpty { return definition }
        throw FaultList(compiler.findings.faults)
    }

    private func definition(_ root: ConfigNode) -> FeedDefinition? {
        var map = ConfigMap(root, of: "a feed", into: findings)
        let name = map.required("feed").flatMap(name)
        let tracks = map.required("select").flatMap(select)
        let fields = map.required("fields").map(columns)
        let format = map.required("format").flatMap(format)
        let folder = map.required("to").flatMap(folder)
        let modes = FeedDefinition.Mode.allCases.map { ($0.rawValue, $0) }
        let mode = map.choice("mode", of: modes, required: true)
        let choices = FeedDefinition.Withdrawals.allCases.map { ($0.rawValue, $0) }
        let withdrawals = map.choice("withdrawals", of: choices, required: false) ?? .always
        map.refuseUnknownKeys()
        guard let name, let tracks, var columns = fields, let format, let folder, let mode else { return nil }
        if withdrawals == .always { addKeys(to: &columns, at: root.place) }
        if case .xml = format { checkElementNames(columns) }
        return FeedDefinition(
            name: name, place: root.place, tracks: tracks.list, columns: columns, format: format, folder: folder,
            mode: mode, withdrawals: withdrawals)
    }

    /// The name is part of file names.
    private func name(_ node: ConfigNode) -> String? {
        guard let text = findings.text(node, of: "feed") else { return nil }
        let isWord = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
        }
        if isWord, (1...64).contains(text.utf8.count) { return text }
        findings.add(
            .feedInvalid, "a feed is named in small letters, digits and hyphens", at: node.place, seen: .word(text),
            advice: "Write such as recycled-to-marketo; at most 64 characters.")
        return nil
    }

    private struct Tracks {
        var list: [FeedDefinition.Track]?
    }

    private func select(_ node: ConfigNode) -> Tracks? {
        var map = ConfigMap(node, of: "a selection", into: findings)
        let decisions = [(DecisionKind.recycle.rawValue, DecisionKind.recycle)]
        let decision = map.choice("decision", of: decisions, required: true)
        let tracks = map.optional("tracks").map { node -> [FeedDefinition.Track] in
            let items = if case .list(let items) = node.content { items } else { [node] }
            if items.isEmpty {
                findings.add(
                    .feedInvalid, "a feed without tracks serves nobody", at: node.place,
                    advice: "Name a track, or leave the key out to serve all.")
            }
            return items.compactMap { item in
                findings.text(item, of: "tracks").map { FeedDefinition.Track(name: $0, place: item.place) }
            }
        }
        map.refuseUnknownKeys()
        return decision == nil ? nil : Tracks(list: tracks)
    }

    private func columns(_ node: ConfigNode) -> [FeedDefinition.Column] {
        let map = ConfigMap(node, of: "the fields of a feed", into: findings)
        if map.all.isEmpty, case .map = node.content {
            findings.add(
                .feedInvalid, "a feed needs fields", at: node.place, advice: "Write such as `Email Address: email`.")
        }
        return map.all.compactMap { entry in
            if entry.key.isEmpty || entry.key.utf8.contains(where: { $0 < 0x20 }) {
                findings.add(
                    .feedInvalid, "a column needs a name without line breaks or tabs", at: entry.keyPlace,
                    advice: "Write the name as the receiver spells it.")
                return nil
            }
            return field(entry).map { .init(name: entry.key, field: $0, place: entry.keyPlace) }
        }
    }

    private func field(_ entry: ConfigEntry) -> FeedField? {
        if case .map = entry.value.content {
            var map = ConfigMap(entry.value, of: "a column", into: findings)
            let source = map.text("id-in")
            map.refuseUnknownKeys()
            return source.map(FeedField.id)
        }
        guard let text = findings.text(entry.value, of: entry.key) else { return nil }
        return findings.choice(text, at: entry.value.place, of: FeedField.words, called: "feed field")
    }

    private func format(_ node: ConfigNode) -> FeedFormat? {
        if case .text(let text) = node.content {
            let words: [(String, FeedFormat)] = [("ndjson", .ndjson), ("json", .json)]
            if text == "csv" || text == "xml" {
                findings.add(
                    .feedInvalid, "'\(text)' needs to say more", at: node.place,
                    advice: "Write { csv: machine }, { csv: spreadsheet } or { xml: { root: leads, record: lead } }.")
                return nil
            }
            return findings.choice(text, at: node.place, of: words, called: "format")
        }
        var map = ConfigMap(node, of: "a format", into: findings)
        let audiences = CSVWriter.Audience.allCases.map { ($0.rawValue, $0) }
        let csv = map.choice("csv", of: audiences, required: false).map(FeedFormat.csv)
        let xml = map.optional("xml").flatMap(xml)
        map.refuseUnknownKeys()
        if map.all.count != 1, case .map = node.content {
            findings.add(
                .feedInvalid, "a feed has one format", at: node.place,
                advice: "Keep one of csv and xml, or write ndjson or json.")
        }
        return csv ?? xml
    }

    private func xml(_ node: ConfigNode) -> FeedFormat? {
        var map = ConfigMap(node, of: "the XML format", into: findings)
        let root = map.required("root").flatMap(elementName)
        let record = map.required("record").flatMap(elementName)
        map.refuseUnknownKeys()
        guard let root, let record else { return nil }
        return .xml(root: root, record: record)
    }

    private func elementName(_ node: ConfigNode) -> String? {
        guard let text = findings.text(node, of: "element name") else { return nil }
        return checkElementName(text, at: node.place) ? text : nil
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

    private func folder(_ node: ConfigNode) -> String? {
        var map = ConfigMap(node, of: "a destination", into: findings)
        let text = map.text("folder")
        map.refuseUnknownKeys()
        guard let text else { return nil }
        let parts = text.split(separator: "/")
        if !parts.isEmpty, !parts.contains(".."), !text.utf8.contains(0) { return text }
        findings.add(
            .feedInvalid, "a folder's path may not be empty or lead upwards", at: node.place, seen: .word(text),
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
