import LeadModel
import RecordFormats

/// How a pull asks for more columns than fit into one address: the same page once for each part of them.
extension HTTPPull {
    /// A part of the columns takes the whole of this, where it must, and the rest of the address has so much room to grow.
    private static let reserve = 1_024

    /// All that a request names as `{fields}`, or what each of several names where its address would get too long.
    /// - Parameter values: without what says which page is asked for: every page is parted alike.
    func fieldParts(_ plan: RequestPlan, _ values: [String: String]) throws(Fault) -> [String] {
        let names = values["fields"]?.split(separator: ",").map(String.init) ?? []
        guard let split = stream.fields.split, plan.isLongByFields, names.count > 1 else { return [] }
        var bare = values
        bare["fields"] = ""
        let room = split.longest - (try session.addressBytes(plan, bare)) - HTTPPull.reserve
        func bytes(_ name: String) -> Int { PercentEncoding.encoded(name).utf8.count + 3 }
        if names.reduce(0, { $0 + bytes($1) }) <= room { return [] }
        let common = names.filter(Set(stream.fields.also).contains)
        let commonBytes = common.reduce(0) { $0 + bytes($1) }
        var parts: [[String]] = []
        var used = Int.max
        for name in names where !common.contains(name) {
            if used > room - bytes(name) {
                parts.append(common)
                used = commonBytes
            }
            parts[parts.count - 1].append(name)
            used += bytes(name)
        }
        return parts.map { $0.joined(separator: ",") }
    }

    /// The records of an answer with the columns that are asked for besides.
    /// - Parameter body: of the first part.
    func joined(
        _ body: any ByteSource, of answer: ListAnswer, _ list: HTTPStream, _ check: AnswerCheck
    ) throws(Fault) -> any ByteSource {
        guard let split = list.fields.split else { return body }
        let first = try whole(body, answer, check)
        let parts = RecordParts(
            path: list.format.recordPath ?? [], id: split.by.split(separator: ".").map(String.init))
        guard JSONScan(first).items(at: parts.path)?.isEmpty == false else { return MemoryBytes(first) }
        var others: [[UInt8]] = []
        for request in answer.further {
            guard let more = try session.ask(request.plan, request.values).map(ListAnswer.init) else {
                throw HTTPFault.passedOverInside(name)
            }
            defer { more.end() }
            let body = try whole(try check.content(of: more, kind: list.format.kind), more, check)
            bytes += more.bytes
            try read(body, list, check)
            others.append(body)
        }
        switch parts.joined(first, with: others) {
        case .whole(let joined): return MemoryBytes(joined)
        case .withoutID: throw PagingFault.partWithoutID(split.by, name)
        case .moved: throw PagingFault.partsMoved(name)
        }
    }

    private func whole(
        _ body: any ByteSource, _ answer: ListAnswer, _ check: AnswerCheck
    ) throws(Fault) -> [UInt8] {
        let body: any ByteSource =
            answer.head["Content-Encoding"] == nil ? body : GzipSource(body, file: name, caps: check.caps)
        return try body.whole(atMost: HTTPPull.mostBytesOfPart) { HTTPFault.longPart($0, name) }
    }

    /// Pages of which several parts are held at once.
    private static let mostBytesOfPart = 64 << 20

    /// That a part is what was asked for, and no error.
    private func read(_ body: [UInt8], _ list: HTTPStream, _ check: AnswerCheck) throws(Fault) {
        var format = list.format
        format.compression = .none
        var (reader, _) = try RecordReaders.open(MemoryBytes(body), file: name, declared: format, caps: check.caps)
        while let page = try reader.nextPage() {
            // A record that cannot be read would make another one of the whole.
            if let fault = page.entries.lazy.compactMap(\.fault).first {
                var fault = fault
                fault.remedy = .stopStream
                throw fault
            }
        }
    }
}

extension RequestPlan {
    /// Whether its columns stand in its address.
    var isLongByFields: Bool { path.names.contains("fields") || query.contains { $0.value.names.contains("fields") } }
}

extension PagingFault {
    static func partWithoutID(_ column: String, _ host: String) -> Fault {
        fault(
            "a record has no '\(column)' by which the parts of its columns could be put together", host,
            "Correct 'by' of 'split' under 'fields': a column that every record has in every part.")
    }

    static func partsMoved(_ host: String) -> Fault {
        var fault = fault(
            "a record of a page is not in every answer for parts of its columns", host,
            "The page is asked for again. Ask for records in an order that does not change, such as by id.")
        fault.remedy = .retry(afterSeconds: 2)
        return fault
    }
}

extension HTTPFault {
    static func longPart(_ megabytes: Int, _ host: String) -> Fault {
        Fault(
            .networkTooLarge, .stopStream,
            "a page whose columns are asked for in parts is longer than \(megabytes) MiB", at: Origin(file: host),
            advice: "Ask for fewer records at once.")
    }
}
