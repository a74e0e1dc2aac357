internal import CIDN2
internal import CLibraryFile
internal import CPhoneNumber

/// The libraries that read values, by name and version.
public enum MappingLibraries {
    public static let versions: [String] = [
        named("libphonenumber", "libphonenumber.so."), "protobuf \(protobuf)", named("RE2", "libre2.so."),
        "libidn2 \(String(cString: idn2_library_version()))",
    ]

    /// `3021012` is 3.21.12.
    private static var protobuf: String {
        let number = Int(phone_protobuf_version())
        return "\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)"
    }

    /// A library that says nothing of its version: by the file that is loaded.
    private static func named(_ name: String, _ file: String) -> String {
        var version = [CChar](repeating: 0, count: 64)
        let count = library_file_version(file, &version, version.count)
        return count == 0
            ? "\(name) built in" : "\(name) \(String(decoding: version[..<count].map(UInt8.init), as: UTF8.self))"
    }
}
