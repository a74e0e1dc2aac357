import Foundation
import Glibc
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// One thing that is wrong with an export, and what is to be said of it.
struct Malady: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var codes: Set<FaultCode>
    /// 4: some records wait, the rest was read. 65: the file could not be read to its end.
    var status: Int32
    /// How many of the good leads around it are there.
    var good: Int

    var testDescription: String { name }

    /// Columns of the leads' export with what is given, the others empty.
    static func line(_ cells: Row) -> String {
        String(Setup.csv(Setup.columns(of: "leads.csv"), [cells]).split(separator: "\r\n")[1])
    }

    private static let header = Setup.columns(of: "leads.csv").joined(separator: ",")
    private static func good(_ id: Int) -> String { line(Setup.lead("\(id)")) }
    private static func around(_ bad: String) -> [UInt8] { Array("\(header)\n\(bad)\n\(good(1))\n\(good(2))\n".utf8) }

    private init(_ name: String, _ bytes: [UInt8], _ codes: Set<FaultCode>, status: Int32 = 4, good: Int = 2) {
        self.name = name
        self.bytes = bytes
        self.codes = codes
        self.status = status
        self.good = good
    }

    static let all: [Malady] = [
        Malady("surplus cell", around(good(9) + ",\"more\""), [.csvSurplusCell]),
        Malady("missing cells", around("9,x"), [.csvMissingCell]),
        Malady("nul byte", around(line(Setup.lead("9", ["City": "a\u{0}b"]))), [.csvNulByte]),
        Malady("stray quote", around(good(9).replacing("lead9", with: "le\"ad9")), [.csvStrayQuote]),
        Malady(
            "open quote at the end", Array("\(header)\n\(good(1))\n\(good(2))\n9,\"2026-06-01\n".utf8),
            [.csvOpenQuote, .fileTruncated], status: 65),
        Malady(
            "wrong encoding",
            Array("\(header)\n".utf8) + Array(good(9).utf8).map { $0 == 0x39 ? 0xFC : $0 }
                + Array("\n\(good(1))\n\(good(2))\n".utf8),
            [.encodingInvalid]),
        Malady("empty file", [], [.fileEmpty], status: 65, good: 0),
        Malady("header only", Array("\(header)\n".utf8), [.csvHeaderOnly], status: 65, good: 0),
        Malady(
            "no header", Array("\(good(1))\n\(good(2))\n".utf8),
            [.mappingUnknownColumn, .csvHeaderDuplicate, .csvHeaderMissing], status: 65, good: 0),
        Malady("naive time", around(line(Setup.lead("9", ["Modified": "2026-06-01T10:00:00"]))), [.mappingZoneMissing]),
        Malady(
            "30 February", around(line(Setup.lead("9", ["Modified": "2026-02-30T10:00:00Z"]))), [.mappingInvalidDate]),
        Malady("absurd date", around(line(Setup.lead("9", ["Created": "0026-02-03T10:00:00Z"]))), [.mappingAbsurdDate]),
        Malady("unmapped status", around(line(Setup.lead("9", ["Status": "Parked"]))), [.mappingUnmappedStatus]),
        Malady("no id", around(line(Setup.lead("", ["Email": "nobody@example.com"]))), [.mappingIdentityMissing]),
        Malady("no address", around(line(Setup.lead("9", ["Email": "nobody at example"]))), [.mappingInvalidEmail]),
    ]
}

extension ArraySlice where Element == UInt8 {
    fileprivate func hasSuffix(_ bytes: [UInt8]) -> Bool { suffix(bytes.count).elementsEqual(bytes) }
}

