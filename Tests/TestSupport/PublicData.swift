import Foundation

/// Files of others beside the package, in `../shared/data`. Suites that read them are enabled where they are there, so that a
/// run says which tests it skipped; where they are there, each of them has to be.
public enum PublicData {
    public static let isThere = FileManager.default.fileExists(atPath: folder)

    /// What is said of a skipped test.
    public static let absence = "the public data ../shared/data is not beside the package"

    private static let folder: String = {
        // A symbolic link may have led here.
        let real = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().path
        let root = (0..<3).reduce(real) { folder, _ in (folder as NSString).deletingLastPathComponent }
        return (root as NSString).deletingLastPathComponent + "/shared/data"
    }()

    /// Where a file or folder of it lies.
    /// - Throws: where it does not.
    public static func path(_ name: String) throws -> String {
        let path = folder + "/" + name
        if FileManager.default.fileExists(atPath: path) { return path }
        throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: path])
    }

    /// The files of a folder, but for licences.
    public static func files(_ name: String) throws -> [(name: String, bytes: [UInt8])] {
        let place = try path(name)
        let names = FileManager.default.enumerator(atPath: place)?.allObjects as? [String] ?? []
        return names.sorted().filter { !$0.contains("LICENSE") }.compactMap { name in
            FileManager.default.contents(atPath: place + "/" + name).map { (name, Array($0)) }
        }
    }
}
