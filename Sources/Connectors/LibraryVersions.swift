import CCurl
import CSHA256

/// The libraries that do the outside work, as they are linked now, by name and version.
public enum LibraryVersions {
    public static let all: [String] = [
        "libcrypto \(String(cString: csha256_version()))",
        curl,
    ]

    /// libcurl lists a dozen more behind itself and what it speaks TLS with.
    private static var curl: String {
        guard let version = ccurl_version() else { return "no libcurl" }
        return String(cString: version).split(separator: " ").prefix(2).joined(separator: " with ")
            .replacing("/", with: " ")
    }
}
