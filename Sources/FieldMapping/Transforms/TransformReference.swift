/// The reference page of the transforms, made of what each says of itself.
public enum TransformReference {
    /// The page as Markdown for DocC.
    public static var page: String {
        var lines = [
            "# Transforms", "",
            "What a rule of a field mapping can do to a cell before it becomes a value.", "",
            "<!-- Made from Sources/FieldMapping/Transforms; LEADLOOP_WRITE_REFERENCE=1 swift test --filter "
                + "'reference page' writes it anew. -->", "",
            "## Overview", "",
            "A rule may put a cell through a chain of transforms, one behind the other, at most "
                + "\(Chain.limitLinks); what comes out is read as the field's type. "
                + "Nothing, blank and text stay three things: what is blank passes through every transform but `default`, "
                + "`constant` and `column`, and what is missing passes through all but the last two. Each result loses the "
                + "white space around it; where nothing is left, it is blank.", "",
            "```yaml", "fields:",
            "  first-name: { from: Name, transform: [{ name-part: first }, { case: title }] }",
            "  note: { from: Description, transform: strip-html }", "```", "",
            "A transform stands as a word, or as `{ NAME: PARAMETER }`, or with all its parameters as "
                + "`{ NAME: { PARAMETER: …, PARAMETER: … } }`. Beside it may stand `when` and, where it may refuse a text, "
                + "`otherwise`. A record that a transform refuses waits in quarantine, and its message names the transform. "
                + "`leadloop mapping try` shows what each makes of real records.", "",
            "## Transforms", "",
        ]
        for description in TransformCatalog.all { lines += section(description) }
        lines += ["## What else a rule can say", ""]
        for form in RuleForm.all {
            lines += ["### \(form.name)", "", form.summary, ""] + example(form.example)
        }
        return lines.joined(separator: "\n")
    }

    private static func section(_ description: TransformDescription) -> [String] {
        var lines = ["### \(description.name)", "", description.summary, ""]
        for parameter in description.parameters {
            lines.append(
                "- `\(parameter.name)`\(parameter.isRequired ? "" : ", may be left out"): \(parameter.summary)"
                    + " (\(words(parameter.form)))")
        }
        let refuses = description.mayRefuse ? " It may refuse a text: `otherwise` says what then." : ""
        lines.append("- takes \(words(description.takes)), gives \(words(description.gives)).\(refuses)")
        return lines + [""] + example(description.example)
    }

    private static func example(_ example: RuleExample) -> [String] {
        var lines = ["```yaml", "\(example.field): \(example.rule)", "```", ""]
        if !example.record.isEmpty {
            lines += ["| \(example.record.map(\.column).joined(separator: " | ")) | `\(example.field)` |"]
        } else {
            lines += ["| `\(example.field)` |"]
        }
        let width = example.record.count + 1
        lines.append("|" + String(repeating: " --- |", count: width))
        let cells = example.record.map { $0.cell.isEmpty ? "" : "`\($0.cell)`" }
        lines.append("| " + (cells + [example.becomes.map { "`\($0)`" } ?? "*blank*"]).joined(separator: " | ") + " |")
        return lines + [""]
    }

    private static func words(_ intake: TransformKind.Intake) -> String {
        switch intake {
        case .text: "a text, or each of several"
        case .oneText: "one text"
        case .texts: "several texts"
        }
    }

    private static func words(_ output: TransformKind.Output) -> String {
        output == .texts ? "several texts" : "a text"
    }

    private static func words(_ form: TransformParameter.Form) -> String {
        switch form {
        case .text: "text"
        case .word(let words, _): words.map { "`\($0)`" }.joined(separator: ", ")
        case .part: "`first`, `last` or a number"
        case .pattern: "a pattern of RE2"
        case .group: "a number or a name"
        case .vocabulary: "`{ WORD: MEANING, … }`"
        case .country: "a country's code, or `{ from: COLUMN, default: CODE }`"
        case .column: "a column or a list of columns"
        }
    }
}
