import ConfigFiles
import Connectors
import Foundation
import Glibc
public import LeadModel
import LeadStore

/// What somebody who helps needs to know of an installation, as a few files of text: no record, no person, no secret, and of the
/// configuration only how it is built.
public struct SupportBundle {
    /// One file of the bundle.
    public struct File: Sendable {
        public let name: String
        /// What it tells, in a few words.
        public let meaning: String
        public let text: String
    }

    /// So many runs are told of.
    private static let runs = 50

    private let configFolder: String
    private let version: String
    private let now: Instant

    /// - Parameter version: of the program.
    public init(configFolder: String, version: String, now: Instant) {
        self.configFolder = configFolder
        self.version = version
        self.now = now
    }

    /// The files. What is broken is told in them; nothing is thrown and nothing is changed.
    public func files() -> [File] {
        var files = [
            File(name: "machine.txt", meaning: "the program, its libraries, and the system", text: machine()),
            File(name: "doctor.txt", meaning: "what `leadloop doctor` finds", text: findings()),
            File(name: "configuration.txt", meaning: "how each file is built", text: configuration()),
        ]
        files += inStore()
        return files.map { File(name: $0.name, meaning: $0.meaning, text: withoutHome($0.text)) }
    }

    /// Writes the files into a new folder, for this account alone.
    /// - Throws: `file.write-failed` where there is something of that name, or it cannot be made.
    public func write(to folder: String) throws(Fault) -> [File] {
        guard mkdir(folder, 0o700) == 0 else {
            let problem = errno
            throw Fault(
                .fileWriteFailed, .stopRun,
                problem == EEXIST
                    ? "there is something of that name already"
                    : "the folder could not be made: \(String(cString: strerror(problem)))", at: Origin(file: folder),
                advice: "Name a folder that is not there yet, in one that is: --out FOLDER.")
        }
        let files = files()
        for file in files {
            let whole = try WholeFile(path: "\(folder)/\(file.name)", isPrivate: true)
            try whole.write(Array(file.text.utf8))
            _ = try whole.commit()
        }
        return files
    }

    // MARK: Machine and doctor

