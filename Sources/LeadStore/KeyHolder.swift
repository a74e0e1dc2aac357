public import LeadModel

/// A record that holds a match key. The record is named by its first version.
public struct KeyHolder: Sendable, Hashable, Comparable {
    public var record: VersionID
    /// Whether the key is the record's own id, not a reference or a derived key.
    public var isOwnID: Bool

    public init(record: VersionID, isOwnID: Bool) {
        self.record = record
        self.isOwnID = isOwnID
    }

    init(packed: Int64) {
        record = VersionID(rawValue: packed >> 1)
        isOwnID = packed & 1 == 1
    }

    var packed: Int64 { record.rawValue << 1 | (isOwnID ? 1 : 0) }

    /// Appends the holders of one key, each once; sorts them.
    static func pack(_ holders: inout [KeyHolder], into bytes: inout [UInt8]) {
        if holders.count > 1 { holders.sort() }
        var last: Int64 = 0
        for holder in holders where holder.packed != last {
            PackedNumbers.append(UInt64(bitPattern: holder.packed - last), to: &bytes)
            last = holder.packed
        }
    }

    /// Reads what `pack` wrote.
    static func unpack(_ bytes: [UInt8]) -> [KeyHolder] {
        var holders: [KeyHolder] = []
        var position = 0
        var last: Int64 = 0
        while position < bytes.count {
            last &+= Int64(bitPattern: PackedNumbers.read(bytes, &position))
            holders.append(KeyHolder(packed: last))
        }
        return holders
    }

    public static func < (left: KeyHolder, right: KeyHolder) -> Bool { left.packed < right.packed }
}
