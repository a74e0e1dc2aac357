import FieldMapping
import LeadModel
import LeadStore
import RecordFormats

/// Finds out what refused records forbid: an opt-out holds on first sight, though nobody has understood the rest of its
/// record, and what may be one holds, too, until somebody knows better.
struct ClosingRecords {
    private let stream: StoredStream
    private let mapping: FieldMapping
    private let keys: LedgerKeys
    private let identities = PersonIdentities(foreign: [])

    init(_ store: LeadStore, _ stream: StoredStream, _ mapping: FieldMapping) {
        self.stream = stream
        self.mapping = mapping
        keys = LedgerKeys(store)
    }

    /// Of a record that was taken apart, and that the mapping cannot understand.
    func closings(_ page: RecordPage, _ index: Int, _ mapper: inout RecordMapper) -> [Closing] {
        guard mapping.kind == .lead else { return [] }
        let flags = mapper.forbiddingFlags(page, index)
        guard !flags.isEmpty else { return [] }
        var named: [LedgerIdentity] = []
        for part in mapper.identifyingParts(page, index) {
            identities.append(of: part.fields, space: stream.idSpace, to: &named)
        }
        if mapper.isUnreadable(.email, page, index) { named += addresses(in: page.raw(of: page.entries[index])) }
        return closings(of: named, flags)
    }

    /// Of bytes of which no reader could make a record: an opt-out may stand in them, unless the source knows none.
    func closings(ofUnreadable raw: ArraySlice<UInt8>) -> [Closing] {
        guard mapping.kind == .lead, !mapping.saysNoOptOut else { return [] }
        return closings(of: addresses(in: raw), [.optedOut])
    }

    private func addresses(in raw: ArraySlice<UInt8>) -> [LedgerIdentity] {
        AddressSearch.addresses(in: raw).compactMap { LedgerIdentity.email($0.utf8) }
    }

    private func closings(of named: [LedgerIdentity], _ flags: [Field]) -> [Closing] {
        Set(named).flatMap { identity in
            let key = keys.key(of: identity)
            return flags.compactMap { flag in
                flag.forbids.map { Closing(key: key, channel: $0.channel, reason: $0.reason) }
            }
        }
    }
}
