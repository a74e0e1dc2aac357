public import LeadModel

/// A secret by its reference: where it is, never what it is.
///
/// `env:NAME` is a variable of the environment, `file:PATH` the text of a file, without the line's end behind it. What it is, is
/// read when a run needs it, held no longer than that, and printed nowhere.
public struct SecretReference: Sendable, Hashable {
    /// Where a secret is.
    public enum Place: Sendable, Hashable {
        case environment(String)
        case file(String)
    }

    public let place: Place
    /// Where the configuration names it.
    public let origin: Origin

    /// Reads `env:NAME` or `file:PATH`; `nil` for anything else.
    public init?(_ text: String, at origin: Origin) {
        if text.hasPrefix("env:") {
            let name = text.dropFirst(4)
            let isName = name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
            }
            guard !name.isEmpty, isName, !(name.first?.isNumber ?? true) else { return nil }
            place = .environment(String(name))
        } else if text.hasPrefix("file:"), text.utf8.count > 5 {
            place = .file(String(text.dropFirst(5)))
        } else {
            return nil
        }
        self.origin = origin
    }

    /// What a place of a configuration file looks like that holds one.
    public static func shape(_ example: String) -> ConfigShape {
        .text(example, pattern: "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$")
    }
}

extension SecretReference: CustomStringConvertible {
    /// The reference.
    public var description: String {
        switch place {
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        }
    }
}
