import ArgumentParser
import ConfigFiles
import Foundation
import LeadModel
import SyncEngine

/// Options of every command.
typealias GlobalOptions = CommandOptions<DataForm>

/// The forms that a command can print in.
protocol OutputForm: ExpressibleByArgument, CaseIterable, Sendable {
    /// For people; what is printed unless somebody asks for another.
    static var table: Self { get }
}

/// The forms that every command prints its data in.
enum DataForm: String, OutputForm {
    case table
    case json
    case ndjson
    case csv
}

/// The options of a command that prints in some forms.
struct CommandOptions<Form: OutputForm>: ParsableArguments {
    typealias Output = Form

    @Option(help: ArgumentHelp("Folder with the configuration.", valueName: "dir"))
    var config = "config"

    @Option(help: ArgumentHelp(CommandOptions.outputHelp))
    var output = Form.table

    @Flag(help: "Print results, warnings and errors only.")
    var quiet = false

    @Flag(name: .customLong("no-color"), help: "No colours, even on a terminal.")
    var noColor = false

    @Flag(name: .customLong("no-input"), help: "Never ask; fail where an answer is needed. No command asks yet.")
    var noInput = false

    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp(
            "Wait so long for another process that writes to the store, such as 30s or 10m: `sync` and `delivery send` 0s, others 1m.",
            valueName: "time"))
    var lockTimeout: String?

    @Flag(help: "Yes to what a command will not do unasked: erase, write over a file, dismiss many.")
    var yes = false

    /// `How to print: table, json, ndjson or csv.`
    private static var outputHelp: String {
        let names = Form.allValueStrings
        return "How to print: \(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")."
    }

    func validate() throws {
        guard let lockTimeout, WrittenDuration.seconds(lockTimeout) == nil else { return }
        throw ValidationError("--lock-timeout is a number with s, m, h or d behind it, such as 30s.")
    }

    /// The configuration in force, checked; ends the command with every finding if there is one.
    /// - Parameter lockSeconds: how long others are waited for where nobody says so. What is started by a clock waits for nobody: those that
    ///   wait would become ever more.
    func workspace(lockSeconds: Double = CommandOptions.usualLockSeconds) throws -> Workspace {
        prepared(try load { () throws(FaultList) in try Workspace.inForce(config: config) }, lockSeconds: lockSeconds)
    }

    /// How long another process that writes is waited for.
    /// - Parameter usual: where nobody says so.
    func lockSeconds(_ usual: Double = CommandOptions.usualLockSeconds) -> Double {
        lockTimeout.flatMap(WrittenDuration.seconds).map(Double.init) ?? usual
    }

    /// People wait for their command rather than give it again.
    private static var usualLockSeconds: Double { 60 }

    /// What is put right in the store before a command can work with it is told, and who is waited for.
    func prepared(_ workspace: Workspace) -> Workspace {
        prepared(workspace, lockSeconds: CommandOptions.usualLockSeconds)
    }

    private func prepared(_ workspace: Workspace, lockSeconds: Double) -> Workspace {
        var workspace = workspace
        workspace.herald = { Terminal.complain($0, severity: "warning") }
        workspace.lockSeconds = self.lockSeconds(lockSeconds)
        return workspace
    }

    /// The configuration for a command that only looks into the store: where files cannot be used, the one in force last,
    /// with a word about it.
    func workspaceToLook() throws -> Workspace {
        let (workspace, warning) = try load { () throws(FaultList) in try Workspace.toLook(config: config) }
        if let warning { Terminal.complain(warning, severity: "warning") }
        return prepared(workspace)
    }

    /// The configuration for a command that enters people who must not be sent anything, or takes them back: nothing that is
    /// wrong with the files may keep it from that. Where they cannot be used it goes by the rules in force last, with a word
    /// about it.
    func workspaceToEnter() throws -> Workspace {
        let (workspace, warning) = try load { () throws(FaultList) in try Workspace.toEnter(config: config) }
        if let warning { Terminal.complain(warning, severity: "warning") }
        return prepared(workspace)
    }

    /// Where the store and its backups are, by the settings alone.
    func storePlace() throws -> StorePlace {
        try load { () throws(FaultList) in try StorePlace.find(config: config) }
    }

    /// The configuration as its files are now, in force or not.
    func files() throws -> Workspace {
        prepared(try load { () throws(FaultList) in try Workspace.load(config: config) })
    }

    /// Mappings by name or file; all of the configuration where none is named.
    func mappings(_ names: [String]) throws -> MappingBook {
        try load { () throws(FaultList) in try MappingBook.read(names, config: config) }
    }

    private func load<Loaded>(_ workspace: () throws(FaultList) -> Loaded) throws -> Loaded {
        do {
            return try workspace()
        } catch {
            for fault in error.faults { Terminal.complain(fault) }
            // What is in force may stand in the store, which may be out of reach.
            if let first = error.faults.first, first.code.room == .store { throw ExitCode(of: first) }
            throw ExitStatus.configuration
        }
    }

    /// Does some long work, showing how far it is; its findings end the command.
    func working<Value>(_ body: (ProgressReport) throws(FaultList) -> Value) throws -> Value {
        let printer = ProgressPrinter(isQuiet: quiet)
        do {
            let value = try body(ProgressReport { printer.show($0) })
            printer.clear()
            return value
        } catch {
            printer.clear()
            for fault in error.faults { Terminal.complain(fault) }
            let codes = Set(error.faults.map { ExitCode(of: $0).rawValue })
            throw codes.count == 1 ? ExitCode(of: error.faults[0]) : ExitStatus.configuration
        }
    }

    /// Runs the body of a command; faults become messages and exit codes.
    func perform(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let fault as Fault {
            Terminal.complain(fault)
            throw ExitCode(of: fault)
        }
    }
}

