import Glibc
public import LeadModel

/// Where a server listens: `127.0.0.1:8420`, `[::1]:8420`, `localhost:8420`.
public struct ListenAddress: Sendable, Hashable {
    /// A name, or an address without the brackets of IPv6.
    public let host: String
    /// 0: whichever is free.
    public let port: Int

    /// - Returns: `nil` where the text is no host with a port.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        let digits = text[text.index(after: colon)...]
        guard !host.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
            port <= 65_535
        else { return nil }
        self.host = String(host)
        self.port = port
    }

    /// Whether nobody but this machine gets there.
    public var isLoopback: Bool {
        if host == "localhost" { return true }
        var four = in_addr()
        if inet_pton(AF_INET, host, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
        var six = in6_addr()
        guard inet_pton(AF_INET6, host, &six) == 1 else { return false }
        return withUnsafeBytes(of: &six) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
    }

    /// - Throws: `serve.exposed`, where tokens and leads would go over a network as they are.
    public func requirePrivate(isBehindProxy: Bool) throws(Fault) {
        guard !isLoopback, !isBehindProxy else { return }
        throw Fault(
            .serveExposed, .stopRun,
            "it would listen on \(host), and it speaks no TLS: tokens and leads could be read on their way",
            advice:
                "Listen on 127.0.0.1 and have a proxy on this machine speak TLS, or say --behind-proxy where the proxy is on another machine or in another container, and nobody else gets here."
        )
    }
}
