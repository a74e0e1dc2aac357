import ConfigFiles
import Connectors
import Feedback
import FieldMapping
import Foundation
import LeadLifecycle
import LeadModel
import Reconciliation

/// The files of a workspace, each compiled as far as it goes, and every finding in them.
struct WorkspaceLoader {
    let configFolder: String
    let root: String
    private(set) var settings = Settings()
    private(set) var mappingFolder = ""
    private(set) var sources: [SourceDefinition] = []
    private(set) var mappings: [FieldMapping] = []
    private(set) var feeds: [FeedDefinition] = []
    private(set) var destinations: [DestinationDefinition] = []
    private(set) var agreement: Agreement?
    private(set) var matching: MatchingRules?
    private(set) var survivorship: SurvivorshipRules?
    private(set) var faults: [Fault] = []
    /// What is loaded instead of the files, where it is not they.
    private let given: ConfigurationTexts?
    private let givenSettings: Settings?
    /// Texts that were read, by path.
    private var texts: [String: String] = [:]
    /// Files with findings: that what they describe is missing elsewhere is no finding of its own.
    private(set) var broken: Set<String> = []

    /// - Parameter settings: in the place of those of the folder, where these have findings.
    init(configFolder: String, texts: ConfigurationTexts?, settings: Settings? = nil) {
        self.configFolder = configFolder
        given = texts
        givenSettings = settings
        root = WorkspaceLoader.root(of: configFolder)
        guard FileManager.default.fileExists(atPath: configFolder) else {
            faults = [WorkspaceLoader.noConfiguration(configFolder)]
            return
        }
        readFiles()
        checkReferences()
    }

    /// Everything together, where nothing was found.
    func workspace() throws(FaultList) -> Workspace {
        guard faults.isEmpty, let workspace = part() else { throw FaultList(faults) }
        return workspace
    }

    /// What can be used; `nil` where that is no agreement, no matching or no survivorship.
    func part() -> Workspace? {
        guard let agreement, let matching, let survivorship else { return nil }
        let otherFiles = [configFolder + "/survivorship.yaml"] + feedFiles()
        let roles = sources.map { "\($0.name) \($0.role.rawValue)" }.sorted()
        return Workspace(
            root: root, configFolder: configFolder, storePath: path(settings.store),
            feedbackFolder: path(settings.feedback), feedbackEachSync: settings.feedbackEachSync,
            deliversEachSync: settings.deliversEachSync,
            schedule: settings.schedule, backups: StorePlace(settings, configFolder: configFolder),
            changes: settings.changes, sources: sources, mappings: mappingsByName, agreement: agreement,
            matching: matching, survivorship: survivorship, feeds: feeds, destinations: destinations,
            texts: ConfigurationTexts(kept()),
            mappingFolder: mappingFolder,
            rulesFingerprint: RulesFingerprint(
                agreement: Fingerprint.of([texts[configFolder + "/agreement.yaml"] ?? ""]),
                others: Fingerprint.of(otherFiles.map { texts[$0] ?? "" } + roles)))
    }