@Suite struct `Bad input` {
    @Test(arguments: Malady.all)
    func `is refused with place, cause and remedy, and what is good around it is kept`(malady: Malady) throws {
        let bench = try Workbench()
        try bench.write("inbox/leads-2.csv", bytes: malady.bytes)
        try bench.deliver("leads-1.csv", [Setup.lead("50")])
        try bench.deliver("leads-3.csv", [Setup.lead("51")])
        let said = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(said.status == malady.status, "\(said.all)")
        let waiting = try bench.workspace().openForReading().quarantined(limit: 9)
        let listed = try waiting.map {
            try Program.run(["quarantine", "show", "\($0.number)"], in: bench.folder).output
        }.joined()
        let text = said.talk + listed
        #expect(malady.codes.contains { text.contains("[\($0.rawValue)]") }, "\(text)")
        #expect(text.contains("leads-2.csv"), "\(text)")
        if malady.status == 4 {
            #expect(
                waiting.count == 1 && waiting[0].fault.origin?.line == 2 && waiting[0].fault.origin?.record == 1,
                "\(text)")
        }
        #expect(try bench.leads().count == malady.good + 2, "\(text)")
        // What was refused is told the same when it comes again, and a file that is merely kept is not.
        let kept = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(kept.status == (malady.status == 4 ? 0 : malady.status), "\(kept.all)")
        try bench.write("inbox/leads-4.csv", bytes: malady.bytes + (malady.status == 4 ? Array("\n".utf8) : []))
        #expect(try Program.run(["sync", "--now", Setup.now], in: bench.folder).status == malady.status)
        #expect(try bench.leads().count == malady.good + 2)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `that was cut off anywhere is never taken for whole, and every whole record before the cut is kept`(
        seed: UInt64
    ) throws {
        var dice = Dice(seed: seed)
        let bench = try Workbench()
        let whole = Array(
            Setup.csv(Setup.columns(of: "leads.csv"), (1...20).map { Setup.lead("\($0)", ["City": "Ålesund"]) }).utf8)
        let cut = dice.roll(1..<whole.count)
        try bench.write("inbox/leads.csv", bytes: Array(whole.prefix(cut)))
        let lines = whole.prefix(cut).split(separator: 0x0A, omittingEmptySubsequences: false)
        let isAtLineEnd = lines.last?.isEmpty == true || lines.last?.last == 0x0D
        let complete = max(0, lines.count - 2) + (lines.last?.last == 0x0D ? 1 : 0)
        let reports = try bench.sync()
        let counts = bench.counts(reports)
        #expect(
            try bench.leads().count >= complete && bench.leads().count <= complete + 1, "seed \(seed), cut at \(cut)")
        #expect(counts.isConserved)
        // A cut at the end of a line cannot be seen, nor one before the last cell, which may be empty.
        let hasAllCells = lines.last?.count { $0 == 0x2C } == Setup.columns(of: "leads").count - 1
        let couldBeWhole =
            isAtLineEnd || (hasAllCells && whole[cut - 1] != 0x22) || lines.last?.hasSuffix(Array(",\"\"".utf8)) == true
        if !couldBeWhole { #expect(reports.contains { $0.outcome != .succeeded }, "seed \(seed), cut at \(cut)") }
    }

    @Test func `that is no file is refused`() throws {
        let bench = try Workbench()
        try FileManager.default.createDirectory(
            atPath: bench.path("inbox/leads-2.csv"), withIntermediateDirectories: true)
        try bench.write("elsewhere.csv", Setup.csv(Setup.columns(of: "leads"), [Setup.lead("9")]))
        try FileManager.default.createSymbolicLink(
            atPath: bench.path("inbox/leads-3.csv"), withDestinationPath: bench.path("elsewhere.csv"))
        try bench.deliver("leads-1.csv", [Setup.lead("1")])
        let said = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(
            said.status == 74 && said.talk.contains("[file.not-regular]") && said.talk.contains("leads-2.csv")
                && said.talk.contains("leads-3.csv"), "\(said.all)")
        #expect(try bench.leads().count == 1)
    }

    @Test(.disabled(if: geteuid() == 0, "nothing is unreadable for root"))
    func `that may not be read is refused`() throws {
        let bench = try Workbench()
        try bench.deliver("leads-2.csv", [Setup.lead("2")])
        chmod(bench.path("inbox/leads-2.csv"), 0)
        try bench.deliver("leads-1.csv", [Setup.lead("1")])
        let said = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(said.status == 74 && said.talk.contains("[file.unreadable]"), "\(said.all)")
        #expect(try bench.leads().count == 1)
    }

    @Test func `in the configuration is told with its place before anything is read`() throws {
        let bomb = "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c]\n"
        let cases: [(file: String, text: String, code: String)] = [
            (
                "mappings/crm-lead.yaml", "mapping: crm-lead\nrecord: lead\nidentity: { id: Id }\n" + bomb,
                "config.alias"
            ),
            (
                "mappings/crm-lead.yaml",
                "mapping: crm-lead\nrecord: lead\nidentity: { id: Id }\nfields: { fone: Phone }\n",
                "mapping.unknown-field"
            ),
            ("config/agreement.yaml", "agreement: []\n", "config."),
            ("config/sources/crm.yaml", "source: crm\n  bad: indent\n", "config.not-yaml"),
        ]
        for (file, text, code) in cases {
            let bench = try Workbench()
            try bench.write(file, text)
            for arguments in [["sync"], ["config", "check"]] {
                let said = try Program.run(arguments, in: bench.folder)
                #expect(said.status == 78 && said.all.contains("[\(code)"), "\(file): \(said.status) \(said.all)")
                #expect(said.all.contains(file + ":"), "\(said.all)")
            }
            #expect(!FileManager.default.fileExists(atPath: bench.path("store/leadloop.sqlite")))
        }
    }
}
