import LeadModel
import Testing

@Suite struct `A text in a message` {
    @Test(arguments: [
        ("plain, and ünïcode 名", "plain, and ünïcode 名"), ("a\u{1B}[31mb", "a\\u{1b}[31mb"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("a\u{202E}b\u{200B}c\u{9B}d\u{7F}", "a\\u{202e}b\\u{200b}c\\u{9b}d\\u{7f}"), ("", ""),
    ])
    func `spells out what a terminal would obey`(text: String, shown: String) { #expect(text.spelledOut == shown) }

    @Test func `keeps a finding on the lines that it has`() {
        let fault = Fault(
            .configUnknownKey, .stopRun, "'a\u{1B}[2J\n' is not a key", at: Origin(file: "x\ny.yaml", line: 1),
            field: "b\u{7}", seen: .word("c\u{1B}"), advice: "Did you mean 'd\u{1B}'?")
        let text = fault.description
        #expect(text.split(separator: "\n").count == 2)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(text)")
    }
}
