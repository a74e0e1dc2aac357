import Foundation
import TestSupport
import Testing

/// From a file that nobody here wrote, and that no shipped mapping is for, to a feed, by the commands that a new user types.
@Suite(.enabled(if: PublicData.isThere, Comment(rawValue: PublicData.absence)))
struct `An unknown file` {
    struct Journey: Sendable, CustomTestStringConvertible {
        var file: String
        var more: [String] = []
        /// Findings of the first check, as codes; each is a decision that only a person can take.
        var open: Set<String> = []
        /// What the person writes: in place of what.
        var decisions: [(old: String, new: String)] = []
        /// Since when the two departments have an agreement; exports may be of years before the one that `init` writes.
        var agreedSince = "2025-01-01"
        var records: Int
        /// Rows of the feed three weeks later.
        var recycled: Int

        var testDescription: String { file }
    }

    /// None of these exports says what sales did: all of their leads were handed over.
    private static let handedOver = (
        old: "ignore:\n", new: "status: { constant: handed over, values: { handed over: assigned } }\nignore:\n"
    )
    private static let utc = (old: "zone: undecided", new: "zone: UTC")

    static let journeys = [
        Journey(file: "er-splink/fake_1000.csv", decisions: [handedOver], records: 1_000, recycled: 391),
        Journey(file: "salesforce-easyspaces/Leads.json", decisions: [handedOver], records: 11, recycled: 11),
        Journey(
            file: "zoho-v1-xml/sample_contacts_list.xml", open: ["mapping.undecided-word"],
            decisions: [handedOver, utc, (old: "default: undecided", new: "default: US")], agreedSince: "2009-01-01",
            // Five have a telephone and no address, which the starter's feed needs.
            records: 7, recycled: 2),
        Journey(file: "marketo-embulk/lead_extract1.csv", decisions: [handedOver], records: 10, recycled: 0),
        Journey(
            file: "pipedrive-webhooks/webhook_person_update.json", more: ["--records", "current"],
            open: ["mapping.undecided-word"],
            decisions: [handedOver, utc, (old: "region: undecided", new: "region: US")], agreedSince: "2009-01-01",
            records: 1, recycled: 1),
        Journey(
            file: "hubspot-vcr/json/contact_find_by_email_batch_mode.0.json", more: ["--records", "response_json"],
            open: ["mapping.undecided-word"],
            decisions: [
                (old: "currency: undecided", new: "currency: USD"),
                // Single newsletters of the account, from which nobody has unsubscribed.
                (old: "hs_email_optout_2849.value: undecided", new: "hs_email_optout_2849.value"),
                (old: "hs_email_optout_230318.value: undecided", new: "hs_email_optout_230318.value"),
            ],
            records: 1,
            // Who opted out is sent nowhere.
            recycled: 0),
    ]

    @Test(arguments: journeys)
    func `becomes a feed by the commands of the guide`(journey: Journey) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/leadloop-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(atPath: folder) } catch { print("left behind: \(folder)") } }
        func run(_ words: String..., status: Int32 = 0) throws -> Program.Said {
            let said = try Program.run(words, in: folder)
            #expect(said.status == status, "\(words.joined(separator: " ")): \(said.all)")
            return said
        }
        _ = try run("init")
        let name = (journey.file as NSString).lastPathComponent
        try FileManager.default.copyItem(atPath: PublicData.path(journey.file), toPath: "\(folder)/inbox/\(name)")
        _ = try Program.run(["source", "sample", "inbox/\(name)"] + journey.more, in: folder)
        let suggested = try Program.run(
            [
                "mapping", "suggest", "inbox/\(name)", "--name", "crm", "--out", "mappings/crm.yaml", "--source",
                "config/sources/crm.yaml", "--yes",
            ] + journey.more, in: folder)
        #expect(suggested.status == 0, "\(suggested.all)")
        let check = try Program.run(["config", "check", "--output", "ndjson"], in: folder)
        #expect(try errors(check.output) == journey.open)

        for decision in journey.decisions { try edit("\(folder)/mappings/crm.yaml", decision.old, decision.new) }
        try edit("\(folder)/config/agreement.yaml", "from: 2025-01-01", "from: \(journey.agreedSince)")
        _ = try run("config", "check")
        let first = try run("sync", "--now", "2026-05-01T06:00:00Z")
        let count = journey.records.formatted(.number.locale(Locale(identifier: "en_US")))
        #expect(first.output.contains("crm: read \(count) = \(count) inserted + 0"), "\(first.all)")
        _ = try run("sync", "--now", "2026-05-22T06:00:00Z")
        #expect(try feedRows(folder) == journey.recycled)
    }

    private func edit(_ path: String, _ old: String, _ new: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(old), "\(old) is not in\n\(text)")
        try text.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
    }

    private func errors(_ output: String) throws -> Set<String> {
        try Set(
            output.split(separator: "\n").compactMap { line in
                let finding = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                return finding["severity"] as? String == "error" ? finding["code"] as? String : nil
            })
    }

    private func feedRows(_ folder: String) throws -> Int {
        let files = FileManager.default.enumerator(atPath: "\(folder)/feeds")?.compactMap { $0 as? String } ?? []
        return try files.filter { $0.hasSuffix(".csv") }.reduce(0) { sum, file in
            try sum
                + String(contentsOfFile: "\(folder)/feeds/\(file)", encoding: .utf8).split(whereSeparator: \.isNewline)
                .count - 1
        }
    }
}
