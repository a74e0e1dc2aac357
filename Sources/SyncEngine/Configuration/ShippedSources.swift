import ConfigFiles
import Connectors
import Foundation
public import LeadModel

/// The sources that come with Leadloop, a file a vendor, with the mappings that they name.
///
/// They are the files of `config/vendors` and `mappings` of the project itself, as they were when it was built.
public enum ShippedSources {
    /// The vendors' names, in their order.
    public static var names: [String] { sources.keys.sorted() }

    /// What a vendor's file says of itself: its first lines.
    public static func about(_ name: String) -> String? {
        sources[name].map { bytes in
            comment(of: String(decoding: bytes, as: UTF8.self)).joined(separator: " ")
        }
    }

    /// Writes a vendor's source and the mappings it names, as far as they are not there.
    /// - Parameters:
    ///   - vendor: one of `names`.
    ///   - name: what the source is called; `nil`: as the vendor.
    ///   - address: of the user's own system; `nil`: what stands in the file.
    /// - Returns: every file, and whether it was made now.
    /// - Throws: `config.unknown-reference` where there is no such vendor, `config.unknown-value` where the name is no file's name,
    ///   and `file.not-regular` where such a source is there already.
    public static func add(
        _ vendor: String, as name: String?, address: String?, config: String
    ) throws(Fault) -> [(path: String, isNew: Bool)] {
        guard let bytes = sources[vendor] else {
            throw Fault(
                .configUnknownReference, .stopRun, "there is no shipped source '\(vendor)'",
                advice: "\(Nearest.advice(for: vendor, among: names)) There are \(names.joined(separator: ", ")).")
        }
        let name = name ?? vendor
        guard let first = name.utf8.first, (0x61...0x7A).contains(first), name.utf8.allSatisfy(isOfName) else {
            throw Fault(
                .configUnknownValue, .stopRun, "a source's name is made of small letters, digits and hyphens",
                seen: .shape(of: name.utf8), advice: "Choose another behind --as, such as \(vendor)-north.")
        }
        let parent = (config as NSString).deletingLastPathComponent
        let root = parent.isEmpty ? "" : parent.hasSuffix("/") ? parent : parent + "/"
        let path = "\(config)/sources/\(name).yaml"
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Fault(
                .configUnknownValue, .stopRun, "there is a source '\(name)' already", at: Origin(file: path),
                advice: "Edit it, or choose another name: leadloop source add \(vendor) --as \(name)-2")
        }
        let text = try changed(String(decoding: bytes, as: UTF8.self), vendor, name, address)
        var written: [(path: String, isNew: Bool)] = []
        for mapping in try mappings(of: text, path) {
            let file = "\(root)mappings/\(mapping).yaml"
            let isNew = !FileManager.default.fileExists(atPath: file)
            if isNew { try write(shippedMappings[mapping] ?? [], file) }
            written.append((path: file, isNew: isNew))
        }
        // The source stands last: where something fails, none stands there without its mappings.
        try write(Array(text.utf8), path)
        return [(path: path, isNew: true)] + written
    }

    // MARK: The text

    /// The lines of comment that a file begins with, but for the editor's.
    private static func comment(of text: String) -> [Substring] {
        text.split(separator: "\n").prefix { $0.hasPrefix("#") }.filter { !$0.contains("yaml-language-server") }
            .map { $0.drop { $0 == "#" || $0 == " " } }
    }

    /// The file under another name and with another address; where a token is had at the same host, it is had there, too.
    private static func changed(
        _ text: String, _ vendor: String, _ name: String, _ address: String?
    ) throws(Fault) -> String {
        var text = text.replacing("source: \(vendor)\n", with: "source: \(name)\n", maxReplacements: 1)
        guard let address else { return text }
        guard let own = TransferAddress(address), ["http", "https"].contains(own.scheme), own.path == "/" else {
            throw Fault(
                .configUnknownValue, .stopRun, "this is no address of a host", seen: .shape(of: address.utf8),
                advice: "Write its scheme and host, such as https://your-company.example.")
        }
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("address: ") }),
            let shipped = TransferAddress(String(line.dropFirst("address: ".count)))
        else { return text }
        text = text.replacing("\(shipped.scheme)://\(shipped.place)", with: "\(own.scheme)://\(own.place)")
        return text
    }

    private static func mappings(of text: String, _ path: String) throws(Fault) -> [String] {
        do {
            let source = try SourceDefinition.compile(text, file: path)
            var names: [String] = []
            for stream in source.streams where !names.contains(stream.mapping) { names.append(stream.mapping) }
            return names
        } catch {
            throw error.faults.first ?? Fault(.configNotYAML, .stopRun, "it cannot be read", advice: "")
        }
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }

    private static func write(_ bytes: [UInt8], _ path: String) throws(Fault) {
        try WholeFile.makeFolder((path as NSString).deletingLastPathComponent)
        let file = try WholeFile(path: path)
        try file.write(bytes)
        _ = try file.commit()
    }
}

