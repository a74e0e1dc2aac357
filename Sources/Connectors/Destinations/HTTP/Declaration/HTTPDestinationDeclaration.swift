import ConfigFiles
import LeadModel

/// Reads what a destination of `connector: http` says.
struct HTTPDestinationDeclaration {
    let findings: Findings

    static let keys: [ConfigKey] =
        HTTPSourceDeclaration.keys(of: .destination) + [
            .optional(
                "key", .text("email"), "The column, as feeds call it, by whose value the system knows a lead.",
                otherwise: "it needs none"),
            .optional(
                "rows",
                .word(
                    "kind of row",
                    [
                        ConfigWord("records", "Rows are about records, which the key tells apart."),
                        ConfigWord("events", "Rows are things that happened; the key says to whom."),
                    ]), "What a row is there.", otherwise: "records"),
            .optional(
                "names",
                .table(
                    ConfigTable(
                        "'names'", key: "A name for braces, in small letters, digits and hyphens.", example: "tag",
                        .text("Recycle Track"))),
                "Columns that requests name by themselves; they are no part of `{columns}`."),
            .optional(
                "with",
                .table(
                    ConfigTable(
                        "'with'", key: "A name for braces.", example: "list", .text("The id of the static list."))),
                "What a feed may say to it under its own `with`, and what each is."),
            .optional(
                "fine", .mapping(AnswerDeclaration.test("success", "true")),
                "What answers of status 2xx say where they are no errors.", otherwise: "none of them is one"),
            .optional(
                "error", .mapping(AnswerDeclaration.reason), "Where answers that refuse all of a request say why."),
            .optional(
                "find",
                .table(
                    ConfigTable(
                        "'find'", key: "A name for braces; `receiver-id` is the system's id of the lead.",
                        example: "receiver-id", .mapping(LookupDeclaration.mapping))),
                "How that is found in the system which nobody has said yet, for writes that name it."),
            .optional(
                "audit", .mapping(MemberListDeclaration.mapping),
                "How the system is asked whom it holds, so that `leadloop destination audit` can compare.",
                otherwise: "an export of its list is given by `--list`"),
            .required(
                "writes", .list(.mapping(WriteDeclaration.mapping), least: 1),
                "The calls that take rows, in their order; a row is accepted when every one that is for it took it."),
        ]

    /// An answer to rows is no export.
    private static let mostAnswerBytes: Int64 = 16 << 20

    func read(_ map: ConfigMap) -> HTTPDestination? {
        let system = HTTPSourceDeclaration(findings: findings, use: .destination).read(map)
        let answers = AnswerDeclaration(findings: findings, names: [])
        let fine = map.map("fine").flatMap(answers.test)
        let error = map.map("error").map(answers.reason)
        let key = map.text("key")
        let named = names(map["names"])
        let parameters = names(map["with"])
        let finds = map.map("find")?.entries ?? []
        var known =
            RowText.names + [("receiver-id", "the system's own id of the lead"), ("batch-id", "of a request's rows")]
        known += named.keys.sorted().map { ($0, "a column") }
        known += parameters.keys.sorted().map { ($0, "what the feed says") }
        known += finds.map(\.key).filter { $0 != "receiver-id" }.map { ($0, "what 'find' finds") }
        known += known.map { ("\($0.name)-number", "the same as a number") }
        known += system?.authentication.names ?? []
        let lookups = finds.compactMap { entry in
            entry.value.map.flatMap { LookupDeclaration(findings: findings, names: known).read(entry.key, $0) }
        }
        let writes = (map["writes"]?.items ?? []).compactMap { item in
            item.map.flatMap {
                WriteDeclaration(
                    findings: findings, names: known, parameters: Set(parameters.keys), lookups: Set(finds.map(\.key))
                )
                .read($0)
            }
        }
        checkKey(key, writes, lookups, at: map.place)
        let asked =
            parameters.keys.sorted().map { (name: $0, meaning: "what the feed says") }
            + (system?.authentication.names ?? [])
        let members = map.map("audit").flatMap { MemberListDeclaration(findings: findings, names: asked).read($0) }
        guard var system else { return nil }
        if map.map("limits")?.isGiven("megabytes") != true {
            system.limits.bodyBytes = HTTPDestinationDeclaration.mostAnswerBytes
        }
        system.longestWait = HTTPSession.longestPause
        var destination = HTTPDestination(system, writes: writes)
        destination.key = key
        destination.isOfEvents = map.text("rows") == "events"
        destination.names = named
        destination.parameters = parameters
        destination.lookups = lookups
        destination.members = members
        destination.fine = fine
        if let error { destination.error = error }
        return destination
    }

    private func names(_ value: ConfigValue?) -> [String: String] {
        var names: [String: String] = [:]
        for entry in value?.map?.entries ?? [] {
            if !RequestTemplate.isName(entry.key) {
                findings.add(
                    .configUnknownValue, "this is no name for braces", at: entry.keyPlace, seen: .word(entry.key),
                    advice: "Write small letters, digits and hyphens, such as list.")
            } else if RowText.names.contains(where: { $0.name == entry.key })
                || ["rows", "row", "columns", "receiver-id", "batch-id", "job"].contains(entry.key)
            {
                findings.add(
                    .configUnknownValue, "'{\(entry.key)}' means something else already", at: entry.keyPlace,
                    advice: "Choose another name.")
            } else if let text = entry.value.text {
                names[entry.key] = text
            }
        }
        return names
    }

    /// Whoever goes by the key has to say which column it is.
    private func checkKey(_ key: String?, _ writes: [WriteRule], _ lookups: [Lookup], at place: Origin) {
        guard key == nil else { return }
        let used = writes.flatMap { $0.plans.flatMap(\.names) + $0.row.names } + lookups.flatMap(\.request.names)
        let isMatched = writes.contains { write in
            [write.answer.rows, write.answer.refused].compactMap { $0?.match }.contains { match in
                if case .value("key", _) = match { true } else { false }
            } || write.job?.failures != nil
        }
        if used.contains("key") || isMatched {
            findings.add(
                .configMissingKey, "'{key}' is used, and no 'key' says which column it is", at: place,
                advice: "Add such as `key: email`.")
        }
    }
}
