import ConfigFiles
import Connectors
import Foundation
import LeadModel

/// Every file of a configuration as it lies there, whether it can be used or not.
struct ConfigurationFiles {
    let kind: ConfigFileKind
    /// As its kind calls it: `config/sources/crm.yaml`, wherever the folders lie.
    let name: String
    let text: String

    /// The name without folder and ending.
    var stem: String { String(name.split(separator: "/").last?.dropLast(".yaml".utf8.count) ?? "") }

    /// In the order of kinds, and by name.
    static func read(_ configFolder: String) throws(Fault) -> [ConfigurationFiles] {
        var faults: [Fault] = []
        let settings = Settings.read(configFolder, findings: &faults) ?? SettingsRescue.settings(configFolder)
        let mappings = WorkspaceLoader.mappingFolder(settings ?? Settings(), from: configFolder)
        var files: [ConfigurationFiles] = []
        for kind in ConfigurationKinds.all {
            let parts = kind.path.split(separator: "/", maxSplits: 1)
            let root = parts[0] == "config" ? configFolder : mappings
            let folder = parts[1].split(separator: "/").dropLast().reduce(root) { "\($0)/\($1)" }
            guard let pattern = parts[1].split(separator: "/").last, FileManager.default.fileExists(atPath: folder)
            else { continue }
            for path in try ExportFolder(path: folder).files(matching: String(pattern)) {
                let relative = path.dropFirst(root.utf8.count).drop { $0 == "/" }
                files.append(
                    ConfigurationFiles(kind: kind, name: "\(parts[0])/\(relative)", text: try TextFile.read(path)))
            }
        }
        return files
    }
}
