import LeadModel

/// Knows the bodies by which vendors say that something went wrong, in an answer of any status.
enum JSONErrorBody {
    /// The vendor's code, where scalars outside the records say themselves that this is an error: Marketo and Pipedrive
    /// `success: false`, HubSpot and Zoho `status: error`, Pardot `stat: fail`.
    static func declaredCode(in scalars: [String: String]) -> String? {
        if scalars["success"] == "false" {
            let keys = ["errors.code", "errorCode", "error_code", "error.code", "error"]
            return first(of: keys, in: scalars) ?? "success"
        }
        if scalars["status"] == "error" {
            return first(of: ["code", "errorType", "category", "policyName"], in: scalars) ?? "error"
        }
        if scalars["@attributes.stat"] == "fail" { return scalars["@attributes.err_code"] ?? "fail" }
        return nil
    }

    /// The same, where records were expected and none are: Salesforce `errorCode`, OAuth `error`, Dynamics and Google
    /// `error.code`, Mautic `errors.code`, Pardot 5 `code` with a `message`.
    static func code(in scalars: [String: String]) -> String? {
        if let code = declaredCode(in: scalars) { return code }
        if let code = scalars["errorCode"], scalars["message"] != nil { return code }
        if let code = scalars["error.code"] ?? scalars["errors.code"] { return code }
        if let code = scalars["error"], scalars["error_description"] != nil || scalars.count <= 3 { return code }
        if let code = scalars["code"], scalars["message"] != nil { return code }
        return nil
    }

    /// Whether an export's only page is such a body: Salesforce's list of errors, or a single line.
    static func code(ofOnlyPage page: RecordPage) -> String? {
        guard let entry = page.entries.first, page.entries.count <= 10, entry.fault == nil, entry.cells.count <= 24
        else {
            return nil
        }
        var scalars: [String: String] = [:]
        for cell in page.cells[entry.cells] {
            let column = page.columns[Int(cell.column)]
            if scalars[column] == nil { scalars[column] = page.text(of: cell) }
        }
        if scalars["errorCode"] != nil, scalars["message"] != nil,
            page.columns.allSatisfy({ ["errorCode", "message", "fields"].contains($0) })
        {
            return scalars["errorCode"]
        }
        guard page.entries.count == 1, let code = declaredCode(in: scalars) else { return nil }
        let speaksOfError = scalars.keys.contains {
            $0.hasPrefix("error") || $0 == "message" || $0 == "err" || $0.hasPrefix("@attributes")
        }
        return speaksOfError ? code : nil
    }

    private static func first(of keys: [String], in scalars: [String: String]) -> String? {
        for key in keys { if let value = scalars[key] { return value } }
        return nil
    }
}
