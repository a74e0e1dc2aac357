public import ConfigFiles
import Glibc
public import LeadModel

extension SecretReference {
    /// The secret itself.
    /// - Parameter folder: which a relative path of a file starts from.
    /// - Throws: `secret.missing` where there is none, and `secret.readable` where others may read its file.
    public func value(from folder: String) throws(Fault) -> String {
        switch place {
        case .environment(let name):
            guard let value = getenv(name), value.pointee != 0 else {
                throw missing(
                    "the environment has no '\(name)'",
                    "Set it where the run is started from, such as its service file.")
            }
            return String(cString: value)
        case .file(let path):
            let text = try text(ofFile: path.hasPrefix("/") ? path : "\(folder)/\(path)")
            guard !text.isEmpty else { throw missing("the file '\(path)' is empty", "Write the secret into it.") }
            return text
        }
    }

    /// The most that a secret may be: a private key with its chain is shorter.
    private static let mostBytes = 64 << 10

    private func text(ofFile path: String) throws(Fault) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            throw missing(
                "the file '\(path)' cannot be read: \(String(cString: strerror(errno)))",
                "Check its path and permissions.")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.mostBytes
        else {
            throw missing("'\(path)' is no file of a secret's size", "Name a regular file of at most 64 KiB.")
        }
        guard status.st_mode & 0o007 == 0 else {
            throw Fault(
                .secretReadable, .stopStream, "everybody on this machine may read '\(path)'", at: origin,
                advice: "Change its permissions: chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let got = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        var text = bytes.prefix(max(0, got))
        while let last = text.last, last == 0x0A || last == 0x0D { text = text.dropLast() }
        return String(decoding: text, as: UTF8.self)
    }

    private func missing(_ summary: String, _ advice: String) -> Fault {
        Fault(.secretMissing, .stopStream, summary, at: origin, advice: advice)
    }
}
