import ConfigFiles
import LeadModel

/// Reads who may fetch a feed's files: `pull:` of `to:`.
struct FeedPullCompiler {
    let findings: Findings

    static let shape = ConfigShape.table(
        ConfigTable(
            "the receivers of a feed", key: "A receiver, in small letters, digits and hyphens.", example: "warehouse",
            .oneOrMore(SecretReference.shape("env:WAREHOUSE_TOKEN"), least: 1),
            empty: (
                .feedInvalid, "'pull' names nobody", "Write such as `pull: { warehouse: env:WAREHOUSE_TOKEN }`."
            )))

    func receivers(_ map: ConfigMap) -> [FeedReceiver] {
        let receivers = map.entries.compactMap(receiver)
        var owners: [SecretReference.Place: String] = [:]
        for receiver in receivers {
            for token in receiver.tokens {
                if let owner = owners[token.place] {
                    findings.add(
                        .feedInvalid,
                        owner == receiver.name
                            ? "'\(receiver.name)' has the same token twice"
                            : "'\(receiver.name)' has the token of '\(owner)': nobody could tell them apart",
                        at: token.origin, advice: "Give each receiver a token of its own.")
                }
                owners[token.place] = receiver.name
            }
        }
        return receivers
    }

    private func receiver(_ entry: ConfigEntryValue) -> FeedReceiver? {
        let isWord = entry.key.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
        }
        if !isWord || !(1...64).contains(entry.key.utf8.count) {
            findings.add(
                .feedInvalid, "a receiver is named in small letters, digits and hyphens", at: entry.keyPlace,
                seen: .word(entry.key), advice: "Write such as warehouse; at most 64 characters.")
            return nil
        }
        let tokens = entry.value.items.compactMap(token)
        return tokens.isEmpty ? nil : FeedReceiver(name: entry.key, tokens: tokens, place: entry.keyPlace)
    }

    private func token(_ value: ConfigValue) -> SecretReference? {
        guard let text = value.text else { return nil }
        if let token = SecretReference(text, at: value.place) { return token }
        // What stands there may be the token itself, so it is not shown.
        findings.add(
            .configUnknownValue, "this is no reference to a token", at: value.place,
            advice:
                "Write env:NAME or file:PATH; the token itself stands in no file of the configuration. Change it if it has been here."
        )
        return nil
    }
}
