import Connectors
import Foundation
import LeadModel
import RecordFormats

/// A list of people who must not be sent anything: a file with one of them a line, or a table with a header.
struct SuppressionList {
    /// One person of the list.
    struct Row {
        var place: Origin
        /// How the person is named; several where the table has an address and a number.
        var names: [String] = []
        var reason: String?
        var channel: String?
        var since: String?
        /// Why the row cannot be read.
        var fault: Fault?
        /// Of a row that cannot be read, what may be an address anywhere in its bytes.
        var addresses: Set<String> = []

        /// Takes what a cell says; an empty one says nothing.
        mutating func take(_ cell: String, of column: Column?) {
            let text = LedgerReading.trimmed(SpreadsheetText.restored(cell))
            guard !text.isEmpty else { return }
            switch column {
            case .address, .phone: names.append(text)
            case .reason: reason = text
            case .channel: channel = text
            case .since: since = text
            case nil: break
            }
        }
    }

    /// What a column of a table is about.
    enum Column: CaseIterable {
        case address, phone, reason, channel, since

        /// What it may be called: letters and digits in lower case.
        var words: Set<String> {
            switch self {
            case .address:
                [
                    "email", "emailaddress", "mail", "address", "subscriber", "hash", "sha256", "md5", "emailhash",
                    "hashedemail", "emailsha256", "emailmd5", "sha256email", "md5email", "leid",
                    "emailadresse", "mailadresse", "eposta", "epost",
                    "adresseemail", "adressemail", "adressedemail", "adresseelectronique", "courriel",
                    "adressecourriel",
                    "correo", "correoelectronico", "direccioncorreo", "direcciondecorreo", "direccioncorreoelectronico",
                    "direcciondecorreoelectronico", "direccionemail", "direcciondeemail",
                ]
            case .phone:
                [
                    "phone", "phonenumber", "telephone", "mobile", "mobilephone",
                    "telefon", "telefonnummer", "telefonnr", "rufnummer", "handy", "handynummer", "mobil",
                    "mobiltelefon", "mobilnummer",
                    "telephonemobile", "telephoneportable", "portable", "numerodetelephone", "mobiltelephone",
                    "telefono", "telefonomovil", "movil", "celular", "numerodetelefono",
                ]
            case .reason: ["reason", "suppressionreason", "grund", "sperrgrund", "motif", "raison", "motivo", "razon"]
            case .channel: ["channel", "kanal", "canal"]
            case .since: ["since", "date", "time", "timestamp", "seit", "depuis", "desde"]
            }
        }
    }

    let path: String
    private let declared: DeclaredFormat
    /// Columns of the table that nothing is read from.
    let ignored: [String]

    /// Looks at the first line.
    /// - Parameter encoding: `nil`: UTF-8, or what a byte order mark says. None is guessed: an address in a wrong one is
    ///   somebody else's, or nobody's.
    init(path: String, encoding: String? = nil) throws(Fault) {
        self.path = path
        let (bytes, hasMark) = try SuppressionList.front(of: path, encoding: encoding)
        let first = SuppressionList.line(bytes)
        let named = SuppressionList.delimiter(namedBy: first)
        // `sep=;` in front of the header.
        let line =
            named == nil
            ? first : SuppressionList.line(bytes.dropFirst(first.utf8.count).drop(while: SuppressionList.isLineEnd))
        let delimiter = named ?? SuppressionList.delimiter(of: line)
        let cells = line.utf8.split(separator: delimiter, omittingEmptySubsequences: false)
            .map { String(Substring($0)).filter { $0 != "\"" } }
        let isTable = cells.contains { cell in [.address, .phone].contains(SuppressionList.column(named: cell)) }
        // Behind the addresses of a bare list may stand delimiters and nothing else.
        guard isTable || cells.dropFirst().allSatisfy(\.isEmpty) else {
            throw Fault(
                .suppressionColumnMissing, .stopStream, "the first line names no column of addresses or numbers",
                at: Origin(file: path, line: 1),
                advice: "Give the table a header with a column 'email', 'phone', 'sha256' or 'md5'.")
        }
        var format = DeclaredFormat(kind: .csv)
        var dialect = CSVDialect()
        dialect.delimiter = delimiter
        if !isTable { dialect.columns = ["address"] }
        format.dialect = dialect
        if !hasMark || encoding != nil { format.encoding = encoding ?? "UTF-8" }
        declared = format
        ignored = isTable ? cells.filter { SuppressionList.column(named: $0) == nil } : []
    }

