import LeadModel
import RecordFormats
import Testing

@Suite struct `Text in another encoding` {
    static let sample = "Id;Name\r\n1;Zoë Müller\r\n2;山田 太郎\r\n3;🦉\r\n"

    private func bytes(_ units: some Sequence<some FixedWidthInteger>, isLittle: Bool, _ count: Int) -> [UInt8] {
        units.flatMap { unit in
            (0..<count).map { UInt8(truncatingIfNeeded: unit >> (isLittle ? $0 * 8 : (count - 1 - $0) * 8)) }
        }
    }

    private func read(
        _ bytes: [UInt8], as encoding: String? = nil, step: Int = .max
    ) throws(Fault) -> (export: ReadExport, detected: DetectedFormat) {
        let opened = try RecordReaders.open(
            MemoryBytes(bytes, step: step), file: "leads.csv", declared: DeclaredFormat(encoding: encoding))
        return (ReadExport.read(opened.reader), opened.detected)
    }

    @Test func `that is UTF-8 but for one byte stays UTF-8, and only the record with that byte is refused`() throws {
        var bytes = Array("Id,Name\n1,Jürgen\n2,M".utf8) + [0xFC]
        bytes += Array("ller\n3,Zoë\n4,Søren\n".utf8)
        let found = try read(bytes)
        #expect(found.detected.encoding.hasPrefix("UTF-8"))
        #expect(found.export.codes == [nil, .encodingInvalid, nil, nil])
        #expect(found.export.good == [["1", "Jürgen"], ["3", "Zoë"], ["4", "Søren"]])
    }

    @Test(arguments: [true, false], [1, 3, .max])
    func `of two or four bytes a character is read, with a mark or by its NUL bytes`(isLittle: Bool, step: Int) throws {
        let expected = try read(Array(Self.sample.utf8)).export
        let order = isLittle ? "LE" : "BE"
        for mark in [true, false] {
            let text = (mark ? "\u{FEFF}" : "") + Self.sample
            let two = try read(bytes(text.utf16, isLittle: isLittle, 2), step: step)
            #expect(two.export == expected)
            #expect(two.detected.encoding.hasPrefix("UTF-16\(order)"))
            let four = try read(bytes(text.unicodeScalars.map(\.value), isLittle: isLittle, 4), step: step)
            #expect(four.export == expected)
            #expect(four.detected.encoding.hasPrefix("UTF-32\(order)"))
        }
    }

    @Test func `of one byte a character is Windows-1252 where nothing is declared`() throws {
        let text =
            Array("Id,Name\n1,M".utf8) + [0xFC] + Array("ller ".utf8) + [0x93, 0x80, 0x94] + Array(" It".utf8) + [
                0x92, 0x73, 0x0A,
            ]
        let (export, detected) = try read(text)
        #expect(export.good == [["1", "Müller “€” It’s"]])
        #expect(detected.description.hasPrefix("csv, comma, Windows-1252 (not UTF-8"))
    }

    @Test func `of Japan is Shift-JIS where nothing is declared`() throws {
        // 山田 太郎, 髙橋
        let names: [UInt8] = [
            0x8E, 0x52, 0x93, 0x63, 0x20, 0x91, 0xBE, 0x98, 0x59, 0x0A, 0x32, 0x2C, 0xFB, 0xFC, 0x8B, 0xB4,
        ]
        let text = Array("Id,Name\n1,".utf8) + names + Array("\n".utf8)
        let (export, detected) = try read(text)
        #expect(export.good == [["1", "山田 太郎"], ["2", "髙橋"]])
        #expect(detected.encoding.hasPrefix("Shift-JIS"))
        #expect(try read(text, as: "SHIFT_JIS").export == export)
    }

    @Test func `is read as declared`() throws {
        #expect(try read(Array("Id,Name\n1,".utf8) + [0xA4, 0x0A], as: "ISO-8859-15").export.good == [["1", "€"]])
    }

    @Test func `that is no such text ends the export at the byte, behind what was whole`() throws {
        let export = try read(Array("Id,Name\n1,Ada\n2,".utf8) + [0x81, 0x0A], as: "WINDOWS-1252").export
        #expect(export.good == [["1", "Ada"]])
        #expect(export.ending == .encodingInvalid)
        let half = bytes("Id,Name\n1,Ada\n2,Bob\n".utf16, isLittle: true, 2).dropLast()
        let cut = try read(Array(half)).export
        #expect(cut.good == [["1", "Ada"]])
        #expect(cut.ending == .fileTruncated)
    }

    @Test(arguments: ["UFT-8", "WINDOWS-1253//TRANSLIT", "windows-9999", "", "x y"])
    func `of an unknown name is refused`(name: String) {
        let fault = #expect(throws: Fault.self) { try read(Array("a,b\n1,2\n".utf8), as: name) }
        #expect(fault?.code == .encodingUnknown)
        if name == "UFT-8" { #expect(fault?.advice == "Did you mean 'UTF-8'?") }
    }

    @Test func `that contradicts its declaration is refused`() {
        let wide = bytes(("\u{FEFF}" + Self.sample).utf16, isLittle: true, 2)
        for name in ["UTF-8", "WINDOWS-1252", "UTF-16BE"] {
            #expect(throws: Fault.self) { try read(wide, as: name) }
        }
        #expect(throws: Never.self) { try read(wide, as: "utf-16") }
        #expect(throws: Fault.self) { try read(Array(wide.dropFirst(2)), as: "UTF-8") }
        #expect(throws: Fault.self) { try read(Array("\u{FEFF}a,b\n1,2\n".utf8), as: "WINDOWS-1252") }
    }
}
