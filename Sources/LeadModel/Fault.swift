/// The one error type: what is wrong, where, what was seen, and what to do.
///
/// A fault never holds a person's data or a secret: what was seen is either a word of some vocabulary or the *shape*
/// of a value. The value itself stays in the raw record, which only `--show-values` prints.
public struct Fault: Error, Sendable, Hashable {
    /// What the run does about it; the engine switches on nothing else.
    public enum Remedy: Sendable, Hashable {
        /// This record waits in quarantine, its neighbours go on.
        case deadLetter
        /// The same call may succeed after so many seconds.
        case retry(afterSeconds: Int)
        /// The rest of this export cannot be read; what was read before it stays.
        case stopStream
        /// Nothing can go on.
        case stopRun
    }

    public var code: FaultCode
    public var remedy: Remedy
    /// What is wrong, in one sentence without a full stop.
    public var summary: String
    public var origin: Origin?
    /// Column, path or key concerned, as the export or file spells it.
    public var field: String?
    public var seen: Seen?
    /// What to do, in one or two sentences.
    public var advice: String

    public init(
        _ code: FaultCode, _ remedy: Remedy, _ summary: String, at origin: Origin? = nil, field: String? = nil,
        seen: Seen? = nil, advice: String
    ) {
        self.code = code
        self.remedy = remedy
        self.summary = summary
        self.origin = origin
        self.field = field
        self.seen = seen
        self.advice = advice
    }

    /// The same fault with a place, if it had none.
    public func located(at place: Origin) -> Fault {
        var fault = self
        if fault.origin == nil { fault.origin = place }
        return fault
    }
}

/// What was seen, without saying whose it was.
public enum Seen: Sendable, Hashable {
    /// A word of a vocabulary (status, column, format), safe to show.
    case word(String)
    /// A description such as `9 characters` or `2 digits, 1 letter`.
    case shape(String)

    /// The shape of a personal value: how many letters, digits and other characters, never which.
    public static func shape(of value: some Sequence<UInt8>) -> Seen {
        var letters = 0
        var digits = 0
        var others = 0
        for byte in value {
            switch byte {
            case 0x30...0x39: digits += 1
            case 0x41...0x5A, 0x61...0x7A: letters += 1
            case 0x80...0xBF: continue  // continuation of a character already counted
            case 0xC0...0xFF: letters += 1
            default: others += 1
            }
        }
        let parts = [(letters, "letter"), (digits, "digit"), (others, "other character")]
            .filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
        return .shape(parts.isEmpty ? "nothing" : parts.joined(separator: ", "))
    }
}

extension Seen: CustomStringConvertible {
    public var description: String {
        switch self {
        case .word(let word): "'\(word)'"
        case .shape(let shape): shape
        }
    }
}

extension Fault: CustomStringConvertible {
    /// `place: error: summary; saw X.` and on the next line the advice with the code.
    public var description: String { rendered(severity: "error") }

    /// The text that people read, with another word for how bad it is, such as `warning`.
    public func rendered(severity: String) -> String {
        var text = origin.map { "\($0): " } ?? ""
        text += "\(severity): "
        if let record = origin?.record { text += "record \(record), " }
        if let field { text += "field '\(field)': " }
        text += summary
        if let seen { text += "; saw \(seen)" }
        return text.spelledOut + ".\n    \(advice.spelledOut) [\(code.rawValue)]"
    }
}
