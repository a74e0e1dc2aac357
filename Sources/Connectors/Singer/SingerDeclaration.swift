import ConfigFiles
import LeadModel

/// Reads what a source of `connector: singer` says, and its streams.
struct SingerDeclaration {
    let findings: Findings

    static let choice = ["command", "output"]

    static let keys: [ConfigKey] = [
        .optional(
            "command", .list(.text(".venv/bin/tap-crm"), least: 1),
            "The tap and its arguments, a list of words that no shell reads; catalog and state are added. No secret stands here: everybody on the machine sees it."
        ),
        .optional(
            "output", .text("recorded/tap-crm.jsonl"),
            "A file or a named pipe that holds what a tap wrote, in the place of a command."),
        .optional(
            "config", .text("taps/crm.json"),
            "The tap's own configuration, given to it by its path. It may hold secrets: others must not be able to read it."
        ),
        .optional(
            "environment",
            .table(
                ConfigTable(
                    "the environment of a tap", key: "A variable.", example: "TAP_CRM_TOKEN", .text("env:CRM_TOKEN"))),
            "All that the tap finds in its environment, secrets by where they are: `env:NAME` or `file:PATH`.",
            otherwise:
                "nothing of ours: a PATH of the system's folders, LANG, and a folder of its own as HOME and TMPDIR"),
        .optional(
            "catalog", .text("discover", suggestions: ["discover", "none"]),
            "What says which streams and fields are read: `discover` asks the tap, `none` is for taps that take none, anything else is a file.",
            otherwise: "discover"),
        .optional(
            "catalog-option",
            .word(
                "option",
                [
                    ConfigWord("catalog", "`--catalog`, as taps of today take it."),
                    ConfigWord("properties", "`--properties`, as older ones do."),
                ]), "How the tap is given its catalog.", otherwise: "catalog"),
        .optional(
            "error-output", .text("logs/tap-crm.txt"),
            "A file that keeps the first megabyte of what the tap says of errors, of the last run. It may hold secrets and names.",
            otherwise: "its lines are counted and thrown away"),
        .optional("limits", .mapping(limits), "What the tap may take."),
    ]

    private static let limits = ConfigMapping(
        "'limits'",
        [
            .optional("stall", WrittenDuration.shape("10m"), "How long it may say nothing.", otherwise: "10m"),
            .optional("total", WrittenDuration.shape("12h"), "How long it may run for one stream.", otherwise: "12h"),
            .optional("cpu", WrittenDuration.shape("4h"), "How long it may keep a processor busy.", otherwise: "4h"),
            .optional("megabytes", .wholeNumber(64...1_000_000), "Of memory.", otherwise: "4096"),
            .optional("files", .wholeNumber(16...100_000), "How many it may hold open.", otherwise: "256"),
        ])

    static let streamKeys: [ConfigKey] = [
        .optional(
            "stream", .text("contacts"), "The stream as the tap calls it.", otherwise: "the name of the entry"),
        .optional(
            "fields",
            .word(
                "choice of fields",
                [
                    ConfigWord("mapped", "Those that the mapping reads, and the keys."),
                    ConfigWord("all", "Every one: a later mapping may read more without asking again."),
                ]), "Which fields the tap is asked for.", otherwise: "mapped"),
    ]

    func read(_ map: ConfigMap) -> SingerSource? {
        let command = map.texts("command")
        let recorded = map.text("output")
        let config = map.text("config")
        let environment = self.environment(map)
        let catalog = map.text("catalog")
        let option = map.text("catalog-option")
        let errors = map.text("error-output")
        let limits = map.map("limits").map(self.limits)
        let output = command.map(SingerSource.Output.command) ?? recorded.map(SingerSource.Output.recorded)
        if recorded != nil {
            for key in ["config", "environment", "catalog", "catalog-option", "error-output"] where map.isGiven(key) {
                findings.add(
                    .configUnknownValue, "'\(key)' is for a tap that is started", at: map.place(of: key),
                    advice: "Take it out: what stands under 'output' was written before.")
            }
        }
        guard let output else { return nil }
        var source = SingerSource(output)
        source.config = config
        source.environment = environment
        switch catalog {
        case nil, "discover": source.catalog = .discovered
        case "none": source.catalog = .none
        case let path?: source.catalog = .file(path)
        }
        if let option { source.catalogOption = option }
        source.errorOutput = errors
        if let limits { source.limits = limits }
        return source
    }

    private func limits(_ map: ConfigMap) -> TapLimits {
        var limits = TapLimits()
        if let seconds = WrittenDuration.read("stall", of: map, findings) { limits.stallSeconds = max(1, seconds) }
        if let seconds = WrittenDuration.read("total", of: map, findings) { limits.totalSeconds = max(1, seconds) }
        if let seconds = WrittenDuration.read("cpu", of: map, findings) { limits.cpuSeconds = max(1, seconds) }
        if let megabytes = map.wholeNumber("megabytes") { limits.megabytes = megabytes }
        if let files = map.wholeNumber("files") { limits.openFiles = files }
        return limits
    }

    private func environment(_ map: ConfigMap) -> [String: SecretValue] {
        var environment: [String: SecretValue] = [:]
        for entry in map.map("environment")?.entries ?? [] {
            guard let text = entry.value.text else { continue }
            if let secret = SecretReference(text, at: entry.value.place) {
                environment[entry.key] = .secret(secret)
            } else if let word = SingerDeclaration.secretWord(in: entry.key) {
                findings.add(
                    .configUnknownValue, "a secret is named by where it is, and never stands in the file",
                    at: entry.value.place, seen: .shape(of: text.utf8),
                    advice:
                        "The name has '\(word)' in it: write env:NAME for a variable of the environment, or file:PATH. Change the secret if it has been here."
                )
            } else {
                environment[entry.key] = .plain(text)
            }
        }
        return environment
    }

    /// Part of a variable's name that says that it is a secret.
    private static func secretWord(in name: String) -> String? {
        name.uppercased().split(separator: "_").map(String.init).first {
            ["TOKEN", "SECRET", "PASSWORD", "PASS", "KEY", "APIKEY", "CREDENTIALS"].contains($0)
        }
    }

    func readStream(_ map: ConfigMap, name: String) -> SingerStream {
        var stream = SingerStream(map.text("stream") ?? name)
        stream.takesAllFields = map.text("fields") == "all"
        return stream
    }
}
