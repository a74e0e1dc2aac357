import Foundation

/// A folder with an authority and the certificates that it made, good ones and bad; made once in a process.
public enum Certificates {
    public static let folder = Result<String, any Error> {
        let folder = NSTemporaryDirectory() + "/certificates-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["bash", Server.folder + "/certificates.sh", folder]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Server.Failure.silent("certificates.sh") }
        return folder
    }
}
