import Foundation
import LeadModel
import Synchronization
import TestSupport
import Testing

@testable import Connectors

/// The files for Mautic, Pardot, ActiveCampaign and Zoho that are shipped, each against a server that answers as the vendor does.
@Suite(.serialized) struct `Rows for other marketing tools` {
    private static let columns = ["email", "firstname"]

    private func bench(_ vendor: String) throws -> WriteBench {
        try WriteBench(try Server("receivers/\(vendor)"), vendor)
    }

    private func row(_ number: Int, _ action: FeedAction = .add, receiver: String? = nil) -> DeliveryRow {
        WriteBench.row(number, [.text("p\(number)@x.example"), .text("Ada")], action, receiver: receiver)
    }

    @Test func `come back from Mautic by their place, in lists and in objects`() throws {
        let server = try Server("receivers/mautic")
        let bench = try WriteBench(server, "mautic")
        try bench.play(["refuse": ["p2@x.example": "400"], "known": ["p3@x.example": "33"]])
        let verdicts = try bench.writer().deliver(
            WriteBench.batch(Self.columns, with: ["segment": "3"], (1...3).map { row($0) }), now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["accepted", "rejected 400", "accepted"])
        #expect(verdicts.map { $0.receipt?.receiverID } == ["1001", nil, "33"])
        #expect(verdicts[1].refusal?.text == "contacts: email: The address … is invalid.")
        #expect(
            try bench.log().map(\.path) == [
                "/api/contacts/batch/new", "/api/segments/3/contact/1001/add", "/api/segments/3/contact/33/add",
            ])
        let whole = try bench.writer().deliver(WriteBench.batch(Self.columns, [row(1), row(3)]), now: WriteBench.now)
        #expect(whole.map { $0.receipt?.receiverID } == ["1001", "33"])
        // Fewer statuses than rows: nobody knows whose they are.
        try bench.play(["short": true])
        let short = try bench.writer().deliver(WriteBench.batch(Self.columns, [row(1), row(3)]), now: WriteBench.now)
        #expect(short.map(\.told) == ["failed? delivery.unanswered", "failed? delivery.unanswered"])
    }

    @Test func `leave Mautic's segment, and are put on do-not-contact where the feed says so`() throws {
        let server = try Server("receivers/mautic")
        let bench = try WriteBench(server, "mautic")
        try bench.play(["known": ["p1@x.example": "5", "xp1@x.example": "6"]])
        let verdicts = try bench.writer().deliver(
            WriteBench.batch(
                Self.columns, with: ["segment": "3", "do-not-contact": "email"], [row(1, .withdraw), row(2, .withdraw)]),
            now: WriteBench.now)
        // Its search finds parts of addresses, too.
        #expect(verdicts.map(\.told) == ["accepted", "accepted"] && verdicts[0].receipt?.receiverID == "5")
        #expect(verdicts[1].receipt?.word == "unknown-there")
        #expect(
            try bench.log().map(\.path).filter { $0 != "/api/contacts" } == [
                "/api/segments/3/contact/5/remove", "/api/contacts/5/dnc/email/add",
            ])
    }

    @Test func `are imported by Pardot, and its file of errors is read`() throws {
        let server = try Server("receivers/pardot")
        let bench = try WriteBench(server, "pardot")
        try bench.play(["refuse": ["p2@x.example": "109"]])
        let waits = PullBench.Waits()
        let verdicts = try bench.writer(waits: waits).deliver(
            WriteBench.batch(Self.columns, with: ["list": "25"], (1...3).map { row($0) }), now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["accepted", "rejected 109", "accepted"])
        #expect(verdicts[1].refusal?.text == "import: Prospect … is not valid")
        let asked = try bench.log()
        #expect(
            asked.map { "\($0.method) \($0.path)" } == [
                "POST /api/v5/imports", "POST /api/v5/imports/7/batches", "PATCH /api/v5/imports/7",
                "GET /api/v5/imports/7",
                "GET /api/v5/imports/7", "GET /api/v5/imports/7/errors",
            ])
        #expect(asked[1].body.contains("email,firstname,matchEmail,addToList\r\np1@x.example,Ada,p1@x.example,25\r\n"))
        #expect(asked[0].value("createOnNoMatch") as? Bool == true && asked[1].body.contains(#"name="file""#))
        let gone = try bench.writer().deliver(
            WriteBench.batch(Self.columns, with: ["list": "25"], [row(1, .withdraw)]), now: WriteBench.now)
        #expect(gone.map(\.told) == ["accepted"])
        let left = try bench.log()
        #expect(left[1].body.contains("matchEmail,removeFromList") && left[0].value("createOnNoMatch") == nil)
        // Codes that the file has for rows that were taken before, or not judged.
        var lenient = try bench.destination()
        for index in lenient.writes.indices {
            lenient.writes[index].answer.already = ["4"]
            lenient.writes[index].answer.later = ["109"]
        }
        try bench.play(["refuse": ["p2@x.example": "109"]])
        let clock = HTTPSession.Clock(now: { WriteBench.now }) { _ in }
        let judged = HTTPWriter(lenient, folder: "/", clock: clock).deliver(
            WriteBench.batch(Self.columns, with: ["list": "25"], [row(1, .withdraw), row(2, .withdraw)]),
            now: WriteBench.now)
        #expect(judged.map(\.told) == ["accepted", "failed delivery.put-off"])
        // A column that Pardot does not know refuses the file: each row is told.
        let odd = WriteBench.batch(["email", "nonsense"], (1...2).map { row($0) })
        #expect(try bench.writer().deliver(odd, now: WriteBench.now).map(\.told) == ["rejected 109", "rejected 109"])
    }

    @Test func `are written to ActiveCampaign one by one, tagged and untagged`() throws {
        let server = try Server("receivers/activecampaign")
        let bench = try WriteBench(server, "activecampaign")
        try bench.play(["refuse": ["p2@x.example": "email_invalid"]])
        let columns = ["email", "firstName", "Recycle Reason"]
        func row(_ number: Int, _ reason: FieldValue?, _ action: FeedAction = .add) -> DeliveryRow {
            WriteBench.row(number, [.text("p\(number)@x.example"), .text("Ada"), reason], action)
        }
        let with = ["tag": "12", "automation": "3"]
        let writer = try bench.writer()
        let verdicts = writer.deliver(
            WriteBench.batch(columns, with: with, [row(1, .text("timing")), row(2, nil), row(3, nil)]),
            now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["accepted", "rejected email_invalid", "accepted"])
        #expect(verdicts[0].receipt?.receiverID == "1000" && verdicts[1].refusal?.field == nil)
        #expect(verdicts[1].refusal?.text == "contact: Email address … is not valid.")
        let asked = try bench.log()
        #expect(asked[0].text("contact.fieldValues.0.value") == "timing" && asked[2].count("contact.fieldValues") == 0)
        #expect(
            asked.count { $0.path == "/api/3/contactTags" } == 2
                && asked.count { $0.path == "/api/3/contactAutomations" } == 2)
        // Sent again, after a hang-up say, nobody is tagged or automated twice.
        let again = writer.deliver(
            WriteBench.batch(columns, with: with, [row(1, .text("timing"))]), now: WriteBench.now)
        #expect(again.map(\.told) == ["accepted"])
        #expect(try bench.log().allSatisfy { $0.method == "GET" || $0.path == "/api/3/contact/sync" })
        let gone = writer.deliver(
            WriteBench.batch(columns, with: with, [row(1, nil, .withdraw), row(9, nil, .withdraw)]), now: WriteBench.now
        )
        #expect(gone.map(\.told) == ["accepted", "accepted"] && gone[1].receipt?.word == "unknown-there")
        #expect(
            try bench.log().filter { $0.method == "DELETE" }.map(\.path) == [
                "/api/3/contactTags/500", "/api/3/contactAutomations/500",
            ])
    }

    @Test func `come back from Zoho each with its code`() throws {
        let server = try Server("receivers/zoho")
        let bench = try WriteBench(server, "zoho")
        try bench.play([
            "refuse": ["p2@x.example": "MANDATORY_NOT_FOUND"], "known": ["p3@x.example": "231200000000321003"],
        ])
        let columns = ["Email", "Last_Name"]
        let verdicts = try bench.writer().deliver(
            WriteBench.batch(columns, with: ["tag": "Recycled"], (1...3).map { row($0) }), now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["accepted", "rejected MANDATORY_NOT_FOUND", "accepted"])
        #expect(verdicts[2].receipt == DeliveryReceipt(status: 200, receiverID: "231200000000321003", word: "update"))
        #expect(verdicts[1].refusal?.field == "Last_Name")
        // Where no row is right the status says so, too.
        let alone = try bench.writer().deliver(WriteBench.batch(columns, [row(2)]), now: WriteBench.now)
        #expect(alone.map(\.told) == ["rejected MANDATORY_NOT_FOUND"] && alone[0].refusal?.status == 400)
        _ = try bench.log()
        let gone = try bench.writer().deliver(
            WriteBench.batch(columns, with: ["tag": "Recycled"], [row(3, .withdraw), row(4, .withdraw)]),
            now: WriteBench.now)
        #expect(gone.map(\.told) == ["accepted", "accepted"] && gone[1].receipt?.word == "unknown-there")
        #expect(try bench.log().last?.path == "/crm/v8/Leads/231200000000321003/actions/remove_tags")
    }
}

