import LeadModel
import RecordFormats
import TestSupport
import Testing

@Suite struct `Any JSON export` {
    static let documents: [(String, JSONShape)] = [
        (
            #"{"total": 3, "results" : [ {"id": "1", "p": {"q": "é\"\\", "n": [1, {"m": null}]}},\#n"#
                + #" {"id": "2", "s": "}]"}, {} ], "paging": {"next": {"after": "N"}}, "done": true}"#,
            jsonArray(at: "results")
        ),
        (#"[{"id":1,"a":[{"b":1},{"b":2}]},{"id":-2.5e3},[1],{"x":"\ud83d\ude00"}]"#, jsonArray),
        (
            #"{"contacts": {"247": {"a": {"b": "c:,{"}}, "24\u0038": {"d": []}, "x": 7}, "total": "2"}"#,
            jsonKeyed(at: "contacts")
        ),
    ]

    @Test(arguments: documents)
    func `cut off anywhere keeps every complete record and says so`(text: String, shape: JSONShape) {
        let bytes = Array(text.utf8)
        let whole = readJSON(bytes, shape)
        #expect(whole.ending == nil && whole.records.count >= 3)
        for length in bytes.indices {
            let cut = readJSON(Array(bytes[..<length]), shape)
            let before = String(decoding: bytes[..<length], as: UTF8.self)
            let complete = whole.records.prefix { before.contains($0.raw) }
            #expect(cut.records.count <= complete.count + 1, "cut at \(length)")
            // A bare value is complete only when something follows it.
            let kept = cut.records.prefix { $0.code != .jsonTruncated }
            #expect(whole.records.starts(with: kept) && kept.count >= complete.filter { $0.raw.contains("{") }.count)
            #expect(cut.ending?.code == (length == 0 ? .fileEmpty : .jsonTruncated), "cut at \(length)")
            #expect(cut.ending?.remedy == .stopStream)
        }
    }

    @Test func `in lines, cut off anywhere, keeps every complete record and says so within one`() {
        let text = "{\"id\":1,\"a\":\"x\\\"y\"}\n{\"id\":2,\"b\":[{\"c\":1},{\"é\":[2]}]}\r\n\n{\"id\":3}"
        let bytes = Array(text.utf8)
        let whole = readJSON(bytes, jsonLines)
        for length in 1...bytes.count {
            let cut = readJSON(Array(bytes[..<length]), jsonLines)
            let before = String(decoding: bytes[..<length], as: UTF8.self)
            let complete = whole.records.filter { before.contains($0.raw) }
            #expect(cut.records.starts(with: complete), "cut at \(length)")
            let isWithin = cut.records.count > complete.count
            #expect(cut.ending?.code == (isWithin ? .jsonTruncated : nil), "cut at \(length)")
            #expect(!isWithin || cut.records.last?.code == .jsonTruncated, "cut at \(length)")
        }
    }

    @Test(arguments: 1...300)
    func `however broken, reads the same in pieces and windows of any size`(seed: Int) {
        var dice = Dice(seed: seed)
        let (text, shape) = broken(&dice)
        let whole = readJSON(text, shape)
        for step in [1, 2, 3, 7, 64] {
            var limits = ReaderLimits()
            limits.pageBytes = Int.random(in: 1..<200, using: &dice)
            limits.pageRecords = Int.random(in: 1..<4, using: &dice)
            let pieces = readJSON(text, shape, step: step, limits: limits)
            #expect(pieces.records.map(\.cells) == whole.records.map(\.cells), "seed \(seed), step \(step)")
            #expect(pieces.codes == whole.codes, "seed \(seed), step \(step)")
            #expect(pieces.ending?.code == whole.ending?.code, "seed \(seed), step \(step)")
            #expect(pieces.records.map(\.raw) == whole.records.map(\.raw), "seed \(seed), step \(step)")
            #expect(pieces.records.map(\.line) == whole.records.map(\.line), "seed \(seed), step \(step)")
            #expect(pieces.columns == whole.columns, "seed \(seed), step \(step)")
        }
    }

    @Test(arguments: 1...200)
    func `gives the same cells again when its raw records are framed`(seed: Int) throws {
        var dice = Dice(seed: seed)
        let (text, shape) = broken(&dice)
        var limits = ReaderLimits()
        limits.pageRecords = Int.random(in: 1..<9, using: &dice)
        for page in pagesOfJSON(Array(text.utf8), shape, limits: limits).pages {
            guard case .json(let again) = page.frame.format else {
                Issue.record("the frame is of JSON")
                return
            }
            let entries = page.entries.filter { $0.fault == nil }
            let raw = entries.map { Array(page.raw(of: $0)) }
            let framed = page.frame.prologue + raw.joined(separator: page.frame.separator) + page.frame.epilogue
            guard !entries.isEmpty else { continue }
            let read = pagesOfJSON(Array(framed), again)
            #expect(read.ending == nil, "seed \(seed)")
            let cells = { (page: RecordPage, entry: RecordPage.Entry) in
                page.cells[entry.cells].map { "\(page.columns[Int($0.column)]) \($0.form) \(page.text(of: $0))" }
            }
            let second = read.pages.flatMap { page in page.entries.map { cells(page, $0) } }
            #expect(second == entries.map { cells(page, $0) }, "seed \(seed)")
            #expect(read.pages.flatMap { page in page.entries.map { Array(page.raw(of: $0)) } } == raw, "seed \(seed)")
        }
    }

    /// An export of records of which some are broken in ways that leave their brackets whole.
    private func broken(_ dice: inout Dice) -> (String, JSONShape) {
        let shapes = [jsonLines, jsonArray, jsonArray(at: "results"), jsonKeyed(at: "results")]
        let shape = shapes.randomElement(using: &dice)!
        let isLines = shape.layout == .lines
        var records: [String] = []
        for number in 0..<Int.random(in: 0..<25, using: &dice) {
            let record = object(&dice, depth: 0, mayBreakLines: !isLines)
            records.append(shape.layout == .keyed ? "\"k\(number)\" : \(record)" : record)
        }
        if isLines { return (records.joined(separator: ["\n", "\r\n", "\n\n"].randomElement(using: &dice)!), shape) }
        let list = records.joined(separator: [",", " , ", ",\n"].randomElement(using: &dice)!)
        let body = shape.layout == .keyed ? "{\(list)}" : "[\(list)]"
        guard !shape.recordPath.isEmpty else { return (body, shape) }
        return ("{\"done\": false, \"x\": [1, {\"y\": \"z\"}],\n\"results\" : \(body) , \"next\": \"a\\\"b\"}\n", shape)
    }

    private func object(_ dice: inout Dice, depth: Int, mayBreakLines: Bool) -> String {
        let blank = mayBreakLines ? ["", "", " ", "\n  "] : ["", "", " "]
        var members: [String] = []
        for index in 0..<Int.random(in: 0..<5, using: &dice) {
            let names = ["id", "a\(index)", "b\(Int.random(in: 0..<40, using: &dice))", "é\\n\(index)"]
            let name = names.randomElement(using: &dice)!
            let space = blank.randomElement(using: &dice)!
            members.append("\"\(name)\":\(space)\(value(&dice, depth: depth, mayBreakLines))")
        }
        let separator = "," + blank.randomElement(using: &dice)!
        return "{\(members.joined(separator: separator))\(blank.randomElement(using: &dice)!)}"
    }

    private func value(_ dice: inout Dice, depth: Int, _ mayBreakLines: Bool) -> String {
        let bad = ["01", "nul", "\"\\x\"", "\"\u{1}\"", "1 2", "\"a\" \"b\"", "+1", "\"\\ud800\""]
        if Int.random(in: 0..<60, using: &dice) == 0 { return bad.randomElement(using: &dice)! }
        switch Int.random(in: 0..<(depth < 4 ? 10 : 7), using: &dice) {
        case 0: return "null"
        case 1: return ["true", "false", "[]", "{}"].randomElement(using: &dice)!
        case 2: return ["0", "-1", "1.50", "1e400", "12345678901234567890"].randomElement(using: &dice)!
        case 3: return "\"\(String(repeating: "long é ", count: Int.random(in: 0..<30, using: &dice)))\""
        case 4: return ["\"\\\"\\\\\"", "\"\\u00e9\\ud83d\\ude00\"", "\"{[,:\""].randomElement(using: &dice)!
        case 5, 6: return "\"x\""
        case 7: return object(&dice, depth: depth + 1, mayBreakLines: mayBreakLines)
        default:
            let count = Int.random(in: 1..<4, using: &dice)
            var items: [String] = []
            for _ in 0..<count { items.append(value(&dice, depth: depth + 1, mayBreakLines)) }
            return "[\(items.joined(separator: ", "))]"
        }
    }
}
