import CZstd
import GRDBSQLite

/// The libraries that keep the store, by name and version.
public enum StoreLibraries {
    public static let versions: [String] = [
        "SQLite \(String(cString: sqlite3_libversion()))", "zstd \(String(cString: ZSTD_versionString()))",
    ]

    /// Of SQLite, as it is linked now: 3051003 is 3.51.3.
    public static var sqliteNumber: Int { Int(sqlite3_libversion_number()) }
}
