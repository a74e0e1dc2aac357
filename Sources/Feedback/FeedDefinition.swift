public import ConfigFiles
public import LeadModel

/// One feed of recycled leads, of leads that go back to sales, or of leads that wait for sales too long, as `config/feeds/<name>.yaml` describes it.
///
/// ```yaml
/// feed: recycled-to-marketo
/// select: { decision: recycle, tracks: [re-engage, back-in-season] }   # decision: recycle | return | escalate
/// needs: email                        # who has none is left out until it has one
/// fields: { Email Address: email, Recycle Track: track, HubSpot ID: { id-in: hubspot } }
/// format: { csv: machine }            # csv: machine | spreadsheet; ndjson; json; xml: { root: …, record: … }
/// to: { folder: feeds/marketo }       # folder, with upload: or pull:; or destination: of each message as a row
/// mode: incremental                   # full | incremental; of files
/// withdrawals: always                 # always | never; always where the key is not written
/// schedule: "0 6 * * mon-fri"         # when its files are written; with each sync where the key is not written
/// ```
/// A feed with withdrawals must let its receiver tell them from additions and find the lead: where `fields` has no
/// column for `lead-id` or `action`, they are added at the end under these names.
public struct FeedDefinition: Sendable, Hashable {
    /// One column of the file, and the field that fills it.
    public struct Column: Sendable, Hashable {
        /// As the receiver calls it.
        public let name: String
        /// What fills it.
        public let field: FeedField
        /// How its value is written; `nil`: as it is.
        public let rendering: FeedRendering?
        /// Where the file says so.
        public let place: Origin

        init(name: String, field: FeedField, rendering: FeedRendering? = nil, place: Origin) {
            self.name = name
            self.field = field
            self.rendering = rendering
            self.place = place
        }
    }

    /// What one file holds.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Every selected lead, each time.
        case full
        /// What was added, changed or withdrawn since the last time.
        case incremental
    }

    /// Whether a receiver is told of leads that are no longer to be nurtured.
    public enum Withdrawals: String, Sendable, Hashable, CaseIterable {
        case always
        case never
    }

    /// A track that the feed selects, and where the file says so.
    public struct Track: Sendable, Hashable {
        /// As the agreement calls it.
        public let name: String
        /// Where the feed's file says so.
        public let place: Origin
    }

    /// As other files and the command line call it.
    public let name: String
    /// Where the file begins.
    public let place: Origin
    /// Which leads it carries.
    public let selection: FeedSelection
    /// Where the file says so.
    public let selectionPlace: Origin
    /// The selected tracks; `nil` for all.
    public let tracks: [Track]?
    /// What a lead must hold to be selected.
    public let conditions: [FeedCondition]
    /// What a lead must have to be carried.
    public let needs: [Field]
    /// Where the file says so; `nil` where it does not.
    public let needsPlace: Origin?
    /// In their order; those of `lead-id` and `action` at the end where the file does not name them.
    public let columns: [Column]
    /// Of its files; a destination that takes rows has its own.
    public let format: FeedFormat
    /// Where it goes: a folder, or a destination.
    public let target: FeedTarget
    /// Where the file says where it goes.
    public let targetPlace: Origin
    /// Where the file says what it says to its destination, by the names under `with:`.
    public let parameterPlaces: [String: Origin]
    /// Of a destination that takes rows `incremental`.
    public let mode: Mode
    /// Whether its receiver is told who is not to be nurtured any more.
    public let withdrawals: Withdrawals
    /// Which rows its files hold, where the file names them: `actions:`.
    public let actions: [FeedAction]?
    /// When its files are written; `nil`: with each sync.
    public let schedule: Schedule?
    /// What the cells of its rows are.
    public let layout: FeedLayout
    /// Whether a value of it is written in another way than it is.
    let isRendered: Bool

    /// What must have been decided of a lead: `recycle`, `return` or `escalate`; `nil` where that does not matter.
    public var decision: DecisionKind? {
        if case .decision(let kind) = selection { kind } else { nil }
    }

    /// Whether its receiver is told of an action.
    public func tells(_ action: FeedAction) -> Bool {
        actions?.contains(action) ?? (action != .withdraw || withdrawals == .always)
    }

    /// What a file of a feed may say.
    public static let fileKind = FeedSpecification.fileKind

    /// Reads a feed from its file's text.
    /// - Throws: every finding at once, each with its place.
    public static func compile(_ text: String, file: String) throws(FaultList) -> FeedDefinition {
        try FeedCompiler.compile(text, file: file)
    }

    /// Whether a decision puts a lead into this feed; of a feed that no decision puts leads into never.
    public func selects(_ decision: Decision) -> Bool {
        guard decision.kind == self.decision, !decision.isControl else { return false }
        guard let tracks else { return decision.kind == .return || decision.track != nil }
        return tracks.contains { $0.name == decision.track }
    }

    /// What a feed may select leads by.
    static let decisions: [DecisionKind] = DecisionKind.allCases.filter(\.isSent)

    /// The folder to put files into, as the file writes it; `nil` where each message is delivered as a row.
    public var folder: String? { target.folder }

    /// The sources whose ids the feed names.
    public var sources: [String] {
        columns.compactMap { if case .id(let source) = $0.field { source } else { nil } }
    }

    /// A file name that sorts by time: `recycled-to-marketo-20260301T100000Z.csv`.
    public func fileName(at generated: Instant) -> String {
        let second = Instant(milliseconds: generated.milliseconds - (generated.milliseconds % 1_000 + 1_000) % 1_000)
        let stamp = second.description.filter { $0 != "-" && $0 != ":" }
        return "\(name)-\(stamp).\(format.word)"
    }

    /// The tracks that no feed serves: leads put into them would reach nobody.
    /// - Parameter decision: which leads the tracks are agreed for.
    public static func unserved(
        agreed: [String], for decision: DecisionKind, by feeds: [FeedDefinition]
    ) -> [String] {
        agreed.filter { track in
            !feeds.contains { feed in
                feed.decision == decision && feed.tracks?.contains { $0.name == track } ?? true
            }
        }
    }
}
