import Foundation
import Reconciliation
import TestSupport
import Testing

@Suite struct `A folded name` {
    private func fold(_ text: String) -> String { String(decoding: NameFolding.fold(text), as: UTF8.self) }

    @Test(arguments: [
        ("Müller", "Mueller"), ("GROẞE", "grosse"), ("Groß", "Gross"), ("Jürgen", "JUERGEN"), ("O’Brien", "OBrien"),
        ("O'Brien", "o brien"),
        ("Jean-Luc", "jean luc"), ("Łukasz", "Lukasz"), ("Øystein", "Oystein"), ("Åse", "Ase"), ("Æsa", "Aesa"),
        ("Þór", "thor"),
        ("Nguyễn", "Nguyen"), ("Trần Đức", "Tran Duc"), ("Phạm Thị Hồng", "pham thi hong"), ("Ḩasan", "hasan"),
        ("Dvořák", "Dvorak"),
        ("Şahin", "sahin"), ("José", "Jose\u{301}"), ("Ada  Byron", "adabyron"), ("ИВАН", "иван"),
    ])
    func `is equal for spellings of the same name`(left: String, right: String) {
        #expect(fold(left) == fold(right))
        #expect(!fold(left).isEmpty)
    }

    @Test(arguments: [("Müller", "Muller"), ("Stone", "Stones"), ("王伟", "王芳"), ("иван", "игорь")])
    func `differs for different names`(left: String, right: String) { #expect(fold(left) != fold(right)) }

    @Test func `knows every Latin letter from U+00C0 to U+017F`() throws {
        // One missing or surplus entry of the table would shift all that follow; the ends and some between hold it fast.
        #expect((0xC0..<0x180).count == 192)
        for (letter, folded) in [
            ("À", "a"), ("×", ""), ("ß", "ss"), ("÷", ""), ("ÿ", "y"), ("Ā", "a"), ("Đ", "d"), ("ğ", "g"), ("ĳ", "ij"),
            ("ĸ", "k"), ("ŉ", "n"), ("œ", "oe"), ("Ŧ", "t"), ("Ÿ", "y"), ("Ž", "z"), ("ſ", "s"),
        ] {
            #expect(fold(letter) == folded, "\(letter)")
        }
    }

    /// Letters that stand for themselves, and those that Germans and Danes write out.
    @Test func `has the base letter of the canonical decomposition, but for letters that are written out`() throws {
        let writtenOut: [Character: String] = [
            "Ä": "ae", "Å": "a", "Ö": "oe", "Ü": "ue", "ä": "ae", "å": "a", "ö": "oe", "ü": "ue", "Ø": "o", "ø": "o",
        ]
        for code in (0xC0 as UInt32)..<0x180 {
            let letter = Character(try #require(Unicode.Scalar(code)))
            let base = try #require(String(letter).decomposedStringWithCanonicalMapping.unicodeScalars.first)
            if let expected = writtenOut[letter] {
                #expect(fold(String(letter)) == expected, "\(letter)")
            } else if base.isASCII {
                // Ű and ű are written as Ü is.
                let expected = "ŰűŐő".contains(letter) ? String(base).lowercased() + "e" : String(base).lowercased()
                #expect([expected, String(base).lowercased()].contains(fold(String(letter))), "\(letter)")
            }
        }
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func `is not changed by folding it again, whatever the text`(seed: UInt64) {
        var dice = Dice(seed: seed)
        let alphabet = Array("aZ9 -'.üÜßéłŁøĦŉệĐ王и🚀\u{301}ſǅ")
        for _ in 0..<400 {
            let text = String((0..<dice.roll(0..<12)).map { _ in dice.pick(alphabet) })
            #expect(fold(fold(text)) == fold(text), "seed \(seed): \(Array(text.unicodeScalars))")
            #expect(!fold(text).contains { "AZ -'.".contains($0) }, "seed \(seed)")
        }
    }

    @Test func `ends where bytes of a letter are missing`() {
        var folded: [UInt8] = []
        NameFolding.fold([0x41, 0xC3], into: &folded)
        NameFolding.fold([0xE1, 0xBB], into: &folded)
        #expect(folded.first == 0x61)
    }
}
