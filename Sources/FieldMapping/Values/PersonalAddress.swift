/// Addresses and numbers of people in the spelling in which observations hold them.
public enum PersonalAddress {
    /// An e-mail address; `nil` where the text is none.
    public static func email(_ text: String) -> String? {
        var scratch: [UInt8] = []
        do {
            try EmailAddress.read(Array(text.utf8).span, into: &scratch)
        } catch {
            return nil
        }
        return String(decoding: scratch, as: UTF8.self)
    }

    /// A telephone number in E.164; `nil` where the text is none, or neither it nor the region says of which country.
    /// - Parameter region: an ISO 3166 code.
    public static func phone(_ text: String, region: String?) -> String? {
        var scratch: [UInt8] = []
        var reader = PhoneNumber()
        do {
            try reader.read(Array(text.utf8).span, region: region.flatMap { CountryCode($0) }, into: &scratch)
        } catch {
            return nil
        }
        return scratch.first == 0x2B ? String(decoding: scratch, as: UTF8.self) : nil
    }

    /// Whether a text is the code of a country, two letters in any case.
    public static func isRegion(_ text: String) -> Bool {
        CountryCode(text).flatMap { CountryName.known.code(of: $0.text) } != nil
    }
}
