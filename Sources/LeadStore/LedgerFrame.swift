import Foundation
import LeadModel

/// One change of the ledger as its journal keeps it: what was entered or taken back, and keyed hashes of whom.
///
/// A line of JSON that says what, and behind it rows of one length, numbers least byte first: kind, channel, reason and flags
/// (a byte each), the place of the source in the line's list (2), two of nothing, since (8), the short hash (8), the long one
/// (32); and in a frame of what is held the batch, what said it again and the removal (8 each, 0: none).
struct LedgerFrame {
    /// What was entered at one go.
    struct Batch: Codable, Hashable {
        var batch: Int64
        var entered: Int64
        var source: String
        var list: String?
        var removal: Int64?
    }

    /// That entries were taken back.
    struct Removal: Codable, Hashable {
        var removal: Int64
        var removed: Int64
        var who: String
        var because: String
    }

    /// What is taken back; of people the rows say whom.
    struct Scope: Codable, Hashable {
        var batch: Int64?
        var source: String?
        var reason: SuppressionReason?
        var isOfPeople: Bool
    }

    /// What happened.
    struct Head: Codable, Hashable {
        var entered: Batch?
        var takenBack: Removal?
        var scope: Scope?
        /// Where the journal was begun with a ledger that had entries already: the batches and removals of those.
        var heldBatches: [Batch]?
        var heldRemovals: [Removal]?
        /// Whether the rows are entries that are held, with what they were entered with.
        var isHeld = false
        var sources: [String] = []

        /// Whether it says anything that can be done.
        var isKnown: Bool { isHeld || entered != nil || takenBack != nil && scope != nil }
    }

    /// An entry of which more is known than what it says.
    struct Row: Hashable {
        var entry: LedgerEntry
        var batch: Int64 = 0
        var again: Int64?
        var removal: Int64?
    }

    var head: Head
    var rows: [Row]

    init(_ head: Head, rows: [Row] = []) {
        self.head = head
        self.rows = rows
    }

    // MARK: Bytes

    private static let short = 56
    private static let long = 80

    func bytes() throws -> [UInt8] {
        var head = head
        var places: [String: Int] = [:]
        for row in rows where places[row.entry.suppression.source] == nil {
            places[row.entry.suppression.source] = head.sources.count
            head.sources.append(row.entry.suppression.source)
        }
        var bytes = Array(try LedgerFrame.written(head))
        bytes.append(0x0A)
        bytes.reserveCapacity(bytes.count + rows.count * (head.isHeld ? LedgerFrame.long : LedgerFrame.short))
        for row in rows {
            let said = row.entry.suppression
            bytes.append(UInt8(StoredCodes.code(row.entry.key.kind, in: StoredCodes.ledgerKinds)))
            bytes.append(UInt8(StoredCodes.code(said.channel, in: StoredCodes.channels)))
            bytes.append(UInt8(StoredCodes.code(said.reason, in: StoredCodes.reasons)))
            bytes.append(row.entry.isDated ? 1 : 0)
            append(UInt16(places[said.source] ?? 0), to: &bytes)
            append(UInt16(0), to: &bytes)
            append(said.since.milliseconds, to: &bytes)
            append(row.entry.key.probe, to: &bytes)
            bytes += row.entry.key.person
            guard head.isHeld else { continue }
            append(row.batch, to: &bytes)
            append(row.again ?? 0, to: &bytes)
            append(row.removal ?? 0, to: &bytes)
        }
        return bytes
    }

    private func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }

    /// A head as it is written: the same bytes each time.
    private static func written(_ head: Head) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(head)
    }

    /// - Returns: `nil` where it is none, or one of a newer leadloop.
    init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: 0x0A) else { return nil }
        do {
            let said = Data(bytes[..<end])
            head = try JSONDecoder().decode(Head.self, from: said)
            // What is written anew otherwise says more than was understood: half of a change is another change.
            guard head.isKnown, try LedgerFrame.written(head) == said else { return nil }
        } catch {
            return nil
        }
        let width = head.isHeld ? LedgerFrame.long : LedgerFrame.short
        rows = []
        guard (bytes.count - end - 1) % width == 0 else { return nil }
        let sources = head.sources
        let found = bytes.withUnsafeBytes { all -> [Row]? in
            var rows: [Row] = []
            rows.reserveCapacity((all.count - end) / width)
            func number<Number: FixedWidthInteger>(_ place: Int) -> Number {
                Number(littleEndian: all.loadUnaligned(fromByteOffset: place, as: Number.self))
            }
            for place in stride(from: end + 1, to: all.count, by: width) {
                let source = Int(number(place + 4) as UInt16)
                guard let kind = StoredCodes.word(Int64(all[place]), in: StoredCodes.ledgerKinds),
                    let channel = StoredCodes.word(Int64(all[place + 1]), in: StoredCodes.channels),
                    let reason = StoredCodes.word(Int64(all[place + 2]), in: StoredCodes.reasons),
                    source < sources.count
                else { return nil }
                let key = LedgerKey(
                    kind: kind, probe: number(place + 16), person: Array(all[(place + 24)..<(place + 56)]))
                let said = Suppression(
                    channel: channel, reason: reason, source: sources[source],
                    since: Instant(milliseconds: number(place + 8)))
                var row = Row(entry: LedgerEntry(key: key, suppression: said, isDated: all[place + 3] & 1 == 1))
                if width == LedgerFrame.long {
                    row.batch = number(place + 56)
                    let (again, removal): (Int64, Int64) = (number(place + 64), number(place + 72))
                    row.again = again == 0 ? nil : again
                    row.removal = removal == 0 ? nil : removal
                }
                rows.append(row)
            }
            return rows
        }
        guard let found else { return nil }
        rows = found
    }
}
