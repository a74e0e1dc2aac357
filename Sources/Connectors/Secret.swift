import Glibc
public import LeadModel

/// A secret by its reference: where it is, never what it is.
///
/// `env:NAME` is a variable of the environment, `file:PATH` the text of a file, without the line's end behind it. What it is, is
/// read when a run needs it, held no longer than that, and printed nowhere.
public struct SecretReference: Sendable, Hashable {
    enum Place: Sendable, Hashable {
        case environment(String)
        case file(String)
    }

    let place: Place
    /// Where the configuration names it.
    public let origin: Origin

    /// Reads `env:NAME` or `file:PATH`; `nil` for anything else.
    public init?(_ text: String, at origin: Origin) {
        if text.hasPrefix("env:") {
            let name = text.dropFirst(4)
            let isName = name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
            }
            guard !name.isEmpty, isName, !(name.first?.isNumber ?? true) else { return nil }
            place = .environment(String(name))
        } else if text.hasPrefix("file:"), text.utf8.count > 5 {
            place = .file(String(text.dropFirst(5)))
        } else {
            return nil
        }
        self.origin = origin
    }

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

extension SecretReference: CustomStringConvertible {
    /// The reference.
    public var description: String {
        switch place {
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        }
    }
}
