import FieldMapping
public import LeadModel
public import LeadStore
import Reconciliation

extension Inspector {
    /// The lead a person means: its number, the id of one of its records, or the one lead that a text fits.
    public func lead(_ text: String) throws(Fault) -> StoredLead {
        if let known = try identified(text) { return known }
        let found = try find(LeadFilter(text: text, limit: 6))
        guard let only = found.first else {
            throw Fault(
                .leadNotFound, .stopRun, LeadID(text).map { "there is no lead \($0)" } ?? "no lead fits this text",
                advice: "Try a part of the e-mail address, name, company or phone, or the id of a record.")
        }
        guard found.count == 1 else {
            let more = found.count > 5 ? " and more" : ""
            throw Fault(
                .leadNotFound, .stopRun, "more than one lead fits this text: \(list(found.prefix(5).map(\.id)))\(more)",
                advice: "Name one by its number; `leadloop lead find TEXT` shows who they are.")
        }
        return only
    }

    /// The leads that a filter fits; where it asks for a text only, first those that hold a record of which it is the id.
    public func search(_ filter: LeadFilter) throws(Fault) -> [StoredLead] {
        let found = try find(filter)
        guard let text = filter.text, filter.stage == nil else { return found }
        let ids = try leads(ofRecord: text)
        guard !ids.isEmpty else { return found }
        return try store.leads(ids) + found.filter { !ids.contains($0.id) }
    }

    /// The lead of a number, absorbed ones followed, or of a record's id; no other text says exactly who is meant.
    public func leadByIdentity(_ text: String) throws(Fault) -> StoredLead {
        if let known = try identified(text) { return known }
        throw Fault(
            .leadNotFound, .stopRun,
            LeadID(text).map { "there is no lead \($0)" } ?? "no lead has this number, and no record this id",
            advice: "Find it with `leadloop lead find TEXT`; a record's id may be written as SOURCE:ID.")
    }

    private func identified(_ text: String) throws(Fault) -> StoredLead? {
        if let id = LeadID(text), let current = try store.resolve(id), let lead = try store.leads([current]).first {
            return lead
        }
        let ids = try leads(ofRecord: text)
        guard ids.count > 1 else { return try store.leads(ids).first }
        throw Fault(
            .leadNotFound, .stopRun, "records of more than one lead have this id: \(list(ids))",
            advice: "Name one by its number, or write the source before the id: SOURCE:ID.")
    }

    /// The leads that hold a record of this id: in the id space or source before its first colon, or in any. A record of the
    /// person itself counts before her calls and opportunities, which may be numbered alike.
    private func leads(ofRecord text: String) throws(Fault) -> [LeadID] {
        let own = try leads(ofRecord: text, among: [.lead])
        return own.isEmpty ? try leads(ofRecord: text, among: [.activity, .opportunity]) : own
    }

    private func leads(ofRecord text: String, among kinds: Set<RecordKind>) throws(Fault) -> [LeadID] {
        let keys = MatchKeys(rules: rules.matching, hashKey: rules.hashKey)
        var wanted: Set<MatchKey> = []
        for stream in streams.values where kinds.contains(stream.info.kind) {
            var ids = [text]
            for prefix in [stream.info.source, stream.idSpace] where text.hasPrefix(prefix + ":") {
                ids.append(String(text.dropFirst(prefix.utf8.count + 1)))
            }
            for id in ids.flatMap(RecordIDSpelling.all) {
                wanted.insert(keys.identifier(id, in: stream.idSpace, of: stream.info.kind))
            }
        }
        let holders = try store.holders(of: wanted.sorted { $0.hash < $1.hash }, limit: 1_000)
        let records = Set(holders.joined().filter(\.isOwnID).map(\.record)).sorted { $0.rawValue < $1.rawValue }
        return Set(try store.leads(of: records).compactMap(\.self)).sorted { $0.number < $1.number }
    }

    private func list(_ ids: [LeadID]) -> String { ids.map(\.description).joined(separator: ", ") }
}
