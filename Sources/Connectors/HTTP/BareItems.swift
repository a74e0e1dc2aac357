import LeadModel
import RecordFormats

/// Answers whose records are bare values, such as the ids of what was deleted: each is put into a record of one column.
///
/// Only the bytes around the values are added to: the reader behind it sees every number in its own spelling, and refuses what it
/// refuses of any answer.
enum BareItems {
    /// The most that such an answer holds.
    private static let mostBytes = 64 << 20

    /// The answer with its bare values as records; as it came where the path leads to no list of values, so that the reader says
    /// what is there.
    static func wrapped(
        _ bytes: any ByteSource, at path: [String], as column: String, name: String
    ) throws(Fault) -> any ByteSource {
        let body = try bytes.whole(atMost: mostBytes) { HTTPFault.longBareItems($0, name) }
        let scan = JSONScan(body)
        guard let items = scan.items(at: path), !items.contains(where: scan.isNested) else { return MemoryBytes(body) }
        let front = Array("{\(RequestJSON.quoted(column)):".utf8)
        var wrapped: [UInt8] = []
        wrapped.reserveCapacity(body.count + items.count * (front.count + 1))
        var copied = 0
        for item in items {
            wrapped += body[copied..<item.lowerBound] + front + body[item] + [0x7D]
            copied = item.upperBound
        }
        return MemoryBytes(wrapped + body[copied...])
    }
}
