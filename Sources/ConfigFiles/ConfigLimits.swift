public import LeadModel

/// What a configuration file may weigh. Checked on the bytes, before the YAML parser recurses into them.
public struct ConfigLimits: Sendable {
    /// A larger file is refused before it is read.
    public static let bytes = 1 << 20

    var depth = 64
    /// Lines and commas together: each may be a value, and a value weighs some hundred bytes in memory.
    var values = 20_000
    var anchors = 1_000

    func check(_ text: String, file: String) throws(FaultList) {
        var text = text
        let fault = text.withUTF8 { bytes -> Fault? in
            guard bytes.count <= ConfigLimits.bytes else {
                return ConfigLimits.tooLarge(bytes: bytes.count, limit: ConfigLimits.bytes, at: Origin(file: file))
            }
            return shapeFault(bytes, file: file) ?? aliasFault(bytes, file: file)
        }
        if let fault { throw FaultList(fault) }
    }

    private func shapeFault(_ bytes: UnsafeBufferPointer<UInt8>, file: String) -> Fault? {
        var line = 1
        var lineStart = 0
        var leadingMarks = 0
        var isAtStart = true
        /// Where the lines around this one begin, each further to the right.
        var indents: [Int] = []
        var flowDepth = 0
        var commas = 0
        for (index, byte) in bytes.enumerated() {
            let column = index - lineStart + 1
            switch byte {
            case 0x0A:
                line += 1
                lineStart = index + 1
                leadingMarks = 0
                isAtStart = true
            case 0x00:
                return Fault(
                    .configNotYAML, .stopRun, "the file holds a NUL byte",
                    at: Origin(file: file, line: line, column: column), advice: "Save it as UTF-8 text.")
            case 0x01...0x08, 0x0B, 0x0C, 0x0E...0x1F, 0x7F:
                return control(byte, at: Origin(file: file, line: line, column: column))
            case 0xC2
            where index + 1 < bytes.count && (0x80...0x9F).contains(bytes[index + 1]) && bytes[index + 1] != 0x85:
                return control(bytes[index + 1], at: Origin(file: file, line: line, column: column))
            case 0x20: continue
            case 0x2D, 0x3F: if isAtStart { leadingMarks += 1 }  // "- - - -" and "? ? ?" nest on one line
            default:
                if isAtStart {
                    isAtStart = false
                    while let last = indents.last, last >= column { indents.removeLast() }
                    indents.append(column)
                }
            }
            switch byte {
            case 0x5B, 0x7B: flowDepth += 1  // [ and {
            case 0x5D, 0x7D: flowDepth = max(0, flowDepth - 1)
            case 0x2C: commas += 1
            default: break
            }
            if flowDepth > depth * 4 || leadingMarks > depth || indents.count > depth * 2 {
                return tooDeep(at: Origin(file: file, line: line, column: column))
            }
            if line + commas > values {
                // The place is where the limit is passed.
                let all = bytes.count { $0 == 0x0A || $0 == 0x2C } + (bytes.last == 0x0A ? 0 : 1)
                return ConfigLimits.tooLarge(
                    "the file has \(ConfigLimits.grouped(all)) lines and items, and more than \(ConfigLimits.grouped(values)) are not read",
                    at: Origin(file: file, line: line, column: column)
                )
            }
        }
        return nil
    }

    private func control(_ byte: UInt8, at place: Origin) -> Fault {
        let digits = String(byte, radix: 16, uppercase: true)
        return Fault(
            .configNotYAML, .stopRun, "the file holds a control character", at: place,
            seen: .word("U+00\(digits.utf8.count == 1 ? "0" : "")\(digits)"),
            advice:
                "Take it out; in double quotes it may be written as \\x\(digits.utf8.count == 1 ? "0" : "")\(digits).")
    }

    /// Refuses an alias to an anchor before the parser expands it: used as a key, an expanded alias would be hashed, which
    /// may take for ever. Looks at words alone where a value may begin, so a `&` or `*` in running text does not count.
    private func aliasFault(_ bytes: UnsafeBufferPointer<UInt8>, file: String) -> Fault? {
        guard bytes.contains(0x26) else { return nil }
        var known: Set<[UInt8]> = []
        var line = 1
        var lineStart = 0
        var previous: UInt8 = 0x3A
        var isComment = false
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0A {
                line += 1
                lineStart = index + 1
                previous = 0x3A
                isComment = false
            }
            if isComment || byte == 0x0A || byte == 0x20 || byte == 0x09 { continue }
            if byte == 0x23, index == lineStart || bytes[index - 1] == 0x20 {
                isComment = true
                continue
            }
            let mayBegin = [0x3A, 0x2D, 0x3F, 0x5B, 0x7B, 0x2C].contains(previous)  // : - ? [ { ,
            if mayBegin, byte == 0x26 || byte == 0x2A {
                let name = Array(
                    bytes[(index + 1)...].prefix { ![0x0A, 0x20, 0x2C, 0x5D, 0x7D, 0x3A, 0x09].contains($0) })
                if byte == 0x26 { known.insert(name) }
                if byte == 0x2A && known.contains(name) || known.count > anchors {
                    return ConfigLimits.alias(at: Origin(file: file, line: line, column: index - lineStart + 1))
                }
            }
            previous = byte
        }
        return nil
    }

    static func alias(at place: Origin) -> Fault {
        Fault(
            .configAlias, .stopRun, "anchors and aliases are not read", at: place,
            advice: "Write the values out where they are needed.")
    }

    /// A file of more bytes than are read.
    public static func tooLarge(bytes: Int, limit: Int, at place: Origin) -> Fault {
        tooLarge("the file has \(grouped(bytes)) bytes, and more than \(limit >> 20) MiB are not read", at: place)
    }

    private static func grouped(_ number: Int) -> String {
        var text = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    /// A file that holds data, not rules.
    static func tooLarge(_ summary: String, at place: Origin) -> Fault {
        Fault(
            .configTooLarge, .stopRun, summary, at: place,
            advice: "A configuration file holds rules, not data; move data into an export.")
    }

    func tooDeep(at place: Origin) -> Fault {
        Fault(.configTooDeep, .stopRun, "more than \(depth) levels are nested", at: place, advice: "Flatten the file.")
    }
}
