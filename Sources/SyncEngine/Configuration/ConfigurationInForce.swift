public import ConfigFiles
import Connectors
import Foundation
public import LeadModel
public import LeadStore

/// The texts that the leads of a store are by, and how the files differ from them. The files need not be in order.
public struct ConfigurationInForce {
    /// How a file stands to what is in force.
    public enum State: String, Sendable, Hashable {
        case same
        case changed
        /// There is a file, and it is not in force yet.
        case added
        /// It is in force, and there is no file any more.
        case removed
    }

    /// One file.
    public struct File: Sendable {
        /// As it is kept, `mappings/crm-lead.yaml`.
        public var name: String
        /// Where it lies.
        public var path: String
        public var state: State
        /// How many lines are in force and not in the file, and the other way round.
        public var gone: Int
        public var new: Int
        /// What differs, as `diff -u` shows it, without the two lines of names.
        public var difference: [String]
    }

    /// The configuration: its number, its run, and all texts by name.
    public let stored: StoredConfiguration
    private let files: ConfigurationTexts
    private let path: (String) -> String

    /// - Parameter number: of an earlier configuration; `nil`: the one in force.
    /// - Throws: findings in the settings, `store.missing`, `run.unfinished`, `plan.nothing-to-undo`.
    public init(config folder: String, number: Int? = nil) throws(FaultList) {
        var faults: [Fault] = []
        guard FileManager.default.fileExists(atPath: folder) else {
            throw FaultList(WorkspaceLoader.noConfiguration(folder))
        }
        guard let settings = Settings.read(folder, findings: &faults) ?? SettingsRescue.settings(folder) else {
            throw FaultList(faults)
        }
        let mappings = WorkspaceLoader.mappingFolder(settings, from: folder)
        do throws(Fault) {
            let store = try LeadStore(at: WorkspaceLoader.path(settings.store, from: folder), for: .readConfigurations)
            guard let inForce = try store.configuration() else { throw InForce.noneYet(store) }
            guard let stored = try number.map({ number throws(Fault) in try store.configuration(number) }) ?? inForce
            else { throw InForce.unknown(number, store) }
            self.stored = stored
            files = try ConfigurationTexts.read(config: folder, mappings: mappings)
        } catch {
            throw FaultList(error)
        }
        path = { ConfigurationTexts.path(of: $0, config: folder, mappings: mappings) }
    }

    /// Every file that is there or in force, by name.
    public func all() -> [File] { names.map { file(of: $0) } }

    /// The text of a file as it is in force.
    /// - Parameter named: its path, its name, or the last part of it.
    public func text(_ named: String) throws(Fault) -> String {
        let name = try name(named)
        guard let text = stored.texts[name] else {
            throw Fault(
                .configUnknownReference, .stopRun,
                "this file was not there when configuration \(stored.number) came into force",
                at: Origin(file: path(name)),
                advice: "See `leadloop config diff`.")
        }
        return text
    }

    /// One file, held against what is in force.
    public func file(named: String) throws(Fault) -> File { file(of: try name(named)) }

    private var names: [String] { Set(stored.texts.keys).union(files.byName.keys).sorted() }

    private func file(of name: String) -> File {
        let (old, new) = (stored.texts[name], files.byName[name])
        let difference = LineDifference(from: old ?? "", to: new ?? "")
        let state: State = old == new ? .same : old == nil ? .added : new == nil ? .removed : .changed
        return File(
            name: name, path: path(name), state: state, gone: difference.counts.gone, new: difference.counts.new,
            difference: difference.unified)
    }

    private func name(_ named: String) throws(Fault) -> String {
        let plain = named.hasPrefix("./") ? String(named.dropFirst(2)) : named
        let exact = names.filter { $0 == plain || path($0) == plain || path($0) == named || path($0) == "./" + plain }
        let near = names.filter { $0.hasSuffix("/" + plain) || $0 == plain + ".yaml" || $0.hasSuffix("/\(plain).yaml") }
        if let name = exact.first { return name }
        guard near.count == 1 else {
            throw Fault(
                .configUnknownReference, .stopRun,
                near.isEmpty
                    ? "'\(named)' is not a file that decides about leads" : "'\(named)' is more than one file",
                advice: near.isEmpty
                    ? Nearest.advice(for: plain, among: names) : "Say which: \(near.joined(separator: ", ")).")
        }
        return near[0]
    }
}
