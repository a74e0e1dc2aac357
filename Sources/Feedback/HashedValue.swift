import CSHA256
import LeadModel

/// SHA-256 of what tells a person, written in the one way that its receiver writes it, so that both come to the same digits.
///
/// Google: "Normalize and hash" of the pages on enhanced conversions for leads: trimmed, small letters, phones as E.164 with the plus,
/// no dots before `@gmail.com`. Meta: "Customer information parameters": trimmed, small letters, phones as digits with the country's and
/// no plus, names without punctuation, places with letters and digits alone.
struct HashedValue: Sendable, Hashable {
    enum Receiver: String, Sendable, Hashable, CaseIterable {
        case google
        case meta

        var meaning: String {
            switch self {
            case .google: "As Google Ads writes them."
            case .meta: "As Meta writes them."
            }
        }
    }

    /// What is hashed.
    enum Subject: Sendable, Hashable {
        case email, phone, name, place, id
    }

    let subject: Subject
    /// `nil` where all receivers write it in the same way.
    let receiver: Receiver?

    var advice: String {
        switch subject {
        case .phone: "Map the field with `as: phone`, so that numbers have their country's."
        case .email: "Map the field with `as: email`."
        case .name, .place, .id: "Look at the value in the source: nothing of it is left to be hashed."
        }
    }

    /// SHA-256 in small hex digits; `nil` where the value is none of its kind.
    func digest(of value: String) -> String? {
        guard var text = normalised(value), !text.isEmpty else { return nil }
        var digest = [UInt8](repeating: 0, count: 32)
        text.withUTF8 { csha256_of("", 0, $0.baseAddress, $0.count, &digest) }
        var hex: [UInt8] = []
        hex.reserveCapacity(64)
        let digits = Array("0123456789abcdef".utf8)
        for byte in digest {
            hex.append(digits[Int(byte >> 4)])
            hex.append(digits[Int(byte & 15)])
        }
        return String(decoding: hex, as: UTF8.self)
    }

    func normalised(_ value: String) -> String? {
        let text = HashedValue.trimmed(value).lowercased()
        switch subject {
        case .id: return text
        case .email:
            guard let at = text.lastIndex(of: "@"), at != text.startIndex else { return nil }
            let domain = text[text.index(after: at)...]
            guard receiver == .google, domain == "gmail.com" || domain == "googlemail.com" else { return text }
            return String(text[..<at]).replacing(".", with: "") + String(text[at...])
        case .phone:
            let digits = text.dropFirst()
            guard text.hasPrefix("+"), (7...15).contains(digits.utf8.count),
                digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            return receiver == .meta ? String(digits) : text
        case .name:
            guard receiver == .meta else { return text }
            var scalars = String.UnicodeScalarView()
            scalars.append(contentsOf: text.unicodeScalars.filter { !HashedValue.isPunctuation($0) })
            return HashedValue.trimmed(String(scalars))
        case .place:
            var scalars = String.UnicodeScalarView()
            scalars.append(
                contentsOf: text.unicodeScalars.filter {
                    $0.properties.isAlphabetic || $0.properties.numericType != nil
                        || $0.properties.generalCategory == .nonspacingMark
                })
            return String(scalars)
        }
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation, .currencySymbol, .mathSymbol, .modifierSymbol, .otherSymbol:
            true
        default: false
        }
    }

    private static func trimmed(_ text: String) -> String {
        var rest = text.unicodeScalars[...]
        while rest.first?.properties.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.properties.isWhitespace == true { rest = rest.dropLast() }
        return String(String.UnicodeScalarView(rest))
    }
}
