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
    /// When changed files come into force.
    public let changes: Settings.Changes
    let sources: [SourceDefinition]
    let mappings: [String: FieldMapping]
    let agreement: Agreement
    let matching: MatchingRules
    let survivorship: SurvivorshipRules
    let feeds: [FeedDefinition]
    /// The texts that all of it was compiled from.
    let texts: ConfigurationTexts
    /// The folder of the mappings, as messages name it.
    let mappingFolder: String
    /// Of what decides about leads without new data: agreement, survivorship, feeds, and which side a source is on.
    let rulesFingerprint: String

    /// Where changes come into force by `apply`: files that are others than the texts in force.
    fileprivate(set) var waiting: [String] = []

    /// What is odd in the files, but not wrong.
    fileprivate let oddities: [Fault]

    /// What is odd, but not wrong, as of a time.
    public func warnings(at now: Instant) -> [Fault] { oddities + agreementWarnings(at: now) }

    /// That not even the earliest version of the agreement is in force yet, where that is so.
    func agreementWarnings(at now: Instant) -> [Fault] { [agreement.notYetInForce(at: now)].compactMap(\.self) }

    /// Loads and checks every file; every finding of all of them at once.
    public static func load(config folder: String) throws(FaultList) -> Workspace {
        var loader = WorkspaceLoader(configFolder: folder, texts: nil)
        return try loader.load()
    }

    /// Loads the configuration that work goes by: the files; where changes come into force only when they are applied, what
    /// was applied last, whatever the files say by now.
    public static func inForce(config folder: String) throws(FaultList) -> Workspace {
        var faults: [Fault] = []
        guard let settings = Settings.read(folder, findings: &faults) else { throw FaultList(faults) }
        guard settings.changes == .byApply, let applied = try applied(folder, settings) else {
            return try load(config: folder)
        }
        var workspace = try load(config: folder, texts: applied)
        do {
            let files = try ConfigurationTexts.read(config: folder, mappings: workspace.mappingFolder)
            workspace.waiting = files.names(differingFrom: applied)
        } catch {
            workspace.waiting = [error.origin?.file ?? folder]
        }
        return workspace
    }

    /// That files have been changed which are not in force, where that is so.
    func waitingWarnings() -> [Fault] {
        guard let first = waiting.first else { return [] }
        return [
            Fault(
                .planWaiting, .stopStream,
                "\(waiting.count == 1 ? "a changed file waits" : "\(waiting.count) changed files wait") to be applied; the rules in force are older",
                at: Origin(file: ConfigurationTexts.path(of: first, config: configFolder, mappings: mappingFolder)),
                advice: "See what it would do with `leadloop plan --out FILE`, then `leadloop apply FILE`.")
        ]
    }

    /// `nil` where no configuration has come into force yet.
    private static func applied(_ folder: String, _ settings: Settings) throws(FaultList) -> ConfigurationTexts? {
        let path = WorkspaceLoader(configFolder: folder, texts: nil).path(settings.store)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return try LeadStore(at: path, for: .read).configuration().map { ConfigurationTexts($0.texts) }
        } catch {
            throw FaultList(error)
        }
    }

    /// Loads and checks other texts than the folder's files: where things lie comes from its settings, what is done from
    /// the texts.
    static func load(config folder: String, texts: ConfigurationTexts) throws(FaultList) -> Workspace {
        var loader = WorkspaceLoader(configFolder: folder, texts: texts)
        return try loader.load()
    }

    /// The name under which the text of a file is kept; `nil` where it is not.
    func textName(of path: String) -> String? {
        ConfigurationTexts.name(of: path, config: configFolder, mappings: mappingFolder)
    }

    /// A path of the configuration, made absolute or left relative to the current folder.
    public func resolve(_ path: String) -> String { path.hasPrefix("/") ? path : root + "/" + path }

    /// Runs the tests that the mappings carry; a fault for each that fails.
    public func failedMappingTests() -> [Fault] {
        mappings.values.sorted { $0.name < $1.name }.flatMap { $0.runTests() }
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

/// Collects the files of a workspace and the findings in them.
private struct WorkspaceLoader {
    let configFolder: String
    let root: String
    /// What is loaded instead of the files, where it is not they.
    private let given: ConfigurationTexts?
    private var mappingFolder = ""
    private var faults: [Fault] = []
    /// Texts that were read, by path.
    private var texts: [String: String] = [:]
    /// Files with findings: that what they describe is missing elsewhere is no finding of its own.
    private var broken: Set<String> = []

    init(configFolder: String, texts: ConfigurationTexts?) {
        self.configFolder = configFolder
        given = texts
        let parts = configFolder.split(separator: "/", omittingEmptySubsequences: false)
        let parent = parts.dropLast().joined(separator: "/")
        root = configFolder.contains("/") ? (parent.isEmpty ? "/" : parent) : "."
    }

    mutating func load() throws(FaultList) -> Workspace {
        guard FileManager.default.fileExists(atPath: configFolder) else {
            throw FaultList(
                Fault(
                    .configMissing, .stopRun, "there is no configuration here", at: Origin(file: configFolder),
                    advice: "Run `leadloop init` to make one, or name its folder with `--config`."))
        }
        let settings = Settings.read(configFolder, findings: &faults) ?? Settings()
        // As the user would write it: messages tell where in a mapping something is to be added.
        mappingFolder = root == "." ? settings.mappings : path(settings.mappings)
        let sources = readAll(configFolder + "/sources") { (text, file) throws(FaultList) in
            try SourceDefinition.compile(text, file: file)
        }
        let mappings = readAll(mappingFolder) { (text, file) throws(FaultList) in
            try FieldMapping.compile(text, file: file)
        }
        let agreement = read(configFolder + "/agreement.yaml") { (text, file) throws(FaultList) in
            try Agreement.compile(text, file: file)
        }
        let matching = read(configFolder + "/matching.yaml") { (text, file) throws(FaultList) in
            try MatchingRules.compile(text, file: file)
        }
        let names = sources.map(\.name) + brokenNames(in: configFolder + "/sources")
        let survivorship = read(configFolder + "/survivorship.yaml") { (text, file) throws(FaultList) in
            try SurvivorshipRules.compile(text, file: file, knownSources: names)
        }
        let feeds = readAll(configFolder + "/feeds") { (text, file) throws(FaultList) in
            try FeedDefinition.compile(text, file: file)
        }
        let ruleFiles = [configFolder + "/agreement.yaml", configFolder + "/survivorship.yaml"] + feedFiles()
        let roles = sources.map { "\($0.name) \($0.role.rawValue)" }.sorted()
        let fingerprint = Fingerprint.of(ruleFiles.map { texts[$0] ?? "" } + roles)
        var byName: [String: FieldMapping] = [:]
        for mapping in mappings { byName[mapping.name] = mapping }
        checkReferences(sources, byName, broken: brokenNames(in: mappingFolder))
        guard faults.isEmpty, let agreement, let matching, let survivorship else { throw FaultList(faults) }
        return Workspace(
            root: root, configFolder: configFolder, storePath: path(settings.store),
            feedbackFolder: path(settings.feedback), feedbackEachSync: settings.feedbackEachSync,
            changes: settings.changes,
            sources: sources, mappings: byName, agreement: agreement, matching: matching, survivorship: survivorship,
            feeds: feeds, texts: ConfigurationTexts(kept()), mappingFolder: mappingFolder,
            rulesFingerprint: fingerprint,
            oddities: agreement.warnings)
    }

    /// Texts by the name under which they are kept.
    private func kept() -> [String: String] {
        var kept: [String: String] = [:]
        for (path, text) in texts { if let name = name(of: path) { kept[name] = text } }
        return kept
    }

    /// `nil` for the settings, which are not kept.
    private func name(of path: String) -> String? {
        ConfigurationTexts.name(of: path, config: configFolder, mappings: mappingFolder)
    }

    private func feedFiles() -> [String] { texts.keys.filter { $0.hasPrefix(configFolder + "/feeds/") }.sorted() }

    /// The names that files with findings would describe: a file is named after what it describes.
    private func brokenNames(in folder: String) -> [String] {
        let folder = (folder + "/any.yaml" as NSString).deletingLastPathComponent
        return broken.filter { ($0 as NSString).deletingLastPathComponent == folder }
            .map { (($0 as NSString).lastPathComponent as NSString).deletingPathExtension }.sorted()
    }

    func path(_ path: String) -> String { path.hasPrefix("/") ? path : root + "/" + path }

    private mutating func checkReferences(
        _ sources: [SourceDefinition], _ mappings: [String: FieldMapping], broken: [String]
    ) {
        for source in sources {
            for stream in source.streams where mappings[stream.mapping] == nil && !broken.contains(stream.mapping) {
                faults.append(
                    Fault(
                        .configUnknownReference, .stopRun, "there is no mapping '\(stream.mapping)'",
                        at: stream.mappingPlace,
                        advice: Nearest.advice(for: stream.mapping, among: mappings.keys.sorted())))
            }
        }
        for (name, twins) in Dictionary(grouping: sources, by: \.name) where twins.count > 1 {
            faults.append(
                Fault(
                    .configDuplicateKey, .stopRun, "the source '\(name)' is described twice", at: twins[1].place,
                    advice: "Keep one file for each source."))
        }
    }

    /// What agreement and feeds do not make of each other: a track that nobody is put into, and leads in a track that no
    /// feed carries, which are decided and reach nobody.
    private func loose(_ tracks: [String], _ feeds: [FeedDefinition]) -> [Fault] {
        var warnings = feeds.flatMap { $0.tracks ?? [] }.filter { !tracks.contains($0.name) }.map { track in
            Fault(
                .feedInvalid, .stopStream, "no agreement puts a lead into track '\(track.name)'", at: track.place,
                advice: Nearest.advice(for: track.name, among: tracks))
        }
        guard !feeds.isEmpty, !feeds.contains(where: { $0.tracks == nil }) else { return warnings }
        let carried = Set(feeds.flatMap { $0.tracks ?? [] }.map(\.name))
        warnings += tracks.filter { !carried.contains($0) }.map { track in
            Fault(
                .feedInvalid, .stopStream,
                "no feed carries the track '\(track)' of the agreement; its leads reach nobody",
                at: Origin(file: configFolder + "/feeds"), advice: "Add it under 'tracks:' of a feed.")
        }
        return warnings
    }

    private mutating func readAll<Value>(_ folder: String, _ compile: (String, String) throws(FaultList) -> Value)
        -> [Value]
    {
        if let given {
            let names = given.byName.keys.filter { name in
                ConfigurationTexts.path(of: name, config: configFolder, mappings: mappingFolder).hasPrefix(folder + "/")
            }
            return names.sorted().compactMap { name in
                read(ConfigurationTexts.path(of: name, config: configFolder, mappings: mappingFolder), compile)
            }
        }
        do {
            return try ExportFolder(path: folder).files(matching: "*.yaml").compactMap { read($0, compile) }
        } catch {
            faults.append(error)
            return []
        }
    }

    private mutating func read<Value>(_ path: String, _ compile: (String, String) throws(FaultList) -> Value) -> Value?
    {
        let text = name(of: path).flatMap { given?.byName[$0] }
        do throws(Fault) {
            if let text { texts[path] = text } else { texts[path] = try TextFile.read(path) }
        } catch {
            var fault = error
            fault.remedy = .stopRun
            faults.append(fault)
            broken.insert(path)
            return nil
        }
        do {
            return try compile(texts[path] ?? "", path)
        } catch {
            faults += error.faults
            broken.insert(path)
            return nil
        }
    }
}
