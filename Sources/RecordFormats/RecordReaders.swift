public import LeadModel

/// The one way to open an export, whatever it is.
public enum RecordReaders {
    /// Detects what was not declared, inflates, transcodes, and picks the reader.
    ///
    /// Looks at the first 64 KiB; the reader gets every byte.
    /// - Throws: `format.unknown`, `format.contradiction`, `encoding.unknown`, `encoding.contradiction`, `file.empty`, and
    ///   what the source throws before its first byte.
    public static func open(
        _ bytes: any ByteSource, file: String, declared: DeclaredFormat = DeclaredFormat(),
        limits: ReaderLimits = ReaderLimits(), caps: GzipSource.Caps = GzipSource.Caps()
    ) throws(Fault) -> (reader: any RecordReader, detected: DetectedFormat) {
        let detector = FormatDetector(file: file, declared: declared)
        var source = PeekedBytes(bytes, count: FormatDetector.frontBytes)
        let isGzip = try detector.isGzip(source.front)
        if isGzip {
            source = PeekedBytes(GzipSource(source, file: file, caps: caps), count: FormatDetector.frontBytes)
        }
        if source.front.isEmpty { throw source.failure ?? CSVFaults(file: file).empty() }

        let encoding = try detector.encoding(source.front, isWhole: source.isWhole)
        let front = try text(of: source.front, encoding, file: file)
        switch try detector.kind(front) {
        case .csv:
            let (dialect, lineEnd, columns) = try detector.csv(front, isWhole: source.isWhole, limits: limits)
            var read = dialect
            read.encoding = encoding.name
            let utf8: any ByteSource =
                encoding.isUTF8 ? source : try TranscodingSource(source, from: encoding.name, file: file)
            let detected = DetectedFormat(
                format: .csv(read), isGzip: isGzip, encoding: written(encoding), lineEnd: lineEnd, columnCount: columns)
            return (CSVReader(bytes: utf8, file: file, dialect: dialect, limits: limits), detected)
        case .json:
            var shape = try detector.jsonShape(front)
            // JSON is UTF-8 (RFC 8259): nothing else is guessed, the reader refuses what is not.
            let isGuess = encoding.reason != nil && TextEncoding.wide(source.front) == nil
            let actual = isGuess ? TextEncoding(name: "UTF-8") : encoding
            shape.encoding = actual.name
            if actual.isUTF8, actual.hasMark { source.drop(3) }
            let utf8: any ByteSource =
                actual.isUTF8 ? source : try TranscodingSource(source, from: actual.name, file: file)
            shape.joins = declared.joins
            let detected = DetectedFormat(format: .json(shape), isGzip: isGzip, encoding: written(actual))
            if let joins = declared.joins {
                return (JSONJoinedReader(bytes: utf8, file: file, shape: shape, joins: joins, limits: limits), detected)
            }
            return (JSONReader(bytes: utf8, file: file, shape: shape, limits: limits), detected)
        case .xml:
            var shape = try detector.xmlShape(front)
            let isKnown = declared.encoding != nil || encoding.hasMark
            let actual =
                isKnown ? encoding : TextEncoding(name: XMLEncoding.encoding(of: source.front).uppercased())
            shape.encoding = actual.name
            let utf8 = try XMLEncoding.utf8(source, declared: actual.name, file: file)
            let detected = DetectedFormat(format: .xml(shape), isGzip: isGzip, encoding: written(actual))
            return (XMLReader(bytes: utf8, file: file, shape: shape, limits: limits), detected)
        }
    }

    /// The front in UTF-8 and without byte order mark, for looking at; the reader reads the bytes themselves.
    private static func text(of front: [UInt8], _ encoding: TextEncoding, file: String) throws(Fault) -> [UInt8] {
        if encoding.isUTF8 { return encoding.hasMark ? Array(front.dropFirst(3)) : front }
        var source = try TranscodingSource(MemoryBytes(front), from: encoding.name, file: file)
        var text = [UInt8](repeating: 0, count: front.count * 3)
        var filled = 0
        var isDone = false
        while !isDone, filled < text.count {
            do throws(Fault) {
                let count = try source.read(into: &text, filled..<text.count)
                filled += count
                isDone = count == 0
            } catch {
                isDone = true  // cut within a character, or damaged: the reader comes to the same place
            }
        }
        return Array(text[..<filled])
    }

    private static func written(_ encoding: TextEncoding) -> String {
        encoding.reason.map { "\(encoding.description) (\($0))" } ?? encoding.description
    }
}
