import ConfigFiles
import Connectors
import Foundation
public import LeadModel

/// The files that `leadloop init` makes: the shipped agreement, matching and survivorship, a first source, and the schemas
/// that editors complete and check them by, and those of the events that webhooks get.
public enum StarterWorkspace {
    /// Writes what is not there yet.
    /// - Returns: every file and the inbox, and whether it was made now.
    public static func write(config: String) throws(Fault) -> [(path: String, isNew: Bool)] {
        let parent = (config as NSString).deletingLastPathComponent
        let root = parent.isEmpty ? "" : parent.hasSuffix("/") ? parent : parent + "/"
        var files: [(String, [UInt8])] = [
            (config + "/leadloop.yaml", PackageResources.leadloop_yaml),
            (config + "/agreement.yaml", PackageResources.agreement_yaml),
            (config + "/matching.yaml", PackageResources.matching_yaml),
            (config + "/survivorship.yaml", PackageResources.survivorship_yaml),
            (config + "/sources/crm.yaml", PackageResources.crm_yaml),
            (config + "/feeds/recycled.yaml", PackageResources.recycled_yaml),
            (root + "mappings/crm-lead.yaml", PackageResources.crm_lead_yaml),
        ]
        // The first line of each file names its schema.
        files += ConfigurationKinds.all.map { ("\(config)/schema/\($0.schemaFile)", Array($0.jsonSchema.utf8)) }
        // Those who build a receiver of webhooks want them before anything is sent.
        files += LeadEventSchema.all.map { ("\(config)/schema/events/\($0.file)", Array($0.text.utf8)) }
        let inbox = root + "inbox"
        let hadInbox = FileManager.default.fileExists(atPath: inbox)
        try WholeFile.makeFolder(inbox)
        var written: [(path: String, isNew: Bool)] = []
        for (path, bytes) in files {
            let isNew = !FileManager.default.fileExists(atPath: path)
            if isNew {
                let file = try WholeFile(path: path)
                try file.write(bytes)
                _ = try file.commit()
            }
            written.append((path: path, isNew: isNew))
        }
        written.append((path: inbox + "/", isNew: !hadInbox))
        return written
    }
}
