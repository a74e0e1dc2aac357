public import ConfigFiles
public import LeadModel

/// Where a feed goes: `to:`.
public enum FeedTarget: Sendable, Hashable {
    /// Its files are put into a folder, as the feed's file writes it.
    /// - Parameters:
    ///   - upload: the destination that gets a copy of each; `nil`: none.
    ///   - pull: who may fetch them over HTTP; empty: nobody.
    case folder(String, upload: String?, pull: [FeedReceiver] = [])
    /// Each message goes to a destination as a row of its own.
    /// - Parameter parameters: what the feed says to it: `with:`.
    case destination(String, parameters: [String: String])

    /// The folder of its files; `nil` where it has none.
    public var folder: String? {
        if case .folder(let folder, _, _) = self { folder } else { nil }
    }

    /// The destination that gets a copy of each file; `nil` where none does.
    public var upload: String? {
        if case .folder(_, let upload, _) = self { upload } else { nil }
    }

    /// Who may fetch its files over HTTP.
    public var receivers: [FeedReceiver] {
        if case .folder(_, _, let receivers) = self { receivers } else { [] }
    }

    /// The destination that gets its rows, or copies of its files; `nil` where none does.
    public var destination: String? {
        switch self {
        case .folder(_, let upload, _): upload
        case .destination(let name, _): name
        }
    }

    /// Whether each message is delivered as a row.
    public var takesRows: Bool {
        if case .destination = self { true } else { false }
    }
}

/// Somebody who may fetch a feed's files over HTTP: one entry of `pull:`.
public struct FeedReceiver: Sendable, Hashable {
    /// As the feed's file calls it, in small letters, digits and hyphens.
    public let name: String
    /// Where its tokens are; several while one takes the place of another.
    public let tokens: [SecretReference]
    /// Where the file names it.
    public let place: Origin
}
