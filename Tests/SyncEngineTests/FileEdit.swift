import ConfigFiles
import Foundation
import Glibc
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// A change of one file of a bench of two systems.
struct FileEdit: Sendable, CustomTestStringConvertible {
    var file: String
    var old: String
    var new: String

    init(_ file: String, _ old: String, _ new: String) {
        self.file = file
        self.old = old
        self.new = new
    }

    var testDescription: String { "\(file): \(old) → \(new)" }

    static let all = [
        FileEdit("mappings/crm-lead.yaml", "Open: assigned", "Open: nurturing, Parked: nurturing"),
        FileEdit("mappings/crm-lead.yaml", "Working: working", "Working: sales-accepted"),
        FileEdit("mappings/crm-lead.yaml", "Closed: discarded", "Parked: nurturing, Closed: won"),
        FileEdit("mappings/crm-lead.yaml", "owner: Owner", "title: Owner"),
        FileEdit("mappings/crm-lead.yaml", "Closed: discarded, ", ""),
        FileEdit(
            "mappings/crm-lead.yaml", "email: { from: Email, as: email }",
            "email: { from: City, as: email, invalid: blank }"),
        FileEdit("mappings/web-prospect.yaml", "title: Title", "industry: Title"),
        FileEdit("config/matching.yaml", "  - email\n", ""),
        FileEdit("config/agreement.yaml", "after: 90d", "after: 900d"),
        FileEdit("config/agreement.yaml", "track: back-in-season", "track: next-spring"),
        FileEdit("config/survivorship.yaml", "most recent", "first seen"),
        FileEdit("config/sources/web.yaml", "role: marketing", "role: crm"),
        FileEdit("config/feeds/nurture.yaml", "title: title, ", ""),
    ]
}

extension Workbench {
    static let planned = Instant(rfc3339: "2026-10-02T06:00:00Z") ?? Instant(milliseconds: 0)

    func plan(at now: Instant = Workbench.planned) throws -> Plan {
        try Planner(now: now, progress: ProgressReport { _ in }).plan(workspace())
    }

    @discardableResult
    func apply(_ path: String = "plan.json") throws -> ChangeDesk.Outcome {
        try desk().apply(planAt: self.path(path))
    }

    func undo(to number: Int? = nil) throws -> ChangeDesk.Outcome { try desk().undo(to: number, at: Workbench.planned) }

    private func desk() -> ChangeDesk { ChangeDesk(config: path("config"), progress: ProgressReport { _ in }) }

    func make(_ edit: FileEdit) throws { try self.edit(edit.file, edit.old, edit.new) }

    /// Every file of the store's folder with its bytes.
    func storeBytes() throws -> [String: Data] {
        var bytes: [String: Data] = [:]
        for name in try files("store") {
            bytes[name] = try Data(contentsOf: URL(fileURLWithPath: path("store/\(name)")))
        }
        return bytes
    }

    /// Numbers, revisions left out: what they are and who has them.
    func numbers() throws -> [String] { try leads().map { "\($0.id) \($0.text(.email) ?? "")" } }
}
