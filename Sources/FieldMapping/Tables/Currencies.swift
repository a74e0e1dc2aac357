/// ISO 4217 codes, and the signs that stand for them.
enum Currencies {
    /// The currencies in use, without funds, metals and test codes.
    static let codes: Set<String> = Set(
        """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF \
        CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG \
        HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA \
        MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD \
        RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX \
        USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """.split(separator: " ").map(String.init))

    private static let signs = [
        "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₴": "UAH", "₪": "ILS", "฿": "THB",
        "₫": "VND", "₦": "NGN", "₱": "PHP", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "R$": "BRL", "US$": "USD",
        "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "MX$": "MXN",
        "Fr.": "CHF", "SFr.": "CHF", "Euro": "EUR", "EURO": "EUR",
    ]

    private static let dollars: Set<String> = [
        "USD", "AUD", "CAD", "NZD", "HKD", "SGD", "MXN", "TWD", "ARS", "CLP", "COP",
    ]
    private static let crowns: Set<String> = ["SEK", "NOK", "DKK", "ISK"]

    /// The code that a code or a sign stands for; an ambiguous sign needs a declared currency to agree with.
    static func code(of mark: String, declared: String?) -> String? {
        let upper = mark.uppercased()
        if codes.contains(upper) { return upper }
        if let code = signs[mark] { return code }
        switch mark {
        case "$": return declared.flatMap { dollars.contains($0) ? $0 : nil } ?? "USD"
        case "¥", "￥": return declared == "CNY" ? "CNY" : "JPY"
        case "kr", "kr.", "Kr": return declared.flatMap { crowns.contains($0) ? $0 : nil }
        default: return nil
        }
    }
}
