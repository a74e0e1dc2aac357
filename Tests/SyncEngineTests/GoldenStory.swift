import Foundation
import LeadLifecycle
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// A folder of `Tests/GoldenStories`: what happened to some leads, told by exports, and what Leadloop makes of it.
///
/// `company/` holds the configuration of all stories; a story may bring an `agreement.yaml` of its own. `story.txt` says what
/// happens and ends with a list of days; on each of them the exports of the folder of that day, where there is one, are put
/// into the inbox, and a sync is made. Before it, `suppress-REASON.csv` is imported into the ledger, and whoever `erase.txt`
/// names is erased. What comes of it stands in `timeline.txt` (stages and cycles in the end),
/// `decisions.txt` (whatever was decided otherwise than the day before, and what marketing was sent) and `scorecard.csv`.
/// With `LEADLOOP_REWRITE_GOLDEN=1` they are written anew; look at what changed before you keep it.
struct GoldenStory: CustomTestStringConvertible {
    let name: String
    var testDescription: String { name }

    static let root = Repository.path("Tests/GoldenStories")
    static let all: [GoldenStory] = entries(of: root).filter { !$0.contains(".") && $0 != "company" }.map(
        GoldenStory.init)
    static let outcomes = ["timeline.txt", "decisions.txt", "scorecard.csv"]

    private var folder: String { GoldenStory.root + "/" + name }

