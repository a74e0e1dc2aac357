/// What an activity was, of the kinds that mean something to Leadloop itself. Mappings may yield any other kind beside them,
/// such as `pricing-page`: an agreement may ask for it, and nothing else is made of it.
public enum ActivityType: String, Sendable, Hashable, CaseIterable {
    case call
    case email
    case meeting
    case formFill = "form-fill"
    case other

    /// Whether it is sales reaching out, not the lead showing interest.
    public var isTouch: Bool {
        switch self {
        case .call, .email, .meeting: true
        case .formFill, .other: false
        }
    }

    /// Whether a word may name a kind of activity: small letters, digits and hyphens between them.
    public static func isKind(_ word: String) -> Bool {
        (1...64).contains(word.utf8.count) && word.utf8.first != 0x2D && word.utf8.last != 0x2D
            && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// The kind that a word is spelled almost like: `e-mail`, `calls`, `meetng`. `nil` of the kinds themselves, and of words
    /// of their own.
    public static func misspelled(_ word: String) -> ActivityType? {
        guard ActivityType(rawValue: word) == nil else { return nil }
        return allCases.first { kind in kind != .other && Nearest.differByOne(word, kind.rawValue) }
    }
}
