import SyncEngine

/// A sampled export as people and programs read it.
struct SampleText {
    let showsValues: Bool
    let rows: Int

    // MARK: For people

    func print(_ sample: SampledExport) {
        let name = sample.source.map { "\($0)/\(sample.stream ?? ""): " } ?? ""
        say("file:      ", "\(name)\(Terminal.path(sample.file))")
        guard !sample.format.isEmpty else { return }
        say("format:    ", sample.format)
        say("encoding:  ", sample.encoding)
        let count = LeadText.count(sample.records, "record")
        let end = sample.isWhole ? ", all there are" : "; the file goes on"
        let refused = sample.refused == 0 ? "" : ", of which \(RunText.grouped(sample.refused)) cannot be read"
        say(
            "looked at: ",
            "\(count)\(refused)\(end). Samples are of the first \(rows)\(showsValues ? "" : ", as shapes").")
        Terminal.say("")
        var table = TextTable(["column", "holds", "filled", "distinct", "samples"], overflow: .allFold)
        for column in sample.columns {
            table.add(column.name, holds(column), percent(column), distinct(column), seen(column))
        }
        for line in table.lines(width: Terminal.columns) { Terminal.say(line) }
    }

    private func say(_ label: String, _ text: String) {
        let lines = TextTable.folded(text, to: max(20, Terminal.columns - label.count))
        for (index, line) in lines.enumerated() {
            Terminal.say((index == 0 ? label : String(repeating: " ", count: label.count)) + TextTable.flat(line))
        }
    }

    private func holds(_ column: SampledExport.Column) -> String {
        var parts = [column.guess] + column.notes
        if !column.nullWords.isEmpty {
            parts.append(
                "nothing: "
                    + column.nullWords.map { "\($0.word) \(RunText.grouped($0.count))×" }.joined(separator: ", "))
        }
        return parts.joined(separator: "; ")
    }

    private func percent(_ column: SampledExport.Column) -> String {
        let thousandths = Int((column.fillShare * 1_000).rounded(.down))
        if thousandths == 0 { return column.filled == 0 ? "0 %" : "< 0.1 %" }
        return thousandths < 100 ? "\(thousandths / 10).\(thousandths % 10) %" : "\(thousandths / 10) %"
    }

    private func distinct(_ column: SampledExport.Column) -> String {
        "\(column.isDistinctExact ? "" : "> ")\(RunText.grouped(column.distinct))"
    }

    private func seen(_ column: SampledExport.Column) -> String {
        if !column.words.isEmpty {
            let shown = column.words.prefix(12).map { "\($0.word) \(RunText.grouped($0.count))×" }.joined(
                separator: ", ")
            let more = max(0, column.words.count - 12) + column.hidden
            return more > 0 ? "\(shown) and \(more) more" : shown
        }
        return (showsValues ? column.values : column.shapes).joined(separator: " · ")
    }

    // MARK: For programs

    /// One row a column, for CSV and newline-delimited JSON.
    func columns(of samples: [SampledExport]) -> TextTable {
        var table = TextTable([
            "source", "stream", "file", "column", "type", "holds", "ambiguous", "records", "filled", "distinct",
            "distinct is exact", "samples", "words", "hidden words", "null words", "notes",
        ])
        for sample in samples {
            for column in sample.columns {
                table.add(
                    sample.source, sample.stream, sample.file, column.name, column.type, column.guess,
                    column.isAmbiguous,
                    sample.records - sample.refused, column.filled, column.distinct, column.isDistinctExact,
                    samplesOf(column),
                    WordCounts(column.words), column.hidden, WordCounts(column.nullWords), column.notes)
            }
        }
        return table
    }

    func object(_ sample: SampledExport) -> JSONValue {
        .members([
            "source": sample.source.map { .text($0) }, "stream": sample.stream.map { .text($0) },
            "file": .text(sample.file),
            "format": .text(sample.format), "encoding": .text(sample.encoding), "records": .integer(sample.records),
            "refused": .integer(sample.refused), "is-whole": .flag(sample.isWhole),
            "columns": .list(
                sample.columns.map { column in
                    .members([
                        "column": .text(column.name), "type": .text(column.type), "holds": .text(column.guess),
                        "ambiguous": .flag(column.isAmbiguous), "filled": .integer(column.filled),
                        "distinct": .integer(column.distinct), "distinct-is-exact": .flag(column.isDistinctExact),
                        "samples": .list(samplesOf(column).map { .text($0) }), "words": WordCounts(column.words).value,
                        "hidden-words": .integer(column.hidden), "null-words": WordCounts(column.nullWords).value,
                        "notes": .list(column.notes.map { .text($0) }),
                    ])
                }),
        ])
    }

    private func samplesOf(_ column: SampledExport.Column) -> [String] { showsValues ? column.values : column.shapes }

    /// Words with their counts, in one cell.
    private struct WordCounts: TableCell {
        let words: [(word: String, count: Int)]

        init(_ words: [(word: String, count: Int)]) { self.words = words }

        var shown: String { words.map { "\($0.word) \($0.count)" }.joined(separator: ", ") }
        var value: JSONValue { .object(words.map { .init(name: $0.word, value: .integer($0.count)) }) }
    }
}
