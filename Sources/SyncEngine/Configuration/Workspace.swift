public import ConfigFiles
import Connectors
import Feedback
import FieldMapping
import Foundation
import LeadLifecycle
public import LeadModel
import LeadStore
import Reconciliation

/// The folder a company works in: `config/`, `mappings/` and whatever they name, checked together.
public struct Workspace: Sendable {
    /// The folder that holds `config`; relative paths of the configuration start here.
    public let root: String
    public let configFolder: String
    public let storePath: String
    public let feedbackFolder: String
    /// Whether every sync writes the feedback anew, not only `feed export`.
    public let feedbackEachSync: Bool
    /// Whether every sync sends what waits for destinations, not only `delivery send`.
    public let deliversEachSync: Bool
    /// When sources are synchronised that have no schedule of their own; `nil`: only when somebody says so.
    let schedule: Schedule?
    /// Where its store lies, where backups go, and when they are made.
    let backups: StorePlace
    /// When changed files come into force.
    public let changes: Settings.Changes
    let sources: [SourceDefinition]
    let mappings: [String: FieldMapping]
    let agreement: Agreement
    let matching: MatchingRules
    let survivorship: SurvivorshipRules
    let feeds: [FeedDefinition]
    let destinations: [DestinationDefinition]
    /// The texts that all of it was compiled from.
    let texts: ConfigurationTexts
    /// The folder of the mappings, as messages name it.
    let mappingFolder: String
    /// Of what decides about leads without new data.
    let rulesFingerprint: RulesFingerprint

    /// Where changes come into force by `apply`: files that are others than the texts in force.
    fileprivate(set) var waiting: [String] = []
    /// Hears what had to be put right before the store could be worked with, and what is waited for.
    public var herald: @Sendable (Fault) -> Void = { _ in }
    /// How many seconds another process is waited for that writes to the store.
    public var lockSeconds = 0.0

    /// That not even the earliest version of the agreement is in force yet, where that is so.
    func agreementWarnings(at now: Instant) -> [Fault] { [agreement.notYetInForce(at: now)].compactMap(\.self) }

    /// Loads and checks every file; every finding of all of them at once.
    public static func load(config folder: String) throws(FaultList) -> Workspace {
        try WorkspaceLoader(configFolder: folder, texts: nil).workspace()
    }

    /// Loads the configuration that work goes by: the files; where changes come into force only when they are applied, what
    /// was applied last, whatever the files say by now.
    public static func inForce(config folder: String) throws(FaultList) -> Workspace {
        var faults: [Fault] = []
        guard let settings = Settings.read(folder, findings: &faults) else { throw FaultList(faults) }
        let kept = try kept(folder, settings)
        // A change that was interrupted may have left half of its files.
        if let pending = kept?.pending { return try load(config: folder, texts: ConfigurationTexts(pending.texts)) }
        guard settings.changes == .byApply, let applied = kept?.applied else { return try load(config: folder) }
        var workspace = try load(config: folder, texts: applied)
        do {
            let files = try ConfigurationTexts.read(config: folder, mappings: workspace.mappingFolder)
            workspace.waiting = files.names(differingFrom: applied)
        } catch {
            workspace.waiting = [error.origin?.file ?? folder]
        }
        return workspace
    }

    /// The configuration that somebody goes by who only looks into the store: the one in force, or, where files of it
    /// cannot be used, the one that the leads were brought to last.
    /// - Parameter withSettings: whether the settings must be in order all the same.
    /// - Returns: with it a warning, where the files are passed over.
    /// - Throws: what is wrong with the files, where no store has another configuration.
    public static func toLook(
        config folder: String, withSettings: Bool = false
    ) throws(FaultList) -> (workspace: Workspace, warning: Fault?) {
        try usable(config: folder, withSettings: withSettings, verb: "shown")
    }

    /// The configuration that the ledger is written by: the one in force, or, where files of it cannot be used, the one that
    /// the leads were brought to last; before there are any, what of the files can be used.
    /// - Returns: with it a warning, where files are passed over.
    /// - Throws: what is wrong with the files, where no store has another configuration and agreement, matching or
    ///   survivorship cannot be used.
    public static func toEnter(config folder: String) throws(FaultList) -> (workspace: Workspace, warning: Fault?) {
        let found: FaultList
        do {
            return try usable(config: folder, withSettings: false, verb: "the ledger goes on")
        } catch {
            found = error
        }
        var faults: [Fault] = []
        guard let first = found.faults.first, first.code.room != .store,
            let settings = Settings.read(folder, findings: &faults) ?? SettingsRescue.settings(folder),
            let part = WorkspaceLoader(configFolder: folder, texts: nil, settings: settings).part(),
            try last(folder, settings) == nil
        else { throw found }
        return (
            workspace: part,
            warning: Fault(
                .configPassedOver, .stopStream, "\(summary(of: found)); the ledger goes on without them",
                at: first.origin, advice: "`leadloop config check` says what to mend.")
        )
    }

    private static func summary(of found: FaultList) -> String {
        let others = found.faults.count - 1
        return others == 0 ? "this file cannot be used" : "this and \(others) more findings: the files cannot be used"
    }

