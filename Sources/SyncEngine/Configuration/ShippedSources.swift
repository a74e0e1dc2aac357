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
        sources[name].map(ShippedFile.about)
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
        let file = ShippedFile(noun: "source", folder: "sources", all: sources)
        let (path, text) = try file.text(vendor, as: name, address: address, config: config)
        let parent = (config as NSString).deletingLastPathComponent
        let root = parent.isEmpty ? "" : parent.hasSuffix("/") ? parent : parent + "/"
        var written: [(path: String, isNew: Bool)] = []
        for mapping in try mappings(of: text, path) {
            let file = "\(root)mappings/\(mapping).yaml"
            let isNew = !FileManager.default.fileExists(atPath: file)
            if isNew { try ShippedFile.write(shippedMappings[mapping] ?? [], file) }
            written.append((path: file, isNew: isNew))
        }
        // The source stands last: where something fails, none stands there without its mappings.
        try ShippedFile.write(Array(text.utf8), path)
        return [(path: path, isNew: true)] + written
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