    static func entries(of folder: String) -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch { return [] }
    }

    func text(_ file: String) throws -> String { try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8) }

    func rewrite(_ file: String, _ text: String) throws {
        try text.write(toFile: "\(folder)/\(file)", atomically: true, encoding: .utf8)
    }

    /// The days of the story, `2026-03-02`, as it lists them.
    func days() throws -> [String] {
        try text("story.txt").split(separator: "\n").map(String.init).filter {
            $0.wholeMatch(of: #/\d{4}-\d{2}-\d{2}/#) != nil
        }
    }

    /// Lives through the story: the text of each of `outcomes`.
    func tell() throws -> [String: String] {
        let bench = try bench()
        let days = try days()
        var decisions: [String] = []
        var before: [String: String] = [:]
        var told: Set<String> = []
        for day in days {
            try prepare(day, bench)
            let reports = try bench.sync("\(day)T06:00:00Z")
            for report in reports {
                try #require(report.outcome == .succeeded, "\(name), \(day), \(report.source): \(report.outcome)")
            }
            try bench.emptyInbox()
            decisions.append(day)
            let now = try ruled(bench)
            let names = Set(before.keys).union(now.keys).sorted { GoldenStory.isBefore($0, $1) }
            for name in names where before[name] != now[name] {
                decisions.append("  \(name): \(now[name] ?? "gone")")
            }
            before = now
            for feed in ["nurture", "returned", "escalated"] {
                for file in GoldenStory.entries(of: bench.path("feeds/\(feed)"))
                where !file.hasSuffix("manifest.json") && told.insert(file).inserted {
                    let rows = try bench.text("feeds/\(feed)/\(file)").split(whereSeparator: \.isNewline).dropFirst()
                    decisions += rows.map { "  > \(feed): \($0)" }
                }
            }
        }
        guard let first = days.first, let last = days.last else { return [:] }
        let card = try Program.run(
            [
                "report", "scorecard", "--period", "\(first)..\(last)", "--as-of", "\(last)T06:00:00Z", "--output",
                "csv",
                "--quiet",
            ], in: bench.folder)
        try #require(card.status == 0, "\(card.all)")
        return [
            "timeline.txt": try timeline(bench), "decisions.txt": decisions.joined(separator: "\n") + "\n",
            "scorecard.csv": card.output,
        ]
    }

    /// Delivers the exports of a day; people who asked for it are suppressed and erased.
    private func prepare(_ day: String, _ bench: Workbench) throws {
        for name in GoldenStory.entries(of: "\(folder)/\(day)") {
            let text = try text("\(day)/\(name)")
            if name == "erase.txt" {
                for lead in text.split(separator: "\n") {
                    let said = try Program.run(["lead", "erase", String(lead), "--yes"], in: bench.folder)
                    try #require(said.status == 0, "\(said.all)")
                }
            } else if let reason = name.wholeMatch(of: #/suppress-(.+)\.csv/#)?.1 {
                try bench.write("lists/\(name)", text)
                let said = try Program.run(
                    [
                        "suppression", "import", "lists/\(name)", "--reason", String(reason), "--since",
                        "\(day)T05:00:00Z", "--now", "\(day)T05:30:00Z",
                    ], in: bench.folder)
                try #require(said.status == 0, "\(said.all)")
            } else {
                try bench.write("inbox/\(name)", text)
            }
        }
    }

    /// The company's folder, with nothing in its inbox.
    func bench() throws -> Workbench {
        let bench = try Workbench(feeds: [:])
        for part in ["config", "mappings"] {
            try bench.remove(part)
            try FileManager.default.copyItem(atPath: "\(GoldenStory.root)/company/\(part)", toPath: bench.path(part))
        }
        if GoldenStory.entries(of: folder).contains("agreement.yaml") {
            try bench.write("config/agreement.yaml", try text("agreement.yaml"))
        }
        return bench
    }

    // MARK: What is told

    /// 2 before 10.
    private static func isBefore(_ left: String, _ right: String) -> Bool {
        left.compare(right, options: .numeric) == .orderedAscending
    }

    /// `crm/leads 3` for the lead of that record, the first of its records.
    private func name(of dossier: LeadDossier) -> String {
        dossier.records.first.map { "\($0.stream.source)/\($0.stream.stream) \($0.id)" } ?? dossier.id.description
    }

    private func forEachLead(
        _ bench: Workbench, _ body: (StoredLead, LeadDossier, Agreement) throws(Fault) -> Void
    ) throws {
        let inspector = try Inspector(bench.workspace())
        var settlement = LeadSettlement(rules: inspector.rules, now: Instant(milliseconds: 0))
        try DossierScan(store: inspector.store, streams: inspector.streams).forEach(by: &settlement) {
            (lead, dossier) throws(Fault) in
            try body(lead, dossier, inspector.rules.agreement)
        }
    }

    /// What is decided of each lead.
    private func ruled(_ bench: Workbench) throws -> [String: String] {
        var ruled: [String: String] = [:]
        try forEachLead(bench) { (lead, dossier, _) in
            let decision = lead.decision
            var words = [decision.kind.rawValue, decision.cause.rawValue]
            if let track = decision.track { words.append("into \(track)") }
            if let due = decision.due { words.append("due \(due)") }
            if let returned = decision.returned {
                words.append("qualified again \(returned)\(decision.isEarlyReturn ? " (early)" : "")")
            }
            if decision.cycle > 0 { words.append("cycle \(decision.cycle)") }
            if let trigger = decision.trigger {
                words.append("\(trigger.rawValue)\(decision.reason.map { " for \($0.word)" } ?? "")")
            }
            words += decision.suppressions.map { "\($0.reason.rawValue) (\($0.channel.rawValue)) by \($0.source)" }
            ruled[name(of: dossier)] = words.joined(separator: ", ") + "; agreement \(decision.agreement)"
        }
        return ruled
    }

    /// Every lead with its stages and its cycles.
    private func timeline(_ bench: Workbench) throws -> String {
        var lines: [String: [String]] = [:]
        try forEachLead(bench) { (_, dossier, agreement) in
            let story = agreement.story(of: dossier)
            var told = story.stages.map { span in
                "  \(span.since) \(span.stage.word)\(span.reason.map { " (\($0.word))" } ?? "")\(span.owner.map { ", \($0)" } ?? "")"
            }
            told += story.cycles.map { cycle in
                let first = cycle.firstTouchDay?.description ?? cycle.firstTouch?.description
                let touched = first.map { ", first touch \($0)" } ?? ""
                return
                    "  cycle \(cycle.number): \(cycle.entered) to \(cycle.exited.map(\.description) ?? "now"), \(cycle.outcome.rawValue)\(cycle.reason.map { " (\($0.word))" } ?? ""), as far as \(cycle.furthest.word), \(cycle.touches) touches\(touched)\(cycle.owner.map { ", \($0)" } ?? "")"
            }
            lines[name(of: dossier)] = told
        }
        return lines.sorted { GoldenStory.isBefore($0.key, $1.key) }
            .map { ([$0.key] + $0.value).joined(separator: "\n") }.joined(separator: "\n") + "\n"
    }
}
