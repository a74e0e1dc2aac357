/// When files of a folder are taken, in which order, and what becomes of them: `ready:`, `order:` and `after:`.
public struct DropRules: Sendable, Hashable {
    /// By what it is seen that whoever writes a file has done with it.
    public enum Readiness: Sendable, Hashable {
        /// It lies there under its name.
        case present
        /// It was not changed for so many seconds.
        case stable(seconds: Int)
        /// Another file lies beside it, whatever is in it.
        case marker(BesideName)
        /// Another file lies beside it that says how many records it has, or what its SHA-256 is.
        case manifest(BesideName)
    }

    /// Which of several files is read first.
    public enum Order: String, Sendable, Hashable, CaseIterable {
        case name
        case modified
    }

    public enum Afterwards: Sendable, Hashable {
        case leave
        /// Moved into another folder; a relative one starts at the folder of the exports.
        case archive(String)
    }

    public var readiness = Readiness.present
    public var order = Order.name
    public var afterwards = Afterwards.leave

    public init() {}

    /// What lies beside a file because of it.
    public var beside: BesideName? {
        switch readiness {
        case .present, .stable: nil
        case .marker(let name), .manifest(let name): name
        }
    }
}

/// The name of a file beside another: `{name}` stands for the other's name, `{stem}` for it without its last ending.
public struct BesideName: Sendable, Hashable {
    let template: String

    /// `nil` where it does not depend on the other, or names another folder's file.
    init?(_ template: String) {
        guard template.contains("{name}") || template.contains("{stem}"), !template.contains("/"),
            template != "{name}"
        else { return nil }
        self.template = template
    }

    public func of(_ name: String) -> String {
        template.replacing("{name}", with: name).replacing("{stem}", with: BesideName.stem(name))
    }

    private static func stem(_ name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
        return String(name[..<dot])
    }
}

/// Which files of a folder a stream reads.
public struct FileSelection: Sendable, Hashable {
    /// Glob over the names in the folder.
    public var pattern: String
    /// Glob over the names in archives that fit the first; `nil`: all that an archive holds.
    public var memberPattern: String?
    public var rules: DropRules

    /// - Parameter text: a pattern, or two with a slash in between, the first of archives.
    init(_ text: String, _ rules: DropRules = DropRules()) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        pattern = String(parts[0])
        memberPattern = parts.count > 1 ? String(parts[1]) : nil
        self.rules = rules
    }

    /// As the source writes it.
    public var text: String { memberPattern.map { "\(pattern)/\($0)" } ?? pattern }
}
