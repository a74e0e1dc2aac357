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

    /// The same, where the list is there and empty: errors are told by name, as GraphQL and JSON:API do.
    static func code(besideNothing scalars: [String: String]) -> String? {
        let names = [
            "errors.code", "errors.extensions.code", "errors.status", "error.code", "errors.message", "error.message",
        ]
        guard let name = names.first(where: { scalars[$0].map { !["", "null"].contains($0) } ?? false }) else {
            return nil
        }
        return name.hasSuffix("message") ? "error" : scalars[name]
    }

    /// Whether an export's only page is such a body: Salesforce's list of errors, a single line, or one that holds nothing but
    /// what errors are told with.
    /// - Parameter isList: whether the records stand under `errors`.
    static func code(ofOnlyPage page: RecordPage, isList: Bool) -> String? {
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
        if page.entries.count == 1 || isList, let code = code(in: scalars, of: page.columns, isList: isList) {
            return code
        }
        guard page.entries.count == 1, let code = declaredCode(in: scalars) else { return nil }
        let speaksOfError = scalars.keys.contains {
            $0.hasPrefix("error") || $0 == "message" || $0 == "err" || $0.hasPrefix("@attributes")
        }
        return speaksOfError ? code : nil
    }

    /// The code of a record of which every name is one that errors are told with: `{"error":"expired"}`, or
    /// `{"message":"Unauthorized","statusCode":401}`. A person's record has an id, an address or a name besides.
    private static func code(in scalars: [String: String], of columns: [String], isList: Bool) -> String? {
        let names = columns.map { $0.split(separator: ".").map(folded) }
        guard !names.isEmpty, names.allSatisfy({ $0.allSatisfy(words.contains) }) else { return nil }
        let said = Set(names.joined())
        let isError = !said.isDisjoint(with: ["error", "errors", "errorcode", "errormessage", "fault"])
        let isAnswer = said.contains("message") && !said.isDisjoint(with: ["code", "status", "statuscode"])
        guard isError || isAnswer || isList else { return nil }
        for key in ["errorcode", "code", "statuscode", "error", "errors", "status"] {
            let column = columns.first {
                $0.split(separator: ".").last.map(folded) == key && scalars[$0]?.isEmpty == false
            }
            if let value = column.flatMap({ scalars[$0] }) { return value }
        }
        return "error"
    }

    private static let words: Set<String> = [
        "error", "errors", "errorcode", "errormessage", "errordescription", "errortype", "errorsummary", "erroruri",
        "errorid", "fault", "message", "msg", "messages", "code", "status", "statuscode", "statustext", "success",
        "detail",
        "details", "description", "title", "type", "reason", "category", "timestamp", "path", "instance", "requestid",
        "correlationid", "traceid", "documentationurl", "moreinfo",
    ]

    /// `status_code`, `statusCode` and `Status-Code` are one word.
    private static func folded(_ name: Substring) -> String {
        String(name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " })
    }

    private static func first(of keys: [String], in scalars: [String: String]) -> String? {
        for key in keys { if let value = scalars[key] { return value } }
        return nil
    }
}
