import LeadModel

/// Ascending or small numbers as bytes: differences, or the numbers themselves, as varints.
enum PackedNumbers {
    static func packAscending(_ versions: [VersionID]) -> [UInt8] {
        var bytes: [UInt8] = []
        packAscending(versions, into: &bytes)
        return bytes
    }

    static func packAscending(_ versions: [VersionID], into bytes: inout [UInt8]) {
        var last: Int64 = 0
        for version in versions {
            append(UInt64(bitPattern: version.rawValue - last), to: &bytes)
            last = version.rawValue
        }
    }

    static func unpackAscending(_ bytes: [UInt8]) -> [VersionID] {
        var versions: [VersionID] = []
        var position = 0
        var last: Int64 = 0
        while position < bytes.count {
            last &+= Int64(bitPattern: read(bytes, &position))
            versions.append(VersionID(rawValue: last))
        }
        return versions
    }

    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    static func read(_ bytes: [UInt8], _ position: inout Int) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        return value
    }
}
