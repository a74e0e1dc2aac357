import Connectors
import Foundation
import LeadModel

/// The texts of everything that decides about leads: sources, mappings, agreement, matching, survivorship, feeds, destinations.
///
/// Each under a name that does not tell where the folders lie: `agreement.yaml`, `sources/crm.yaml`, `feeds/NAME.yaml`,
/// `mappings/NAME.yaml`. The settings (`leadloop.yaml`) say where things lie and are none of them.
public struct ConfigurationTexts: Sendable, Hashable {
    public var byName: [String: String]

    public init(_ byName: [String: String]) { self.byName = byName }

    /// Names of texts that are new, gone or others than in an earlier configuration, sorted.
    public func names(differingFrom earlier: ConfigurationTexts) -> [String] {
        Set(byName.keys).union(earlier.byName.keys).filter { byName[$0] != earlier.byName[$0] }.sorted()
    }

    private static let mappings = "mappings/"

    /// The name of a file; `nil` where it is none of these texts.
    static func name(of path: String, config: String, mappings folder: String) -> String? {
        var name: String?
        if path.hasPrefix(folder + "/") {
            name = mappings + path.dropFirst(folder.utf8.count + 1).drop { $0 == "/" }
        } else if path.hasPrefix(config + "/") {
            name = String(path.dropFirst(config.utf8.count + 1))
        }
        return name.flatMap { isName($0) ? $0 : nil }
    }

    /// Whether a text may be kept under a name: it leads to no file but one of a configuration.
    static func isName(_ name: String) -> Bool {
        if ["agreement.yaml", "matching.yaml", "survivorship.yaml"].contains(name) { return true }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && ["sources", "feeds", "destinations", "mappings"].contains(parts[0])
            && parts[1].hasSuffix(".yaml")
            && !parts[1].hasPrefix(".")
    }

    /// Where the text of a name stands as a file.
    static func path(of name: String, config: String, mappings folder: String) -> String {
        name.hasPrefix(mappings) ? folder + "/" + name.dropFirst(mappings.utf8.count) : config + "/" + name
    }

    /// The texts as their files are now, whether they can be compiled or not.
    static func read(config: String, mappings folder: String) throws(Fault) -> ConfigurationTexts {
        var texts: [String: String] = [:]
        var paths = ["agreement", "matching", "survivorship"].map { config + "/\($0).yaml" }
            .filter { FileManager.default.fileExists(atPath: $0) }
        for folder in [config + "/sources", config + "/feeds", config + "/destinations", folder]
        where FileManager.default.fileExists(atPath: folder) {
            paths += try ExportFolder(path: folder).files(matching: "*.yaml")
        }
        for path in paths {
            if let name = name(of: path, config: config, mappings: folder) { texts[name] = try TextFile.read(path) }
        }
        return ConfigurationTexts(texts)
    }

    /// Writes the files that are others than these texts, and removes those that there should not be.
    /// - Parameter files: as they are now.
    func write(over files: ConfigurationTexts, config: String, mappings folder: String) throws(Fault) {
        for name in names(differingFrom: files) {
            let path = ConfigurationTexts.path(of: name, config: config, mappings: folder)
            if let text = byName[name] { try TextFile.write(text, to: path) } else { try TextFile.remove(path) }
        }
    }
}
