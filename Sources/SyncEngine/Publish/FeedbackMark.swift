import Connectors
import Feedback
import LeadLifecycle
import LeadModel
import LeadStore

/// What files of feedback were written of: where nothing of it is another, they would say the same once more.
///
/// The store's stand, the configuration, the day by the agreement's zone and the version of the program; and that the files still lie
/// there, but for those of changes, which receivers may take away.
struct FeedbackMark: Equatable {
    private static let fact = "feedback-mark"

    private let text: String

    init(_ workspace: Workspace, _ store: LeadStore, _ rules: RuleBook, at now: Instant) throws(Fault) {
        let stand = try store.stand()
        let texts = workspace.texts.byName.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        let digest = RecordDigest.of(Array(texts.joined(separator: "\u{0}").utf8)[...], context: [])
        let parts = [
            ProgramVersion.text, stand.store, "\(stand.count)", "\(stand.mark)", rules.agreement.day(of: now),
            "\(digest.high)", "\(digest.low)",
        ]
        text = (parts + FeedbackMark.files(workspace)).joined(separator: "\n")
    }

    /// Whether files were written of the same.
    func isKept(in store: LeadStore) throws(Fault) -> Bool { try store.fact(FeedbackMark.fact) == text }

    func keep(in store: LeadStore) throws(Fault) { try store.remember(FeedbackMark.fact, text, isBookkeeping: true) }

    private static func files(_ workspace: Workspace) -> [String] {
        let folder = workspace.feedbackFolder
        let sources = workspace.sources.filter { $0.role == .marketing }.map(\.name)
        let own = sources.flatMap { source in
            (StrayFiles.names(in: folder + "/" + source) ?? []).filter { !FeedbackNames.isOfChanges($0) }
                .map { "\(source)/\($0)" }
        }
        let shared = (StrayFiles.names(in: folder) ?? []).filter { $0.hasPrefix(FeedbackNames.recycling) }
        return (own + shared).sorted()
    }
}
