/// Which addresses a source may be reached at.
///
/// Asked of the address that a socket is about to be opened to, and not of a name: a name that points elsewhere the second time,
/// and a redirect, come to the same question. What lies within the own house or the own machine is refused unless the source
/// lists it, so that a mistaken or hostile address in a configuration cannot read what only the inside may.
public struct NetworkReach: Sendable, Hashable {
    /// Inner addresses that the source lists.
    public var allowed: [NetworkBlock]

    public init(allowed: [NetworkBlock] = []) { self.allowed = allowed }

    /// Special addresses, by the registries of RFC 6890 as IANA keeps them, and what they are called.
    private static let special: [(block: NetworkBlock, kind: String)] = {
        let words: [(String, String)] = [
            ("0.0.0.0/8", "this network"), ("10.0.0.0/8", "a private network"),
            ("100.64.0.0/10", "a provider's inside"),
            ("127.0.0.0/8", "this machine"), ("169.254.0.0/16", "link-local, where clouds keep their metadata"),
            ("172.16.0.0/12", "a private network"), ("192.0.0.0/24", "reserved"),
            ("192.168.0.0/16", "a private network"),
            ("198.18.0.0/15", "reserved for benchmarks"), ("224.0.0.0/4", "multicast"), ("240.0.0.0/4", "reserved"),
            ("::/128", "this machine"), ("::1/128", "this machine"), ("fc00::/7", "a private network"),
            ("64:ff9b:1::/48", "translated into a private network"), ("100::/64", "discarded"),
            ("2001::/32", "a tunnel of Teredo"), ("fe80::/10", "link-local"), ("fec0::/10", "a private network"),
            ("ff00::/8", "multicast"),
        ]
        return words.compactMap { text, kind in NetworkBlock(text).map { (block: $0, kind: kind) } }
    }()

    /// Why an address may not be reached, such as `a private network`; `nil` where it may.
    public func refusal(of address: NetworkAddress) -> String? {
        if allowed.contains(where: { $0.contains(address) }) { return nil }
        if let kind = NetworkReach.special.first(where: { $0.block.contains(address) })?.kind { return kind }
        return address.translated.flatMap(refusal)
    }
}
