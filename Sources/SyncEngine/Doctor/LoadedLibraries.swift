import CLibraryFile
import FieldMapping

/// Libraries that say nothing of their version: by the files that are loaded.
enum LoadedLibraries {
    static var versions: [String] { MappingLibraries.unversioned.map { named($0.name, $0.file) } }

    private static func named(_ name: String, _ file: String) -> String {
        var version = [CChar](repeating: 0, count: 64)
        let count = library_file_version(file, &version, version.count)
        return count == 0
            ? "\(name) built in" : "\(name) \(String(decoding: version[..<count].map(UInt8.init), as: UTF8.self))"
    }
}
