/// The texts a workbench is set up with.
enum Setup {
    static let now = "2026-10-01T06:00:00Z"

    static let agreement = """
        agreement:
          - effective-from: 2025-01-01
            zone: UTC
            recycling:
              triggers: [discarded, rejected, closed-lost, untouched after 14d]
              never: [spam]
              reasons:
                timing:      { track: back-in-season, after: 90d, cycles: 3 }
                no-response: { track: re-engage, after: 30d, cycles: 2 }
                unknown:     { track: re-engage, after: 45d, cycles: 1 }
                untouched:   { track: first-touch, after: 0d, cycles: 2 }

        """

    static func matching(sharedAbove: Int) -> String {
        """
        keys:
          - email
          - shared-email + first-name + last-name
          - phone + first-name + last-name
          - first-name + last-name + company + city
        shared-above: \(sharedAbove)
        role-accounts: [info, sales]

        """
    }

    static let crm = """
        source: crm
        connector: files
        folder: inbox
        role: crm
        streams:
          leads: { mapping: crm-lead, files: "leads*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } } }
          contacts: { mapping: crm-contact, files: "contacts*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } } }
          calls: { mapping: crm-call, files: "calls*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } } }

        """

    static let web = """
        source: web
        connector: files
        folder: inbox
        role: marketing
        streams:
          prospects: { mapping: web-prospect, files: "prospects*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } } }

        """

    /// JSON, because it tells absent from null.
    static let nurture = """
        feed: nurture
        select: { decision: recycle }
        fields: { lead: lead-id, email: email, first: first-name, title: title, city: city, reason: discard-reason, track: track, what: action }
        format: ndjson
        to: { folder: feeds/nurture }
        mode: incremental
        withdrawals: always

        """

    static let mappings = [
        "crm-lead": """
        mapping: crm-lead
        record: lead
        ids: crm
        identity:
          id: Id
          modified: { from: Modified, as: date-time, format: iso }
          deleted: Deleted
          merged-into: MergedInto
          converted-to: ConvertedTo
        null-words: [""]
        fields:
          email: { from: Email, as: email }
          first-name: First
          last-name: Last
          company: Company
          city: City
          phone: { from: Phone, as: phone, region: US }
          owner: Owner
          created: { from: Created, as: date-time, format: iso }
          opted-out: { from: OptedOut, as: flag }
        status:
          from: Status
          values: { Open: assigned, Working: working, Closed: discarded, Converted: sales-qualified }
        discard-reason:
          from: Reason
          values: { Timing: timing, Silent: no-response, Spam: spam }

        """,
        "crm-contact": """
        mapping: crm-contact
        record: lead
        ids: crm
        identity: { id: Id, modified: { from: Modified, as: date-time, format: iso } }
        null-words: [""]
        fields: { email: { from: Email, as: email }, first-name: First, last-name: Last, company: Company, city: City }

        """,
        "crm-call": """
        mapping: crm-call
        record: activity
        ids: crm
        identity: { id: Id }
        lead: { crm: Who, email: Email }
        null-words: [""]
        fields:
          type: { from: Type, values: { Call: call, Form: form-fill } }
          at: { from: At, as: date-time, format: iso }

        """,
        "web-prospect": """
        mapping: web-prospect
        record: lead
        ids: web
        identity: { id: Id, modified: { from: Modified, as: date-time, format: iso } }
        references: { crm: CrmId }
        null-words: [""]
        fields:
          email: { from: Email, as: email }
          first-name: First
          last-name: Last
          company: Company
          city: City
          phone: { from: Phone, as: phone, region: US }
          title: Title
          score: { from: Score, as: number }
          interests: { from: Interests, as: list, separator: ";" }

        """,
    ]

    static func columns(of file: String) -> [String] {
        switch file.prefix(while: { $0.isLetter }) {
        case "leads":
            [
                "Id", "Modified", "Deleted", "MergedInto", "ConvertedTo", "Email", "First", "Last", "Company", "City",
                "Phone", "Owner",
                "Created", "OptedOut", "Status", "Reason",
            ]
        case "contacts": ["Id", "Modified", "Email", "First", "Last", "Company", "City"]
        case "calls": ["Id", "Who", "Email", "Type", "At"]
        default:
            [
                "Id", "Modified", "CrmId", "Email", "First", "Last", "Company", "City", "Phone", "Title", "Score",
                "Interests",
            ]
        }
    }

    /// A CSV text, every cell quoted.
    static func csv(_ columns: [String], _ rows: [Row]) -> String {
        func line(_ cells: [String]) -> String {
            cells.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",") + "\r\n"
        }
        return line(columns) + rows.map { row in line(columns.map { row[$0] ?? "" }) }.joined()
    }

    /// A lead of sales, assigned and touched by nobody, modified in June.
    static func lead(_ id: String, _ cells: Row = [:]) -> Row {
        ["Id": id, "Modified": "2026-06-01T10:00:00Z", "Email": "lead\(id)@example.com", "Status": "Open"].merging(
            cells
        ) { $1 }
    }

    /// A lead that sales gave up for timing in March: recycled since June.
    static func discarded(_ id: String, _ cells: Row = [:]) -> Row {
        lead(id, ["Modified": "2026-03-01T10:00:00Z", "Status": "Closed", "Reason": "Timing"].merging(cells) { $1 })
    }

    static func prospect(_ id: String, _ cells: Row = [:]) -> Row {
        ["Id": id, "Modified": "2026-06-01T10:00:00Z"].merging(cells) { $1 }
    }
}
