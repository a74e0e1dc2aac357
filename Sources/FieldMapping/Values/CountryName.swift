internal import Foundation
internal import LeadModel

/// An ISO 3166-1 alpha-2 code.
struct CountryCode: Sendable, Hashable {
    let first: UInt8
    let second: UInt8

    /// Two letters in any case.
    init?(_ text: String) {
        let letters = Array(text.utf8)
        guard letters.count == 2, letters[0].isLetter, letters[1].isLetter else { return nil }
        first = letters[0] & 0xDF
        second = letters[1] & 0xDF
    }

    var text: String { String(decoding: [first, second], as: UTF8.self) }
    /// 0 to 675.
    var index: Int { Int(first - 0x41) * 26 + Int(second - 0x41) }
}

/// Countries by code and name. Case, accents, spaces and punctuation do not count.
struct CountryName: Sendable {
    static let known = CountryName()

    private var codes = WordTable<CountryCode>()
    /// The alpha-2 codes in alphabetical order, each with its English name.
    private(set) var names: [(code: String, name: String)] = []

    private init() {
        for line in CountryNames.lines.split(separator: "\n") {
            let cells = line.split(separator: "|").map(String.init)
            guard let code = CountryCode(cells[0]) else { continue }
            names.append((code: code.text, name: cells.count > 2 ? cells[2] : code.text))
            for cell in cells { codes.add(Self.folded(cell), code) }
        }
    }

    /// The country a cell names; `scratch` holds the folded name meanwhile.
    func code(of cell: Span<UInt8>, scratch: inout [UInt8]) -> CountryCode? {
        scratch.removeAll(keepingCapacity: true)
        for index in 0..<cell.count {
            let byte = cell[index]
            if byte >= 0x80 { return codes.meaning(of: Array(Self.folded(PlainText.decoded(cell)).utf8).span) }
            if byte.isLetter || byte.isDigit { scratch.append(byte.lowerCased) }
        }
        return codes.meaning(of: scratch.span)
    }

    func code(of text: String) -> CountryCode? { codes.meaning(of: Array(Self.folded(text).utf8).span) }

    /// Letters and digits only, lower case, without marks.
    static func folded(_ text: String) -> String {
        // Foundation decomposes slowly, and most names have nothing to decompose.
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            return String(decoding: text.utf8.filter { $0.isLetter || $0.isDigit }.map(\.lowerCased), as: UTF8.self)
        }
        var scalars = String.UnicodeScalarView()
        for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .lowercaseLetter, .otherLetter, .modifierLetter, .decimalNumber: scalars.append(scalar)
            default: break
            }
        }
        return String(scalars)
    }
}
