public import LeadModel

/// The destinations that come with Leadloop: the files of `config/vendors/destinations` of the project itself, `to-<name>.yaml`, as they
/// were when it was built.
public enum ShippedDestinations {
    /// Their names, in order.
    public static var names: [String] { destinations.keys.sorted() }

    /// What a file says of itself: its first lines.
    public static func about(_ name: String) -> String? { destinations[name].map(ShippedFile.about) }

    /// Writes one into the configuration.
    /// - Parameters:
    ///   - vendor: one of `names`.
    ///   - name: what the destination is called; `nil`: as the vendor.
    ///   - address: of the user's own system; `nil`: what stands in the file.
    /// - Returns: the file that was made.
    /// - Throws: `config.unknown-reference` where there is no such vendor, and `config.unknown-value` where the name or the address is
    ///   none, or such a destination is there already.
    public static func add(_ vendor: String, as name: String?, address: String?, config: String) throws(Fault) -> String
    {
        let connectors = ["webhook", "sftp", "ftp", "ftps", "http", "files"]
        let others = Dictionary(uniqueKeysWithValues: connectors.map { ($0, own) })
        let file = ShippedFile(noun: "destination", folder: "destinations", all: destinations, others: others)
        let (path, text) = try file.text(vendor, as: name, address: address, config: config)
        try ShippedFile.write(Array(text.utf8), path)
        return path
    }
}

extension ShippedDestinations {
    /// How a destination comes to be that is no vendor's.
    public static let own =
        "A webhook needs no vendor's file, nor does a folder on another machine: write config/destinations/NAME.yaml with `connector: webhook`, `address` and `signing`, or with `connector: files` and `address`; `leadloop config schema destination` has their keys."

    /// How a first destination comes to be.
    public static let ways = "`leadloop destination add` lists what comes along, and says how others are written."

    static let destinations: [String: [UInt8]] = [
        "activecampaign": PackageResources.to_activecampaign_yaml,
        "dynamics": PackageResources.to_dynamics_yaml,
        "google-ads": PackageResources.to_google_ads_yaml,
        "google-ads-leads": PackageResources.to_google_ads_leads_yaml,
        "hubspot": PackageResources.to_hubspot_yaml,
        "mailchimp": PackageResources.to_mailchimp_yaml,
        "mailchimp-members": PackageResources.to_mailchimp_members_yaml,
        "marketo": PackageResources.to_marketo_yaml,
        "marketo-import": PackageResources.to_marketo_import_yaml,
        "mautic": PackageResources.to_mautic_yaml,
        "meta-conversions": PackageResources.to_meta_conversions_yaml,
        "pardot": PackageResources.to_pardot_yaml,
        "pipedrive-notes": PackageResources.to_pipedrive_notes_yaml,
        "salesforce": PackageResources.to_salesforce_yaml,
        "zoho": PackageResources.to_zoho_yaml,
    ]
}