/// The exit codes of the command line.
enum ExitStatus {
    static let failed = ExitCode(1)
    /// Only where `--detailed-exitcode` asks for it.
    static let pending = ExitCode(2)
    static let held = ExitCode(3)
    static let doneWithRejects = ExitCode(4)
    static let badData = ExitCode(65)
    static let unavailable = ExitCode(69)
    static let inputOutput = ExitCode(74)
    static let locked = ExitCode(75)
    static let notAllowed = ExitCode(77)
    static let configuration = ExitCode(78)
}

extension ExitCode {
    /// The code a fault ends with.
    init(of fault: Fault) {
        switch fault.code {
        case .runLocked, .storeBusy: self = ExitStatus.locked
        case .fileMissing, .fileUnreadable, .fileNotRegular, .fileTooLarge, .fileWriteFailed, .fileChanged,
            .fileArchive,
            .storeFull, .storeFailed, .storeDamaged, .storeErasuresDamaged, .storeErasuresExposed, .storeLedgerDamaged,
            .storeLedgerExposed, .storeSentDamaged, .storeBackupDamaged:
            self = ExitStatus.inputOutput
        case .storeMissing, .storeBackupMissing, .recordNotFound, .leadNotFound, .runNotFound, .runNothingHeld,
            .runHeldChanged,
            .runNothingToUndo, .quarantineNotFound:
            self = ExitStatus.failed
        case .formatUnwritable: self = ExitStatus.doneWithRejects
        case .feedNotSent: self = ExitStatus.unavailable
        case .storeFenced, .storeTooNew, .storeTooOld, .storeErasuresMissing, .storeErasuresForeign, .storeLedgerBehind,
            .storeLedgerForeign, .storeSentForeign, .storeBackupForeign, .storeRestoring, .planOutdated, .planApplied,
            .quarantineForbids, .networkLogin, .networkInnerAddress,
            .serveExposed, .runCountDiffers, .runOvertaken, .runNotUndoable:
            self = ExitStatus.notAllowed
        default:
            switch fault.code.room {
            case .config, .agreement: self = ExitStatus.configuration
            case .mapping where fault.remedy == .stopRun: self = ExitStatus.configuration
            case .file, .zip, .gzip, .encoding, .format, .csv, .json, .xml, .record, .mapping, .feed, .quarantine,
                .suppression:
                self = ExitStatus.badData
            case .network, .http, .singer, .delivery, .serve: self = ExitStatus.unavailable
            case .tls, .ssh, .secret: self = ExitStatus.notAllowed
            case .store, .run, .pull, .drift, .plan, .lead, .verdict: self = ExitStatus.failed
            }
        }
    }
}
