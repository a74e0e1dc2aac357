import CRecordScan
public import LeadModel

/// Turns text of any encoding that iconv knows into UTF-8, strictly: nothing is transliterated or replaced.
///
/// A byte order mark in front is taken away. UTF-8 itself needs no source: it passes at no cost, and the readers
/// validate it record by record.
public struct TranscodingSource: ByteSource {
    private static let stepBytes = 64 << 10

    private var source: any ByteSource
    private let encoding: String
    private let file: String
    private let conversion: Conversion
    private var input = [UInt8](repeating: 0, count: stepBytes)
    private var inputRange = 0..<0
    /// One byte of any encoding becomes three of UTF-8 at most.
    private var output = [UInt8](repeating: 0, count: stepBytes * 4)
    private var outputRange = 0..<0
    /// Bytes before `input`.
    private var offset = 0
    private var isAtEnd = false
    private var isAtStart = true

    /// - Throws: `encoding.unknown` with the nearest name.
    public init(_ source: any ByteSource, from encoding: String, file: String) throws(Fault) {
        self.source = source
        self.file = file
        self.encoding = encoding
        conversion = try Conversion(from: encoding, file: file)
    }

    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        while outputRange.isEmpty {
            if isAtEnd { return 0 }
            try refill()
            try convert()
        }
        let count = min(buffer.count, outputRange.count)
        buffer.copyBytes(from: output[outputRange.prefix(count)])
        outputRange.removeFirst(count)
        return count
    }

    private mutating func refill() throws(Fault) {
        guard inputRange.count < TranscodingSource.stepBytes / 2 else { return }
        offset += inputRange.lowerBound
        input.replaceSubrange(0..<inputRange.count, with: Array(input[inputRange]))
        inputRange = 0..<inputRange.count
        let filled = inputRange.count
        let count = try source.read(into: &input, filled..<input.count)
        isAtEnd = count == 0
        inputRange = 0..<filled + count
    }

    private mutating func convert() throws(Fault) {
        let step = conversion.convert(input[inputRange], into: &output, isLast: isAtEnd)
        inputRange.removeFirst(step.consumed)
        outputRange = 0..<step.produced
        if isAtStart, step.produced > 0 {
            isAtStart = false
            if output[outputRange].starts(with: [0xEF, 0xBB, 0xBF]) { outputRange.removeFirst(3) }
        }
        if step.outcome == RECORD_ICONV_OUTPUT_FULL { isAtEnd = false }
        // What was converted before the fault goes out first: the fault comes up again.
        guard outputRange.isEmpty else {
            if step.outcome == RECORD_ICONV_INVALID || step.outcome == RECORD_ICONV_INCOMPLETE { isAtEnd = false }
            return
        }
        let place = offset + inputRange.lowerBound
        if step.outcome == RECORD_ICONV_INVALID {
            throw Fault(
                .encodingInvalid, .stopStream, "byte \(place + 1) of the file is not \(encoding)",
                at: Origin(file: file),
                advice: "The file is damaged or in another encoding: declare the one it was written in.")
        }
        if step.outcome == RECORD_ICONV_INCOMPLETE, isAtEnd {
            throw Fault(
                .fileTruncated, .stopStream, "the file ends within a character of \(encoding), at byte \(place + 1)",
                at: Origin(file: file), advice: "Fetch or export the file again.")
        }
    }
}

/// Owns an iconv handle.
private final class Conversion {
    private let handle: UnsafeMutableRawPointer

    init(from encoding: String, file: String) throws(Fault) {
        let name = TextEncoding.iconvName(encoding)
        guard TextEncoding.isName(name), let handle = record_iconv_open(name) else {
            throw TextEncoding.unknown(encoding, file: file)
        }
        self.handle = handle
    }

    deinit { record_iconv_close(handle) }

    struct Step {
        var outcome: record_iconv_outcome
        var consumed: Int
        var produced: Int
    }

    func convert(_ input: ArraySlice<UInt8>, into output: inout [UInt8], isLast: Bool) -> Step {
        input.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var step = Step(outcome: RECORD_ICONV_DONE, consumed: 0, produced: 0)
                guard let room = target.baseAddress else { return step }
                if let start = source.baseAddress, !source.isEmpty {
                    step.outcome = record_iconv_convert(
                        handle, start, source.count, &step.consumed, room, target.count, &step.produced)
                }
                if isLast, step.outcome == RECORD_ICONV_DONE {
                    var consumed = 0
                    var flushed = 0
                    step.outcome = record_iconv_convert(
                        handle, nil, 0, &consumed, room + step.produced, target.count - step.produced, &flushed)
                    step.produced += flushed
                }
                return step
            }
        }
    }
}
