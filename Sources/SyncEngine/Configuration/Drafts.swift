public import ConfigFiles
import Connectors
import Feedback
import FieldMapping
import LeadModel

extension Workspace {
    /// This configuration with drafts in the places of what they would replace.
    ///
    /// A draft says itself what it is: by its first key, and by the name of what it describes.
    /// - Throws: every finding in the drafts and in what comes of them.
    public func with(drafts paths: [String]) throws(FaultList) -> Workspace {
        var texts = texts
        for path in paths {
            let text: String
            do {
                text = try TextFile.read(path)
            } catch {
                throw FaultList(error)
            }
            // Findings are told of the draft itself, before it has another file's name.
            texts.byName[try place(of: text, path)] = text
        }
        return try Workspace.load(config: configFolder, texts: texts)
    }

    /// The name under which the text of a draft is to be kept.
    private func place(of text: String, _ path: String) throws(FaultList) -> String {
        let node = try ConfigNode.parse(text, file: path)
        guard case .map(let entries) = node.content else { throw FaultList(unknown(path)) }
        let keys = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
        for (key, folder) in [("mapping", "mappings"), ("source", "sources"), ("feed", "feeds")] {
            guard let value = keys[key], case .text(let name) = value.content else { continue }
            return file(describing: name, in: folder) ?? "\(folder)/\(name).yaml"
        }
        if keys["agreement"] != nil { return "agreement.yaml" }
        if keys["keys"] != nil { return "matching.yaml" }
        if keys["default"] != nil { return "survivorship.yaml" }
        throw FaultList(unknown(path))
    }

    /// The file that describes something of this name already, whatever it is called.
    private func file(describing name: String, in folder: String) -> String? {
        let file =
            switch folder {
            case "mappings": mappings[name]?.file
            case "sources": sources.first { $0.name == name }?.place.file
            default: feeds.first { $0.name == name }?.place.file
            }
        return file.flatMap(textName)
    }

    private func unknown(_ path: String) -> Fault {
        Fault(
            .configUnknownKey, .stopRun, "nobody can tell what this file describes", at: Origin(file: path),
            advice: "Begin it with `mapping:`, `source:`, `feed:`, `agreement:`, `keys:` or `default:`.")
    }
}
