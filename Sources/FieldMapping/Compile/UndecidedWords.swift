internal import ConfigFiles
internal import LeadModel

/// Finds where a mapping says `undecided`: where that stands for a meaning, a format or a column, somebody has left a choice
/// to the admin, and until it is made the mapping is not complete.
///
/// Something that may stand there takes its place, so that all else that is wrong is told at once, and nothing that only
/// follows from it.
struct UndecidedWords {
    private static let word = "undecided"

    /// Where each stands, with what may stand there.
    private(set) var faults: [Fault] = []

    /// The mapping without them.
    mutating func decided(_ node: ConfigNode) -> ConfigNode {
        guard case .map(let entries) = node.content else { return node }
        return node.with(
            entries.map { entry in
                switch entry.key {
                case "zone": entry.with(zone(entry.value))
                case "ignore": entry.with(ignored(entry.value))
                case "identity", "references", "lead", "fields": entry.with(rules(entry.value))
                case "status": entry.with(rule(entry.value, "status", Stage.allCases.map(\.word), called: "stage"))
                case "discard-reason":
                    entry.with(
                        rule(
                            entry.value, "discard-reason", DiscardReason.allCases.map(\.word), called: "discard reason")
                    )
                default: entry
                }
            })
    }

    /// `- Newsletter: undecided`: a column that may say who must not be written to is not ignored before somebody says so.
    private mutating func ignored(_ node: ConfigNode) -> ConfigNode {
        guard case .list(let items) = node.content else { return node }
        let advice =
            "Map it under `fields:` as `opted-out`, `do-not-call` or `hard-bounced`; or leave its name alone here, if it says nothing of that."
        return ConfigNode(
            .list(
                items.map { item in
                    guard case .map(let entries) = item.content, entries.count == 1, let entry = entries.first,
                        isUndecided(entry.value, "whether '\(entry.key)' says who must not be written to", advice)
                    else { return item }
                    return ConfigNode(.text(entry.key), at: entry.keyPlace)
                }), at: node.place)
    }

    private mutating func rules(_ node: ConfigNode) -> ConfigNode {
        guard case .map(let entries) = node.content else { return node }
        return node.with(
            entries.map { entry in
                let field = Field(word: entry.key)
                let noun = field?.type == .flag ? "flag" : entry.key
                return entry.with(rule(entry.value, entry.key, field.flatMap(meanings), called: noun))
            })
    }

    /// What the words of a field may mean; `nil`: any text.
    private func meanings(_ field: Field) -> [String]? {
        if field == .lostReason { return DiscardReason.allCases.map(\.word) }
        return field.type == .flag ? ["true", "false"] : MappingSpecification.closedWords(field)
    }

    /// A column, a list of columns, or a rule.
    /// - Parameter words: what the words of `values` may mean; `nil`: any text.
    private mutating func rule(_ node: ConfigNode, _ name: String, _ words: [String]?, called noun: String)
        -> ConfigNode
    {
        guard case .map(let entries) = node.content else { return column(node, name) }
        return node.with(
            entries.map { entry in
                switch entry.key {
                case "from": entry.with(column(entry.value, "from"))
                case "zone": entry.with(zone(entry.value))
                case "format":
                    entry.with(
                        choice(
                            entry.value, "the format",
                            "Write the pattern that the times have, such as d/M/yyyy where the day comes first.", "iso")
                    )
                case "decimal":
                    entry.with(choice(entry.value, "the decimal mark", "Write point or comma.", "point"))
                case "currency":
                    entry.with(lookup(entry.value, "the currency", "Write an ISO 4217 code, such as USD.", "USD"))
                case "region":
                    entry.with(lookup(entry.value, "the country", "Write an ISO 3166 code, such as US.", "US"))
                case "values":
                    entry.with(
                        words.map { meanings(entry.value, $0, isOpen: name == "type", called: noun) } ?? entry.value)
                default: entry
                }
            })
    }

    private mutating func column(_ node: ConfigNode, _ name: String) -> ConfigNode {
        var texts = [node]
        if case .list(let items) = node.content { texts = items }
        guard texts.count == 1 else { return node }
        _ = choice(texts[0], "the column of '\(name)'", "Name the column.", "")
        return node
    }

    private mutating func zone(_ node: ConfigNode) -> ConfigNode {
        choice(
            node, "the zone",
            "Write the zone that times without an offset are meant in, such as Europe/Berlin, or UTC.", "UTC")
    }

    /// A code, or the column that tells it, with a code for where the column is blank.
    private mutating func lookup(_ node: ConfigNode, _ what: String, _ advice: String, _ code: String) -> ConfigNode {
        guard case .map(let entries) = node.content else { return choice(node, what, advice, code) }
        return node.with(
            entries.map { entry in
                switch entry.key {
                case "from": entry.with(column(entry.value, "from"))
                case "default": entry.with(choice(entry.value, what, advice, code))
                default: entry
                }
            })
    }

    private mutating func meanings(
        _ node: ConfigNode, _ words: [String], isOpen: Bool, called noun: String
    ) -> ConfigNode {
        guard case .map(let entries) = node.content else { return node }
        let own = isOpen ? "; or a word of your own, such as pricing-page" : ""
        let advice = "Write one of: \(words.joined(separator: ", "))\(own); or ~ for none."
        return node.with(
            entries.map { entry in
                guard isUndecided(entry.value, "the \(noun) of this word", advice) else { return entry }
                return entry.with(ConfigNode(.null, at: entry.value.place))
            })
    }

    private mutating func choice(
        _ node: ConfigNode, _ what: String, _ advice: String, _ standIn: String
    ) -> ConfigNode {
        if case .list(let items) = node.content {
            return ConfigNode(.list(items.map { choice($0, what, advice, standIn) }), at: node.place)
        }
        return isUndecided(node, what, advice) ? ConfigNode(.text(standIn), at: node.place) : node
    }

    private mutating func isUndecided(_ node: ConfigNode, _ what: String, _ advice: String) -> Bool {
        guard case .text(Self.word) = node.content else { return false }
        faults.append(
            Fault(.mappingUndecidedWord, .stopRun, "\(what) is not decided yet", at: node.place, advice: advice))
        return true
    }
}

extension ConfigNode {
    fileprivate func with(_ entries: [ConfigEntry]) -> ConfigNode { ConfigNode(.map(entries), at: place) }
}

extension ConfigEntry {
    fileprivate func with(_ value: ConfigNode) -> ConfigEntry {
        ConfigEntry(key: key, keyPlace: keyPlace, value: value)
    }
}
