public import LeadModel
public import RecordFormats

/// Pulls a stream of a tap: its records as pages, its states as bookmarks.
///
/// A state covers the records before it (Singer's specification), so the mark behind a page is the last state that came before
/// the page's end; what came behind it is read once more by the next pull, and known by then. Records are kept as they are, without
/// what stands around them, so that those read twice are the same.
public final class SingerPull: StreamPull {
    public let name: String
    public private(set) var mark: String
    /// A tap does not say what its state means.
    public let readBefore: Instant? = nil
    public private(set) var detected: DetectedFormat?
    public private(set) var warnings: [Fault] = []
    public var bytes: Int64 { lines?.bytes ?? 0 }
    /// A tap that is told of no state begins at the beginning.
    public var isWhole: Bool { state == nil && isDone && hasSchema }
    /// A tap does not say how often it asks.
    public let calls: CallCount? = nil

    private let tap: SingerTap
    private let stream: SingerStream
    private let columns: [String]
    private let state: String?
    private var lines: MessageLines?
    /// The last state that came.
    private var lastState: String
    /// Pages that are ready, and the state behind the last of them.
    private var ready: ArraySlice<RecordPage> = []
    private var readyState: String
    private var failure: Fault?
    private var isDone = false
    private var chunk = Chunk()
    private var records = 0
    private var hasSchema = false
    private var hasState = false
    /// Whether the last message was a state.
    private var endsWithState = false
    /// Whether nobody says how the tap ended: of a pipe its death looks like its end.
    private var isPipe = false
    private var isFullTable = false
    /// Of other streams: their names, and how many records they had.
    private var otherStreams: [String] = []
    private var otherRecords = 0

    /// Records that become the next page.
    private struct Chunk {
        var bytes: [UInt8] = []
        /// In which line of the output each stood.
        var lines: [Int] = []
        var began = ContinuousClock.now

        static let fullBytes = 2 << 20
        static let fullRecords = 8_192
        /// With a state behind it, a page waits no longer for more.
        static let longest = Duration.seconds(10)

        var isFull: Bool { bytes.count >= Chunk.fullBytes || lines.count >= Chunk.fullRecords }
    }

    /// The longest state that is kept.
    private static let mostStateBytes = 4 << 20
    /// A tap that has more streams than this is not told of by all their names.
    private static let mostNames = 20

    /// - Parameters:
    ///   - columns: what the mapping reads.
    ///   - state: the mark of the last pull.
    public init(_ tap: SingerTap, _ stream: SingerStream, columns: [String], from state: String?) {
        self.tap = tap
        self.stream = stream
        self.columns = columns
        self.state = state.flatMap { $0.isEmpty ? nil : $0 }
        name = tap.name(of: stream)
        mark = state ?? ""
        lastState = state ?? ""
        readyState = state ?? ""
    }

    public func nextPage() throws(Fault) -> RecordPage? {
        while true {
            if let page = ready.popFirst() {
                if ready.isEmpty { mark = readyState }
                return page
            }
            if let failure {
                self.failure = nil
                isDone = true
                lines = nil
                throw failure
            }
            guard !isDone else { return nil }
            do throws(Fault) {
                try gather()
            } catch {
                failure = error.located(at: Origin(file: name))
            }
            try makePages()
            // A stream whose last words are a state has reached it.
            if isDone, failure == nil, ready.isEmpty { mark = lastState }
        }
    }

    // MARK: Messages

    /// Reads on until a page is full, or the tap has ended.
    private func gather() throws(Fault) {
        if lines == nil {
            let output = try tap.open(stream, columns: columns, state: state)
            isPipe = (output as? RecordedMessages)?.isPipe == true
            lines = MessageLines(output)
        }
        chunk.began = .now
        while !chunk.isFull {
            let taken: Result<Bool, Fault>?
            let number = (lines?.count ?? 0) + 1
            do {
                taken = try lines?.next { [self] line, hasEnd in take(line, number, hasEnd: hasEnd) }
            } catch {
                switch error {
                case .tooLong:
                    throw SingerFault.message(
                        "a message is longer than \(MessageLines.mostBytes >> 20) MB", line: number, name)
                case .source(let fault): throw fault
                }
            }
            guard let taken else {
                isDone = true
                return try conclude()
            }
            let isState = try taken.get()
            if isState, !chunk.lines.isEmpty, ContinuousClock.now - chunk.began > Chunk.longest { return }
        }
    }

    /// - Returns: whether it was a state.
    private func take(_ line: UnsafeRawBufferPointer, _ number: Int, hasEnd: Bool) -> Result<Bool, Fault> {
        do throws(Fault) {
            return .success(try understand(line, number, hasEnd: hasEnd))
        } catch {
            return .failure(error)
        }
    }

