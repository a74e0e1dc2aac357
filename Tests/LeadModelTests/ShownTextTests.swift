import LeadModel
import Testing

@Suite struct `A text in a message` {
    @Test(arguments: [
        ("plain, and ünïcode 名", "plain, and ünïcode 名"), ("a\u{1B}[31mb", "a\\u{1b}[31mb"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("a\u{202E}b\u{200B}c\u{9B}d\u{7F}", "a\\u{202e}b\\u{200b}c\\u{9b}d\\u{7f}"), ("", ""),
        ("\u{2066}a\u{2069}\u{61C}\u{2028}\u{FEFF}", "\\u{2066}a\\u{2069}\\u{61c}\\u{2028}\\u{feff}"),
        ("soft\u{AD}hyphen\u{3164}\u{115F}\u{E0041}", "soft\\u{ad}hyphen\\u{3164}\\u{115f}\\u{e0041}"),
        ("pay\u{200D}pal\u{200C}", "pay\\u{200d}pal\\u{200c}"),
    ])
    func `spells out what a terminal would obey, and what nobody sees`(text: String, shown: String) {
        #expect(text.spelledOut == shown)
    }

    @Test(arguments: [
        // Persian and Hindi write with joiners, an emoji of a family is joined, and Japanese names choose the form of a letter.
        "\u{639}\u{644}\u{6CC}\u{200C}\u{631}\u{636}\u{627}", "\u{915}\u{94D}\u{200D}\u{937}",
        "\u{1F469}\u{200D}\u{1F467}", "\u{2764}\u{FE0F}\u{200D}\u{1F525}", "\u{8FBB}\u{E0100}", "Łukasz Ångström",
    ])
    func `leaves names as people write them`(text: String) { #expect(text.spelledOut == text) }

    @Test func `keeps a finding on the lines that it has`() {
        let fault = Fault(
            .configUnknownKey, .stopRun, "'a\u{1B}[2J\n' is not a key", at: Origin(file: "x\ny.yaml", line: 1),
            field: "b\u{7}", seen: .word("c\u{1B}"), advice: "Did you mean 'd\u{1B}'?")
        let text = fault.description
        #expect(text.split(separator: "\n").count == 2)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(text)")
    }
}
