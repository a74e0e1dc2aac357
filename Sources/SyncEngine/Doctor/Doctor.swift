import ConfigFiles
import Connectors
import Feedback
import FieldMapping
public import LeadModel

/// Looks whether everything that a run needs is there.
public struct Doctor {
    /// How a thing was found; the raw value is the mark that tables show.
    public enum Verdict: String, Sendable {
        case good = "✓"
        case odd = "!"
        case bad = "✗"
    }

    /// One thing looked at, with what to do about it.
    public struct Finding: Sendable {
        public var verdict: Verdict
        public var subject: String
        public var detail: String
        public var advice: String?
        /// Words in the detail that a file, a system or somebody wrote, and what stands in their place where they are not told.
        private var foreign: [String: String] = [:]

        /// The detail in the program's own words.
        public var plainDetail: String {
            foreign.reduce(detail) { $0.replacing($1.key, with: $1.value) }
        }

        private init(_ verdict: Verdict, _ subject: String, _ detail: String, advice: String? = nil) {
            self.verdict = verdict
            self.subject = subject
            self.detail = detail
            self.advice = advice
        }

        /// - Parameter place: what stands in the place of these words where they are not told.
        func quoting(_ words: String?, as place: String = "…") -> Finding {
            var finding = self
            if let words, !words.isEmpty { finding.foreign[words] = place }
            return finding
        }

        /// What a fault says, and where that is not told, which it is.
        func quoting(_ fault: Fault?) -> Finding { quoting(fault?.summary, as: fault?.code.rawValue ?? "") }

        static func good(_ subject: String, _ detail: String) -> Finding {
            Finding(.good, subject, detail)
        }

        static func odd(_ subject: String, _ detail: String, mend: String?) -> Finding {
            Finding(.odd, subject, detail, advice: mend)
        }

        static func bad(_ subject: String, _ detail: String, mend: String?) -> Finding {
            Finding(.bad, subject, detail, advice: mend)
        }

        /// A fault that stands in the way of what was looked at.
        static func bad(_ subject: String, _ fault: Fault) -> Finding {
            bad(subject, fault.summary, mend: fault.advice).quoting(fault)
        }
    }

    private let configFolder: String
    let now: Instant
    let isAsking: Bool

    /// - Parameter isAsking: whether sources and destinations are asked over the network, too.
    public init(configFolder: String, now: Instant, isAsking: Bool = false) {
        self.configFolder = configFolder
        self.now = now
        self.isAsking = isAsking
    }

    /// Looks at everything in turn; what is broken becomes a finding, nothing is thrown and nothing is changed.
    public func examine() -> [Finding] {
        do {
            let workspace = try Workspace.load(config: configFolder)
            let speaksTLS =
                workspace.sources.contains(where: \.needsAuthorities)
                || workspace.destinations.contains(where: \.needsAuthorities)
            return Machine.look().findings(speaksTLS: speaksTLS) + examineConfiguration(workspace)
                + workspace.sources.flatMap { examine($0, workspace) } + examineDestinations(workspace)
                + examineTokens(workspace) + examineStore(workspace)
        } catch {
            return Machine.look().findings(speaksTLS: false) + [examine(error.faults)] + examineStoreAlone()
        }
    }

    private func examineConfiguration(_ workspace: Workspace) -> [Finding] {
        let failed = workspace.failedMappingTests()
        return [
            .good(
                "configuration",
                [
                    count(workspace.sources.count, "source"), count(workspace.mappings.count, "mapping"),
                    count(workspace.feeds.count, "feed"),
                ].joined(separator: ", ")),
            failed.isEmpty
                ? .good("mapping tests", "all pass")
                : .bad("mapping tests", "\(count(failed.count, "test")) failed", mend: "leadloop config check"),
        ] + workspace.agreementWarnings(at: now).map { .odd("agreement", $0.summary, mend: $0.advice).quoting($0) }
    }

    /// The store, where the files cannot be used and another configuration is in force.
    private func examineStoreAlone() -> [Finding] {
        do {
            return examineStore(try Workspace.toLook(config: configFolder).workspace)
        } catch {
            // What is wrong with the files has been told.
            return error.faults.filter { $0.code.room == .store }.map { .bad("store", $0) }
        }
    }

    private func examine(_ faults: [Fault]) -> Finding {
        if let only = faults.first, only.code == .configMissing {
            return .bad("configuration", "there is none in \(configFolder)", mend: "leadloop init")
        }
        let first = faults.first.map { ", the first: \($0.summary)" } ?? ""
        return .bad("configuration", count(faults.count, "finding") + first, mend: "leadloop config check")
            .quoting(faults.first)
    }

    /// Files that wait to be applied.
    func unappliedChanges() throws(Fault) -> [Fault] {
        do {
            return try Workspace.inForce(config: configFolder).waitingWarnings()
        } catch {
            if let fault = error.faults.first, fault.code.room == .store { throw fault }
            return []
        }
    }

    func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// A folder without the `./` that stands for the current one.
    func shown(_ path: String) -> String { path.hasPrefix("./") ? String(path.dropFirst(2)) : path }
}
