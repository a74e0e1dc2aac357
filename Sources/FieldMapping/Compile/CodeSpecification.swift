internal import ConfigFiles

/// The codes that mappings name countries and currencies by.
enum CodeSpecification {
    /// An ISO 3166-1 alpha-2 code.
    static let country = ConfigShape.named(
        "country-code",
        .word(
            ConfigWords(
                noun: "country code", words: CountryName.known.names.map { ConfigWord($0.code, $0.name) },
                suggest: { text in
                    CountryName.known.code(of: text).map { "Write its ISO 3166 code, '\($0.text)'." }
                        ?? "Write an ISO 3166 code of two capital letters, such as US."
                })))

    /// An ISO 4217 code.
    static let currency = ConfigShape.named(
        "currency-code",
        .word(
            ConfigWords(
                noun: "currency code", words: Currencies.codes.sorted().map { ConfigWord($0, "") },
                suggest: { text in
                    Currencies.codes.contains(text.uppercased())
                        ? "Did you mean '\(text.uppercased())'?"
                        : "Write an ISO 4217 code of three capital letters, such as USD."
                })))
}
