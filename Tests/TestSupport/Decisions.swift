/// What an admin does with a suggested mapping: decides each line that says `undecided`.
public enum Decisions {
    /// The mapping with every choice made: the first format that is offered, Berlin's time, euros, and one meaning for all
    /// unknown words.
    /// - Parameter id: the column to take where no column is known to be the id.
    public static func made(in mapping: String, id: String = "Id") -> String {
        var section = ""
        var field = ""
        var offered: String?
        var lines: [String] = []
        for line in mapping.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let text = line.drop { $0 == " " }
            let indent = line.count - text.count
            if text.hasPrefix("#") {
                if text.hasPrefix("# format: "), offered == nil { offered = String(text.dropFirst(10)) }
                lines.append(line)
                continue
            }
            let key = String(text.prefix { $0 != ":" })
            if indent == 0 { section = key }
            if indent == 2 {
                field = key
                offered = nil
            }
            lines.append(decided(line, key: key, section: section, field: field, format: offered, id: id))
        }
        return lines.joined(separator: "\n")
    }

    /// The places that are undecided, as `line number: key`.
    public static func open(in mapping: String) -> [Int] {
        mapping.split(separator: "\n", omittingEmptySubsequences: false).enumerated().filter { _, line in
            !line.drop { $0 == " " }.hasPrefix("#") && line.contains("undecided")
        }.map { $0.offset + 1 }
    }

    private static func decided(
        _ line: String, key: String, section: String, field: String, format: String?, id: String
    ) -> String {
        guard line.contains(": undecided") else { return line }
        if section == "ignore" { return line.replacing(": undecided", with: "") }
        let meaning: String =
            switch (key, section, field) {
            case ("zone", _, _): "Europe/Berlin"
            case ("format", _, _): format ?? "iso"
            case ("id", "identity", _), (_, "lead", _): "\"\(id)\""
            case (_, "status", _): "working"
            case (_, "discard-reason", _): "other"
            case (_, _, "type"): "other"
            case (_, _, "stage"): "open"
            default: "~"
            }
        var decided = line
        if key == "phone" || key == "mobile-phone" {
            decided = decided.replacing(": undecided", with: ": DE")
        }
        for (word, value) in [
            ("currency: undecided", "currency: EUR"), ("default: undecided", "default: EUR"),
            ("decimal: undecided", "decimal: point"),
        ] {
            decided = decided.replacing(word, with: value)
        }
        return decided.replacing(": undecided", with: ": \(meaning)")
    }
}
