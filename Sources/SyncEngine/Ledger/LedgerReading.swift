import FieldMapping
import Foundation
public import LeadModel
import LeadStore

/// Reads what people write of whom they mean: an address, a telephone number, or the hash of an address.
struct LedgerReading {
    /// The country of numbers that name none.
    let region: String?

    /// - Returns: `nil` where it is none of them.
    func identity(of text: String) -> LedgerIdentity? {
        let text = LedgerReading.trimmed(text)
        if text.utf8.contains(0x40) { return PersonalAddress.email(text).flatMap { LedgerIdentity.email($0.utf8) } }
        if let hash = LedgerReading.hash(text) { return hash }
        guard LedgerReading.isDialled(text) else { return nil }
        return PersonalAddress.phone(text, region: region).map {
            LedgerIdentity(kind: .phone, text: Array($0.utf8))
        }
    }

    /// Whether a text is a telephone number of which nobody says of which country it is.
    func lacksCountry(_ text: String) -> Bool {
        let trimmed = LedgerReading.trimmed(text)
        return LedgerReading.isDialled(trimmed) && region == nil && !trimmed.hasPrefix("+")
    }

    /// Why a text is none, without the text.
    func fault(_ text: String, at place: Origin) -> Fault {
        let trimmed = LedgerReading.trimmed(text)
        if text.unicodeScalars.contains("\u{FFFD}") {
            return Fault(
                .suppressionUnreadable, .deadLetter, "here stand bytes that are not UTF-8", at: place,
                seen: .shape(of: trimmed.utf8),
                advice:
                    "Say in which encoding the list is, such as `--encoding WINDOWS-1252`: none is guessed. Or save it as UTF-8."
            )
        }
        if lacksCountry(text) {
            return Fault(
                .suppressionUnreadable, .deadLetter, "this telephone number does not say of which country it is",
                at: place, seen: .shape(of: trimmed.utf8),
                advice:
                    "Write it with + and the country's code, +1 for the United States, or name the country with --region US: none is assumed."
            )
        }
        return Fault(
            .suppressionUnreadable, .deadLetter,
            "this is no e-mail address, no telephone number and no hash of an address", at: place,
            seen: .shape(of: trimmed.utf8),
            advice: "Write an address, a number with + in front, or the 64 digits of a SHA-256 or the 32 of an MD5.")
    }

    static func trimmed(_ text: String) -> String {
        // Nearly every line of a list of millions begins and ends with a letter or a digit.
        guard let first = text.utf8.first, let last = text.utf8.last, isPlain(first), isPlain(last) else {
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return text
    }

    private static func isPlain(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }

    /// SHA-256 and MD5 are told by how many hexadecimal digits they have.
    private static func hash(_ text: String) -> LedgerIdentity? {
        let digits = text.lowercased().utf8
        guard digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { return nil }
        switch digits.count {
        case 64: return LedgerIdentity(kind: .sha256, text: Array(digits))
        case 32: return LedgerIdentity(kind: .md5, text: Array(digits))
        default: return nil
        }
    }

    /// Whether a text looks like a telephone number.
    static func isDialled(_ text: String) -> Bool {
        text.utf8.count { (0x30...0x39).contains($0) } >= 6
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-()./ ".utf8.contains($0) }
    }
}

/// What is to be written into the ledger about some people.
public struct SuppressionOrder: Sendable {
    public var reason: SuppressionReason
    /// `nil`: the one that follows from the reason and from how the person is named.
    public var channel: Channel?
    public var source: String
    /// Since when it holds; `nil`: now, and of what is there already, since it came.
    public var since: Instant?
    /// The country of telephone numbers that name none.
    public var region: String?

    public init(reason: SuppressionReason, channel: Channel? = nil, source: String) {
        self.reason = reason
        self.channel = channel
        self.source = source
    }

    /// An opt-out, a complaint and a bounce close the channel that the person is named by; everything else closes all.
    func channel(for kind: LedgerKind) -> Channel {
        if let channel { return channel }
        switch reason {
        case .optOut, .complaint, .hardBounce:
            switch kind {
            case .phone: return .phone
            case .email, .sha256, .md5: return .email
            case .id, .phoneAndName: return reason == .hardBounce ? .email : .all
            }
        case .erasure, .legal, .competitor, .employee, .customer, .openOpportunity: return .all
        }
    }

    /// Refuses what no entry may say.
    public func check() throws(Fault) {
        guard reason != .erasure else {
            throw SuppressionOrder.impossible(
                "an erasure takes the person's data away, and is no entry by itself",
                "Run `leadloop lead erase LEAD`.")
        }
        let isPrintable = source.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard (1...64).contains(source.utf8.count), isPrintable, !source.contains("@") else {
            throw SuppressionOrder.impossible(
                "a source is named in 1 to 64 characters without an @", "Write such as --source unsubscribe-page.")
        }
        guard let region, !PersonalAddress.isRegion(region) else { return }
        throw SuppressionOrder.impossible(
            "'\(region)' is no country's code", "Write two letters of ISO 3166, such as US or DE.")
    }

    static func impossible(_ summary: String, _ advice: String) -> Fault {
        Fault(.suppressionImpossible, .stopRun, summary, advice: advice)
    }
}