    /// The first bytes in UTF-8, without a byte order mark, and whether there was one.
    private static func front(
        of path: String, encoding: String?
    ) throws(Fault) -> (bytes: ArraySlice<UInt8>, hasMark: Bool) {
        let front = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 14, alignment: 1)
        defer { front.deallocate() }
        let bytes = Array(front.prefix(try FileBytes(path: path).read(into: front)))
        let marks: [([UInt8], String)] = [
            ([0xEF, 0xBB, 0xBF], "UTF-8"), ([0xFF, 0xFE, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF], "UTF-32BE"),
            ([0xFF, 0xFE], "UTF-16LE"), ([0xFE, 0xFF], "UTF-16BE"),
        ]
        let marked = marks.first { bytes.starts(with: $0.0) }
        let rest = bytes.dropFirst(marked?.0.count ?? 0)
        if marked == nil, encoding == nil, let zero = bytes.firstIndex(of: 0) {
            // Of letters and digits the other byte of UTF-16 is zero, which byte tells which end comes first.
            let name = zero.isMultiple(of: 2) ? "UTF-16BE" : "UTF-16LE"
            throw Fault(
                .suppressionUnreadable, .stopStream, "here stand bytes that are not UTF-8", at: Origin(file: path),
                advice: "It looks like UTF-16 without a byte order mark: say `--encoding \(name)`, or save it as UTF-8."
            )
        }
        let name = marked?.1 ?? encoding ?? "UTF-8"
        if ["UTF-8", "UTF8"].contains(name.uppercased()) { return (bytes: rest, hasMark: marked != nil) }
        var source = try TranscodingSource(MemoryBytes(Array(rest)), from: name, file: path)
        // A character that the end of the first bytes cuts in two comes last, if it comes at all.
        let count = try source.read(into: front)
        return (bytes: front.prefix(count)[...].map { $0 }[...], hasMark: marked != nil)
    }

    /// Reads the rows, some thousands at a time; empty ones are passed over.
    ///
    /// An address has no line end in it: where a row that cannot be read reaches over several lines, because a quote was
    /// opened and not closed, each of its lines is read by itself, so that one broken line costs none of its neighbours.
    func forEachPage(_ body: ([Row]) throws(Fault) -> Void) throws(Fault) {
        let (opened, detected) = try RecordReaders.open(try FileBytes(path: path), file: path, declared: declared)
        var reader = opened
        var lines: SuppressionLines?
        // Of a row that is longer than any record may be, only the beginning was kept.
        var long: Row?
        do throws(Fault) {
            while let page = try reader.nextPage() {
                let reading = SuppressionLines(
                    path: path, delimiter: declared.dialect?.delimiter ?? 0x2C,
                    lineEnd: page.frame.separator.first ?? 0x0A, columns: page.columns)
                lines = reading
                let kinds = page.columns.map(SuppressionList.column(named:))
                var rows: [Row] = []
                for entry in page.entries {
                    if let row = long { try forEachLine(of: row, upTo: entry.line, reading, detected, body) }
                    long = nil
                    let row = row(entry, of: page, kinds)
                    if entry.fault?.code == .csvRecordTooLong {
                        try body(rows)
                        rows = []
                        long = row
                    } else if entry.fault != nil || row.names.contains(where: SuppressionList.hasLineEnd) {
                        try take(row, page.raw(of: entry), reading, &rows, body)
                    } else if !page.cells[entry.cells].allSatisfy({ page.text(of: $0).isEmpty }) {
                        rows.append(row)
                    }
                }
                try body(rows)
            }
        } catch {
            // What stops the reader of an export does not stop a list whose lines can still be told apart. The row that
            // opened the quote came with the last page.
            guard error.code == .csvOpenQuote, lines != nil else { throw error }
        }
        if let row = long, let lines { try forEachLine(of: row, upTo: nil, lines, detected, body) }
    }

    /// Takes the lines of a row that cannot be read as one; the row itself where its one line cannot be read either.
    private func take(
        _ row: Row, _ raw: ArraySlice<UInt8>, _ lines: SuppressionLines, _ rows: inout [Row],
        _ body: ([Row]) throws(Fault) -> Void
    ) throws(Fault) {
        let start = row.place.line ?? 1
        guard raw.contains(lines.lineEnd) else {
            var read = lines.row(raw, start) ?? row
            if row.fault != nil, read.fault != nil { read.fault = row.fault }
            return rows.append(read)
        }
        try body(rows)
        rows = []
        try lines.forEachPage(start..<Int.max, of: MemoryBytes(Array(raw)), from: start, body)
    }

    /// Reads the lines of a row that is longer than any record may be from the file once more.
    /// - Parameter end: the line behind it; `nil` where it is the last.
    private func forEachLine(
        of row: Row, upTo end: Int?, _ lines: SuppressionLines, _ detected: DetectedFormat,
        _ body: ([Row]) throws(Fault) -> Void
    ) throws(Fault) {
        let start = row.place.line ?? 1
        guard end != start + 1 else { return try body([row]) }
        var source: any ByteSource = try FileBytes(path: path)
        if case .csv(let dialect) = detected.format, let encoding = dialect.encoding, encoding != "UTF-8" {
            source = try TranscodingSource(source, from: encoding, file: path)
        }
        try lines.forEachPage(start..<(end ?? .max), of: source, from: 1, body)
    }

    private static func hasLineEnd(_ text: String) -> Bool { text.utf8.contains(where: isLineEnd) }

    private func row(_ entry: RecordPage.Entry, of page: RecordPage, _ kinds: [Column?]) -> Row {
        var row = Row(place: Origin(file: path, line: entry.line), fault: entry.fault)
        for cell in page.cells[entry.cells] {
            row.take(page.text(of: cell), of: kinds[Int(cell.column)])
        }
        return row
    }

    static func column(named name: some StringProtocol) -> Column? {
        let word = name.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil).lowercased()
            .filter { $0.isLetter || $0.isNumber }
        return Column.allCases.first { $0.words.contains(word) }
    }

    private static func line(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { !isLineEnd($0) }, as: UTF8.self)
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    /// The delimiter that a first line `sep=;` names, as spreadsheets write it.
    private static func delimiter(namedBy line: String) -> UInt8? {
        let bare = line.filter { $0 != "\"" }
        guard bare.utf8.count == 5, bare.hasPrefix("sep="), let byte = bare.utf8.last else { return nil }
        return delimiters.contains(byte) ? byte : nil
    }

    private static let delimiters: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]

    /// The one of four that stands in the line most often; a comma where none does.
    private static func delimiter(of line: String) -> UInt8 {
        let counts = delimiters.map { byte in line.utf8.count { $0 == byte } }
        return zip(delimiters, counts).filter { $0.1 > 0 && $0.1 == counts.max() }.first?.0 ?? 0x2C
    }
}
