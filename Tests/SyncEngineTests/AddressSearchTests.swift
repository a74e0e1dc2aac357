import Foundation
import Testing

@testable import SyncEngine

/// Whoever is named in a record that no reader understands is found, however the address is written there.
@Suite struct `Addresses in bytes` {
    private func found(_ text: String) -> Set<String> { AddressSearch.addresses(in: Array(text.utf8)[...]) }

    // MARK: Escapes

    @Test(arguments: [
        #"{"email":"ada\u0040example.com"}"#, #"{"email":"\u0061da\u0040example.com"#, #"{"m":"Hi\nada@example.com"}"#,
        #"{"m":"a\/\u0061da@example.com"}"#, "<email>ada&#64;example.com</email>", "<email>ada&#x40;example.com",
        "<email>&#0097;da&#X0040;example&#46;com</email>", #"{"m":"<a>ada&#64;example.com<\/a>"}"#,
        #"{"m":"\u0026lt;ada&#64;example.com>"}"#, "\u{FEFF}ada@example.com", "<a b=\"ADA@Example.Com\"/>",
    ])
    func `are found behind the escapes of every format`(text: String) {
        #expect(found(text).contains("ada@example.com"), "\(text): \(found(text))")
    }

    @Test func `are found behind references as the mapping would read them`() {
        #expect(found("<email>a&amp;b@c.example</email>").contains("a&b@c.example"))
        #expect(found(#"{"email":"a\/b@c.example"}"#).contains("a/b@c.example"))
        #expect(found(#"{"email":"\ud83d\ude00@c.example"}"#).contains("\u{1F600}@c.example"))
        #expect(found(#"{"email":"\"ada l\"@c.example"}"#).contains(#""ada l"@c.example"#))
        #expect(found(#""""ada l""@c.example""#).contains(#""ada l"@c.example"#))
    }

    @Test(arguments: [
        "", "@", "&", "\\", "\\u", "\\u004", "\\u00zz@", "&#;", "&#x;", "&#99999999999;", "&#64", "a@b", "@b.example",
        "a@.example", #"\ud83d@"#, #"\ud83d\u0040"#, "\"@", "\"\"@c.example", "mail@", "-@-.-",
    ])
    func `are not found where none stands, whatever is cut off`(text: String) {
        #expect(found(text).isEmpty, "\(found(text))")
    }

    // MARK: What belongs to an address

    @Test(arguments: [
        "a/b", "a!b", "x=y", "a&b", "a#b", "{x}", "a*b", "a?b", "a|b", "`a`b", "a$b", "a^b", "x~y", "a%b", "o'neil",
        "a.b-c_d", "jürgen", "иван",
    ])
    func `hold every character that a mapping takes`(local: String) {
        for text in [
            "\(local)@c.example", "1,\(local)@c.example,x", "\"\(local)@c.example\"", "<e>\(local)@c.example</e>",
        ] {
            #expect(found(text).contains("\(local)@c.example"), "\(text): \(found(text))")
        }
    }

    @Test(arguments: [
        "id=ada@example.com", "1|ada@example.com|2", "a/ada@example.com/b", "'ada@example.com'", "**ada@example.com**",
        "mail:ada@example.com.", "-- ada@example.com", "{ada@example.com}", "邮箱ada@example.com。", "ada@example.com，x",
        "…ada@example.com…", "to=?'ada@example.com'", "(ada@example.com)", "_ada@example.com_", "a@b@ada@example.com@",
        "ada@example.com...", "ada@example.com?subject=x", "\u{A0}ada@example.com\u{A0}",
        String(repeating: "x", count: 90) + "=ada@example.com", String(repeating: "ü", count: 90) + "|ada@example.com",
    ])
    func `are parted from what stands around them`(text: String) {
        #expect(found(text).contains("ada@example.com"), "\(text): \(found(text))")
    }

    @Test(arguments: [
        "o'neil@c.example", "ada.neil@c.example", "ada-neil@c.example", "ada_neil@c.example", "jürneil@c.example",
    ])
    func `are not taken for somebody else's by a part of a name`(text: String) {
        #expect(found(text) == [text])
    }

    @Test func `come with their domain in ASCII, as the store has it`() {
        #expect(found("x,ada@bücher.example,y") == ["ada@xn--bcher-kva.example"])
        #expect(found(#"{"e":"ada@b\u00fccher.example""#).contains("ada@xn--bcher-kva.example"))
        // Composed or not.
        #expect(found("ada@bu\u{308}cher.example") == ["ada@xn--bcher-kva.example"])
    }

    @Test func `in a wrong encoding are nobody's`() {
        let latin = Array("j".utf8) + [0xFC] + Array("rgen@c.example a@b".utf8) + [0xFC] + Array("cher.example".utf8)
        #expect(AddressSearch.addresses(in: latin[...]).isEmpty)
    }

    // MARK: Cost

    /// Seconds of processor that this thread takes, however busy the machine is.
    private func cpuSeconds(_ body: () -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let began = now()
        body()
        return now() - began
    }

    @Test(arguments: ["a", "/", "\\u0061"])
    func `are searched for in the largest records`(filler: String) {
        let text = Array(String(repeating: filler, count: (8 << 20) / filler.utf8.count).utf8)
        let taken = cpuSeconds { #expect(AddressSearch.addresses(in: text[...]).isEmpty) }
        #expect(taken < 20, "\(taken) s")
    }

    @Test(
        arguments: [
            "a", "@", "/", "{@", "\\", "&", "&#0", "\\u0040", "&#64;", "\"@", "{x}@c.example,", "ü", ".", "a.b@", "\"",
        ])
    func `cost no more than the bytes are many`(filler: String) {
        func seconds(_ bytes: Int) -> Double {
            let text =
                Array(String(repeating: filler, count: bytes / filler.utf8.count).utf8) + Array(" ada@example.com".utf8)
            var found: Set<String> = []
            let taken = cpuSeconds { found = AddressSearch.addresses(in: text[...]) }
            #expect(found.contains("ada@example.com"))
            return taken
        }
        // A search that looks at everything once for each place in it takes minutes.
        let part = seconds(1 << 19)
        #expect(part < 20, "\(filler): \(part) s")
    }
}
