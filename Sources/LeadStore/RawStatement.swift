import CRowBatch
import GRDB
import GRDBSQLite
import LeadModel

/// A prepared statement on GRDB's connection, for the paths where a row may cost a microsecond.
///
/// Lives for one batch: made inside a `write` or `read` of the store, finalised when it goes out of scope.
struct RawStatement: ~Copyable {
    private let handle: OpaquePointer

    init(_ database: Database, _ sql: String) throws {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(
            database.sqliteConnection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw RawStatement.error(code, database, sql) }
        handle = statement
    }

    deinit { sqlite3_finalize(handle) }

    borrowing func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(handle, index, value) }
    borrowing func bind(_ value: Int, at index: Int32) { sqlite3_bind_int64(handle, index, Int64(value)) }
    borrowing func bind(_ value: Int64?, at index: Int32) {
        if let value { sqlite3_bind_int64(handle, index, value) } else { sqlite3_bind_null(handle, index) }
    }
    borrowing func bindNull(at index: Int32) { sqlite3_bind_null(handle, index) }

    /// Copies: the bytes may go before the statement is stepped.
    borrowing func bind(_ text: String?, at index: Int32) {
        guard let text else { return bindNull(at: index) }
        var copy = text
        copy.withUTF8 { bytes in bindText(bytes, at: index) }
    }

    /// Binds text without copying it: the bytes must stay where they are until the statement has been stepped and reset.
    borrowing func bind(borrowedText bytes: UnsafeBufferPointer<UInt8>, at index: Int32) {
        let characters = RawStatement.address(bytes).assumingMemoryBound(to: CChar.self)
        _ = sqlite3_bind_text(handle, index, characters, Int32(bytes.count), nil)
    }

    /// Binds a blob without copying it, under the same condition.
    borrowing func bind(borrowedBlob bytes: UnsafeBufferPointer<UInt8>, at index: Int32) {
        _ = sqlite3_bind_blob(handle, index, RawStatement.address(bytes), Int32(bytes.count), nil)
    }

    borrowing func bind(blob bytes: [UInt8], at index: Int32) {
        bytes.withUnsafeBufferPointer { buffer in
            _ = sqlite3_bind_blob(
                handle, index, RawStatement.address(buffer), Int32(buffer.count), RawStatement.transient)
        }
    }

    /// Binds a digest as 16 bytes, most significant first, so that SQL orders it as Swift does.
    borrowing func bind(_ digest: ContentDigest, at index: Int32) {
        withUnsafeBytes(of: (digest.high.bigEndian, digest.low.bigEndian)) { bytes in
            _ = sqlite3_bind_blob(handle, index, bytes.baseAddress, 16, RawStatement.transient)
        }
    }

    /// Binds rows to select from: they must stay until the statement has been stepped and reset.
    borrowing func bind(_ rows: UnsafePointer<row_batch>, at index: Int32) {
        _ = row_batch_bind(UnsafeMutableRawPointer(handle), index, rows)
    }

    /// Steps once: `true` where a row is there.
    borrowing func step(_ database: Database) throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw RawStatement.error(code, database, nil)
        }
    }

    borrowing func reset() { sqlite3_reset(handle) }

    /// Steps a statement that returns nothing, and makes it ready for the next row.
    borrowing func run(_ database: Database) throws {
        let code = sqlite3_step(handle)
        sqlite3_reset(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw RawStatement.error(code, database, nil) }
    }

    borrowing func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    borrowing func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
    borrowing func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    borrowing func instant(_ column: Int32) -> Instant? { optionalInteger(column).map { Instant(milliseconds: $0) } }
    borrowing func stage(_ column: Int32) -> Stage {
        Stage(rawValue: UInt8(truncatingIfNeeded: integer(column))) ?? .new
    }
    borrowing func reason(_ column: Int32) -> DiscardReason? {
        optionalInteger(column).flatMap { DiscardReason(rawValue: UInt8(truncatingIfNeeded: $0)) }
    }
    borrowing func version(_ column: Int32) -> VersionID? { optionalInteger(column).map { VersionID(rawValue: $0) } }

    borrowing func bytes(_ column: Int32) -> [UInt8] {
        guard let pointer = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// Appends a blob's bytes.
    borrowing func appendBytes(_ column: Int32, to bytes: inout [UInt8]) {
        guard let pointer = sqlite3_column_blob(handle, column) else { return }
        bytes.append(
            contentsOf: UnsafeRawBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(handle, column))))
    }

    borrowing func text(_ column: Int32) -> String? {
        guard !isNull(column) else { return nil }
        return String(decoding: bytes(column), as: UTF8.self)
    }

    borrowing func digest(_ column: Int32) -> ContentDigest {
        guard let pointer = sqlite3_column_blob(handle, column), sqlite3_column_bytes(handle, column) == 16 else {
            return ContentDigest(high: 0, low: 0)
        }
        return ContentDigest(
            high: UInt64(bigEndian: pointer.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: pointer.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    private borrowing func bindText(_ buffer: UnsafeBufferPointer<UInt8>, at index: Int32) {
        let characters = RawStatement.address(buffer).assumingMemoryBound(to: CChar.self)
        _ = sqlite3_bind_text(handle, index, characters, Int32(buffer.count), RawStatement.transient)
    }

    /// Never NULL, which would bind NULL in place of the empty value.
    private static func address(_ buffer: UnsafeBufferPointer<UInt8>) -> UnsafeRawPointer {
        guard let base = buffer.baseAddress else { return nothing }
        return UnsafeRawPointer(base)
    }

    /// Copies the value before `sqlite3_bind_*` returns.
    private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
    /// Somewhere to point for empty values, which would be NULL otherwise.
    nonisolated(unsafe) private static let nothing = UnsafeRawPointer(
        UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))

    private static func error(_ code: Int32, _ database: Database, _ sql: String?) -> any Error {
        // GRDB's own error, so that one place turns errors into faults.
        DatabaseError(
            resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(database.sqliteConnection)),
            sql: sql)
    }
}
