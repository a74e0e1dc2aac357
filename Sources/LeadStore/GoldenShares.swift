import GRDB
import LeadModel

/// What is stored of a golden record: which fields survived from which of the lead's versions.
///
/// The values themselves stand in the versions and nowhere else, so a lead that is read needs its versions beside it.
/// Layout, for each version that gave a value: its place among the lead's versions (varint), and its fields as a bit each
/// (varint), `Field.stage` being the lowest.
struct GoldenShares {
    private var shares: [(version: VersionID, fields: UInt64)] = []

    private static func bit(of field: Field) -> UInt64? {
        // Fields below are the record's own and never survive; those above are of opportunities and campaigns.
        let place = Int(field.rawValue) - Int(Field.stage.rawValue)
        return 0..<64 ~= place ? 1 << UInt64(place) : nil
    }

    /// Appends the shares of a lead whose versions are `versions`, ascending.
    static func pack(_ lead: UnifiedLead, _ versions: [VersionID], into bytes: inout [UInt8]) {
        var cursor = lead.values.cursor()
        var first: UInt64 = 0
        var others = GoldenShares()
        var index = 0
        // Most values are from one version; only the others need a list.
        guard let main = lead.winners.first else { return }
        while let entry = cursor.next(in: lead.values.bytes) {
            let bit = bit(of: entry.field) ?? 0
            if lead.winners[index] == main { first |= bit } else { others.add(bit, from: lead.winners[index]) }
            index += 1
        }
        append(main, first, versions, &bytes)
        for share in others.shares { append(share.version, share.fields, versions, &bytes) }
    }

    private mutating func add(_ bit: UInt64, from version: VersionID) {
        if let index = shares.firstIndex(where: { $0.version == version }) {
            shares[index].fields |= bit
        } else {
            shares.append((version: version, fields: bit))
        }
    }

    private static func append(
        _ version: VersionID, _ fields: UInt64, _ versions: [VersionID], _ bytes: inout [UInt8]
    ) {
        guard let place = versions.firstIndex(of: version) else { return }
        PackedNumbers.append(UInt64(place), to: &bytes)
        PackedNumbers.append(fields, to: &bytes)
    }

    /// Reads what `pack` wrote.
    static func unpack(_ bytes: [UInt8], _ versions: [VersionID]) -> GoldenShares {
        var shares = GoldenShares()
        var position = 0
        while position < bytes.count {
            let place = Int(PackedNumbers.read(bytes, &position))
            let fields = PackedNumbers.read(bytes, &position)
            if place < versions.count { shares.shares.append((version: versions[place], fields: fields)) }
        }
        return shares
    }

    /// The golden record, its values fetched from where they stand.
    func unify(_ versions: [VersionID: StoredVersion], with builder: inout FieldValuesBuilder) -> UnifiedLead {
        let found = shares.compactMap { share in
            versions[share.version].map { (share: share, fields: $0.observation) }
        }
        var entries: [(entry: FieldValues.Entry, source: Int)] = []
        entries.reserveCapacity(found.reduce(0) { $0 + $1.share.fields.nonzeroBitCount })
        for (source, (share, fields)) in found.enumerated() {
            var cursor = fields.cursor(from: .stage)
            while let entry = cursor.next(in: fields.bytes) {
                if share.fields & (GoldenShares.bit(of: entry.field) ?? 0) != 0 {
                    entries.append((entry: entry, source: source))
                }
            }
        }
        if found.count > 1 { entries.sort { $0.entry.field.rawValue < $1.entry.field.rawValue } }
        for (entry, source) in entries { builder.append(entry, of: found[source].fields) }
        return UnifiedLead(values: builder.finish(), winners: entries.map { found[$0.source].share.version })
    }
}
