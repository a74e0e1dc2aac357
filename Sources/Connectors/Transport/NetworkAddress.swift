import Glibc

/// An IPv4 or IPv6 address, as a socket is opened to it.
public struct NetworkAddress: Sendable, Hashable {
    /// In network order; of an IPv4 address its IPv6 form, `::ffff:a.b.c.d`, so that one address has one value.
    let bytes: [UInt8]

    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

    /// - Parameter bytes: 4 or 16, in network order.
    public init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: self.bytes = NetworkAddress.mappedPrefix + bytes
        case 16: self.bytes = Array(bytes)
        default: return nil
        }
    }

    /// Reads `192.0.2.1` or `2001:db8::1`, with or without brackets; `nil` for anything else, also for spellings of an IPv4
    /// address that only some programs understand, such as `0x7f.1` or `127.1`.
    public init?(_ text: some StringProtocol) {
        let inner = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : String(text)
        var version4 = in_addr()
        if inet_pton(AF_INET, inner, &version4) == 1 {
            self.init(bytes: withUnsafeBytes(of: &version4) { Array($0) })
            return
        }
        var version6 = in6_addr()
        guard inet_pton(AF_INET6, inner, &version6) == 1 else { return nil }
        self.init(bytes: withUnsafeBytes(of: &version6) { Array($0) })
    }

    /// The address that a socket's is.
    /// - Parameter address: of the family `AF_INET` or `AF_INET6`; `nil` for any other.
    init?(_ address: UnsafeRawPointer, family: Int32, count: Int) {
        switch family {
        case AF_INET where count >= MemoryLayout<sockaddr_in>.size:
            var inner = address.loadUnaligned(as: sockaddr_in.self).sin_addr
            self.init(bytes: withUnsafeBytes(of: &inner) { Array($0) })
        case AF_INET6 where count >= MemoryLayout<sockaddr_in6>.size:
            var inner = address.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            self.init(bytes: withUnsafeBytes(of: &inner) { Array($0) })
        default: return nil
        }
    }

    public var isIPv4: Bool { bytes.starts(with: NetworkAddress.mappedPrefix) }

    /// The IPv4 address that an IPv6 address stands for where a network translates between the two (RFC 6052, RFC 3056): it is
    /// reached by it.
    var translated: NetworkAddress? {
        if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) {
            return NetworkAddress(bytes: bytes[12...])
        }
        if bytes.starts(with: [0x20, 0x02]) { return NetworkAddress(bytes: bytes[2..<6]) }
        if bytes.starts(with: [UInt8](repeating: 0, count: 12)), bytes[12...].contains(where: { $0 != 0 }),
            bytes[12...] != [0, 0, 0, 1]
        {
            return NetworkAddress(bytes: bytes[12...])
        }
        return nil
    }
}

extension NetworkAddress: CustomStringConvertible {
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let shown = isIPv4 ? Array(bytes[12...]) : bytes
        let family = isIPv4 ? AF_INET : AF_INET6
        guard inet_ntop(family, shown, &text, socklen_t(text.count)) != nil else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// Addresses that begin with the same bits, such as `10.0.0.0/8`.
public struct NetworkBlock: Sendable, Hashable {
    let base: NetworkAddress
    /// How many bits of the 128 are fixed.
    let length: Int

    /// Reads `10.0.0.0/8`, `fc00::/7`, or one address; `nil` for anything else, and where bits behind the fixed ones are set.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let base = NetworkAddress(parts[0]) else { return nil }
        let widest = base.isIPv4 && !parts[0].contains(":") ? 32 : 128
        var length = widest
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let given = Int(parts[1]), given <= widest
            else { return nil }
            length = given
        }
        self.base = base
        self.length = 128 - widest + length
        for bit in self.length..<128 where base.bytes[bit / 8] & (0x80 >> UInt8(bit % 8)) != 0 { return nil }
    }

    public func contains(_ address: NetworkAddress) -> Bool {
        let whole = length / 8
        guard address.bytes[..<whole] == base.bytes[..<whole] else { return false }
        guard length % 8 > 0 else { return true }
        let mask = ~(UInt8(0xFF) >> UInt8(length % 8))
        return address.bytes[whole] & mask == base.bytes[whole] & mask
    }
}
