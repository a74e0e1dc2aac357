import Foundation

/// A real OpenSSH or FTP server on this machine, with a folder that tests put files into.
public final class FileHost {
    /// What it speaks.
    public enum Speech: String, Sendable, CaseIterable {
        case sftp
        case ftp
        /// FTP that wants TLS before anybody logs in.
        case explicitTLS
        /// FTP that speaks TLS from the first byte.
        case implicitTLS
    }

    public let speech: Speech
    public let port: Int
    /// Where the files lie.
    public let folder: String
    private let home: String
    private let server: Server

    /// - Parameter refusing: requests of SFTP that the server is to refuse.
    /// - Returns: `nil` where this machine has no such server.
    public init?(_ speech: Speech, refusing: String? = nil) throws {
        self.speech = speech
        home = NSTemporaryDirectory() + "/host-\(UUID())"
        folder = "\(home)/files"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        do {
            switch speech {
            case .sftp: server = try Server("sftp_server", [home] + [refusing].compactMap(\.self))
            case .ftp: server = try Server("pyftpd_server", [folder, "plain"])
            case .explicitTLS, .implicitTLS:
                try FileHost.makeCertificates(home)
                server = try Server(
                    "pyftpd_server", [folder, speech == .explicitTLS ? "explicit" : "implicit", "\(home)/host.pem"])
            }
        } catch Server.Failure.silent {
            print("no \(speech == .sftp ? "sshd" : "pyftpdlib") on this machine: what is promised of it is not tried")
            return nil
        }
        port = server.port
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: home) } catch { print("left behind: \(home)") }
    }

    /// The address of the folder, by another port where somebody stands in front.
    public func address(by port: Int? = nil) -> String {
        let port = port ?? self.port
        return switch speech {
        case .sftp: "sftp://127.0.0.1:\(port)\(folder)"
        case .ftp, .explicitTLS: "ftp://127.0.0.1:\(port)"
        case .implicitTLS: "ftps://127.0.0.1:\(port)"
        }
    }

    /// What a source says to be let in, as lines of YAML.
    public func access() throws -> String {
        switch speech {
        case .sftp:
            return """
                login: { user: \(try text("user")), key: "file:\(home)/client" }
                host-key: "\(try text("fingerprint"))"
                network: { allow: 127.0.0.1 }
                """
        case .ftp:
            try write("../password", "open sesame")
            return """
                login: { user: partner, password: "file:\(home)/password" }
                encryption: none
                network: { allow: 127.0.0.1 }
                """
        case .explicitTLS, .implicitTLS:
            try write("../password", "open sesame")
            return """
                login: { user: partner, password: "file:\(home)/password" }
                network: { allow: 127.0.0.1, ca-file: "\(home)/ca.pem" }
                """
        }
    }

    /// A file that the server keeps beside the folder, such as `fingerprint`, `user` or `known_hosts`.
    public func text(_ name: String) throws -> String { try String(contentsOfFile: "\(home)/\(name)", encoding: .utf8) }

    public func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Puts a file there that nobody has changed for a minute.
    public func write(_ name: String, _ text: String, secondsAgo: Double = 60) throws {
        try write(name, bytes: Array(text.utf8), secondsAgo: secondsAgo)
    }

    public func write(_ name: String, bytes: [UInt8], secondsAgo: Double = 60) throws {
        let path = path(name)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -secondsAgo), .posixPermissions: 0o600], ofItemAtPath: path)
    }

    /// Has the next download over FTP end after so many bytes.
    public func cutAfter(_ bytes: Int) throws {
        try "\(bytes)".write(toFile: "\(folder).cut-after", atomically: true, encoding: .utf8)
    }

    public func names(in sub: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(sub)").sorted()
    }

    private static func makeCertificates(_ home: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "sh", "-ec",
            """
            cd '\(home)'
            openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=ca 2>/dev/null
            openssl req -newkey rsa:2048 -nodes -keyout host.key -out host.csr -subj /CN=127.0.0.1 2>/dev/null
            printf 'subjectAltName=IP:127.0.0.1\\n' > names
            openssl x509 -req -in host.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out host.crt 2>/dev/null
            cat host.crt host.key > host.pem
            """,
        ]
        try process.run()
        process.waitUntilExit()
    }
}
