/// Every kind of fault, with a stable name that scripts and the quarantine group by.
///
/// The part before the dot is the room that found it.
public enum FaultCode: String, Sendable, Hashable, CaseIterable, Codable {
    // Reading files
    case fileMissing = "file.missing"
    case fileNoneFits = "file.none-fits"
    case fileUnreadable = "file.unreadable"
    case fileNotRegular = "file.not-regular"
    case fileEmpty = "file.empty"
    case fileTruncated = "file.truncated"
    case fileChanged = "file.changed-while-read"
    case fileWriteFailed = "file.write-failed"
    case gzipDamaged = "gzip.damaged"
    case gzipTooLarge = "gzip.too-large"
    case encodingUnknown = "encoding.unknown"
    case encodingInvalid = "encoding.invalid-bytes"
    case encodingContradiction = "encoding.contradiction"
    case formatUnknown = "format.unknown"
    case formatContradiction = "format.contradiction"
    case formatUnwritable = "format.unwritable"

    // CSV
    case csvOpenQuote = "csv.open-quote"
    case csvStrayQuote = "csv.stray-quote"
    case csvStrayLineEnd = "csv.stray-line-end"
    case csvSurplusCell = "csv.surplus-cell"
    case csvMissingCell = "csv.missing-cell"
    case csvNulByte = "csv.nul-byte"
    case csvHeaderOnly = "csv.header-only"
    case csvHeaderMissing = "csv.header-missing"
    case csvHeaderDuplicate = "csv.duplicate-column"
    case csvRecordTooLong = "csv.record-too-long"
    case csvTooManyColumns = "csv.too-many-columns"
    case csvFooterMismatch = "csv.footer-mismatch"

    // JSON
    case jsonMalformed = "json.malformed"
    case jsonTruncated = "json.truncated"
    case jsonDuplicateKey = "json.duplicate-key"
    case jsonTooDeep = "json.too-deep"
    case jsonRecordTooLong = "json.record-too-long"
    case jsonPathMissing = "json.record-path-missing"
    case jsonNotARecord = "json.not-a-record"
    case jsonErrorBody = "json.error-body"

    // XML
    case xmlMalformed = "xml.malformed"
    case xmlTruncated = "xml.truncated"
    case xmlDoctype = "xml.doctype"
    case xmlTooDeep = "xml.too-deep"
    case xmlTooManyAttributes = "xml.too-many-attributes"
    case xmlTagTooLong = "xml.tag-too-long"
    case xmlTooManyNames = "xml.too-many-names"
    case xmlRecordTooLong = "xml.record-too-long"
    case xmlRecordMissing = "xml.record-element-missing"
    case xmlErrorBody = "xml.error-body"

    // Any record
    case recordTooManyColumns = "record.too-many-columns"

    // Configuration files of every kind
    case configMissing = "config.missing"
    case configNotYAML = "config.not-yaml"
    case configAlias = "config.alias"
    case configTooLarge = "config.too-large"
    case configTooDeep = "config.too-deep"
    case configDuplicateKey = "config.duplicate-key"
    case configUnknownKey = "config.unknown-key"
    case configMissingKey = "config.missing-key"
    case configWrongType = "config.wrong-type"
    case configUnknownValue = "config.unknown-value"
    case configUnknownReference = "config.unknown-reference"

    // Mapping
    case mappingUnknownField = "mapping.unknown-field"
    case mappingUnknownColumn = "mapping.unknown-column"
    case mappingDuplicateColumn = "mapping.duplicate-column"
    case mappingIdentityMissing = "mapping.identity-missing"
    case mappingUnmappedStatus = "mapping.unmapped-status"
    case mappingUnmappedReason = "mapping.unmapped-reason"
    case mappingUnmappedValue = "mapping.unmapped-value"
    case mappingAmbiguousCell = "mapping.ambiguous-cell"
    case mappingNotText = "mapping.not-text"
    case mappingInvalidEmail = "mapping.invalid-email"
    case mappingInvalidPhone = "mapping.invalid-phone"
    case mappingInvalidDate = "mapping.invalid-date"
    case mappingAbsurdDate = "mapping.absurd-date"
    case mappingFutureTime = "mapping.future-time"
    case mappingSkippedTime = "mapping.skipped-time"
    case mappingZoneMissing = "mapping.zone-missing"
    case mappingInvalidNumber = "mapping.invalid-number"
    case mappingInvalidMoney = "mapping.invalid-money"
    case mappingInvalidFlag = "mapping.invalid-flag"
    case mappingInvalidCountry = "mapping.invalid-country"
    case mappingInvalidIdentifier = "mapping.invalid-identifier"
    case mappingValueTooLong = "mapping.value-too-long"
    case mappingTestFailed = "mapping.test-failed"

    // Agreement, matching, survivorship, feeds
    case agreementContradiction = "agreement.contradiction"
    case agreementNotInForce = "agreement.not-in-force"
    case feedInvalid = "feed.invalid"
    case feedDamaged = "feed.damaged"

    // Store
    case storeMissing = "store.missing"
    case storeBusy = "store.busy"
    case storeTooNew = "store.too-new"
    case storeDamaged = "store.damaged"
    case storeFailed = "store.failed"
    case storeFenced = "store.fenced"
    case storeFull = "store.full"

    // Runs
    case runLocked = "run.locked"
    case runConservation = "run.conservation"
    case runUnfinished = "run.unfinished"
    case runHeld = "run.held"
    case runNotFound = "run.not-found"
    case leadNotFound = "lead.not-found"
    case verdictImpossible = "verdict.impossible"
    case quarantineNotFound = "quarantine.not-found"
}
