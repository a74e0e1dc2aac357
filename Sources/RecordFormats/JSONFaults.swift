import CRecordCells
import CSimdJSON
import LeadModel

/// The faults of JSON exports, at a place.
struct JSONFaults {
    let file: String
    let limits: ReaderLimits

    /// Why a record was refused.
    func ofRecord(_ row: rc_record, at origin: Origin, raw: UnsafeBufferPointer<UInt8>) -> Fault {
        let (code, summary, advice) = words(rc_fault(UInt32(row.fault)), rc_reason(UInt32(row.reason)), isRecord: true)
        var fault = Fault(code, .deadLetter, summary, at: origin, advice: advice)
        if code == .jsonDuplicateKey {
            let key = String(decoding: raw[Int(row.at)..<Int(row.at + row.at_count)], as: UTF8.self)
            if ShownWord.isVocabulary(key) { fault.field = key } else { fault.seen = .shape(of: key.utf8) }
        }
        return fault
    }

    /// Why the export cannot be read further.
    func ofExport(_ failure: json_failure) -> Fault {
        let (code, summary, advice) = words(failure.fault, failure.reason, isRecord: false)
        return Fault(
            code, .stopStream, summary, at: Origin(file: file, line: Int(failure.line)), advice: advice)
    }

    func pathMissing(_ path: [String], _ end: json_path_end, keys: [String]) -> Fault {
        let there = path.isEmpty ? "the document's root" : "'\(path.joined(separator: "."))'"
        let summary =
            switch end {
            case JSON_PATH_LIST: "\(there) is a list, not an object"
            case JSON_PATH_OBJECT: "\(there) is an object, not a list of records"
            case JSON_PATH_SCALAR: "\(there) is a single value, not records"
            default: "there is no \(there) in the document"
            }
        return Fault(
            .jsonPathMissing, .stopStream, summary, at: Origin(file: file, line: 1), field: path.joined(separator: "."),
            seen: ShownWord.seen(keys),
            advice: "Name the key under which the records stand in 'records:' of the stream.")
    }

    func errorBody(_ word: String) -> Fault {
        Fault(
            .jsonErrorBody, .stopStream, "the answer is an error, not records", at: Origin(file: file, line: 1),
            seen: ShownWord.seen(code: word),
            advice: "Look the code up in the vendor's documentation; nothing was read from this answer.")
    }

    private func words(
        _ fault: rc_fault, _ reason: rc_reason, isRecord: Bool
    ) -> (code: FaultCode, summary: String, advice: String) {
        let it = isRecord ? "the record" : "the document"
        return switch fault {
        case RC_TRUNCATED:
            (
                .jsonTruncated, isRecord ? "the export breaks off within this record" : "the document ends too early",
                "Fetch or export it again; complete records in front of it were read."
            )
        case RC_DUPLICATE_KEY:
            (
                .jsonDuplicateKey, "an object in \(it) has the same key twice",
                "Which of the two values counts cannot be known; correct the export."
            )
        case RC_TOO_DEEP:
            (
                .jsonTooDeep, "\(it) is nested more than \(limits.depth) levels deep",
                "Export the record flatter; no CRM nests that deep."
            )
        case RC_TOO_LONG:
            (
                .jsonRecordTooLong,
                isRecord
                    ? "the record is longer than \(limits.recordBytes) bytes; the rest of it is not kept"
                    : "a value outside the records is longer than \(limits.recordBytes) bytes",
                "Check the path of the records, or export less text in one record."
            )
        case RC_NOT_A_RECORD:
            (
                .jsonNotARecord, "a record must be an object; this is a list or a single value",
                "Check the path of the records. A list of bare ids that a system answers with is read with 'bare: id' in its stream."
            )
        case RC_TOO_MANY_COLUMNS:
            (
                .recordTooManyColumns, "with this record the export has more than \(limits.columns) columns",
                "Keys that are values, such as ids, make endless columns; check the path of the records."
            )
        case RC_EMPTY_EXPORT:
            (.fileEmpty, "there is nothing in it", "Check the export; no records are an empty list, not an empty file.")
        case RC_TRAILING_BYTES:
            (
                .jsonMalformed, "something stands behind the end of the document",
                "If there is one record a line, declare it so; otherwise fetch or export it again."
            )
        default: (.jsonMalformed, malformed(reason, it), "Correct the export; it is read as RFC 8259 defines JSON.")
        }
    }

    private func malformed(_ reason: rc_reason, _ it: String) -> String {
        switch reason {
        case RC_BAD_UTF8: "\(it) holds bytes that are not UTF-8"
        case RC_BAD_CONTROL: "a string in \(it) holds a raw control character or is not closed"
        case RC_BAD_ESCAPE: "a string in \(it) holds an escape that JSON does not have, or half a surrogate pair"
        case RC_BAD_NUMBER: "a number in \(it) is not spelled as JSON spells numbers"
        case RC_BAD_LITERAL: "a word in \(it) is neither a string nor a number, true, false or null"
        case RC_BAD_BRACKETS: "the brackets of \(it) do not close in the order they were opened"
        case RC_BAD_LINE: "the line is not one complete object"
        default: "a comma, colon, key or value is missing or too many in \(it)"
        }
    }
}
