public import RecordFormats

/// One stream of a source that is asked over HTTP.
public struct HTTPStream: Sendable, Hashable {
    public var request: RequestPlan
    public var format: DeclaredFormat
    public var paging = Paging()
    /// `nil`: all of it, each time.
    public var window: PullWindow?
    /// What `{fields}` is.
    public var fields = FieldSelection()

    public init(_ request: RequestPlan, format: DeclaredFormat) {
        self.request = request
        self.format = format
    }

    /// Changes when what is asked for does: a place in the answers to one request is none in those to another.
    /// - Parameter fields: what it names besides time and place.
    func fingerprint(fields: String) -> String {
        let parts = [request.text, format.fingerprint, paging.text, fields]
        return String(Hex.text(RunningDigest.of(Array(parts.joined(separator: "\n").utf8))).prefix(16))
    }
}

extension RunningDigest {
    /// 32 bytes.
    static func of(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let digest = RunningDigest()
        digest.add(Array(bytes))
        return digest.finishBytes()
    }
}
