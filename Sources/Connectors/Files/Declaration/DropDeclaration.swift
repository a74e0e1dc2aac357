import ConfigFiles
import LeadModel

/// Reads `ready:`, `order:` and `after:` of a source of files, or of one of its streams.
struct DropDeclaration {
    let findings: Findings

    static let keys: [ConfigKey] = [
        .optional(
            "ready", .mapping(ready), "By what it is seen that a file is complete.",
            otherwise: "in a folder here, that it lies there; on another machine `{ stable: 30s }`"),
        .optional(
            "order",
            .word(
                "order of files",
                [
                    ConfigWord("name", "By their names, compared byte by byte."),
                    ConfigWord("modified", "The one first that was changed first."),
                ]), "Which of several files is read first.", otherwise: "name"),
        .optional(
            "after",
            .either([
                .word("treatment of files", [ConfigWord("leave", "They stay where they are.")]),
                .mapping(
                    ConfigMapping(
                        "'after'",
                        [
                            .required(
                                "archive", .text("done"),
                                "The folder that they are moved into; relative to the folder of the exports.")
                        ])),
            ]), "What becomes of a file once all of it is in the store.", otherwise: "leave"),
    ]

    private static let ready = ConfigMapping(
        "'ready'", exactlyOneOf: ["stable", "marker", "manifest"],
        [
            .optional("stable", WrittenDuration.shape("30s"), "It was not changed for so long."),
            .optional(
                "marker", .text("{name}.done"),
                "Another file lies beside it; `{name}` is the name of the export, `{stem}` the same without its last ending."
            ),
            .optional(
                "manifest", .text("{name}.manifest.json"),
                "Another file lies beside it that says what it holds: `{ \"rows\": …, \"sha256\": … }`, or a line of sha256sum."
            ),
        ])

    /// - Parameter rules: what holds where nothing is said.
    func read(_ map: ConfigMap, over rules: DropRules) -> DropRules {
        var rules = rules
        if let ready = map.map("ready") { rules.readiness = readiness(ready) ?? rules.readiness }
        if let order = map.text("order").flatMap(DropRules.Order.init(rawValue:)) { rules.order = order }
        if let after = map["after"] {
            rules.afterwards = .leave
            if let folder = after.map?.text("archive") { rules.afterwards = .archive(archive(folder, after.place)) }
        }
        return rules
    }

    private func readiness(_ map: ConfigMap) -> DropRules.Readiness? {
        if let seconds = WrittenDuration.read("stable", of: map, findings) { return .stable(seconds: seconds) }
        if let name = beside("marker", map) { return .marker(name) }
        return beside("manifest", map).map(DropRules.Readiness.manifest)
    }

    private func beside(_ key: String, _ map: ConfigMap) -> BesideName? {
        guard let value = map[key], let text = value.text else { return nil }
        if let name = BesideName(text) { return name }
        findings.add(
            .configUnknownValue, "'\(key)' does not say which file belongs to which", at: value.place,
            seen: .word(text), advice: "Write a name with {name} or {stem} in it and no slash, such as {name}.done.")
        return nil
    }

    private func archive(_ folder: String, _ place: Origin) -> String {
        let bare = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        if bare.isEmpty || bare == "." || bare.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            findings.add(
                .configUnknownValue, "'archive' is no other folder than that of the exports", at: place,
                advice: "Write such as done.")
        }
        return bare
    }
}
