/// The states, provinces and cantons of the countries in `RegionNames`, by ISO 3166-2 code and name. Case, accents, spaces
/// and punctuation do not count.
struct RegionName: Sendable {
    /// How a region is written.
    enum Form: String, Sendable, CaseIterable {
        /// `US-CA`
        case code
        /// `CA`
        case short
        /// `California`
        case name
    }

    static let known = RegionName()
    /// The codes of the countries whose regions are known, for the reference.
    static let countries = known.tables.keys.sorted().joined(separator: ", ")

    private struct Country: Sendable {
        var numbers = WordTable<Int>()
        /// The part of the code behind the hyphen.
        var shorts: [String] = []
        var names: [String] = []
    }

    private var tables: [String: Country] = [:]

    private init() {
        for line in RegionNames.lines.split(separator: "\n") {
            let cells = line.split(separator: "|").map(String.init)
            let code = cells[0].split(separator: "-").map(String.init)
            var table = tables[code[0]] ?? Country()
            for word in [cells[0], code[1]] + cells[1...] {
                table.numbers.add(CountryName.folded(word), table.shorts.count)
            }
            table.shorts.append(code[1])
            table.names.append(cells[1])
            tables[code[0]] = table
        }
    }

    /// Whether some country has a region of this code or name.
    func isKnown(_ text: String) -> Bool {
        let word = Array(CountryName.folded(text).utf8)
        return tables.values.contains { $0.numbers.meaning(of: word.span) != nil }
    }

    /// Whether the regions of a country are known.
    func knows(_ country: CountryCode) -> Bool { tables[country.text] != nil }

    /// The region that a text names in a country; `nil` where none is called so.
    func region(_ text: String, of country: CountryCode, as form: Form) -> String? {
        guard let table = tables[country.text],
            let number = table.numbers.meaning(of: Array(CountryName.folded(text).utf8).span)
        else { return nil }
        switch form {
        case .code: return "\(country.text)-\(table.shorts[number])"
        case .short: return table.shorts[number]
        case .name: return table.names[number]
        }
    }
}
