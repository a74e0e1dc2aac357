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

    var store = "store/leadloop.sqlite"
    var mappings = "mappings"
    var feedback = "feedback"
    var feedbackEachSync = true
    var changes = Changes.withSync

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
        let findings = Findings()
        var map = ConfigMap(try ConfigNode.parse(text, file: file), of: "the settings", into: findings)
        var settings = Settings()
        if let store = map.optionalText("store") { settings.store = store }
        if let mappings = map.optionalText("mappings") { settings.mappings = mappings }
        if let feedback = map.optionalText("feedback") { settings.feedback = feedback }
        if let when = map.choice("feedback-when", of: [("each-sync", true), ("on-request", false)], required: false) {
            settings.feedbackEachSync = when
        }
        let changes = map.choice("changes", of: Changes.allCases.map { ($0.rawValue, $0) }, required: false)
        settings.changes = changes ?? .withSync
        map.refuseUnknownKeys()
        try findings.check()
        return settings
    }
}
