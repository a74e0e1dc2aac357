import FieldMapping
import LeadModel
import LeadStore

/// Finds what the quarantine holds of a person who is about to be erased: records that nobody could understand, whoever's
/// they are.
///
/// Found is what a delivery of it would be refused for: an address of hers in the bytes, or her id in any column that the
/// mapping reads as somebody's; and in bytes of which no reader could make a record, wherever it stands.
struct RefusedMentions {
    let workspace: Workspace
    let store: LeadStore
    let people: ErasedPeople
    /// `id:SPACE:ID` and `email:ADDRESS`.
    let identities: Set<String>

    private static let batch = 1_000

    func entries() throws(Fault) -> [QuarantineEntry] {
        let streams = try store.streamsByNumber()
        let them = people.adding(identities)
        let ids = Set(identities.compactMap { $0.hasPrefix("id:") ? $0.split(separator: ":", maxSplits: 2).last : nil })
        var found: [QuarantineEntry] = []
        for (number, entries) in Dictionary(grouping: try store.refusedBytes(), by: \.stream.number) {
            let mapping = streams[number].flatMap { workspace.mapping(of: $0.info) }
            let space = streams[number]?.idSpace ?? ""
            let columns = mapping?.identifyingColumns
            let flat = FlatRecords(store, mapping: mapping)
            for start in stride(from: 0, to: entries.count, by: RefusedMentions.batch) {
                let part = Array(entries[start..<min(start + RefusedMentions.batch, entries.count)])
                let records = try flat.records(part)
                found += part.filter { entry in
                    guard let record = records[entry.number] else { return false }
                    let id = entry.stream.kind == .lead ? entry.recordID : nil
                    if let columns, record.isReadable {
                        return them.isMentioned(
                            in: record.raw[...], id: id, cells: record.cells(of: columns), space: space)
                    }
                    return them.isMentioned(in: record.raw[...], id: id, space: space, others: [])
                        || names(record.raw, ids)
                }
            }
        }
        return found.sorted { $0.number < $1.number }
    }

    /// Whether an id of hers stands anywhere in bytes of which nobody knows the columns, of whatever space.
    private func names(_ raw: [UInt8], _ ids: Set<Substring>) -> Bool {
        let long = ids.filter { $0.utf8.count >= ErasedPeople.unmistakable }
        guard !long.isEmpty else { return false }
        return raw.split(whereSeparator: { !ErasedPeople.standsInID($0) }).contains {
            long.contains(Substring(decoding: $0, as: UTF8.self))
        }
    }
}