    private func understand(_ line: UnsafeRawBufferPointer, _ number: Int, hasEnd: Bool) throws(Fault) -> Bool {
        guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return false }
        let message: SingerMessage
        do throws(SingerMessage.Refusal) {
            message = try SingerMessage(line)
        } catch {
            if error == .cut, !hasEnd {
                throw SingerFault.message("the last message breaks off", line: number, name)
            }
            throw SingerFault.message("this line is no message", line: number, name)
        }
        let kind = try text(message[.type], line, number)
        endsWithState = kind == "STATE"
        switch kind {
        case "STATE":
            try take(state: message, line, number)
            return true
        case "RECORD", "ACTIVATE_VERSION", "SCHEMA":
            let stream = try text(message[.stream], line, number)
            try take(kind, of: stream, message, line, number)
            return false
        case "BATCH": throw SingerFault.batch(line: number, name)
        default:
            throw SingerFault.message(
                "there is no such kind of message", line: number, name,
                seen: kind.utf8.count <= 40 && kind.utf8.allSatisfy { (0x41...0x5A).contains($0) || $0 == 0x5F }
                    ? .word(kind) : .shape(of: kind.utf8))
        }
    }

    private func take(
        _ kind: String, of stream: String, _ message: SingerMessage, _ line: UnsafeRawBufferPointer, _ number: Int
    ) throws(Fault) {
        guard stream == self.stream.name else {
            if !otherStreams.contains(stream), otherStreams.count < SingerPull.mostNames { otherStreams.append(stream) }
            if kind == "RECORD" { otherRecords += 1 }
            return
        }
        switch kind {
        case "SCHEMA": hasSchema = true
        case "ACTIVATE_VERSION": isFullTable = true
        default:
            guard hasSchema else {
                throw SingerFault.message("a record comes before the schema of its stream", line: number, name)
            }
            guard let record = message[.record], line[record.lowerBound] == 0x7B else {
                throw SingerFault.message("a message of a record holds none", line: number, name)
            }
            chunk.bytes.append(contentsOf: line[record])
            chunk.bytes.append(0x0A)
            chunk.lines.append(number)
        }
    }

    private func take(state message: SingerMessage, _ line: UnsafeRawBufferPointer, _ number: Int) throws(Fault) {
        guard let value = message[.value] else {
            throw SingerFault.message("a state holds no value", line: number, name)
        }
        guard value.count <= SingerPull.mostStateBytes else {
            throw SingerFault.message(
                "a state is longer than \(SingerPull.mostStateBytes >> 20) MB", line: number, name)
        }
        // What a tap has not begun, it has no state of.
        guard line[value.lowerBound] == 0x7B else {
            guard line[value].elementsEqual("null".utf8) else {
                throw SingerFault.message("a state is no object", line: number, name)
            }
            return
        }
        lastState = String(decoding: line[value], as: UTF8.self)
        hasState = true
    }

    /// The text of a string; words of the protocol and names of streams hold no escapes.
    private func text(_ range: Range<Int>?, _ line: UnsafeRawBufferPointer, _ number: Int) throws(Fault) -> String {
        guard let range, range.count >= 2, line[range.lowerBound] == 0x22, !line[range].contains(0x5C) else {
            throw SingerFault.message("this line is no message of a tap", line: number, name)
        }
        return String(decoding: line[range.dropFirst().dropLast()], as: UTF8.self)
    }

    private func conclude() throws(Fault) {
        if isPipe, !endsWithState { throw SingerFault.pipeEnds(line: lines?.count ?? 0, name) }
        if otherRecords > 0 { warnings.append(SingerFault.passedOver(otherRecords, otherStreams, name)) }
        guard hasSchema else { throw SingerFault.noStream(stream.name, known: otherStreams, name) }
        if isFullTable { warnings.append(SingerFault.fullTable(name)) }
        if !hasState { warnings.append(SingerFault.noState(name)) }
    }

    // MARK: Pages

    /// Makes pages of what was gathered, numbered through the whole pull.
    private func makePages() throws(Fault) {
        guard !chunk.lines.isEmpty else { return }
        defer { chunk = Chunk() }
        readyState = lastState
        let shape = JSONShape(layout: .lines)
        if detected == nil { detected = DetectedFormat(format: .json(shape), isGzip: false, encoding: "UTF-8") }
        var reader = JSONReader(bytes: MemoryBytes(chunk.bytes), file: name, shape: shape)
        var pages: [RecordPage] = []
        while let page = try reader.nextPage() { pages.append(numbered(page)) }
        records += chunk.lines.count
        ready = pages[...]
    }

    private func numbered(_ page: RecordPage) -> RecordPage {
        let entries = page.entries.map { entry in
            var entry = entry
            entry.line = chunk.lines[entry.number - 1]
            entry.number += records
            if entry.fault?.origin != nil {
                entry.fault?.origin?.line = entry.line
                entry.fault?.origin?.record = entry.number
            }
            return entry
        }
        return RecordPage(
            columns: page.columns, bytes: page.bytes, cells: page.cells, entries: entries, frame: page.frame)
    }
}
