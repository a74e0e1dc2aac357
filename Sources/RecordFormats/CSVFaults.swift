import LeadModel

/// The faults of delimited files, at a place.
struct CSVFaults {
    let file: String
    var line = 1
    var record: Int?

    init(file: String) { self.file = file }

    func at(line: Int, record: Int? = nil) -> CSVFaults {
        var faults = self
        faults.line = line
        faults.record = record
        return faults
    }

    // MARK: Of one record

    func surplusCell(_ count: Int, of width: Int) -> Fault {
        fault(
            .csvSurplusCell, .deadLetter, "the record has more cells than the header has columns",
            seen: "\(count) cells, \(width) columns",
            "An unquoted delimiter in a value does this; quote the value or correct the export.")
    }

    func missingCell(_ count: Int, of width: Int) -> Fault {
        fault(
            .csvMissingCell, .deadLetter, "the record has fewer cells than the header has columns",
            seen: "\(count) cells, \(width) columns",
            "Correct the export. If these are report lines at the end of the file, declare 'footer: salesforce-report'."
        )
    }

    func strayQuote() -> Fault {
        fault(
            .csvStrayQuote, .deadLetter, "a quote stands inside an unquoted cell, or text behind a closing quote",
            "Quote the whole cell and double each quote in it, as RFC 4180 says.")
    }

    func strayLineEnd(_ lineEnd: CSVLineEnd) -> Fault {
        fault(
            .csvStrayLineEnd, .deadLetter,
            lineEnd == .lineFeed
                ? "a lone carriage return stands outside quotes in a file whose lines end in LF or CRLF"
                : "a line feed stands outside quotes in a file whose lines end in CR",
            "Quote the cell that holds it, or end every line the same way.")
    }

    func openQuote(_ remedy: Fault.Remedy) -> Fault {
        fault(
            .csvOpenQuote, remedy, "the file ends within quotes that this record opens",
            "The file is cut off, or a quote in this record is not doubled. Export it again.")
    }

    func tooLong(_ limit: Int) -> Fault {
        fault(
            .csvRecordTooLong, .deadLetter, "the record is longer than \(limit) bytes; the rest of it is not kept",
            "Look for a quote that is never closed, or export less text in one cell.")
    }

    func nulByte() -> Fault {
        fault(
            .csvNulByte, .deadLetter, "the record holds a NUL byte",
            "The file is damaged, or it is UTF-16: then declare its encoding.")
    }

    func invalidText(column: Int) -> Fault {
        fault(
            .encodingInvalid, .deadLetter, "byte \(column + 1) of the record is not UTF-8",
            "Declare the encoding the file was written in, such as 'WINDOWS-1252'.")
    }

    func cut() -> Fault {
        fault(.fileTruncated, .deadLetter, "the file breaks off within this record", "Fetch or export the file again.")
    }

    // MARK: Of the whole export

    func endsWithinRecord() -> Fault {
        fault(
            .fileTruncated, .stopStream,
            "the file ends within a record: the last line has too few cells and no line end",
            "Fetch or export the file again.")
    }

    func empty() -> Fault {
        fault(
            .fileEmpty, .stopStream, "the file is empty",
            "If no record was to be expected, let the export write no file; otherwise export it again.")
    }

    func headerOnly() -> Fault {
        fault(
            .csvHeaderOnly, .stopStream, "there is a header and no record",
            "If no record was to be expected, let the export write no file; otherwise export it again.")
    }

    func headerMissing(preambleLines: Int) -> Fault {
        fault(
            .csvHeaderMissing, .stopStream,
            preambleLines > 0 ? "there is no header behind \(preambleLines) preamble lines" : "the first line is blank",
            "The header must be the first line; declare lines before it with 'preamble-lines'.")
    }

    func tooManyColumns(limit: Int) -> Fault {
        fault(
            .csvTooManyColumns, .stopStream, "the header has more than \(limit) columns",
            "Check the delimiter, or export fewer columns.")
    }

    func footerMismatch(_ total: Int, records: Int) -> Fault {
        fault(
            .csvFooterMismatch, .stopStream, "the report's footer speaks of \(total) records, \(records) were read",
            "The export is incomplete or was edited. Export it again.")
    }

    func footerMissing() -> Fault {
        fault(
            .fileTruncated, .stopStream, "the report's footer is missing at the end of the file",
            "The file is cut off: export it again. If its footer was removed, declare 'footer: none'.")
    }

    /// The same fault as that of a record, in the header: nothing behind it can be understood.
    func inHeader(_ fault: Fault) -> Fault {
        var fault = fault
        fault.remedy = .stopStream
        fault.summary = "in the header: " + fault.summary
        fault.origin?.record = nil
        return fault
    }

    private func fault(
        _ code: FaultCode, _ remedy: Fault.Remedy, _ summary: String, seen: String? = nil, _ advice: String
    ) -> Fault {
        Fault(
            code, remedy, summary, at: Origin(file: file, line: line, record: record), seen: seen.map(Seen.shape),
            advice: advice)
    }
}
