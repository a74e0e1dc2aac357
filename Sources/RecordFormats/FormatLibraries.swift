import CLibXML
import CSimdJSON
import CZlib

/// The libraries that read the formats, by name and version.
public enum FormatLibraries {
    public static let versions: [String] = [
        "libxml2 \(dotted(String(cString: xml_library_version())))",
        "simdjson \(String(cString: json_library_version()))", "zlib \(String(cString: zlibVersion()))",
    ]

    /// `20914` as `2.9.14`; what follows the digits is the packager's.
    private static func dotted(_ version: String) -> String {
        guard let number = Int(version.prefix(while: \.isNumber)), number >= 10_000 else { return version }
        return "\(number / 10_000).\(number / 100 % 100).\(number % 100)"
    }
}
