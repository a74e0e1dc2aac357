import FieldMapping
import Foundation
import LeadModel
import Testing

@Suite struct `A date` {
    private func instant(_ text: String) -> FieldValue? { Instant(rfc3339: text).map { .instant($0) } }

    @Test(arguments: [
        ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z"), ("2023-05-27T21:15:08.000+0000", "2023-05-27T21:15:08Z"),
        ("2026-03-01 10:00:00.25-08:00", "2026-03-01T18:00:00.250Z"),
        ("2026-03-01T10:00:00-0800", "2026-03-01T18:00:00Z"),
        ("2026-03-01T10:00:00+01", "2026-03-01T09:00:00Z"), ("2021-10-05T11:52:54+05:30", "2021-10-05T06:22:54Z"),
        ("2026-03-01T10:00:00.123456789Z", "2026-03-01T10:00:00.123Z"),
    ])
    func `in ISO form is read with its offset`(cell: String, moment: String) throws {
        #expect(try value("C", .created, .text(cell)) == instant(moment))
    }

    @Test(arguments: [
        "2026-02-30T10:00:00Z", "2025-02-29T10:00:00Z", "2026-13-01T10:00:00Z", "2026-03-01T24:00:00Z",
        "2026-03-01T10:00:60Z",
        "2026-03-01T10:00Z", "2026-3-1T10:00:00Z", "0000-00-00", "2026-03-01T10:00:00.Z", "2026-03-01T10:00:00+1",
        "yesterday", "20260301",
    ])
    func `that does not exist or is written otherwise is a fault`(cell: String) throws {
        #expect(try code("C", .created, .text(cell), zone: "zone: UTC") == .mappingInvalidDate)
    }

