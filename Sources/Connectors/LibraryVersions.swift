import CCurl
import CSHA256
import CZip

/// The libraries that do the outside work, as they are linked now, by name and version.
public enum LibraryVersions {
    public static let all: [String] = [
        "libcrypto \(String(cString: csha256_version()))",
        // libcurl lists a dozen more behind itself and what it speaks TLS with.
        String(cString: ccurl_version()).split(separator: " ").prefix(2).joined(separator: " with ")
            .replacing("/", with: " "),
        "libzip \(String(cString: zip_libzip_version()))",
    ]
}
