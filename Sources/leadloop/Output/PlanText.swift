import LeadModel
import LeadStore
import SyncEngine

/// A plan, as the user wants to see it.
struct PlanText {
    private let plan: Plan
    private let showsValues: Bool

    init(_ plan: Plan, showsValues: Bool) {
        self.plan = plan
        self.showsValues = showsValues
    }

    func show(_ output: GlobalOptions.Output) throws {
        switch output {
        case .table: showTables()
        case .json: Terminal.say(summary(samples: plan.samples).line)
        case .ndjson: try showEverything()
        case .csv: EffectsText(plan.effects).table.print(.csv)
        }
    }

    // MARK: For people

    private func showTables() {
        guard !plan.files.isEmpty else {
            Terminal.sayFolded("The files are those in force: nothing to plan.")
            return tellDue()
        }
        Terminal.sayFolded("Plan for \(LeadText.count(plan.files.count, "file")), as of \(plan.asOf)")
        for (name, change) in plan.files { Terminal.sayFolded("  \(change.rawValue) \(name)") }
        var readings = TextTable(["stream", "read again", "understood otherwise", "readable now", "refused now"])
        for file in plan.readings {
            readings.add(
                file.path, file.counts.read, file.counts.updated, file.counts.inserted, refused(file.path))
        }
        show("Stored records", readings)
        Terminal.say("")
        let before = RunText.grouped(plan.leads.before)
        if plan.effects.isEmpty {
            Terminal.sayFolded("Nothing would change about any of \(before) leads.")
        } else {
            Terminal.sayFolded("\(RunText.grouped(plan.effects.leads)) of \(before) leads would change; \(people)")
        }
        tellDue()
        EffectsText(plan.effects).showTables()
        var parted = TextTable(["new lead", "parted from"])
        for part in plan.parted.prefix(20) { parted.add(part.lead.description, part.from.description) }
        show(
            "Parted leads\(plan.parted.count > 20 ? ", the first 20 of \(RunText.grouped(plan.parted.count))" : "")",
            parted)
        var samples = TextTable(["lead", "what", "from", "to"], overflow: .allFold)
        for sample in plan.samples {
            for (index, change) in sample.changes.enumerated() {
                samples.add(
                    index == 0 ? sample.lead.description : "", change.field, shown(change.old, change.field),
                    shown(change.new, change.field))
            }
        }
        show("Samples", samples)
    }

    private var people: String {
        let parted = plan.parted.count
        let new = max(0, plan.effects.begun - parted)
        return "\(RunText.grouped(plan.effects.merges)) merged away, \(RunText.grouped(parted)) parted from others,"
            + " \(RunText.grouped(new)) new, \(RunText.grouped(plan.ended)) gone."
    }

    private func tellDue() {
        for line in EffectsText(plan.due).due(isDone: false) { Terminal.sayFolded(line) }
    }

    private func refused(_ path: String) -> Int {
        plan.effects.quarantine.filter { "\($0.source)/\($0.stream)" == path }.reduce(0) { $0 + $1.entered }
    }

    private func show(_ title: String, _ table: TextTable) {
        guard !table.rows.isEmpty else { return }
        Terminal.say("")
        Terminal.say(title)
        table.print(.table)
    }

    /// Words of vocabularies, numbers and dates as they are; what is a person's own by its shape.
    private func shown(_ text: String?, _ field: String) -> String? {
        guard let text, !showsValues, PlanText.isPersonal(field) else { return text }
        return Seen.shape(of: text.utf8).description
    }

    private static func isPersonal(_ word: String) -> Bool {
        guard let field = StoredLead.fields.first(where: { $0.word == word }) else { return false }
        switch field {
        case .country, .language, .leadSource, .campaign, .industry, .region: return false
        default: break
        }
        switch field.type {
        case .text, .email, .phone, .list: return true
        case .dateTime, .number, .money, .flag, .country: return false
        }
    }

    // MARK: For programs

    private func summary(samples: [Plan.Sample]?) -> JSONValue {
        .members([
            "kind": .text("summary"), "as-of": .text(plan.asOf.description),
            "files": .list(
                plan.files.map { .members(["name": .text($0.name), "change": .text($0.change.rawValue)]) }),
            "readings": .list(
                plan.readings.map { file in
                    .members([
                        "stream": .text(file.path), "read": .integer(file.counts.read),
                        "understood-otherwise": .integer(file.counts.updated),
                        "readable-now": .integer(file.counts.inserted), "refused-now": .integer(refused(file.path)),
                    ])
                }),
            "leads": .members(["before": .integer(plan.leads.before), "after": .integer(plan.leads.after)]),
            "parted": .integer(plan.parted.count), "ended": .integer(plan.ended),
            "effects": EffectsText(plan.effects).json, "due-anyway": EffectsText(plan.due).json,
            "samples": samples.map { .list($0.map(json)) },
        ])
    }

    private func json(_ sample: Plan.Sample) -> JSONValue {
        .members([
            "lead": .text(sample.lead.description), "changes": .list(sample.changes.map { json($0, of: nil) }),
        ])
    }

    private func json(_ change: LeadChange, of lead: LeadID?) -> JSONValue {
        .members([
            "kind": lead == nil ? nil : .text("change"), "lead": lead.map { .text($0.description) },
            "field": .text(change.field),
            "old": JSONValue(shown(change.old, change.field)), "new": JSONValue(shown(change.new, change.field)),
        ])
    }

    private func showEverything() throws {
        try plan.forEachChange { lead, change in Terminal.say(json(change, of: lead).line) }
        for (absorbed, survivor) in try plan.merges() {
            Terminal.say(
                JSONValue.members([
                    "kind": .text("merge"), "lead": .text(absorbed.description),
                    "into": .text(survivor.description),
                ]).line)
        }
        for part in plan.parted {
            Terminal.say(
                JSONValue.members([
                    "kind": .text("part"), "lead": .text(part.lead.description), "from": .text(part.from.description),
                ]).line)
        }
        try plan.forEachMessage { feed, lead, action in
            Terminal.say(
                JSONValue.members([
                    "kind": .text("message"), "feed": .text(feed), "lead": .text(lead.description),
                    "action": .text(action.rawValue),
                ]).line)
        }
        Terminal.say(summary(samples: nil).line)
    }
}