/// The files for CRMs that are shipped.
@Suite(.serialized) struct `Rows for a CRM` {
    @Test func `are upserted by Salesforce by an external id, and are members of a campaign`() throws {
        let server = try Server("receivers/salesforce")
        let bench = try WriteBench(server, "salesforce")
        try bench.play([
            "refuse": ["L2": "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"], "later": ["L4": "UNABLE_TO_LOCK_ROW"],
        ])
        let columns = ["Leadloop_Id__c", "LastName", "NumberOfEmployees"]
        func row(_ number: Int, _ action: FeedAction = .add) -> DeliveryRow {
            WriteBench.row(number, [.text("L\(number)"), .text("O'Brien"), .number(ExactNumber(12))], action)
        }
        let with = ["external-id": "Leadloop_Id__c", "campaign": "701x", "status": "Sent", "left": "Withdrawn"]
        let writer = try bench.writer()
        let verdicts = writer.deliver(
            WriteBench.batch(columns, with: with, (1...4).map { row($0) }), now: WriteBench.now)
        #expect(
            verdicts.map(\.told) == [
                "accepted", "rejected INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "accepted", "failed delivery.put-off",
            ])
        #expect(verdicts[1].refusal?.text == "upsert: …: bad value" && verdicts[1].refusal?.field == "Status")
        let asked = try bench.log()
        #expect(
            asked[0].text("records.0.attributes.type") == "Lead"
                && asked[0].value("records.0.NumberOfEmployees") as? Int == 12)
        #expect(asked.filter { $0.path.hasSuffix("CampaignMember") }.map { $0.text("Status") } == ["Sent", "Sent"])
        let again = writer.deliver(
            WriteBench.batch(columns, with: with, [row(1, .change), row(3, .withdraw), row(9, .withdraw)]),
            now: WriteBench.now)
        #expect(again.map(\.told) == ["accepted", "accepted", "accepted"] && again[2].receipt?.word == "unknown-there")
        let changed = try bench.log().filter { $0.method == "PATCH" && $0.path.contains("CampaignMember/") }
        #expect(changed.map { $0.text("Status") } == ["Sent", "Withdrawn"])
        // A feed that does not say what the file needs is told so, and is not sent half of it.
        let bare = writer.deliver(WriteBench.batch(columns, [row(1)]), now: WriteBench.now)
        #expect(bare.map(\.told) == ["failed config.missing-key"])
        #expect(try bench.log().isEmpty)
    }

    @Test func `are upserted by Dynamics by an alternate key in the address`() throws {
        let server = try Server("receivers/dynamics")
        let bench = try WriteBench(server, "dynamics")
        try bench.play(["refuse": ["p2@x.example": "0x80040265"]])
        let columns = ["emailaddress1", "lastname"]
        func row(_ number: Int, _ email: String, _ action: FeedAction = .add) -> DeliveryRow {
            WriteBench.row(number, [.text(email), .text("Ada")], action)
        }
        let writer = try bench.writer()
        let with = ["list": "2e45-1"]
        let verdicts = writer.deliver(
            WriteBench.batch(columns, with: with, [row(1, "o'neill@x.example"), row(2, "p2@x.example")]),
            now: WriteBench.now)
        #expect(
            verdicts.map(\.told) == ["accepted", "rejected 0x80040265"] && verdicts[0].receipt?.receiverID == "1000")
        #expect(verdicts[1].refusal?.text == "upsert: A validation error occurred for …")
        for _ in 0..<2 {
            let gone = writer.deliver(
                WriteBench.batch(
                    columns, with: with, [row(1, "O'Neill@x.example", .withdraw), row(3, "p3@x.example", .withdraw)]),
                now: WriteBench.now)
            #expect(gone.map(\.told) == ["accepted", "accepted"])
        }
        let last = try #require(try bench.log().last { $0.method == "POST" })
        #expect(last.path == "/api/data/v9.2/RemoveListMembersList")
        #expect(last.text("List.listid") == "2e45-1" && last.text("Members.0.leadid") == "1000")
        // Who has been deleted there has left the list; an action that is not there has taken nobody out of it.
        func withdrawn(_ receiver: String) -> [String] {
            let row = WriteBench.row(4, [.text("p4@x.example"), .text("Ada")], .withdraw, receiver: receiver)
            return writer.deliver(WriteBench.batch(columns, with: with, [row]), now: WriteBench.now).map(\.told)
        }
        #expect(withdrawn("9999") == ["accepted"])
        let missing = #"{"error":{"code":"0x80060888","message":"Resource not found for the segment"}}"#
        try bench.play(["faults": [[1, ["status": 404, "body": missing]]]])
        #expect(withdrawn("1000") == ["rejected 0x80060888"])
    }

    @Test func `are written once as notes of Pipedrive, and refused where nobody or more than one is meant`() throws {
        let server = try Server("receivers/pipedrive")
        let bench = try WriteBench(server, "pipedrive-notes")
        try bench.play(["known": ["p1@x.example": "41", "p3@x.example": "43", "p3@x.example#2": "44"]])
        let columns = ["email", "note"]
        func row(_ number: Int, note: FieldValue? = .text("Recycled: \"timing\"")) -> DeliveryRow {
            WriteBench.row(number, [.text("p\(number)@x.example"), note])
        }
        let writer = try bench.writer()
        let batch = WriteBench.batch(columns, [row(1), row(2), row(3)])
        let verdicts = writer.deliver(batch, now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["accepted", "rejected unknown-there", "rejected ambiguous"])
        let note = try #require(try bench.log().first { $0.method == "POST" })
        #expect(
            note.text("content") == "Recycled: \"timing\"<br>leadloop msg-1" && note.value("person_id") as? Int == 41)
        let again = writer.deliver(batch, now: WriteBench.now)
        #expect(again[0].receipt?.word == "already-there")
        #expect(try bench.log().allSatisfy { $0.method == "GET" })
        let bare = writer.deliver(WriteBench.batch(columns, [row(1, note: nil)]), now: WriteBench.now)
        #expect(bare.map(\.told) == ["accepted"], "its note is there already")
        let fresh = WriteBench.batch(columns, [WriteBench.row(5, [.text("p1@x.example"), nil])])
        #expect(writer.deliver(fresh, now: WriteBench.now).map(\.told) == ["rejected no-value"])
        try bench.play(["known": ["p1@x.example": "41"], "full": true])
        let full = writer.deliver(WriteBench.batch(columns, [row(1)]), now: WriteBench.now)
        #expect(full.map(\.told) == ["rejected"] && full[0].refusal?.text.hasPrefix("Note limit reached by …") == true)
    }
}
