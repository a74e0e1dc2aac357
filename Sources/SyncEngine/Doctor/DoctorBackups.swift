import ConfigFiles
import Glibc
import LeadLifecycle
import LeadModel

/// What the doctor says of backups of the store.
extension Doctor {
    /// Without a schedule a backup is old after so many days.
    private static let backupDays = 7
    /// A restore that was tried longer ago says little of the backups of today.
    private static let drillDays = 35
    /// A scheduled backup may take so long, in seconds.
    private static let backupSeconds = 3_600

    /// When the last good backup was made and where it is, and when one was last tried.
    func examineBackups(_ workspace: Workspace) -> [Finding] {
        let place: StorePlace
        do {
            place = try StorePlace.find(config: workspace.configFolder)
        } catch {
            // What is wrong with the settings has been told.
            return []
        }
        let record = BackupRecord.read(of: place.storePath)
        guard let last = record.backup else {
            return [.odd("last backup", "none was made yet", mend: "leadloop db backup")]
        }
        return [examine(last, place, workspace), examine(record.drill)]
    }

    private func examine(_ last: BackupRecord.Made, _ place: StorePlace, _ workspace: Workspace) -> Finding {
        let told = "\(last.made), in \(shown(last.path))"
        guard StreamedCopy.size(last.path) == last.bytes else {
            return .bad(
                "last backup", "\(told): it is not there any more as it was made", mend: "leadloop db backup")
        }
        return isOverdue(last, place, workspace)
            ? .odd("last backup", "\(told): another is overdue", mend: "leadloop db backup")
            : .good("last backup", told)
    }

    private func isOverdue(_ last: BackupRecord.Made, _ place: StorePlace, _ workspace: Workspace) -> Bool {
        let due =
            place.backupSchedule?.next(after: last.time, agreed: workspace.agreement.zone(at: last.time), for: "backup")
            ?? last.time.adding(days: Doctor.backupDays)
        return due.adding(seconds: Doctor.backupSeconds) < now
    }

    private func examine(_ drill: BackupRecord.Drilled?) -> Finding {
        guard let drill else {
            return .odd("restore drill", "no backup was ever tried", mend: "leadloop db drill")
        }
        let told = "\(drill.drilled), of the backup of \(drill.made)"
        return drill.time.adding(days: Doctor.drillDays) < now
            ? .odd("restore drill", "\(told): that is long ago", mend: "leadloop db drill")
            : .good("restore drill", told)
    }
}
