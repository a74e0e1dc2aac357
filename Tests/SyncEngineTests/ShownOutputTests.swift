import Foundation
import Testing

@Suite struct `The guide to mappings` {
    private static let mapping = """
        mapping: crm-lead
        record: lead
        identity: { id: Id }
        fields:
          first-name: { from: Contact, transform: { name-part: first } }
          last-name: { from: Contact, transform: { name-part: last } }
          email: { from: Email, as: email }
          company: Company
          phone: { from: Phone, as: phone, region: DE }
          owner: Owner
        status:
          from: Status
          values: { New: assigned, Working: working, Qualified: sales-qualified, Disqualified: discarded }
        discard-reason:
          from: Reason
          values: { Bad Timing: timing, No Budget: no-budget }
        tests:
          - name: a name is taken apart
            record: { Id: "1", Contact: Dr. Ada van Example, Email: Ada@Example.com }
            expect: { id: "1", first-name: Ada, last-name: van Example, email: ada@example.com }
          - name: a status has its meaning
            record: { Id: "1" }
            cases:
              - { record: { Status: New }, expect: { status: assigned } }
              - { record: { Status: Working }, expect: { status: working } }
          - name: a lead that sales gave up for timing
            record: { Id: "1", Status: Disqualified }
            expect: { status: discarded, discard-reason: timing }
          - name: a reason has its meaning
            record: { Id: "1", Status: Disqualified }
            cases:
              - { record: { Reason: No Budget }, expect: { status: discarded, discard-reason: no-budget } }
              - { record: { Reason: Bad Timing }, expect: { discard-reason: timing } }

        """

    /// Commands with what they print, each in a block of its own: `…` stands for lines that are left out.
    @Test func `shows what its commands print`() throws {
        let bench = try Workbench()
        try bench.write("mappings/crm-lead.yaml", Self.mapping)
        var export = "Id,Contact,Email,Company,Phone,Owner,Status,Reason,Fax\n"
        for number in 1...6 { export += "\(number),Bo Example,bo\(number)@example.com,,,,New,,\n" }
        export += "7,Dr. Anna van der Berg,anna@example.com,,,Cy,Disqualified,Bad Timing,1\n"
        try bench.write("inbox/leads.csv", export)
        let page = try String(
            contentsOfFile: Repository.path("Sources/leadloop/Documentation.docc/WriteAFieldMapping.md"),
            encoding: .utf8)
        let blocks = page.components(separatedBy: "```\n$ leadloop ").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
        #expect(blocks.count == 2)
        for block in blocks {
            let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
            let said = try Program.run(lines[0].split(separator: " ").map(String.init), in: bench.folder)
            var rest = said.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            var mayJump = false
            for line in lines.dropFirst() {
                if line == "  …" {
                    mayJump = true
                    continue
                }
                let found = try #require(
                    rest.firstIndex(of: line), "\(lines[0]) does not print '\(line)'\n\(said.all)")
                #expect(mayJump || found == rest.startIndex, "more stands before '\(line)'\n\(said.all)")
                mayJump = false
                rest = rest[(found + 1)...]
            }
            #expect(rest.isEmpty, "\(lines[0]) prints more\n\(said.all)")
        }
    }
}

@Suite struct `The first session` {
    /// The blocks of a page that no language is said of.
    private func blocks(_ path: String) throws -> [String] {
        try String(contentsOfFile: Repository.path(path), encoding: .utf8).components(separatedBy: "```").enumerated()
            .compactMap { $0.offset % 2 == 1 && $0.element.hasPrefix("\n") ? String($0.element.dropFirst()) : nil }
    }

    @Test func `prints what the guide and the first page show`() throws {
        let guide = try blocks("Sources/leadloop/Documentation.docc/FromExportsToFeeds.md")
        let folder = NSTemporaryDirectory() + "leadloop-session-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(atPath: folder) } catch { print("left behind: \(folder)") } }
        _ = try Program.run(["init"], in: folder)
        let export = try #require(guide.first { $0.hasPrefix("Id,First Name") })
        try Data(export.utf8).write(to: URL(fileURLWithPath: folder + "/inbox/leads-october.csv"))
        var said = try Program.run(["source", "check"], in: folder).all
        let synced = try Program.run(["sync", "--now", "2026-10-01T06:00:00Z"], in: folder)
        #expect(synced.status == 4, "\(synced.all)")
        said += synced.all.replacing(#/· \d+\.\d s/#, with: "· 0.0 s")
        said += try Program.run(["lead", "explain", "ada@example.com"], in: folder).all
        let feeds = try FileManager.default.subpathsOfDirectory(atPath: folder + "/feeds").filter {
            $0.hasSuffix(".csv")
        }
        for feed in feeds {
            // Spreadsheets want a mark before the first byte and two bytes behind each line.
            said += try String(contentsOfFile: "\(folder)/feeds/\(feed)", encoding: .utf8).replacing("\r\n", with: "\n")
        }
        let shown = guide.filter { block in
            ["inbox/", "crm: read", "L1 goes", "Email Address"].contains { block.hasPrefix($0) }
        }
        #expect(shown.count == 4)
        for block in shown { #expect(said.contains(block), "\(block)\n\(said)") }
        let page = try blocks("README.md")
        for block in shown.prefix(3) { #expect(page.contains(block), "README.md does not show\n\(block)") }
    }
}
