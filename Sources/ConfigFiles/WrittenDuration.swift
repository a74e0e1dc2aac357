import LeadModel

/// Lengths of time as files of the configuration write them: `30s`, `10m`, `2h`, `7d`.
public enum WrittenDuration {
    /// What every such text matches.
    public static let pattern = "^[0-9]{1,6}[smhd]$"

    /// A text that is one.
    public static func shape(_ example: String) -> ConfigShape { .text(example, pattern: pattern) }

    /// Seconds; `nil` where it is none.
    public static func seconds(_ text: String) -> Int? {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Int(text.dropLast()), 0..<1_000_000 ~= number
        else { return nil }
        return number * unit
    }

    /// Reads the duration under a key, in seconds; another text is a finding.
    public static func read(_ key: String, of map: ConfigMap, _ findings: Findings) -> Int? {
        guard let value = map[key], let text = value.text else { return nil }
        if let seconds = seconds(text) { return seconds }
        findings.add(
            .configUnknownValue, "'\(key)' is no length of time", at: value.place, seen: .word(text),
            advice: "Write a number with s, m, h or d behind it, such as 10m.")
        return nil
    }
}
