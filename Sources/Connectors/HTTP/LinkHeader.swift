/// The addresses that an answer's `Link` headers name (RFC 8288).
enum LinkHeader {
    /// The address of the first link with a relation, such as `next`; `nil` where none has it.
    static func target(_ relation: String, in headers: [String]) -> String? {
        for header in headers {
            for link in links(header) where link.relations.contains(relation.lowercased()) { return link.target }
        }
        return nil
    }

    private static func links(_ header: String) -> [(target: String, relations: [String])] {
        var links: [(target: String, relations: [String])] = []
        var rest = header[...]
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            let target = String(rest[rest.index(after: open)..<close])
            rest = rest[rest.index(after: close)...]
            var relations: [String] = []
            while let parameter = nextParameter(&rest) {
                // The first one counts, as the RFC has it.
                if parameter.name == "rel", relations.isEmpty {
                    relations = parameter.value.lowercased().split(separator: " ").map(String.init)
                }
            }
            links.append((target: target, relations: relations))
        }
        return links
    }

    /// Takes `; name="value"` off the front; `nil` where the link is over.
    private static func nextParameter(_ rest: inout Substring) -> (name: String, value: String)? {
        rest = rest.drop { $0 == " " || $0 == "\t" }
        guard rest.first == ";" else { return nil }
        rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
        let name = rest.prefix { !"=;, \t".contains($0) }
        rest = rest[name.endIndex...].drop { $0 == " " || $0 == "\t" }
        guard rest.first == "=" else { return (name.lowercased(), "") }
        rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
        guard rest.first == "\"" else {
            let value = rest.prefix { !";, \t".contains($0) }
            rest = rest[value.endIndex...]
            return (name.lowercased(), String(value))
        }
        var value = ""
        var isEscaped = false
        rest = rest.dropFirst()
        while let character = rest.popFirst() {
            if isEscaped {
                value.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                break
            } else {
                value.append(character)
            }
        }
        return (name.lowercased(), value)
    }
}
