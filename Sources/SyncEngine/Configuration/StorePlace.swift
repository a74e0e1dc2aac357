public import ConfigFiles
import Connectors
import Failpoints
import Foundation
import LeadModel
import LeadStore

/// Where the store of a configuration lies and where its backups go, by the settings alone: a mapping with a mistake in it keeps
/// nobody from making a backup, and nobody from putting one back.
public struct StorePlace: Sendable {
    /// The file of the store.
    public let storePath: String
    private let settingsFolder: String
    /// What is wrong with the settings, so that nobody can tell which folder of backups is meant.
    private let unusable: Fault?
    /// How many of them are kept.
    public let keptBackups: Int
    /// When the service makes them, where that is said.
    let backupSchedule: Schedule?
    let configFolder: String

    /// - Parameter unusable: what is wrong with the settings, where only what is plain in them was taken.
    init(_ settings: Settings, configFolder: String, unusable: Fault? = nil) {
        self.configFolder = configFolder
        self.unusable = unusable
        storePath = WorkspaceLoader.path(settings.store, from: configFolder)
        settingsFolder = WorkspaceLoader.path(settings.backup.folder, from: configFolder)
        keptBackups = settings.backup.keep
        backupSchedule = settings.backup.schedule
    }

    /// Reads the settings of a configuration folder; where they have findings, what is plain in them.
    /// - Throws: the findings, where nobody can tell which store is meant.
    public static func find(config folder: String) throws(FaultList) -> StorePlace {
        guard FileManager.default.fileExists(atPath: folder) else {
            throw FaultList(WorkspaceLoader.noConfiguration(folder))
        }
        var faults: [Fault] = []
        if let settings = Settings.read(folder, findings: &faults) { return StorePlace(settings, configFolder: folder) }
        guard let settings = SettingsRescue.settings(folder) else { throw FaultList(faults) }
        return StorePlace(settings, configFolder: folder, unusable: faults.first)
    }

    /// The folder that backups go to unless somebody names another.
    /// - Throws: what is wrong with the settings, where they have findings: another folder than the one that is meant would be taken.
    func backupFolder() throws(Fault) -> String {
        if let unusable { throw unusable }
        return settingsFolder
    }

    /// The same; `nil` where nobody can tell.
    var knownBackupFolder: String? { unusable == nil ? settingsFolder : nil }

    /// When the service makes a backup next, or was to make one since; `nil` without a schedule.
    /// - Parameters:
    ///   - last: when it was made that was made last; `nil` before the first, which is due whatever the clock says.
    ///   - agreed: whose clocks count where the schedule names no zone.
    func backupDue(after last: Instant?, at now: Instant, agreed: CivilZone) -> Instant? {
        guard let backupSchedule else { return nil }
        guard let last else { return now }
        return backupSchedule.due(after: last, now: now, agreed: agreed, for: "backup")
    }

    /// The folder that the store lies in.
    var storeFolder: String { StorePlace.folder(of: storePath) }

    static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    /// The right to write to a store, for this process; makes its folder where there is none.
    /// - Parameter patienceSeconds: how long another process that writes is waited for; `herald` hears of it.
    /// - Throws: `run.locked` where another process writes.
    static func lock(
        _ storePath: String, patienceSeconds: Double, _ herald: (Fault) -> Void
    ) throws(Fault) -> StoreLock {
        try WholeFile.makeFolder(folder(of: storePath), isPrivate: true)
        let holder =
            "process \(ProcessInfo.processInfo.processIdentifier) on \(ProcessInfo.processInfo.hostName) since \(Instant.now)"
        return try StoreLock(beside: storePath, holder: holder, patienceSeconds: patienceSeconds, tell: herald)
    }

    /// Comes to the places of a migration.
    @Sendable static func passFailpoints(_ step: LeadStore.MigrationStep) {
        switch step {
        case .begun(copy: _): Failpoint.migrationBegun.pass()
        case .ended: Failpoint.migrationEnded.pass()
        }
    }
}
