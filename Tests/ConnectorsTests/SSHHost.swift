import Foundation
import TestSupport
import Testing

@testable import Connectors

/// OpenSSH's server on loopback, and what is needed to be let in.
struct SSHHost {
    let folder: String
    let server: Server

    init?() throws {
        folder = NSTemporaryDirectory() + "/sftp-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        do { server = try Server("sftp_server", [folder]) } catch Server.Failure.silent {
            print("no sshd on this machine: what is promised of SFTP is not tried")
            return nil
        }
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }

    func request(_ path: String, _ change: (inout TransferRequest) throws -> Void = { _ in }) throws
        -> TransferRequest
    {
        var request = TransferRequest(url: "sftp://127.0.0.1:\(server.port)\(path)")
        request.reach = NetworkReach(allowed: [NetworkBlock("127.0.0.1")].compactMap(\.self))
        request.login = TransferLogin(user: try text("user"), keyFile: "\(folder)/client")
        request.trust.hostKey = try text("fingerprint")
        try change(&request)
        return request
    }
}

enum Shell {
    static func run(_ words: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(words[0]) \(words[1])")
    }
}
