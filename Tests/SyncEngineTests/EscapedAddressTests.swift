import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// A reader refuses the record before it resolves what is escaped in it; the person is named in it all the same.
@Suite struct `A record that no reader understands, with an address that is written in its format's way` {
    private let later = "2026-10-02T06:00:00Z"

    /// Three people who are with marketing; the first by an address that is delivered.
    private func bench(_ form: ExportForm, _ email: String) throws -> Workbench {
        let bench = try Workbench()
        let format = form == .json ? "json" : "{ xml: { records: lead } }"
        if form != .csv {
            try bench.edit(
                "config/sources/crm.yaml",
                #"files: "leads*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } }"#,
                #"files: "leads*.\#(form)", format: \#(format)"#)
        }
        let written = form == .xml ? email.replacing("&", with: "&amp;") : email
        let people = [Setup.discarded("1", ["Email": written]), Setup.discarded("2"), Setup.discarded("3")]
        try bench.write("inbox/leads-1.\(form)", bytes: form.bytes(people))
        try bench.sync()
        try #require(try bench.feedLines().first?.count == 3)
        return bench
    }

    /// A form, the address, and how a refused record writes it.
    private static let cases: [(ExportForm, String, String)] = [
        (.json, "ada@c.example", #"{"Id":"8","Id":"8","Email":"ada\u0040c.example"}"#),
        (.json, "ada@c.example", #"["\u0061da@c.example",true]"#),
        (.json, "a/b@c.example", #"["a\/b@c.example",true]"#),
        (.json, "ada@bücher.example", #"["ada@b\u00fccher.example",true]"#),
        (.json, "ada@bücher.example", #"["ada@bücher.example",true]"#),
        (.xml, "ada@c.example", "<lead><Id>8</Id><Email>ada&#64;c.example</Email>"),
        (.xml, "a&b@c.example", "<lead><Id>8</Id><Email>a&amp;b&#x40;c.example</Email>"),
        (
            .csv, "ada@bücher.example",
            "8,ada@bücher.example,true,more,than,columns" + String(repeating: ",x", count: 40)
        ),
        (.csv, "x=y@c.example", "8,x=y@c.example,true,more,than,columns" + String(repeating: ",x", count: 40)),
        (.csv, "a|b@c.example", "8,a|b@c.example,true,more,than,columns" + String(repeating: ",x", count: 40)),
    ]

    /// A file in which it stands before a good record; in XML, whose readers give up there, behind it.
    private func deliver(_ record: String, _ form: ExportForm, as file: String, in bench: Workbench) throws {
        let good = Setup.discarded("2", ["Modified": "2026-06-01T10:00:00Z", "City": "Oslo"])
        var text = String(decoding: try form.bytes([good]), as: UTF8.self)
        switch form {
        case .csv: text += record + "\r\n"
        case .json: text = "[" + record + "," + text.trimmingCharacters(in: .whitespacesAndNewlines).dropFirst()
        case .xml: text = text.replacing("</leads>", with: record)
        }
        try bench.write("inbox/\(file).\(form)", text)
    }

    @Test(arguments: cases)
    func `closes whom it names, and nobody else`(form: ExportForm, email: String, record: String) throws {
        let bench = try bench(form, email)
        try deliver(record, form, as: "leads-2", in: bench)
        try bench.sync(later)
        #expect(try bench.count("SELECT count(*) FROM quarantine") == 1)
        let stored = email.replacing("bücher", with: "xn--bcher-kva")
        #expect(try bench.lead(stored).decision.suppressions.map(\.reason) == [.optOut])
        for other in ["lead2@example.com", "lead3@example.com"] {
            #expect(try bench.lead(other).decision.suppressions.isEmpty)
        }
    }

    @Test(arguments: cases)
    func `is kept nowhere where she is erased`(form: ExportForm, email: String, record: String) throws {
        let bench = try bench(form, email)
        // What waits of her goes along.
        try deliver(record, form, as: "leads-2", in: bench)
        try bench.sync(later)
        try #require(try bench.count("SELECT count(*) FROM quarantine") == 1)
        try #require(try Program.run(["lead", "erase", "L1", "--yes"], in: bench.folder).status == 0)
        #expect(try bench.count("SELECT count(*) FROM quarantine") == 0)
        // What comes of her is refused.
        try bench.emptyInbox()
        try deliver(record, form, as: "leads-3", in: bench)
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try bench.count("SELECT count(*) FROM quarantine") == 0)
    }
}

@Suite struct `An opt-out whose column has become an object` {
    private let later = "2026-10-02T06:00:00Z"

    @Test(arguments: [
        (ExportForm.json, #""OptedOut":"""#, #""OptedOut":{"value":true}"#),
        (.json, #""OptedOut":"""#, #""OptedOut":[{"value":true}]"#),
        (.xml, "<OptedOut></OptedOut>", "<OptedOut><v>true</v></OptedOut>"),
        (.xml, "<OptedOut></OptedOut>", #"<OptedOut val="true"/>"#),
    ])
    func `takes its person back, and is told`(form: ExportForm, old: String, new: String) throws {
        let bench = try Workbench()
        let format = form == .json ? "json" : "{ xml: { records: lead } }"
        try bench.edit(
            "config/sources/crm.yaml",
            #"files: "leads*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } }"#,
            #"files: "leads*.\#(form)", format: \#(format)"#)
        try bench.write(
            "inbox/leads-1.\(form)", bytes: form.bytes([Setup.discarded("1"), Setup.discarded("2")]))
        try bench.sync()
        let rows = ["1", "2"].map { Setup.discarded($0, ["Modified": "2026-06-01T10:00:00Z"]) }
        var text = String(decoding: try form.bytes(rows), as: UTF8.self)
        let place = try #require(text.range(of: old))
        text.replaceSubrange(place, with: new)
        try bench.write("inbox/leads-2.\(form)", text)
        try bench.sync(later)
        let refused = try bench.workspace().openForReading().quarantined(QuarantineFilter())
        #expect(refused.map(\.forbids) == [[.optOut]])
        #expect(try bench.lead("lead1@example.com").decision.suppressions.map(\.reason) == [.optOut])
        #expect(try bench.lead("lead2@example.com").decision.suppressions.isEmpty)
    }
}
