import CRowBatch
import GRDB
import GRDBSQLite
import LeadModel

/// Rows that one statement inserts: `INSERT INTO … SELECT c0, c1 … FROM row_batch(?1)`.
///
/// A statement a row pays for opening and closing what it writes to each time, which costs more than the row itself; and
/// SQLite appends to a table where it just appended without looking for the place.
struct RowBatch {
    private let columns: Int
    private var cells: [row_batch_cell] = []
    /// Texts and blobs of the cells.
    private(set) var bytes: [UInt8] = []

    /// - Parameters:
    ///   - rows: how many there will be, where that is known.
    ///   - bytes: of their texts and blobs, roughly.
    init(columns: Int, rows: Int = 0, bytes: Int = 0) {
        self.columns = columns
        cells.reserveCapacity(columns * rows)
        self.bytes.reserveCapacity(bytes)
    }

    var isEmpty: Bool { cells.isEmpty }

    mutating func append(_ number: Int64) { cells.append(row_batch_cell(number: number, count: 0, kind: 1)) }
    mutating func append(_ number: Int) { append(Int64(number)) }
    mutating func append(_ number: Int64?) { if let number { append(number) } else { appendNull() } }
    mutating func appendNull() { cells.append(row_batch_cell(number: 0, count: 0, kind: 0)) }

    mutating func append(text: some Collection<UInt8>) { append(text, kind: 2) }
    mutating func append(blob: some Collection<UInt8>) { append(blob, kind: 3) }
    mutating func append(_ text: String?) { if let text { append(text: text.utf8) } else { appendNull() } }

    /// Appends a digest as 16 bytes, most significant first, so that SQL orders it as Swift does.
    mutating func append(_ digest: ContentDigest) {
        let start = bytes.count
        withUnsafeBytes(of: (digest.high.bigEndian, digest.low.bigEndian)) { bytes.append(contentsOf: $0) }
        cells.append(row_batch_cell(number: Int64(start), count: 16, kind: 3))
    }

    /// Appends a blob that `write` appends to the bytes.
    mutating func appendBlob(_ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        cells.append(row_batch_cell(number: Int64(start), count: UInt32(bytes.count - start), kind: 3))
    }

    private mutating func append(_ value: some Collection<UInt8>, kind: UInt8) {
        let start = bytes.count
        bytes.append(contentsOf: value)
        cells.append(row_batch_cell(number: Int64(start), count: UInt32(bytes.count - start), kind: kind))
    }

    /// Makes the table `row_batch` known to a connection.
    static func register(_ database: Database) throws {
        let code = row_batch_register(UnsafeMutableRawPointer(database.sqliteConnection))
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    /// Runs a statement that selects from `row_batch(?1)`.
    func run(_ sql: String, _ database: Database) throws {
        guard !cells.isEmpty else { return }
        let statement = try RawStatement(database, sql)
        try cells.withUnsafeBufferPointer { cells in
            try bytes.withUnsafeBufferPointer { bytes in
                let batch = row_batch(
                    cells: cells.baseAddress, rows: Int64(cells.count / columns), columns: Int32(columns),
                    bytes: bytes.baseAddress)
                // Everything stays where it is until the statement, which runs to its end in here, has been reset.
                try withUnsafePointer(to: batch) { batch in
                    statement.bind(batch, at: 1)
                    try statement.run(database)
                }
            }
        }
    }
}
