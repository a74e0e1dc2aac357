import HTTPTypes

/// Names of header fields that the library does not know.
extension HTTPField.Name {
    /// RFC 9530.
    static let contentDigest = ours("Content-Digest")
    /// RFC 9530.
    static let reprDigest = ours("Repr-Digest")
    /// RFC 8288.
    static let link = ours("Link")
    /// Of proxies: who asked them, the last one nearest.
    static let forwardedFor = ours("X-Forwarded-For")

    private static func ours(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is a field's name") }
        return name
    }
}
