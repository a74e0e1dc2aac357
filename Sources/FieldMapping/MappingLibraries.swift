internal import CIDN2
internal import CPhoneNumber

/// The libraries that read values.
public enum MappingLibraries {
    /// Those that tell their version, with it.
    public static let versions: [String] = [
        "protobuf \(protobuf)", "libidn2 \(String(cString: idn2_library_version()))",
    ]

    /// Those that do not, with how the names of their files begin.
    public static let unversioned = [
        (name: "libphonenumber", file: "libphonenumber.so."), (name: "RE2", file: "libre2.so."),
    ]

    /// `3021012` is 3.21.12.
    private static var protobuf: String {
        let number = Int(phone_protobuf_version())
        return "\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)"
    }
}
