import ConfigFiles
import LeadModel

/// Reads `request:` of a stream or a login.
struct RequestDeclaration {
    let findings: Findings
    /// Names that may stand in braces, and what each is.
    let names: [(name: String, meaning: String)]

    static let shape = ConfigShape.mapping(
        ConfigMapping(
            "a request", exactlyOneOf: ["get", "post", "put", "patch", "delete"], atMostOneOf: ["json", "form", "xml"],
            [
                .optional("get", .text("/api/leads"), "The path that is asked for, from the slash on."),
                .optional("put", .text("/contacts/{key}"), "The path that something is put at."),
                .optional("patch", .text("/jobs/{job}"), "The path of what is changed."),
                .optional("delete", .text("/jobs/{job}"), "The path of what is taken away."),
                .optional("post", .text("/api/leads/search"), "The path that something is sent to."),
                .optional(
                    "query", parameters("the query of a request", "updated_since", "{since}"),
                    "What stands behind the question mark. One whose value is a name that has none is left out."),
                .optional(
                    "headers", parameters("the headers of a request", "Prefer", "odata.maxpagesize=5000"),
                    "Further headers."),
                .optional("form", parameters("a form", "grant_type", "password"), "What is sent as a form."),
                .optional(
                    "xml", .text("<env:Envelope>…</env:Envelope>"), "What is sent as XML; values are escaped."),
                .optional(
                    "json", .text(#"{"limit": 100, "after": {cursor}}"#),
                    "What is sent as JSON, as the vendor's pages show it. A name in braces that stands alone in the place of a value is left out with its key where it has none; one that ends with `-number` stands for a number."
                ),
            ]))

    private static func parameters(_ subject: String, _ name: String, _ value: String) -> ConfigShape {
        .table(ConfigTable(subject, key: "A name.", example: name, .text(value, mayBeEmpty: true)))
    }

    func read(_ map: ConfigMap) -> RequestPlan? {
        let methods = ["get", "post", "put", "patch", "delete"]
        guard let method = map.first(of: methods), let path = map[method], let text = path.text else { return nil }
        guard text.hasPrefix("/") || text == "{file}" && names.contains(where: { $0.name == "file" }) else {
            findings.add(
                .configUnknownValue, "a path begins with a slash", at: path.place,
                advice: "Write what stands behind the host; the host stands in 'address' of the source.")
            return nil
        }
        var plan = RequestPlan(method.uppercased(), template(path))
        plan.query = parameters(map["query"])
        plan.headers = parameters(map["headers"])
        if let form = map["form"] { plan.body = .form(parameters(form)) }
        if let xml = map["xml"] { plan.body = .xml(template(xml)) }
        if let json = map["json"], let text = json.text {
            if let body = RequestJSON(text) {
                check(body.names, at: json.place)
                plan.body = .json(body)
            } else {
                findings.add(
                    .configUnknownValue, "'json' is no JSON", at: json.place,
                    advice:
                        "Write it as the vendor's pages show it, with `|` behind 'json:' and the lines below indented.")
            }
        }
        return plan
    }

    func parameters(_ value: ConfigValue?) -> [RequestParameter] {
        value?.map?.entries.compactMap { entry in
            entry.value.text.map { _ in RequestParameter(entry.key, template(entry.value)) }
        } ?? []
    }

    func template(_ value: ConfigValue) -> RequestTemplate {
        let template = RequestTemplate(value.text ?? "")
        check(template.names, at: value.place)
        return template
    }

    func check(_ used: [String], at place: Origin) {
        for name in used where !names.contains(where: { $0.name == name }) {
            let known = names.map { "{\($0.name)}" }.joined(separator: ", ")
            findings.add(
                .configUnknownValue, "'{\(name)}' is nothing that can be filled in here", at: place, seen: .word(name),
                advice: "\(Nearest.advice(for: name, among: names.map(\.name))) Known are \(known).")
        }
    }
}
