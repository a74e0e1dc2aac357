import LeadModel
import LeadStore

/// That a person has approved of an export which was held, as it was shown.
struct Approval {
    /// The run that held it, and the path that it had then.
    var held: CompletedFile.Held
    /// The export's SHA-256; `nil` of what is asked for, of which nothing was kept.
    var sha256: [UInt8]?
    /// So many records may be gone by it.
    var absent: Int
    /// Whether they are gone; else what the export has is taken in, and nobody is.
    var takesAbsences: Bool
    /// What it was held for.
    var findings: Set<HeldExport.Finding>

    /// - Throws: `run.held-changed` where these are other bytes than were shown.
    func check(_ sha256: [UInt8], _ path: String) throws(Fault) {
        guard self.sha256 == nil || self.sha256 == sha256 else { throw Approval.changed(path, held.run) }
    }

    /// Whether no more comes of the export than was shown. The same bytes are what they were; what was asked for once more may
    /// differ in no other way.
    func covers(_ findings: Set<HeldExport.Finding>, absent: Int) -> Bool {
        (!takesAbsences || absent <= self.absent) && (sha256 != nil || findings.isSubset(of: self.findings))
    }

    static func changed(_ path: String, _ run: Int64) -> Fault {
        Fault(
            .runHeldChanged, .stopStream, "the export is not the one that run \(run) held", at: Origin(file: path),
            advice:
                "Nothing was taken in. `leadloop sync` reads what lies there now, and tells where that is to be held; have the other one delivered again to approve of it."
        )
    }
}

/// The exports that a person has approved: only they are taken in.
struct ApprovedExports {
    /// By stream and path.
    var exports: [String: [String: Approval]]
}
