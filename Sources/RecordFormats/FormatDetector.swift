import LeadModel

/// Finds out from its name and its first bytes what an export is. What was declared is never overridden; where it cannot
/// be true, that is a fault.
struct FormatDetector {
    /// As much of an export is looked at.
    static let frontBytes = 64 << 10

    let file: String
    let declared: DeclaredFormat

    // MARK: Compression

    func isGzip(_ front: [UInt8]) throws(Fault) -> Bool {
        let hasMagic = front.starts(with: [0x1F, 0x8B])
        switch declared.compression {
        case .auto: return hasMagic
        case .gzip: return true
        case .none:
            guard hasMagic else { return false }
            throw contradiction(.formatContradiction, declared: "uncompressed", seen: "gzip")
        }
    }

    // MARK: Encoding

    func encoding(_ front: [UInt8], isWhole: Bool) throws(Fault) -> TextEncoding {
        let marked = TextEncoding.marked(front)
        guard let name = declared.encoding ?? declared.dialect?.encoding else {
            return marked ?? TextEncoding.guessed(front, isWhole: isWhole)
        }
        let folded = TextEncoding.folded(name)
        if let marked {
            let seen = TextEncoding.folded(marked.name)
            // "UTF-16" leaves the order of bytes to the mark.
            guard seen == folded || seen == folded + "LE" || seen == folded + "BE" else {
                throw contradiction(.encodingContradiction, declared: name, seen: marked.description)
            }
            return marked
        }
        let wide = TextEncoding.wide(front)
        if folded == "UTF16" || folded == "UTF32" {
            if let wide { return TextEncoding(name: wide) }
            throw Fault(
                .encodingUnknown, .stopStream, "\(name) without a byte order mark leaves the order of bytes open",
                at: Origin(file: file), advice: "Declare '\(name)LE' or '\(name)BE'.")
        }
        if let wide, folded == "UTF8" {
            throw contradiction(.encodingContradiction, declared: name, seen: wide)
        }
        return TextEncoding(name: name)
    }

    // MARK: Format

    /// - Parameter front: in UTF-8, without a byte order mark.
    func kind(_ front: [UInt8]) throws(Fault) -> DeclaredFormat.Kind {
        let seen = try seenKind(front)
        if let kind = declared.kind {
            // Anything can be CSV, so having seen that contradicts nothing: the reader will tell.
            guard seen == .csv || seen == kind else {
                throw contradiction(.formatContradiction, declared: kind.rawValue, seen: seen.rawValue)
            }
            return kind
        }
        if let named = namedKind(), named != seen {
            throw Fault(
                .formatUnknown, .stopStream, "the file is named \(named.rawValue) and looks like \(seen.rawValue)",
                at: Origin(file: file),
                advice: "Check that it is an export and no error message; then declare its format.")
        }
        return seen
    }

