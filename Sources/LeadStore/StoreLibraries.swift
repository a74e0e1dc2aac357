import CZstd
import GRDBSQLite

/// The libraries that keep the store, by name and version.
public enum StoreLibraries {
    public static let versions: [String] = [
        "SQLite \(String(cString: sqlite3_libversion()))", "zstd \(String(cString: ZSTD_versionString()))",
    ]
}