    @Test func `without an offset needs a zone`() throws {
        #expect(try code("C", .created, "2026-03-01T10:00:00") == .mappingZoneMissing)
        #expect(try code("C", .created, "2026-03-01") == .mappingZoneMissing)
        #expect(
            try value("C", .created, "2026-03-01T10:00:00", zone: "zone: Europe/Berlin")
                == instant("2026-03-01T09:00:00Z"))
        #expect(
            try value("{ from: C, zone: America/New_York }", .created, "2026-07-01", zone: "zone: UTC")
                == instant("2026-07-01T04:00:00Z"))
    }

    @Test func `before 1900 or after 2100 is absurd`() throws {
        #expect(try code("C", .created, "1899-12-31T00:00:00Z") == .mappingAbsurdDate)
        #expect(try code("C", .created, "2101-01-01T00:00:00Z") == .mappingAbsurdDate)
        #expect(
            try code("{ from: C, format: epoch-seconds }", .created, .number("1617693833000")) == .mappingAbsurdDate)
        #expect(
            try value("{ from: C, format: epoch-seconds }", .created, .number("1617693833"))
                == instant("2021-04-06T07:23:53Z"))
        #expect(
            try value("{ from: C, format: epoch-milliseconds }", .created, .number("-1"))
                == instant("1969-12-31T23:59:59.999Z"))
    }

    @Test func `of zeros is null where that is a null word`() throws {
        #expect(try value("C", .created, "0000-00-00 00:00:00", zone: "null-words: [0000-00-00 00:00:00]") == .null)
    }

    @Test(arguments: [
        ("M/d/yyyy h:mm a", "3/15/2024 2:30 PM", "2024-03-15T14:30:00Z"),
        ("M/d/yyyy h:mm a", "12/1/2025 12:05\u{202F}am", "2025-12-01T00:05:00Z"),
        ("yyyy-MM-dd HH:mm", "2024-03-12 09:14", "2024-03-12T09:14:00Z"),
        ("d. MMMM yyyy", "1. March 2024", "2024-03-01T00:00:00Z"),
        ("MMM d, yyyy 'at' H:mm", "Mar 9, 2024 at 7:05", "2024-03-09T07:05:00Z"),
        ("yyyyMMdd", "20240312", "2024-03-12T00:00:00Z"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2024-03-12T09:14:00.5+01:00", "2024-03-12T08:14:00.500Z"),
    ])
    func `in a declared form is read`(format: String, cell: String, moment: String) throws {
        #expect(try value("{ from: C, zone: UTC, format: \"\(format)\" }", .created, .text(cell)) == instant(moment))
    }

    @Test func `may have one of several forms`() throws {
        let rule = "{ from: C, zone: UTC, format: [M/d/yyyy, d/M/yyyy, iso] }"
        #expect(try value(rule, .created, "3/4/2024") == instant("2024-03-04T00:00:00Z"))
        #expect(try value(rule, .created, "13/4/2024") == instant("2024-04-13T00:00:00Z"))
        #expect(try value(rule, .created, "2024-04-13T05:00:00Z") == instant("2024-04-13T05:00:00Z"))
        #expect(try code(rule, .created, "13/13/2024") == .mappingInvalidDate)
        #expect(
            try code("{ from: C, zone: UTC, format: M/d/yyyy h:mm a }", .created, "3/4/2024 13:00 PM")
                == .mappingInvalidDate)
    }

    @Test(arguments: [
        ("Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z"),
        ("Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
        ("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),  // twice: the first, in summer time
        ("America/New_York", "2026-11-01T02:00:00", "2026-11-01T07:00:00Z"),
        ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"),  // a day whose midnight is skipped begins at one
        ("America/New_York", "2026-11-01T01:59:59", "2026-11-01T05:59:59Z"),
        ("Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-04T14:45:00Z"),
        ("Pacific/Kiritimati", "2026-01-01T00:00:00", "2025-12-31T10:00:00Z"),
        ("Asia/Kolkata", "2026-01-01T00:00:00", "2025-12-31T18:30:00Z"),
    ])
    func `near a change of the clocks is what they showed, the first time where they showed it twice`(
        zone: String, cell: String, moment: String
    ) throws {
        #expect(try value("C", .created, .text(cell), zone: "zone: \(zone)") == instant(moment))
    }

    @Test(arguments: [
        ("Europe/Berlin", "2026-03-29T02:00:00"), ("Europe/Berlin", "2026-03-29T02:59:59"),
        ("America/New_York", "2026-03-08T02:30:00"), ("Australia/Lord_Howe", "2026-10-04T02:15:00"),
    ])
    func `that clocks skipped is refused, not moved`(zone: String, cell: String) throws {
        #expect(try code("C", .created, .text(cell), zone: "zone: \(zone)") == .mappingSkippedTime)
    }

    @Test func `of a change or an activity is refused where it lies more than a day ahead`() throws {
        let lead = try leadMapping("fields: { created: C }", identity: "{ id: Id, modified: M }")
        let call = try FieldMapping.compile(
            "mapping: call\nrecord: activity\nidentity: { id: Id }\nlead: { crm: Who }\nfields: { type: { from: T, values: { Call: call } }, at: M }",
            file: "call.yaml")
        let page = TestPage.json(
            [("Id", "1"), ("T", "Call"), ("Who", "2"), ("M", "2026-03-03T10:00:01Z")],
            [("Id", "2"), ("T", "Call"), ("Who", "2"), ("M", "2026-03-03T10:00:00Z"), ("C", "2031-01-01T00:00:00Z")])
        for mapping in [lead, call] {
            var mapper = mapping.mapper(source: "crm", file: "x.json", now: Instant(rfc3339: "2026-03-02T10:00:00Z"))
            guard case .failure(let fault) = mapper.observe(page, 0) else {
                Issue.record("\(mapping.name): not refused")
                continue
            }
            #expect(fault.code == .mappingFutureTime && fault.field == "M" && fault.remedy == .deadLetter)
            guard case .success = mapper.observe(page, 1) else {
                Issue.record("\(mapping.name): a day ahead, or a date of another kind, is no fault")
                continue
            }
            var unbound = mapping.mapper(source: "crm", file: "x.json")
            guard case .success = unbound.observe(page, 0) else {
                Issue.record("\(mapping.name): refused without a time")
                continue
            }
        }
    }

    @Test(arguments: [
        ("zone: Europe/Berlin", "2026-03-29", "2026-03-29", "2026-03-29T21:59:59.999Z"),
        ("zone: Pacific/Auckland", "2026-01-05", "2026-01-05", "2026-01-05T10:59:59.999Z"),
        ("format: M/d/yyyy, zone: America/New_York", "11/1/2026", "2026-11-01", "2026-11-02T04:59:59.999Z"),
    ])
    func `without a clock is a day of its zone`(rule: String, cell: String, day: String, end: String) throws {
        let found = try #require(try knownDay(cell, rule))
        #expect(found.description == day && found.ends.description == end)
    }

    @Test(arguments: [
        ("zone: UTC", "2026-03-29T00:00:00"), ("format: iso", "2026-03-29T00:00:00Z"),
        ("format: epoch-seconds", "1774742400"), ("format: M/d/yyyy H:mm, zone: UTC", "3/29/2026 0:00"),
    ])
    func `with a clock is none, though it is midnight`(rule: String, cell: String) throws {
        #expect(try knownDay(cell, rule) == nil)
    }

    private func knownDay(_ cell: String, _ rule: String) throws -> ZonedDay? {
        let mapping = try leadMapping("fields: { assigned: { from: C, as: date-time, \(rule) } }")
        var mapper = mapping.mapper(source: "crm", file: "x.json")
        return try mapper.observe(TestPage.json([("Id", "1"), ("C", .text(cell))]), 0).get().fields.day(.assigned)
    }

    @Test(arguments: [
        ("fields: { consented: C }", "C"), ("fields: { assigned: C }", "C"),
        ("status: { from: S, values: { Open: assigned }, changed: C }", "C"),
    ])
    func `of what cannot lie ahead is refused a day ahead, and understood when its time has come`(
        lines: String, field: String
    ) throws {
        let page = TestPage.json([("Id", "1"), ("S", "Open"), ("C", "2026-03-09T10:00:00Z")])
        var mapper = try leadMapping(lines).mapper(
            source: "crm", file: "x", now: Instant(rfc3339: "2026-03-02T10:00:00Z"))
        let fault = try #require(mapper.observe(page, 0).fault)
        #expect(fault.code == .mappingFutureTime && fault.field == field)
        #expect(mapper.understandsMoreFrom == Instant(rfc3339: "2026-03-08T10:00:00Z"))
        var later = try leadMapping(lines).mapper(
            source: "crm", file: "x", now: Instant(rfc3339: "2026-03-08T10:00:00Z"))
        #expect(later.observe(page, 0).fault == nil)
    }
}