    private func seenKind(_ front: [UInt8]) throws(Fault) -> DeclaredFormat.Kind {
        let others: [([UInt8], String)] = [
            (Array("PK\u{3}\u{4}".utf8), "a zip file or Excel workbook"),
            ([0xD0, 0xCF, 0x11, 0xE0], "an Excel 97 workbook"),
            (Array("%PDF".utf8), "a PDF"), (Array("BZh".utf8), "a bzip2 file"),
            ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file"),
            (Array("SQLite format 3".utf8), "an SQLite database"),
        ]
        if let (_, name) = others.first(where: { front.starts(with: $0.0) }) { throw notAnExport(name) }
        guard let first = front.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return .csv }
        if first == 0x3C {
            let head = String(decoding: front.prefix(400), as: UTF8.self).lowercased()
            if head.contains("<!doctype html") || head.contains("<html") {
                throw notAnExport("a web page, such as a login or error page")
            }
            return .xml
        }
        return JSONProbe(front).looksLikeJSON ? .json : .csv
    }

    private func namedKind() -> DeclaredFormat.Kind? {
        var name = file.lowercased()
        if name.hasSuffix(".gz") { name.removeLast(3) }
        if name.hasSuffix(".csv") || name.hasSuffix(".tsv") { return .csv }
        if name.hasSuffix(".json") || name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") { return .json }
        return name.hasSuffix(".xml") ? .xml : nil
    }

    /// Where the records of a JSON document are.
    func jsonShape(_ front: [UInt8]) throws(Fault) -> JSONShape {
        let probe = JSONProbe(front)
        if let path = declared.recordPath {
            return JSONShape(layout: declared.layout ?? probe.layout(at: path), recordPath: path)
        }
        if let layout = declared.layout, layout == .lines { return JSONShape(layout: layout) }
        guard let seen = probe.shape(fileName: file) else {
            guard let layout = declared.layout else {
                throw Fault(
                    .formatUnknown, .stopStream, "it cannot be told where the records are in this JSON",
                    at: Origin(file: file), advice: FormatDetector.advice(containers: probe.containers))
            }
            return JSONShape(layout: layout)
        }
        // A list within the only record is not the records.
        if declared.layout == .one, seen.layout != .one { return JSONShape(layout: .one) }
        return JSONShape(layout: declared.layout ?? seen.layout, recordPath: seen.path)
    }

    /// What to declare of a document that holds these lists and objects.
    private static func advice(containers: [String]) -> String {
        let declare = "Declare the key that leads to them with 'records'"
        guard !containers.isEmpty else { return declare + "." }
        let named = containers.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        let more = containers.count > 5 ? " and \(containers.count - 5) more" : ""
        return "\(declare): lists and objects stand at \(named)\(more). "
            + "A document that is one record has 'layout: one' ('--records .')."
    }

    /// The record element of an XML document.
    func xmlShape(_ front: [UInt8]) throws(Fault) -> XMLShape {
        guard let element = declared.recordElement ?? XMLProbe.recordElement(front) else {
            // An answer that tells of an error holds no records, whatever they are called; the reader finds its code.
            if XMLProbe.mayBeError(front) { return XMLShape(recordElement: "record") }
            throw Fault(
                .formatUnknown, .stopStream, "it cannot be told which element of this XML is a record",
                at: Origin(file: file), advice: "Declare its name with 'records'.")
        }
        return XMLShape(recordElement: element)
    }

    /// The dialect of delimited text, with what the header says about it.
    func csv(
        _ front: [UInt8], isWhole: Bool, limits: ReaderLimits
    ) throws(Fault) -> (dialect: CSVDialect, lineEnd: String?, columns: Int?) {
        var dialect = declared.dialect ?? CSVDialect()
        // A line that the front cuts in two would look like a broken one.
        let sample =
            isWhole ? front : Array(front[...(front.lastIndex { $0 == 0x0A || $0 == 0x0D } ?? front.endIndex - 1)])
        var window = ByteWindow(MemoryBytes(sample))
        let header: CSVHeader
        do throws(Fault) {
            header = try CSVHeader(from: &window, dialect: dialect, faults: CSVFaults(file: file), limits: limits)
        } catch {
            return (dialect, nil, nil)  // the reader finds the same, and says so in its place
        }
        if dialect.delimiter == nil {
            dialect.delimiter = header.scanner.delimiter
        } else if header.columns.count == 1 {
            try refuseWrongDelimiter(sample, header, dialect)
        }
        let feed = front.firstIndex(of: 0x0A)
        let isPair = feed.map { $0 > 0 && front[$0 - 1] == 0x0D } ?? false
        let lineEnd = header.scanner.lineEnd == .carriageReturn ? "CR" : isPair ? "CRLF" : "LF"
        return (dialect, lineEnd, header.columns.count)
    }

    /// A declared delimiter that stands nowhere, while another one fits every line, is a wrong declaration.
    private func refuseWrongDelimiter(_ sample: [UInt8], _ header: CSVHeader, _ dialect: CSVDialect) throws(Fault) {
        var window = ByteWindow(MemoryBytes(sample))
        window.fill(toHold: sample.count)
        let better: UInt8? = window.withBytes { start, count in
            let sniffer = CSVSniffer(start: start, end: start + count, isWhole: true, quote: dialect.quote)
            let delimiter = sniffer.delimiter(lineEnd: header.scanner.lineEnd)
            let widths = sniffer.widths(
                CSVScanner(delimiter: delimiter, quote: dialect.quote, lineEnd: header.scanner.lineEnd, width: 0))
            guard widths.count > 1, let first = widths.first, first > 2 else { return nil }
            return widths.allSatisfy { $0 == first } ? delimiter : nil
        }
        guard let better, let declared = dialect.delimiter, better != declared, dialect.preambleLines == 0 else {
            return
        }
        throw contradiction(
            .formatContradiction, declared: DetectedFormat.word(forDelimiter: declared),
            seen: DetectedFormat.word(forDelimiter: better))
    }

    private func contradiction(_ code: FaultCode, declared: String, seen: String) -> Fault {
        Fault(
            code, .stopStream, "\(declared) is declared, the file is \(seen)", at: Origin(file: file),
            advice: "Correct the declaration, or leave it out to have the format detected.")
    }

    private func notAnExport(_ what: String) -> Fault {
        Fault(
            .formatUnknown, .stopStream, "the file is \(what)", at: Origin(file: file),
            advice: "Export as CSV, JSON or XML, gzip-compressed or not.")
    }
}
