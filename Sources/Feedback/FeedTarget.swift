/// Where a feed goes: `to:`.
public enum FeedTarget: Sendable, Hashable {
    /// Its files are put into a folder, as the feed's file writes it.
    /// - Parameter upload: the destination that gets a copy of each; `nil`: none.
    case folder(String, upload: String?)
    /// Each message goes to a destination as a row of its own.
    /// - Parameter parameters: what the feed says to it: `with:`.
    case destination(String, parameters: [String: String])

    /// The folder of its files; `nil` where it has none.
    public var folder: String? {
        if case .folder(let folder, _) = self { folder } else { nil }
    }

    /// The destination that gets its rows, or copies of its files; `nil` where none does.
    public var destination: String? {
        switch self {
        case .folder(_, let upload): upload
        case .destination(let name, _): name
        }
    }

    /// Whether each message is delivered as a row.
    public var takesRows: Bool {
        if case .destination = self { true } else { false }
    }
}
