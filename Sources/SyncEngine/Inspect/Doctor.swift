import ConfigFiles
import Connectors
import Feedback
import FieldMapping
import Foundation
import Glibc
public import LeadModel
import LeadStore
import RecordFormats

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
    }

    private let configFolder: String
    let now: Instant

    public init(configFolder: String, now: Instant) {
        self.configFolder = configFolder
        self.now = now
    }

    /// Looks at everything in turn; what is broken becomes a finding, nothing is thrown and nothing is changed.
    public func examine() -> [Finding] {
        var findings: [Finding] = [
            Finding(verdict: .good, subject: "libraries", detail: libraries)
        ]
        do {
            let workspace = try Workspace.load(config: configFolder)
            findings.append(
                Finding(
                    verdict: .good, subject: "configuration",
                    detail: [
                        count(workspace.sources.count, "source"), count(workspace.mappings.count, "mapping"),
                        count(workspace.feeds.count, "feed"),
                    ]
                    .joined(separator: ", ")))
            let failed = workspace.failedMappingTests()
            findings.append(
                failed.isEmpty
                    ? Finding(verdict: .good, subject: "mapping tests", detail: "all pass")
                    : Finding(
                        verdict: .bad, subject: "mapping tests", detail: "\(count(failed.count, "test")) failed",
                        advice: "leadloop config check"))
            findings += workspace.agreementWarnings(at: now).map { warning in
                Finding(verdict: .odd, subject: "agreement", detail: warning.summary, advice: warning.advice)
            }
            for source in workspace.sources { findings += examine(source, workspace) }
            findings += examineDestinations(workspace) + examineTokens(workspace)
            findings += examineStore(workspace)
        } catch {
            findings.append(examine(error.faults))
            findings += examineStoreAlone()
        }
        return findings
    }

    /// The store, where the files cannot be used and another configuration is in force.
    private func examineStoreAlone() -> [Finding] {
        do {
            return examineStore(try Workspace.toLook(config: configFolder).workspace)
        } catch {
            // What is wrong with the files has been told.
            return error.faults.filter { $0.code.room == .store }.map { fault in
                Finding(verdict: .bad, subject: "store", detail: fault.summary, advice: fault.advice)
            }
        }
    }

    private func examine(_ faults: [Fault]) -> Finding {
        if let only = faults.first, only.code == .configMissing {
            return Finding(
                verdict: .bad, subject: "configuration", detail: "there is none in \(configFolder)",
                advice: "leadloop init")
        }
        let first = faults.first.map { ", the first: \($0.summary)" } ?? ""
        return Finding(
            verdict: .bad, subject: "configuration", detail: count(faults.count, "finding") + first,
            advice: "leadloop config check")
    }

    private var libraries: String {
        (StoreLibraries.versions + FormatLibraries.versions + LoadedLibraries.versions + MappingLibraries.versions
            + LibraryVersions.all).joined(separator: ", ")
    }

    func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// A folder without the `./` that stands for the current one.
    func shown(_ path: String) -> String { path.hasPrefix("./") ? String(path.dropFirst(2)) : path }

    /// Folders that a sync writes to and this account may not write to.
    private func folders(of workspace: Workspace) -> [Finding] {
        let store = (workspace.storePath as NSString).deletingLastPathComponent
        let folders =
            [store, workspace.feedbackFolder] + workspace.feeds.compactMap { $0.folder.map(workspace.resolve) }
        return folders.filter { access($0, F_OK) == 0 && access($0, W_OK) != 0 }.map { folder in
            Finding(
                verdict: .odd, subject: "rights", detail: "this account may not write to \(shown(folder))",
                advice: "run syncs as the account that owns it")
        }
    }

    /// A warning where other accounts can read the store, which holds personal data.
    private func readers(of workspace: Workspace) -> [Finding] {
        let file = workspace.storePath
        guard FileRights.ofOthers(file) == true else { return [] }
        let folder = (shown(file) as NSString).deletingLastPathComponent
        return [
            Finding(
                verdict: .odd, subject: "store rights",
                detail: "other accounts can read \(shown(file)), and personal data is in it",
                advice: "chmod 700 \(folder.isEmpty ? "." : folder); chmod 600 \(shown(file))*")
        ]
    }

    /// Files that wait to be applied.
    private func unappliedChanges() throws(Fault) -> [Fault] {
        do {
            return try Workspace.inForce(config: configFolder).waitingWarnings()
        } catch {
            if let fault = error.faults.first, fault.code.room == .store { throw fault }
            return []
        }
    }

    private func examineStore(_ workspace: Workspace) -> [Finding] {
        do {
            let store = try workspace.openForReading()
            let counts = try store.leadCounts()
            let waiting = try store.quarantineSummary()
            var findings = [
                Finding(
                    verdict: .good, subject: "store",
                    detail: "\(count(counts.byStage.values.reduce(0, +), "lead")) in \(shown(workspace.storePath))"),
                Finding(
                    verdict: waiting.waiting == 0 ? .good : .odd, subject: "quarantine",
                    detail: waiting.description, advice: waiting.waiting == 0 ? nil : "leadloop quarantine list"),
            ]
            findings += readers(of: workspace) + folders(of: workspace) + examineBackups(workspace)
            findings +=
                (try unappliedChanges() + ClosedFeeds(store: store, workspace: workspace).warnings()
                + HeldBackLeads(store, workspace).warnings()).map {
                    Finding(verdict: .odd, subject: $0.code.rawValue, detail: $0.summary, advice: $0.advice)
                }
            if let last = try store.runs(limit: 1).first, last.outcome == nil {
                findings.append(
                    Finding(
                        verdict: .odd, subject: "last run", detail: "run \(last.number) was interrupted",
                        advice: "leadloop sync; it goes on where it stopped"))
            } else if let last = try store.runs(limit: 1).first, last.outcome == .failed {
                findings.append(
                    Finding(
                        verdict: .odd, subject: "last run",
                        detail: "run \(last.number) of \(last.source) failed\(last.message.map { ": \($0)" } ?? "")",
                        advice: "leadloop runs show \(last.number)"))
            } else if let last = try store.runs(limit: 1).first, last.outcome == .held {
                findings.append(
                    Finding(
                        verdict: .odd, subject: "last run",
                        detail: "run \(last.number) of \(last.source) is held: some of its records were not taken in",
                        advice: "leadloop runs show \(last.number)"))
            }
            return findings
        } catch {
            let isNew = error.code == .storeMissing
            return [
                Finding(
                    verdict: isNew ? .odd : .bad, subject: "store", detail: error.summary,
                    advice: isNew ? "leadloop sync" : error.advice)
            ]
        }
    }
}