    var mappingsByName: [String: FieldMapping] {
        Dictionary(mappings.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Puts an agreement into the place of the one that was read.
    mutating func replace(_ agreement: Agreement) { self.agreement = agreement }

    private mutating func readFiles() {
        settings =
            givenSettings ?? Settings.read(configFolder, findings: &faults) ?? SettingsRescue.settings(configFolder)
            ?? Settings()
        mappingFolder = WorkspaceLoader.mappingFolder(settings, from: configFolder)
        sources = readAll(configFolder + "/sources") { (text, file) throws(FaultList) in
            try SourceDefinition.compile(text, file: file)
        }
        mappings = readAll(mappingFolder) { (text, file) throws(FaultList) in
            try FieldMapping.compile(text, file: file)
        }
        agreement = read(configFolder + "/agreement.yaml") { (text, file) throws(FaultList) in
            try Agreement.compile(text, file: file)
        }
        matching = read(configFolder + "/matching.yaml") { (text, file) throws(FaultList) in
            try MatchingRules.compile(text, file: file)
        }
        for source in sources { faults += source.unfinished }
        let names = sources.map(\.name) + brokenNames(in: configFolder + "/sources")
        survivorship = read(configFolder + "/survivorship.yaml") { (text, file) throws(FaultList) in
            try SurvivorshipRules.compile(text, file: file, knownSources: names)
        }
        feeds = readAll(configFolder + "/feeds") { (text, file) throws(FaultList) in
            try FeedDefinition.compile(text, file: file)
        }
        destinations = readAll(configFolder + "/destinations", mayBeMissing: true) { (text, file) throws(FaultList) in
            try DestinationDefinition.compile(text, file: file)
        }
    }

    /// What files say of each other that is not so, and what two of them describe.
    private mutating func checkReferences() {
        let known = mappingsByName
        let brokenMappings = brokenNames(in: mappingFolder)
        for stream in sources.flatMap(\.streams)
        where known[stream.mapping] == nil && !brokenMappings.contains(stream.mapping) {
            faults.append(
                Fault(
                    .configUnknownReference, .stopRun, "there is no mapping '\(stream.mapping)'",
                    at: stream.mappingPlace,
                    advice: Nearest.advice(for: stream.mapping, among: known.keys.sorted())))
        }
        let names = sources.map(\.name) + brokenNames(in: configFolder + "/sources")
        for column in feeds.flatMap(\.columns) {
            guard case .id(let source) = column.field, !names.contains(source) else { continue }
            faults.append(
                Fault(
                    .configUnknownReference, .stopRun, "'\(source)' is not a configured source", at: column.place,
                    advice: Nearest.advice(for: source, among: names)))
        }
        for feed in feeds {
            guard case .feedback(let source) = feed.selection else { continue }
            if let known = sources.first(where: { $0.name == source }) {
                guard known.role != .marketing else { continue }
                faults.append(
                    Fault(
                        .configUnknownValue, .stopRun, "the source '\(source)' is not one of marketing's",
                        at: feed.selectionPlace,
                        advice:
                            "Name a source with `role: marketing`: it is told what became of the leads that it delivered."
                    ))
            } else if !names.contains(source) {
                faults.append(
                    Fault(
                        .configUnknownReference, .stopRun, "'\(source)' is not a configured source",
                        at: feed.selectionPlace, advice: Nearest.advice(for: source, among: names)))
            }
        }
        for source in agreement?.versions.flatMap({ $0.suppression.consentFrom ?? [] }) ?? []
        where !names.contains(source.name) {
            faults.append(
                Fault(
                    .configUnknownReference, .stopRun, "'\(source.name)' is not a configured source", at: source.place,
                    advice: Nearest.advice(for: source.name, among: names)))
        }
        twins(of: "source", sources.map { ($0.name, $0.place) })
        twins(of: "mapping", mappings.map { ($0.name, Origin(file: $0.file, line: 1, column: 1)) })
        twins(of: "feed", feeds.map { ($0.name, $0.place) })
        twins(of: "destination", destinations.map { ($0.name, $0.place) })
        faults += FeedTargets(feeds, destinations, broken: brokenNames(in: configFolder + "/destinations")).faults
        for destination in destinations {
            guard let system = destination.system, !names.contains(system.name) else { continue }
            faults.append(
                Fault(
                    .configUnknownReference, .stopRun, "'\(system.name)' is not a configured source", at: system.place,
                    advice: Nearest.advice(for: system.name, among: names)))
        }
    }

    private mutating func twins(of noun: String, _ all: [(name: String, place: Origin)]) {
        for (number, one) in all.enumerated() {
            guard let first = all[..<number].first(where: { $0.name == one.name }) else { continue }
            faults.append(
                Fault(
                    .configDuplicateKey, .stopRun, "the \(noun) '\(one.name)' is described twice", at: one.place,
                    advice: "The other is \(first.place.file). Keep one file for each \(noun)."))
        }
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
    func brokenNames(in folder: String) -> [String] {
        let folder = (folder + "/any.yaml" as NSString).deletingLastPathComponent
        return broken.filter { ($0 as NSString).deletingLastPathComponent == folder }
            .map { (($0 as NSString).lastPathComponent as NSString).deletingPathExtension }.sorted()
    }

    private func path(_ path: String) -> String { WorkspaceLoader.path(path, from: configFolder) }

    /// A path of the settings, which starts at the folder that holds the configuration.
    static func path(_ path: String, from configFolder: String) -> String {
        path.hasPrefix("/") ? path : root(of: configFolder) + "/" + path
    }

    /// The folder of the mappings as the user would write it: messages tell where in a mapping something is to be added.
    static func mappingFolder(_ settings: Settings, from configFolder: String) -> String {
        root(of: configFolder) == "." ? settings.mappings : path(settings.mappings, from: configFolder)
    }

    static func noConfiguration(_ folder: String) -> Fault {
        Fault(
            .configMissing, .stopRun, "there is no configuration here", at: Origin(file: folder),
            advice: "Run `leadloop init` to make one, or name its folder with `--config`.")
    }

    private static func root(of configFolder: String) -> String {
        guard configFolder.contains("/") else { return "." }
        let parent = configFolder.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return parent.joined(separator: "/").isEmpty ? "/" : parent.joined(separator: "/")
    }

    private mutating func readAll<Value>(
        _ folder: String, mayBeMissing: Bool = false, _ compile: (String, String) throws(FaultList) -> Value
    ) -> [Value] {
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
            if mayBeMissing, error.code == .fileMissing { return [] }
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
