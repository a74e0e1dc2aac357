import ConfigFiles
import Connectors
import Foundation
import LeadModel

/// `config/leadloop.yaml`: where things lie; every key may be left out.
public struct Settings: Sendable {
    /// When changed mappings, sources, agreements, matching rules, survivorship rules and feeds come into force.
    public enum Changes: String, Sendable, CaseIterable {
        /// With the next sync, whoever runs it.
        case withSync = "with-sync"
        /// When somebody has planned and applied them; until then syncs go on by the rules in force.
        case byApply = "by-apply"
    }

    /// Where backups go, how many are kept, and when they are made.
    struct Backup: Sendable {
        var folder = "backups"
        var keep = 14
        var schedule: Schedule?
    }

    var store = "store/leadloop.sqlite"
    var mappings = "mappings"
    var feedback = "feedback"
    var feedbackEachSync = true
    var deliversEachSync = true
    var changes = Changes.withSync
    /// When sources are synchronised by themselves that have no schedule of their own; `nil`: never.
    var schedule: Schedule? = Schedule(.everyQuarterHour)
    var backup = Backup()
    /// Fields of leads that are kept to be looked at only.
    var showOnly: Set<Field> = []

    /// The settings of a configuration folder; `nil` where they have findings.
    static func read(_ folder: String, findings faults: inout [Fault]) -> Settings? {
        let path = folder + "/leadloop.yaml"
        guard FileManager.default.fileExists(atPath: path) else { return Settings() }
        let text: String
        do {
            text = try TextFile.read(path)
        } catch {
            var fault = error
            fault.remedy = .stopRun
            faults.append(fault)
            return nil
        }
        do {
            return try compile(text, file: path)
        } catch {
            faults += error.faults
            return nil
        }
    }

    static func compile(_ text: String, file: String) throws(FaultList) -> Settings {
        let document = try ConfigDocument(text, file: file, of: fileKind)
        return try document.result(read(document))
    }

    static let fileKind = ConfigFileKind(
        "leadloop", at: "config/leadloop.yaml",
        "Where things lie, and when changes come into force; paths start at the folder that holds `config`.",
        .mapping(
            ConfigMapping(
                "the settings",
                [
                    .optional(
                        "store", .text("store/leadloop.sqlite"), "The file of the unified lead store.",
                        otherwise: "store/leadloop.sqlite"),
                    .optional(
                        "mappings", .text("mappings"), "The folder of the field mappings.", otherwise: "mappings"),
                    .optional(
                        "feedback", .text("feedback"), "The folder for what marketing is told about its leads.",
                        otherwise: "feedback"),
                    .optional(
                        "feedback-when",
                        .word(
                            "time for feedback",
                            [
                                ConfigWord("each-sync", "Every sync writes the feedback anew."),
                                ConfigWord("on-request", "Only `leadloop feed export` writes it."),
                            ]), "When the feedback is written.", otherwise: "each-sync"),
                    .optional(
                        "deliver-when",
                        .word(
                            "time for deliveries",
                            [
                                ConfigWord("each-sync", "Every sync sends what waits for destinations."),
                                ConfigWord("on-request", "Only `leadloop delivery send` does."),
                            ]), "When messages are sent to destinations.", otherwise: "each-sync"),
                    .optional(
                        "schedule",
                        .either([
                            .word("schedule", [ConfigWord("never", "Only when somebody says so.")]),
                            Schedule.shape("*/15 * * * *"),
                        ]),
                        "When sources that have no schedule of their own are synchronised by the service.",
                        otherwise: "`*/15 * * * *`"),
                    .optional(
                        "changes",
                        .word("time for changes", Changes.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                        "When changed mappings, sources, agreements, rules and feeds come into force.",
                        otherwise: "with-sync"),
                    .optional(
                        "backup",
                        .mapping(
                            ConfigMapping(
                                "the backups",
                                [
                                    .optional(
                                        "folder", .text("backups"),
                                        "The folder that `leadloop db backup` writes to; best on another disk.",
                                        otherwise: "backups"),
                                    .optional(
                                        "keep", .wholeNumber(1...9_999),
                                        "How many backups are kept; older ones of the same store go.", otherwise: "14"),
                                    .optional(
                                        "schedule", Schedule.shape("30 2 * * *"),
                                        "When `leadloop serve` makes one; `leadloop doctor` says when one is overdue."
                                    ),
                                ])), "Where backups of the store go, and how many are kept."),
                    .optional(
                        "show-only",
                        .oneOrMore(
                            .word("lead field", Field.mappable(for: .lead).map { ConfigWord($0.word, $0.meaning) })),
                        "Fields of leads that are kept to be looked at: the check does not ask which feed or rule uses them."
                    ),
                ]))
    ) { _ = read($0) }

    private static func read(_ document: ConfigDocument) -> Settings? {
        guard let map = document.root else { return nil }
        var settings = Settings()
        if let store = map.text("store") { settings.store = store }
        if let mappings = map.text("mappings") { settings.mappings = mappings }
        if let feedback = map.text("feedback") { settings.feedback = feedback }
        if let when = map.text("feedback-when") { settings.feedbackEachSync = when == "each-sync" }
        if let when = map.text("deliver-when") { settings.deliversEachSync = when == "each-sync" }
        if let schedule = map["schedule"] {
            settings.schedule = schedule.text == "never" ? nil : Schedule.read(schedule, document.findings)
        }
        if let changes = map.text("changes").flatMap(Changes.init(rawValue:)) { settings.changes = changes }
        if let backup = map.map("backup") { settings.backup = read(backup, document.findings) }
        let shown = map.texts("show-only") ?? []
        settings.showOnly = Set(Field.mappable(for: .lead).filter { shown.contains($0.word) })
        return settings
    }

    private static func read(_ map: ConfigMap, _ findings: Findings) -> Backup {
        var backup = Backup()
        if let folder = map.text("folder") { backup.folder = folder }
        if let keep = map.wholeNumber("keep") { backup.keep = keep }
        backup.schedule = map["schedule"].flatMap { Schedule.read($0, findings) }
        return backup
    }
}

extension Settings.Changes {
    fileprivate var meaning: String {
        switch self {
        case .withSync: "With the next sync, whoever runs it."
        case .byApply: "When they have been planned and applied; until then syncs go on by the rules in force."
        }
    }
}
