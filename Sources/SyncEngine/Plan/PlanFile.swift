import Connectors
import Foundation
public import LeadModel
import LeadStore

/// A plan as it is kept until it is applied: the texts, the store it was made for and where that stood, and what has to
/// come out. Nothing of the store's people is in it; the texts may carry tests, so the file is for this account alone.
public struct PlanFile: Sendable, Hashable {
    private struct Content: Codable, Hashable {
        /// Version of this layout.
        var layout = PlanFile.layout
        /// RFC 3339.
        var asOf: String
        var store: String
        var stand: Int64
        var mark: Int64
        var inForce: Int
        /// Digest of what comes out.
        var effects: String
        var texts: [String: String]
        /// Digest of all of the above: an edited plan is none.
        var seal = ""

        enum CodingKeys: String, CodingKey {
            case layout = "leadloop-plan"
            case asOf = "as-of"
            case store
            case stand
            case mark
            case inForce = "in-force"
            case effects
            case texts
            case seal
        }

        var sealed: String {
            let names = texts.keys.sorted()
            return Fingerprint.of(
                [asOf, store, "\(stand) \(mark) \(inForce)", effects] + names + names.map { texts[$0] ?? "" })
        }
    }

    /// All texts of a configuration stand in one plan.
    private static let limitBytes = 256 << 20

    private static let layout = 1
    private let content: Content
    /// Where it was read from.
    let path: String
    let asOf: Instant
    /// Tells plans apart.
    let name: String

    var stand: StoreStand { StoreStand(store: content.store, count: content.stand, mark: content.mark) }
    var inForce: Int { content.inForce }
    var texts: ConfigurationTexts { ConfigurationTexts(content.texts) }
    var effects: String { content.effects }

    /// Reads a plan.
    /// - Throws: `file.missing`, `plan.unreadable`.
    init(path: String) throws(Fault) {
        let text: String
        do {
            text = try TextFile.read(path, limit: PlanFile.limitBytes)
        } catch {
            var fault = error
            if fault.code == .fileMissing {
                fault.advice = "Make the plan with `leadloop plan --out \(path)`, or name the file that it is kept in."
            }
            throw fault
        }
        let content: Content
        do {
            content = try JSONDecoder().decode(Content.self, from: Data(text.utf8))
        } catch {
            throw PlanFile.unreadable(path)
        }
        guard content.layout == PlanFile.layout, let asOf = Instant(rfc3339: content.asOf),
            content.seal == content.sealed, content.texts.keys.allSatisfy(ConfigurationTexts.isName)
        else { throw PlanFile.unreadable(path) }
        self.content = content
        self.path = path
        self.asOf = asOf
        name = Fingerprint.of(bytes: Array(text.utf8))
    }

    private static func unreadable(_ path: String) -> Fault {
        Fault(
            .planUnreadable, .stopRun, "this is not a plan that this version has written, or it has been edited",
            at: Origin(file: path),
            advice: "Make it with `leadloop plan --out FILE`.")
    }

    /// Refuses to write a plan where something else is: another plan gives way where that is said, nothing else ever does.
    public static func checkPlace(_ path: String, replaces: Bool) throws(Fault) {
        try NewFile.checkPlace(path, replaces: replaces)
        if FileManager.default.fileExists(atPath: path) { _ = try PlanFile(path: path) }
    }

    /// Writes a plan, whole or not at all.
    public static func write(_ plan: Plan, to path: String) throws(Fault) {
        var content = Content(
            asOf: plan.asOf.description, store: plan.stand.store, stand: plan.stand.count, mark: plan.stand.mark,
            inForce: plan.inForce,
            effects: plan.effects.digest, texts: plan.texts.byName)
        content.seal = content.sealed
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let file = try WholeFile(path: path, isPrivate: true)
        do {
            try file.write(Array(encoder.encode(content)) + [0x0A])
        } catch {
            throw error as? Fault ?? PlanFile.unreadable(path)
        }
        _ = try file.commit()
    }
}
