import Foundation
import GRDB
public import LeadModel

/// The bytes that records of a person leave in the store, where an erasure finds them.
extension LeadStore {
    /// Writes the database anew, without anything that was ever deleted or overwritten in it, where an erasure wants that.
    /// Takes as long as copying the file, and as much room for the time.
    /// - Throws: `store.full`, where the room is missing; the next call tries again.
    public func overwriteResidue() throws(Fault) {
        guard try fact("residue") != nil else { return }
        do {
            try pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
        } catch {
            throw LeadStore.fault(error, path)
        }
        // What was there before stands in the database file until the log is taken in.
        try checkpoint(isRequired: true)
        try write { try $0.execute(sql: "DELETE FROM fact WHERE name = 'residue'") }
        try checkpoint()
    }

    /// Records of a lead that were refused, as far as their ids could be read.
    func quarantined(of lead: StoredLead) throws(Fault) -> [QuarantineEntry] {
        let records = Set(
            try versions(lead.versions).map {
                RecordName(stream: $0.version.stream, id: $0.observation.text(.id) ?? "")
            })
        var found: [QuarantineEntry] = []
        for record in records.sorted(by: { ($0.stream, $0.id) < ($1.stream, $1.id) }) {
            found += try quarantined(stream: record.stream, recordID: record.id)
        }
        return found
    }

    /// Puts raw pages into the place of what they were. Until the file has been written anew, what was there can still be
    /// read between its rows.
    static func put(_ pages: [(page: Int64, body: [UInt8])], _ database: Database) throws {
        try database.execute(sql: "INSERT INTO fact VALUES ('residue', 'erasure') ON CONFLICT DO NOTHING")
        for (page, body) in pages {
            try database.execute(sql: "UPDATE raw_page SET body = ? WHERE page = ?", arguments: [Data(body), page])
        }
    }

    /// The raw pages that hold some versions and refused records, packed again without them.
    ///
    /// A record that was delivered again as it was has left its bytes on other pages as well, where nothing points to: every
    /// page of their streams is looked through, some seconds for a million records.
    func rawPages(
        of lead: [VersionID], and waiting: [QuarantineEntry]
    ) throws(Fault) -> [(page: Int64, body: [UInt8])] {
        var places: [Int: [(page: Int64, slot: Int)]] = [:]
        for version in try versions(lead) {
            places[version.version.stream, default: []].append((page: version.page, slot: version.slot))
        }
        for entry in waiting { places[entry.stream.number, default: []].append((page: entry.page, slot: entry.slot)) }
        var pages: [(page: Int64, body: [UInt8])] = []
        for (stream, places) in places.sorted(by: { $0.key < $1.key }) {
            var own: Set<ArraySlice<UInt8>> = []
            for place in places {
                if let raw = try rawRecord(page: place.page, slot: place.slot) { own.insert(raw[...]) }
            }
            own.remove([])
            for number in try rawPages(of: stream) {
                guard let raw = try rawPage(number) else { continue }
                let slots = raw.records.indices.filter { own.contains(raw.records[$0]) }
                guard !slots.isEmpty else { continue }
                pages.append((page: number, body: try RawPageCodec.pack(raw.records, without: Set(slots))))
            }
        }
        return pages
    }
}

/// A record by its stream and id.
private struct RecordName: Hashable {
    var stream: Int
    var id: String
}