    private func machine() -> String {
        var system = utsname()
        uname(&system)
        let kernel = withUnsafeBytes(of: system.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let processor = withUnsafeBytes(of: system.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let memory = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        return """
            leadloop \(version)
            at \(now)
            \(distribution), Linux \(kernel), \(processor)
            \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) processors, \(Doctor.bytes(memory)) of memory
            \(Machine.look().libraries.joined(separator: "\n"))

            """
    }

    /// Such as `Debian GNU/Linux 12 (bookworm)`.
    private var distribution: String {
        let key = "PRETTY_NAME="
        do throws(Fault) {
            let lines = try TextFile.read("/usr/lib/os-release").split(separator: "\n")
            guard let line = lines.first(where: { $0.hasPrefix(key) }) else { return "a distribution without a name" }
            return line.dropFirst(key.utf8.count).trimmingCharacters(in: CharacterSet(charactersIn: "\""))
        } catch {
            return "a distribution without a name"
        }
    }

    private func findings() -> String {
        let doctor = Doctor(configFolder: configFolder, now: now)
        return doctor.examine().map { "\($0.verdict.rawValue) \($0.subject): \($0.plainDetail)\n" }.joined()
    }

    /// A fault without words that stand in a file.
    private func told(_ fault: Fault) -> String {
        "\(fault.origin.map { "\($0): " } ?? "")\(fault.code.rawValue)"
    }

    /// A path does not tell whose home it leads through.
    private func withoutHome(_ text: String) -> String {
        guard let home = getenv("HOME").map({ String(cString: $0) }), home.utf8.count > 1 else { return text }
        return text.replacing(home, with: "~")
    }

    // MARK: Configuration

    private func configuration() -> String {
        var text = """
            Of each value: the line it stands in, the keys that lead to it, and what stands there. Words of Leadloop's own, numbers,
            lengths of time, schedules and names of variables are shown; every other text by a number and its shape. The same
            text has the same number everywhere.

            """
        do throws(Fault) {
            let files = try ConfigurationFiles.read(configFolder)
            var outline = ConfigOutline(showing: Set(files.map(\.stem)))
            for file in files {
                text += "\n\(file.name), \(file.text.utf8.count) bytes\n"
                do throws(FaultList) {
                    let node = try ConfigNode.parse(file.text, file: file.name)
                    let lines = outline.lines(of: node, file.kind.shape, leavingOut: ["tests"])
                    text += lines.map { "  \($0)\n" }.joined()
                    let document = ConfigDocument(node, of: file.kind)
                    file.kind.read(document)
                    text += document.findings.faults.map { "  finding: \(told($0))\n" }.joined()
                } catch {
                    text += error.faults.map { "  \(told($0))\n" }.joined()
                }
            }
        } catch {
            text += "\n\(told(error))\n"
        }
        return text
    }

    // MARK: Store

    /// What a store can tell, whatever is wrong with the files of the configuration.
    private func inStore() -> [File] {
        do throws(FaultList) {
            let path = try StorePlace.find(config: configFolder).storePath
            do throws(Fault) {
                let store = try LeadStore(at: path, for: .read)
                return [
                    File(name: "store.txt", meaning: "sizes, and rows of each table", text: try figures(store, path)),
                    File(
                        name: "runs.csv", meaning: "the last \(SupportBundle.runs) runs, by their counts",
                        text: try runs(store)),
                ] + gauges(store)
            } catch {
                throw FaultList(error)
            }
        } catch {
            return [
                File(
                    name: "store.txt", meaning: "why nothing of the store is told",
                    text: error.faults.map { told($0) + "\n" }.joined())
            ]
        }
    }

    private func figures(_ store: LeadStore, _ path: String) throws(Fault) -> String {
        var lines: [String] = []
        for suffix in ["", "-wal"] + BackupManifest.suffixesBeside {
            if let size = StreamedCopy.size(path + suffix) {
                lines.append("file\tSTORE\(suffix)\t\(size) bytes")
            }
        }
        for (table, rows) in try store.rowsByTable() { lines.append("table\t\(table)\t\(rows) rows") }
        for count in try store.quarantineSummary().counts { lines.append("quarantine\t\(count.code)\t\(count.count)") }
        for (subject, pause) in try store.pauses(at: now).sorted(by: { $0.key < $1.key }) {
            // Why, is somebody's own words.
            lines.append(
                "paused\t\(subject)\tsince \(pause.since), \(pause.until.map { "until \($0)" } ?? "until resumed")")
        }
        let record = BackupRecord.read(of: path)
        lines.append("backup\tmade\t\(record.backup?.made ?? "never")")
        lines.append("backup\ttried\t\(record.drill?.drilled ?? "never")")
        return lines.joined(separator: "\n") + "\n"
    }

    private func runs(_ store: LeadStore) throws(Fault) -> String {
        var lines = [
            "run,source,began,ended,outcome,read,inserted,updated,unchanged,rejected,held,recycled,returned,escalated"
        ]
        for run in try store.runs(limit: SupportBundle.runs) {
            let counts = run.counts
            let numbers = [
                counts.read, counts.inserted, counts.updated, counts.unchanged, counts.rejected, counts.held,
                run.moved.recycled, run.moved.returned, run.moved.escalated,
            ]
            let words = [
                "\(run.number)", run.source, run.started.description, run.finished?.description ?? "",
                run.undoneBy == nil ? run.outcome?.rawValue ?? "unfinished" : "undone",
            ]
            lines.append((words + numbers.map(String.init)).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Nothing where the configuration has findings: they are told with its files.
    private func gauges(_ store: LeadStore) -> [File] {
        do {
            var text = MetricsText()
            try StoreGauges(store: store, workspace: try Workspace.toLook(config: configFolder).workspace, now: now)
                .add(to: &text)
            return [File(name: "metrics.txt", meaning: "what /metrics says of the store", text: text.text)]
        } catch {
            return []
        }
    }
}