extension ShippedSources {
    static let sources: [String: [UInt8]] = [
        "activecampaign": PackageResources.activecampaign_yaml,
        "dynamics": PackageResources.dynamics_yaml,
        "hubspot": PackageResources.hubspot_yaml,
        "mailchimp": PackageResources.mailchimp_yaml,
        "marketo": PackageResources.marketo_yaml,
        "mautic": PackageResources.mautic_yaml,
        "odoo": PackageResources.odoo_yaml,
        "pardot": PackageResources.pardot_yaml,
        "pardot-export": PackageResources.pardot_export_yaml,
        "pipedrive": PackageResources.pipedrive_yaml,
        "salesforce": PackageResources.salesforce_yaml,
        "salesforce-bulk": PackageResources.salesforce_bulk_yaml,
        "zoho": PackageResources.zoho_yaml,
    ]

    /// By the name of the mapping.
    static let shippedMappings: [String: [UInt8]] = [
        "activecampaign-contact": PackageResources.activecampaign_contact_yaml,
        "dynamics-contact": PackageResources.dynamics_contact_yaml,
        "dynamics-lead": PackageResources.dynamics_lead_yaml,
        "dynamics-opportunity": PackageResources.dynamics_opportunity_yaml,
        "hubspot-call": PackageResources.hubspot_call_yaml,
        "hubspot-contact": PackageResources.hubspot_contact_yaml,
        "hubspot-deal": PackageResources.hubspot_deal_yaml,
        "hubspot-email": PackageResources.hubspot_email_yaml,
        "hubspot-meeting": PackageResources.hubspot_meeting_yaml,
        "mailchimp-member": PackageResources.mailchimp_member_yaml,
        "marketo-activity": PackageResources.marketo_activity_yaml,
        "marketo-bulk": PackageResources.marketo_bulk_yaml,
        "marketo-deleted-lead": PackageResources.marketo_deleted_lead_yaml,
        "marketo-lead-change": PackageResources.marketo_lead_change_yaml,
        "mautic-contact": PackageResources.mautic_contact_yaml,
        "odoo-lead": PackageResources.odoo_lead_yaml,
        "pardot-prospect-v5": PackageResources.pardot_prospect_v5_yaml,
        "pardot-visitor-activity-export": PackageResources.pardot_visitor_activity_export_yaml,
        "pardot-visitor-activity-v5": PackageResources.pardot_visitor_activity_v5_yaml,
        "pipedrive-deal": PackageResources.pipedrive_deal_yaml,
        "pipedrive-person": PackageResources.pipedrive_person_yaml,
        "salesforce-contact": PackageResources.salesforce_contact_yaml,
        "salesforce-event": PackageResources.salesforce_event_yaml,
        "salesforce-lead": PackageResources.salesforce_lead_yaml,
        "salesforce-opportunity": PackageResources.salesforce_opportunity_yaml,
        "salesforce-task": PackageResources.salesforce_task_yaml,
        "zoho-contact": PackageResources.zoho_contact_yaml,
        "zoho-deal": PackageResources.zoho_deal_yaml,
        "zoho-deleted-lead": PackageResources.zoho_deleted_lead_yaml,
        "zoho-lead": PackageResources.zoho_lead_yaml,
    ]
}
