import LeadModel
import LeadStore

/// Holds what the store believes of a person against what is expected of it.
///
/// Records of sources that this build cannot read are not asked for; those of a source and kind that was read must all be
/// there, and the values are compared where the person is complete.
struct StoryVerdict {
    private let story: Story
    /// `source kind` of what was read at all.
    private let known: Set<String>

    init(_ story: Story) {
        self.story = story
        let held = story.pictures.values.reduce(into: Set<String>()) { $0.formUnion($1.owner.keys) }
        known = Set(
            story.expected.persons.flatMap(\.records).filter { held.contains($0.name) }.map {
                "\($0.source) \($0.kind ?? "")"
            })
    }

    func differences(_ person: Expected.Person, _ delivery: String) -> [String] {
        guard let picture = story.pictures[delivery] else { return ["nothing was read"] }
        let due = person.records.filter { delivery == "second" || $0.since != "second" }
        let readable = due.filter { known.contains("\($0.source) \($0.kind ?? "")") }
        var found = readable.filter { picture.owner[$0.name] == nil }.map { "record \($0.name) is missing" }
        let joined = readable.filter { delivery == "second" || $0.oneLeadSince != "second" }
        let owners = Set(joined.compactMap { picture.owner[$0.name] })
        if owners.count > 1 {
            found.append(
                "\(joined.map { "\($0.name) is \(picture.owner[$0.name]?.description ?? "nobody's")" }.joined(separator: ", "))"
            )
        }
        guard readable.count == due.count, let id = owners.min(), let lead = picture.leads[id] else { return found }
        return found + values(of: lead, delivery == "first" ? person.first : person.second, delivery)
    }

    private func values(of lead: StoredLead, _ expected: Expected.Moment, _ delivery: String) -> [String] {
        var found: [String] = []
        func compare<Value: Equatable>(_ what: String, _ want: Value?, _ got: Value?) {
            if let want, want != got {
                found.append("\(what): expected \(want), got \(got.map { "\($0)" } ?? "nothing")")
            }
        }
        func compare<Value: Hashable & Decodable>(_ what: String, _ want: Expected.AnyOf<Value>?, _ got: Value?) {
            guard let want, !want.values.contains(got) else { return }
            let words = want.values.map { value in value.map { "\($0)" } ?? "nothing" }.sorted().joined(
                separator: " or ")
            found.append("\(what): expected \(words), got \(got.map { "\($0)" } ?? "nothing")")
        }
        let decision = lead.decision
        compare("live", expected.live, !lead.standing.isDeleted)
        if expected.live != false { compare("stage", expected.stage, lead.standing.stage.word) }
        compare("discard-reason", expected.discardReason, lead.standing.reason?.word)
        compare("decision", expected.decision, decision.kind.rawValue)
        compare("track", expected.track, decision.track)
        compare("due", expected.due, decision.due.map { String($0.description.prefix(10)) })
        compare("cycles", expected.cycles, lead.standing.passes)
        compare("feed", expected.feed, feed(lead.id, delivery))
        compare("title", expected.title, lead.text(.title))
        compare("phone", expected.phone, lead.text(.phone))
        compare("call-attempts", expected.callAttempts, lead.text(.callAttempts).flatMap(Int.init) ?? 0)
        // What nobody said is not so.
        for (field, want) in [
            (Field.optedOut, expected.optedOut), (.hardBounced, expected.hardBounced), (.doNotCall, expected.doNotCall),
            (.customer, expected.customer),
        ] { compare(field.word, want, lead.text(field) == "true") }
        if found.isEmpty { return [] }
        return found.map {
            "\($0) (\(lead.id): \(lead.standing.stage.word), \(decision.kind.rawValue) because \(decision.cause.rawValue))"
        }
    }

    private func feed(_ lead: LeadID, _ delivery: String) -> String {
        guard let picture = story.pictures[delivery] else { return "" }
        let wasThere = delivery == "second" && story.pictures["first"]?.inFeed.contains(lead) == true
        switch (picture.inFeed.contains(lead), wasThere) {
        case (true, false): return "enters"
        case (true, true): return "stays"
        case (false, true): return "withdrawn"
        case (false, false): return "out"
        }
    }
}
