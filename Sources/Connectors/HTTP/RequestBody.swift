/// What is sent with a request.
public enum RequestBody: Sendable, Hashable {
    /// `name=value` joined by `&`.
    case form([RequestParameter])
    case json(RequestJSON)
    case xml(RequestTemplate)

    var contentType: String {
        switch self {
        case .form: "application/x-www-form-urlencoded"
        case .json: "application/json"
        case .xml: "text/xml; charset=utf-8"
        }
    }

    /// - Returns: `nil` where a name in it has no value and cannot be left out.
    func bytes(_ values: some NamedValues, _ splices: JSONSplices = JSONSplices()) -> [UInt8]? {
        switch self {
        case .form(let parameters): Array(RequestParameter.joined(parameters, values).utf8)
        case .json(let json): json.bytes(values, splices)
        case .xml(let text): text.filled(values, escaped: RequestBody.inXML).map { Array($0.utf8) }
        }
    }

    /// As the configuration has it.
    var text: String {
        switch self {
        case .form(let parameters): parameters.map { "\($0.name)=\($0.value.text)" }.joined(separator: "&")
        case .json(let json): json.text
        case .xml(let text): text.text
        }
    }

    /// Names that it makes no sense without.
    var needed: [String] {
        switch self {
        case .form(let parameters): parameters.flatMap(\.needed)
        case .json(let json): json.needed
        case .xml(let text): text.names
        }
    }

    /// The names that are to be filled in.
    var names: [String] {
        switch self {
        case .form(let parameters): parameters.flatMap(\.value.names)
        case .json(let json): json.names
        case .xml(let text): text.names
        }
    }

    private static func inXML(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&apos;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}

/// One `name=value` of a query, a form or a head. One whose value is nothing but a name that has no value is left out.
public struct RequestParameter: Sendable, Hashable {
    public var name: String
    public var value: RequestTemplate

    public init(_ name: String, _ value: RequestTemplate) {
        self.name = name
        self.value = value
    }

    /// Names that stand within a longer text, which makes no sense without them.
    var needed: [String] { value.onlyName == nil ? value.names : [] }

    static func joined(_ parameters: [RequestParameter], _ values: some NamedValues) -> String {
        parameters.compactMap { parameter in
            parameter.value.filled(values).map {
                "\(PercentEncoding.encoded(parameter.name))=\(PercentEncoding.encoded($0))"
            }
        }.joined(separator: "&")
    }
}
