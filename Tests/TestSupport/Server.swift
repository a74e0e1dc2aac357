import Foundation

/// A server of `Tests/Servers`, run as a process until it is let go of.
public final class Server: @unchecked Sendable {
    public let port: Int
    private let process: Process
    private let input: Pipe

    public enum Failure: Error {
        /// It said no port.
        case silent(String)
    }

    /// - Parameters:
    ///   - script: a file of `Tests/Servers`, without `.py`.
    ///   - arguments: as it takes them.
    public init(_ script: String, _ arguments: [String] = []) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-B", Server.folder + "/\(script).py"] + arguments
        let output = Pipe()
        input = Pipe()
        process.standardOutput = output
        process.standardInput = input
        try process.run()
        var line: [UInt8] = []
        while true {
            let byte = output.fileHandleForReading.readData(ofLength: 1)
            guard let first = byte.first else { throw Failure.silent(script) }
            if first == 0x0A { break }
            line.append(first)
        }
        guard let port = Int(String(decoding: line, as: UTF8.self)) else { throw Failure.silent(script) }
        self.port = port
    }

    deinit {
        // It serves until its input ends.
        try? input.fileHandleForWriting.close()
        process.terminate()
        process.waitUntilExit()
    }

    /// Where the servers lie.
    public static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Servers").path
}
