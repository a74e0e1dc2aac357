public import ConfigFiles
import Connectors
public import LeadModel

/// The JSON Schemas of the configuration files, and the reference of their keys.
public enum ConfigurationSchemas {
    /// The kind of a name, or all of them.
    public static func kinds(named name: String?) throws(Fault) -> [ConfigFileKind] {
        guard let name else { return ConfigurationKinds.all }
        if let kind = ConfigurationKinds.all.first(where: { $0.name == name }) { return [kind] }
        throw Fault(
            .configUnknownValue, .stopRun, "'\(name)' is not a kind of configuration file",
            advice: Nearest.advice(for: name, among: ConfigurationKinds.all.map(\.name)))
    }

    /// Writes schemas into a folder, each under the name that the first lines of files refer to.
    public static func write(_ kinds: [ConfigFileKind], to folder: String) throws(Fault) -> [String] {
        try WholeFile.makeFolder(folder)
        var paths: [String] = []
        for kind in kinds {
            let path = folder + "/" + kind.schemaFile
            let file = try WholeFile(path: path)
            try file.write(Array(kind.jsonSchema.utf8))
            _ = try file.commit()
            paths.append(path)
        }
        return paths
    }

    /// Writes the schemas of the events that webhooks get into the folder `events` of a folder.
    public static func writeEvents(to folder: String) throws(Fault) -> [String] {
        try WholeFile.makeFolder(folder + "/events")
        var paths: [String] = []
        for document in LeadEventSchema.all {
            let path = folder + "/events/" + document.file
            let file = try WholeFile(path: path)
            try file.write(Array(document.text.utf8))
            _ = try file.commit()
            paths.append(path)
        }
        return paths
    }

    /// Every key of every kind, as a page of the documentation.
    public static func reference(of kinds: [ConfigFileKind]) -> String { KeyReference.page(of: kinds) }
}