    private static func usable(
        config folder: String, withSettings: Bool, verb: String
    ) throws(FaultList) -> (workspace: Workspace, warning: Fault?) {
        let found: FaultList
        do {
            return (workspace: try inForce(config: folder), warning: nil)
        } catch {
            found = error
        }
        guard let first = found.faults.first, first.code.room != .store, first.code != .configMissing else {
            throw found
        }
        var faults: [Fault] = []
        guard let settings = Settings.read(folder, findings: &faults) ?? SettingsRescue.settings(folder),
            faults.isEmpty || !withSettings, let last = try last(folder, settings)
        else { throw found }
        let workspace: Workspace
        do {
            workspace = try WorkspaceLoader(
                configFolder: folder, texts: ConfigurationTexts(last.texts), settings: settings
            ).workspace()
        } catch {
            throw found
        }
        return (
            workspace: workspace,
            warning: Fault(
                .configPassedOver, .stopStream, "\(summary(of: found)); \(verb) by the rules of run \(last.run)",
                at: first.origin, advice: "`leadloop config check` says what to mend.")
        )
    }

    /// The configuration that the leads of a store were brought to last; `nil` where there is none.
    private static func last(_ folder: String, _ settings: Settings) throws(FaultList) -> StoredConfiguration? {
        let path = WorkspaceLoader.path(settings.store, from: folder)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return try LeadStore(at: path, for: .readConfigurations).configuration()
        } catch {
            throw FaultList(error)
        }
    }

    /// Whether receivers may fetch files of any feed over HTTP.
    public var letsFeedsBeFetched: Bool { feeds.contains { !$0.target.receivers.isEmpty } }

    /// The first instant of a day such as `2026-10-01` in the zone of the agreement then; `nil` for any other text.
    public func beginning(ofDay text: String) -> Instant? { agreement.beginning(ofDay: text) }

    /// The last instant of a day such as `2026-10-01` in the zone of the agreement then; `nil` for any other text.
    public func end(ofDay text: String) -> Instant? { agreement.end(ofDay: text) }

    /// Whether a text names a day that there is.
    public static func isDay(_ text: String) -> Bool { Agreement.isDay(text) }

    /// The day of an instant in the zone of the agreement then, such as `2026-10-01`.
    public func day(of instant: Instant) -> String { agreement.day(of: instant) }

    /// Day, hour and minute of an instant in the same zone, such as `2026-10-01 14:05`.
    public func time(of instant: Instant) -> String { agreement.time(of: instant) }

    /// The zones whose days count, in the order of the agreement's versions.
    public var zones: [String] { agreement.zones }

    /// The nearest day that there is to one such as `2027-02-29`; `nil` where the text names a day, or is no date at all.
    public static func nearestDay(to text: String) -> String? { Agreement.nearestDay(to: text) }

    /// That files have been changed which are not in force, where that is so.
    func waitingWarnings() -> [Fault] {
        guard let first = waiting.first else { return [] }
        return [
            Fault(
                .planWaiting, .stopStream,
                "\(waiting.count == 1 ? "a changed file waits" : "\(waiting.count) changed files wait") to be applied; the rules in force are older",
                at: Origin(file: ConfigurationTexts.path(of: first, config: configFolder, mappings: mappingFolder)),
                advice:
                    "`leadloop config diff` shows what was edited. See what it would do with `leadloop plan --out FILE`, then `leadloop apply FILE`."
            )
        ]
    }

    /// What the store keeps of configurations; `nil` where there is no store yet.
    private static func kept(_ folder: String, _ settings: Settings) throws(FaultList) -> (
        pending: PendingChange?, applied: ConfigurationTexts?
    )? {
        let path = WorkspaceLoader.path(settings.store, from: folder)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            if try LeadStore.isBlank(at: path) { return nil }
            let store = try LeadStore(at: path, for: .readConfigurations)
            let pending = try PendingChange.read(from: store)
            guard settings.changes == .byApply else { return (pending: pending, applied: nil) }
            return (pending: pending, applied: try store.configuration().map { ConfigurationTexts($0.texts) })
        } catch {
            throw FaultList(error)
        }
    }

    /// Loads and checks other texts than the folder's files: where things lie comes from its settings, what is done from
    /// the texts.
    static func load(config folder: String, texts: ConfigurationTexts) throws(FaultList) -> Workspace {
        try WorkspaceLoader(configFolder: folder, texts: texts).workspace()
    }

    /// The name under which the text of a file is kept; `nil` where it is not.
    func textName(of path: String) -> String? {
        ConfigurationTexts.name(of: path, config: configFolder, mappings: mappingFolder)
    }

    /// A path of the configuration, made absolute or left relative to the current folder.
    public func resolve(_ path: String) -> String { path.hasPrefix("/") ? path : root + "/" + path }

    /// Runs the tests that the mappings carry, and those beside them.
    /// - Throws: a fault for each that fails.
    public func checkMappingTests() throws(FaultList) {
        let failed = failedMappingTests()
        guard failed.isEmpty else { throw FaultList(failed) }
    }

    /// Runs the tests that the mappings carry, and those beside them; a fault for each that fails.
    public func failedMappingTests() -> [Fault] {
        mappings.values.sorted { $0.name < $1.name }.flatMap { ConfigurationCheck.failedTests($0, sources) }
    }

    /// The sources named, or all of them.
    func selected(_ names: [String]) throws(Fault) -> [SourceDefinition] {
        guard !names.isEmpty else { return sources }
        var found: [SourceDefinition] = []
        for name in names {
            guard let source = sources.first(where: { $0.name == name }) else {
                throw Fault(
                    .configUnknownReference, .stopRun, "'\(name)' is not a configured source",
                    at: Origin(file: configFolder + "/sources"),
                    advice: Nearest.advice(for: name, among: sources.map(\.name)))
            }
            if !found.contains(source) { found.append(source) }
        }
        return found
    }
}
