import CLibXML
import CRecordCells
import LeadModel

/// The faults of XML exports, at a place.
struct XMLFaults {
    let file: String
    let limits: ReaderLimits

    /// Why a record was refused.
    func ofRecord(_ row: rc_record, at origin: Origin) -> Fault {
        let (code, summary, advice) = words(rc_fault(UInt32(row.fault)), isRecord: true)
        return Fault(code, .deadLetter, summary, at: origin, advice: advice)
    }

    /// Why the export cannot be read further.
    func ofExport(_ failure: xml_failure) -> Fault {
        let (code, summary, advice) = words(failure.fault, isRecord: false)
        return Fault(code, .stopStream, summary, at: Origin(file: file, line: Int(failure.line)), advice: advice)
    }

    /// Bytes that are no characters, wherever they stand.
    func notText(line: Int) -> Fault {
        Fault(
            .encodingInvalid, .stopStream, "the document holds bytes that are not UTF-8",
            at: Origin(file: file, line: line),
            advice: "Declare the encoding the file was written in, such as 'WINDOWS-1252'.")
    }

    func notTextInRecord(at origin: Origin) -> Fault {
        Fault(
            .encodingInvalid, .deadLetter, "the record holds bytes that are not UTF-8", at: origin,
            advice: "Declare the encoding the file was written in, such as 'WINDOWS-1252'.")
    }

    func recordMissing(_ element: String, names: [String]) -> Fault {
        Fault(
            .xmlRecordMissing, .stopStream,
            "there is no '\(element)' in the document, and nothing says that there are no records",
            at: Origin(file: file, line: 1), field: element, seen: ShownWord.seen(names),
            advice: "Name the record element, or the path to it, in 'records:' of the stream.")
    }

    func errorBody(_ word: String) -> Fault {
        Fault(
            .xmlErrorBody, .stopStream, "the answer is an error, not records", at: Origin(file: file, line: 1),
            seen: ShownWord.seen(code: word),
            advice: "Look the code up in the vendor's documentation; nothing was read from this answer.")
    }

    private func words(
        _ fault: rc_fault, isRecord: Bool
    ) -> (code: FaultCode, summary: String, advice: String) {
        switch fault {
        case RC_TRUNCATED:
            (
                .xmlTruncated, isRecord ? "the export breaks off within this record" : "the document ends too early",
                "Fetch or export it again; complete records in front of it were read."
            )
        case RC_DOCTYPE:
            (
                .xmlDoctype, "the document has a DOCTYPE, which may make a parser fetch or repeat anything",
                "Export without it; no CRM needs one."
            )
        case RC_TOO_DEEP:
            (
                .xmlTooDeep, "elements are nested more than \(limits.depth) levels deep",
                "Export the record flatter; no CRM nests that deep."
            )
        case RC_TOO_LONG:
            (
                .xmlRecordTooLong, "the record is longer than \(limits.recordBytes) bytes; the rest of it is not kept",
                "Check the record element, or export less text in one record."
            )
        case RC_TOO_MANY_ATTRIBUTES:
            (
                .xmlTooManyAttributes, "an element has more than \(limits.attributes) attributes",
                "Check where the export comes from; no CRM writes that many."
            )
        case RC_TAG_TOO_LONG:
            (
                .xmlTagTooLong, "a tag, comment or instruction is longer than \(limits.recordBytes) bytes",
                "Check where the export comes from; no CRM writes such tags."
            )
        case RC_TOO_MANY_NAMES, RC_TOO_MANY_COLUMNS:
            (
                .xmlTooManyNames, "the export has more than \(limits.columns) names of elements and attributes",
                "Names that are values, such as ids, make endless columns; check the record element."
            )
        case RC_EMPTY_EXPORT:
            (.fileEmpty, "there is nothing in it", "Check the export; an answer without records has a root element.")
        default:
            (
                .xmlMalformed,
                isRecord ? "within this record the document is not well-formed" : "it is not well-formed XML",
                "Correct the export; complete records in front of it were read."
            )
        }
    }
}
