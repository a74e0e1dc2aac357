import Foundation
public import LeadModel
import RecordFormats

/// Starts the tap of one source, once for each of its streams: what it says of others is passed over, so each stream has a
/// state of its own that covers just what was read of it.
///
/// Catalog and state are given to it in files of a folder that nobody else may open, and that goes with this value.
public final class SingerTap {
    let source: SingerSource
    /// Which relative paths start from, and the tap itself.
    private let root: String
    private let scratch: String
    private var discovered: SingerCatalog?
    private var hasReadPipe = false

    /// - Parameter folder: from which relative paths start.
    /// - Throws: `file.write-failed` where no folder can be made for it.
    public init(_ source: SingerSource, folder: String) throws(Fault) {
        self.source = source
        root = folder.isEmpty ? "." : folder
        var template = Array((FileManager.default.temporaryDirectory.path + "/leadloop-tap-XXXXXX").utf8CString)
        // It is made with no rights for others.
        guard mkdtemp(&template) != nil else {
            throw Fault(
                .fileWriteFailed, .stopStream,
                "there can be no folder for the tap's files: \(String(cString: strerror(errno)))",
                at: Origin(file: FileManager.default.temporaryDirectory.path),
                advice: "Make room there, or set TMPDIR to another folder.")
        }
        scratch = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether its messages are there only once.
    public var readsPipe: Bool {
        guard case .recorded(let path) = source.output else { return false }
        var status = stat()
        return stat(path.hasPrefix("/") ? path : "\(root)/\(path)", &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    deinit {
        // What cannot be removed lies in the folder of temporary files, closed to others.
        do { try FileManager.default.removeItem(atPath: scratch) } catch {}
    }

    /// What reads a stream, for messages.
    public func name(of stream: SingerStream) -> String {
        switch source.output {
        case .command(let words): "\(words.first?.split(separator: "/").last ?? "tap"):\(stream.name)"
        case .recorded(let path): "\(path):\(stream.name)"
        }
    }

    /// Looks whether the program is there, and its configuration, without starting it.
    /// - Throws: `singer.tap-missing`, or what is wrong with its files.
    public func find(of name: String) throws(Fault) {
        guard case .command(let words) = source.output else { return }
        _ = try program(words.first ?? "", try environment()["PATH"] ?? "", name)
        _ = try fixedArguments(words)
    }

    /// Starts reading a stream.
    /// - Parameters:
    ///   - columns: what the mapping reads.
    ///   - state: where the last pull came to.
    func open(_ stream: SingerStream, columns: [String], state: String?) throws(Fault) -> any ByteSource {
        let name = name(of: stream)
        switch source.output {
        case .recorded(let path):
            let messages = try RecordedMessages(resolved(path), limits: source.limits, name: name)
            if messages.isPipe {
                guard !hasReadPipe else { throw SingerFault.pipeTwice(name) }
                hasReadPipe = true
            }
            return messages
        case .command(let words):
            var arguments = try fixedArguments(words)
            switch source.catalog {
            case .none: break
            case .file(let path): arguments += ["--\(source.catalogOption)", try readable(path)]
            case .discovered:
                let fields = stream.takesAllFields ? nil : columns
                let catalog = try catalog(words, name).selecting(stream.name, fields: fields)
                arguments += ["--\(source.catalogOption)", try write(catalog, "catalog.json")]
            }
            if let state { arguments += ["--state", try write(Array(state.utf8), "state.json")] }
            return try start(words, arguments, name)
        }
    }

    // MARK: The program

    private func fixedArguments(_ words: [String]) throws(Fault) -> [String] {
        var arguments = Array(words.dropFirst())
        if let config = source.config { arguments += ["--config", try readable(config)] }
        return arguments
    }

    private func start(_ words: [String], _ arguments: [String], _ name: String) throws(Fault) -> TapProcess {
        let environment = try environment()
        let program = try program(words.first ?? "", environment["PATH"] ?? "", name)
        return try TapProcess(
            TapProcess.Command(program: program, arguments: arguments, environment: environment, folder: root),
            limits: source.limits, errorOutput: source.errorOutput.map(resolved), name: name)
    }

    private func catalog(_ words: [String], _ name: String) throws(Fault) -> SingerCatalog {
        if let discovered { return discovered }
        let process = try start(words, try fixedArguments(words) + ["--discover"], name)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = try buffer.withUnsafeMutableBufferPointer { (room) throws(Fault) -> Int in
                try process.read(into: UnsafeMutableRawBufferPointer(room))
            }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= MessageLines.mostBytes else { throw SingerFault.badCatalog("it is too long", name) }
        }
        let catalog = try SingerCatalog(bytes, name: name)
        discovered = catalog
        return catalog
    }

    /// All that the tap finds there: nothing of ours.
    private func environment() throws(Fault) -> [String: String] {
        var environment = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": scratch, "TMPDIR": scratch,
        ]
        for (name, value) in source.environment {
            environment[name] =
                switch value {
                case .plain(let text): text
                case .secret(let secret): try secret.value(from: root)
                }
        }
        return environment
    }

    private func program(_ word: String, _ path: String, _ name: String) throws(Fault) -> String {
        let candidates =
            word.contains("/") ? [resolved(word)] : path.split(separator: ":").map { resolved("\($0)/\(word)") }
        guard let found = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw SingerFault.missing(word, "there is no such program", name)
        }
        return found.hasPrefix("/") ? found : FileManager.default.currentDirectoryPath + "/" + found
    }

    // MARK: Files

    private func resolved(_ path: String) -> String { path.hasPrefix("/") ? path : "\(root)/\(path)" }

    /// A file whose name is given to the tap, which reads it itself; it holds secrets more often than not.
    private func readable(_ path: String) throws(Fault) -> String {
        let file = resolved(path)
        guard let isOpen = FileRights.ofOthers(file), access(file, R_OK) == 0 else {
            throw Fault(
                .secretMissing, .stopStream, "the tap's file '\(path)' cannot be read", at: Origin(file: file),
                advice: "Correct its path, which starts from the folder that holds 'config', or its rights.")
        }
        guard !isOpen else {
            throw Fault(
                .secretReadable, .stopStream, "others on this machine may read '\(path)'", at: Origin(file: file),
                advice: "Change its permissions: chmod 600 \(path)")
        }
        return file.hasPrefix("/") ? file : FileManager.default.currentDirectoryPath + "/" + file
    }

    private func write(_ bytes: [UInt8], _ file: String) throws(Fault) -> String {
        let path = "\(scratch)/\(file)"
        unlink(path)
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        let count = descriptor < 0 ? -1 : bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        let error = errno
        if descriptor >= 0 { close(descriptor) }
        guard count == bytes.count else {
            throw Fault(
                .fileWriteFailed, .stopStream, "the tap's files cannot be written: \(String(cString: strerror(error)))",
                at: Origin(file: path), advice: "Make room there, or set TMPDIR to another folder.")
        }
        return path
    }
}
