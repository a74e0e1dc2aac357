/// Tells whether a text looks like a street with a number, which is where somebody lives.
enum StreetLook {
    /// `Rosenweg 12`, `12 Main Street`, `Rue de la Paix 5`, `ul. Lipowa 7a`.
    static func isStreet(_ text: String) -> Bool {
        let words = HeaderWords.words(text.replacing("'", with: " "))
        guard words.count >= 2, words.contains(where: isHouseNumber) else { return false }
        return words.contains { word in
            streets.contains(word) || endings.contains { word.hasSuffix($0) && word.count > $0.count + 1 }
        }
    }

    private static func isHouseNumber(_ word: String) -> Bool {
        let digits = word.prefix(while: \.isNumber)
        return 1...4 ~= digits.count && word.count - digits.count <= 1
    }

    private static let endings = [
        "strasse", "str", "weg", "gasse", "platz", "allee", "damm", "ufer", "straat", "laan", "plein", "gracht",
        "gatan",
        "vagen", "gade", "vej", "veien", "gata",
    ]
    private static let streets: Set<String> = [
        "strasse", "str", "weg", "gasse", "platz", "allee", "street", "st", "road", "rd", "avenue", "ave", "lane", "ln",
        "drive", "boulevard", "blvd", "court", "rue", "chemin", "impasse", "via", "viale", "piazza", "corso", "calle",
        "avenida", "paseo", "plaza", "rua", "travessa", "praca", "ulica", "ul", "aleja", "straat", "laan", "plein",
        "gatan", "vagen", "vej", "gade", "gata",
    ]
}
