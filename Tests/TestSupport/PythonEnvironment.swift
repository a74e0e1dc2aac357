import Foundation

/// Packages as they lie on PyPI, in an environment of their own below `.build`, where it stays for the next run.
public enum PythonEnvironment {
    /// - Parameters:
    ///   - name: of the environment's folder.
    ///   - packages: each with its version.
    ///   - root: the folder of the project.
    /// - Returns: the folder of its programs; `nil` where a package cannot be had, which is printed.
    public static func programs(of name: String, _ packages: [String], root: String) throws -> String? {
        let folder = "\(root)/.build/python/\(name)"
        if FileManager.default.fileExists(atPath: folder + "/whole") { return folder + "/bin" }
        let script = """
            rm -rf "$1" && python3 -m venv "$1" && folder=$1 && shift && \
            timeout 420 "$folder/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 20 "$@" && \
            touch "$folder/whole"
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script, "sh", folder] + packages
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            print("skipped: \(packages.joined(separator: ", ")) could not be installed from PyPI")
            return nil
        }
        return folder + "/bin"
    }
}
