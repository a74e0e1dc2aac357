import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// What must be true after each of the two shipped deliveries: `config/demo/exports/expected.json`.
struct Expected: Decodable {
    /// One value, or several of which each is right.
    struct AnyOf<Value: Decodable & Hashable>: Decodable {
        var values: Set<Value?>

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            values =
                if let list = try? container.decode([Value?].self) { Set(list) } else {
                    [try container.decode(Value?.self)]
                }
        }
    }

    struct Moment: Decodable {
        var stage: AnyOf<String>?
        var discardReason: AnyOf<String>?
        var decision: AnyOf<String>?
        var track: String?
        var due: String?
        var feed: AnyOf<String>?
        var cycles: Int?
        var live: Bool?
        var title: String?
        var phone: String?
        var optedOut: Bool?
        var hardBounced: Bool?
        var doNotCall: Bool?
        var customer: Bool?
        var callAttempts: Int?

        enum CodingKeys: String, CodingKey {
            case stage, decision, track, due, feed, cycles, live, title, phone, customer
            case discardReason = "discard-reason"
            case optedOut = "opted-out"
            case hardBounced = "hard-bounced"
            case doNotCall = "do-not-call"
            case callAttempts = "call-attempts"
        }
    }

    struct Record: Decodable {
        var source: String
        var id: String
        var kind: String?
        var since: String?
        var oneLeadSince: String?

        var name: String { "\(source):\(id)" }

        enum CodingKeys: String, CodingKey {
            case source, id, kind, since
            case oneLeadSince = "one-lead-since"
        }
    }

    struct Person: Decodable {
        var name: String
        var records: [Record]
        var first: Moment
        var second: Moment
    }

    struct Apart: Decodable {
        var name: String
        var because: String
        var records: [Record]
    }

    struct Crowd: Decodable { var people: [[String]] }
    struct Terms: Decodable {
        var triggers: [String]
        var never: [String]
        var reasons: [String: String]
    }

    var asOf: [String: String]
    var agreement: Terms
    var persons: [Person]
    var apart: [Apart]
    var crowd: Crowd

    enum CodingKeys: String, CodingKey {
        case persons, agreement
        case asOf = "as-of"
        case apart = "never-one-lead"
        case crowd = "the-crowd"
    }

    static func shipped() throws -> Expected {
        let data = try Data(contentsOf: URL(fileURLWithPath: Repository.path("config/demo/exports/expected.json")))
        return try JSONDecoder().decode(Expected.self, from: data)
    }

    /// The agreement that the file was written for. Tracks are named as the shipped feeds select them.
    var agreementFile: String {
        let tracks = [
            "timing": "back-in-season", "no-response": "re-engage", "no-budget": "next-budget", "unknown": "re-engage",
        ]
        let rules = agreement.reasons.sorted { $0.key < $1.key }.map {
            "        \($0.key): { track: \(tracks[$0.key] ?? "re-engage"), after: \($0.value), cycles: 3 }\n"
        }
        return """
            agreement:
              - effective-from: 2025-01-01
                zone: America/New_York
                recycling:
                  triggers: [\(agreement.triggers.joined(separator: ", "))]
                  never: [\(agreement.never.joined(separator: ", "))]
                  reasons:
                    untouched: { track: first-touch, after: 0d, cycles: 3 }

            """ + rules.joined()
    }
}

/// The shipped company, both deliveries taken in, and what the store held after each.
struct Story {
    /// What the store held after one delivery.
    struct Picture {
        var leads: [LeadID: StoredLead] = [:]
        /// The lead of every record of a person, by `source:id`.
        var owner: [String: LeadID] = [:]
        var inFeed: Set<LeadID> = []
        /// Leads with a row in a feed's file of this delivery.
        var added: Set<LeadID> = []
    }

    let expected: Expected
    var pictures: [String: Picture] = [:]

    init() throws {
        expected = try Expected.shipped()
        let bench = try Workbench()
        for folder in ["config", "mappings"] {
            try FileManager.default.removeItem(atPath: bench.path(folder))
            try FileManager.default.copyItem(atPath: Repository.path(folder), toPath: bench.path(folder))
        }
        try bench.remove("config/demo")
        try bench.write("config/agreement.yaml", expected.agreementFile)
        var cursor = 0
        for delivery in ["first", "second"] {
            try bench.emptyInbox()
            let exports = Repository.path("config/demo/exports/" + delivery)
            for file in try FileManager.default.contentsOfDirectory(atPath: exports) {
                try FileManager.default.copyItem(atPath: exports + "/" + file, toPath: bench.path("inbox/" + file))
            }
            let reports = try bench.sync(try #require(expected.asOf[delivery]))
            for report in reports {
                #expect(
                    report.counts.isConserved && report.counts.rejected == 0,
                    "\(delivery), \(report.source): \(report.counts), \(report.notes)")
            }
            pictures[delivery] = try Story.look(bench, after: cursor)
            cursor = try bench.count("SELECT coalesce(max(message), 0) FROM outbox")
        }
    }

    private static func look(_ bench: Workbench, after cursor: Int) throws -> Picture {
        var picture = Picture()
        let inspector = try Inspector(bench.workspace())
        for lead in try bench.leads() {
            picture.leads[lead.id] = lead
            for record in try inspector.records(of: lead) where record.kind == .lead {
                picture.owner["\(record.stream.source):\(record.id)"] = lead.id
            }
        }
        func numbers(_ sql: String) throws -> Set<LeadID> { Set(try bench.numbers(sql).map { LeadID(number: $0) }) }
        picture.inFeed = try numbers("SELECT DISTINCT lead FROM feed_member")
        picture.added = try numbers("SELECT DISTINCT lead FROM outbox WHERE message > \(cursor) AND action = 'add'")
        return picture
    }
}

@Suite struct `The shipped story` {
    @Test func `is told by both deliveries as expected: who is one person, where each stands, and what is decided`()
        throws
    {
        let story = try Story()
        let verdict = StoryVerdict(story)
        for person in story.expected.persons {
            for delivery in ["first", "second"] {
                for difference in verdict.differences(person, delivery) {
                    Issue.record("\(person.name), \(delivery): \(difference)")
                }
            }
        }
        for pair in story.expected.apart {
            for (delivery, picture) in story.pictures {
                let owners = pair.records.compactMap { picture.owner[$0.name] }
                #expect(Set(owners).count == owners.count, "\(pair.name), \(delivery): one lead though \(pair.because)")
            }
        }
        // Nobody of the crowd is mixed up with somebody else.
        let lists = story.expected.crowd.people + story.expected.persons.map { $0.records.map(\.name) }
        for (delivery, picture) in story.pictures {
            var person: [LeadID: Int] = [:]
            for (number, list) in lists.enumerated() {
                for record in list {
                    guard let lead = picture.owner[record] else { continue }
                    let other = person[lead, default: number]
                    #expect(other == number, "\(delivery): \(record) is one lead with \(lists[other])")
                    person[lead] = number
                }
            }
            #expect(person.count > 100, "\(delivery) was hardly read")
        }
    }
}
