import LeadModel

/// How one request is made, again and again with other values: `request:` of a stream, of a login, of an export job.
public struct RequestPlan: Sendable, Hashable {
    public var method: String
    /// From the slash on, below the source's address; or a whole address, of the same host.
    public var path: RequestTemplate
    public var query: [RequestParameter] = []
    public var headers: [RequestParameter] = []
    public var body: RequestBody?

    public init(_ method: String, _ path: RequestTemplate) {
        self.method = method
        self.path = path
    }

    /// Every name that is to be filled in.
    public var names: Set<String> {
        Set(path.names + (query + headers).flatMap(\.value.names) + (body?.names ?? []))
    }

    /// Names that must have a value: in the path, and within longer texts.
    public var needed: Set<String> {
        Set(path.names + (query + headers).flatMap(\.needed) + (body?.needed ?? []))
    }

    /// Whether an item of a list in its body stands there once for each id.
    var namesEachID: Bool { if case .json(let json) = body { json.namesEachID } else { false } }

    /// As the configuration has it.
    var text: String {
        let parameters = (query + headers).map { "\($0.name)=\($0.value.text)" }
        return ([method, path.text] + parameters + [body?.text ?? ""]).joined(separator: "\n")
    }

    /// - Parameter base: the source's address, without a slash at its end.
    /// - Throws: `network.address` where a name has no value that must have one.
    func request(
        below base: String, _ values: [String: String], _ splices: JSONSplices = JSONSplices()
    ) throws(Fault) -> TransferRequest {
        if let missing = needed.sorted().first(where: { values[$0] == nil }) { throw HTTPFault.noValue(missing) }
        guard let path = path.filled(values, escaped: PercentEncoding.encoded) else {
            throw TransferFault.addressUnreadable
        }
        let address = path.contains("://") ? path : base + path
        let query = RequestParameter.joined(query, values)
        var request = TransferRequest(url: query.isEmpty ? address : address + (path.contains("?") ? "&" : "?") + query)
        request.method = method
        for header in headers {
            if let value = header.value.filled(values) { request.headers.append((name: header.name, value: value)) }
        }
        if let body {
            guard let bytes = body.bytes(values, splices) else { throw TransferFault.addressUnreadable }
            request.body = bytes
            if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
                request.headers.append((name: "Content-Type", value: body.contentType))
            }
        }
        return request
    }
}
