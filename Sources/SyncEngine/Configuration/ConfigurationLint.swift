import Connectors
import Feedback
import FieldMapping
import LeadLifecycle
import LeadModel
import Reconciliation

/// What is odd about the files of a configuration together: what one of them waits for and no other gives.
///
/// What a file with findings would say is not known; nothing is said about what may be missing because of it.
struct ConfigurationLint {
    private let files: WorkspaceLoader
    private let mappings: [String: FieldMapping]
    /// The mappings that some stream of some source uses.
    private let used: [FieldMapping]

    init(_ files: WorkspaceLoader) {
        self.files = files
        mappings = files.mappingsByName
        let names = Set(files.sources.flatMap(\.streams).map(\.mapping))
        used = files.mappings.filter { names.contains($0.name) }
    }

    var warnings: [Fault] {
        let isWhole = { (folder: String) in files.brokenNames(in: folder).isEmpty }
        let knowsSources = isWhole(files.configFolder + "/sources")
        let knowsMappings = isWhole(files.mappingFolder)
        let knowsFeeds = isWhole(files.configFolder + "/feeds")
        var warnings: [Fault] = []
        if knowsSources { warnings += unusedMappings() }
        if knowsMappings { warnings += otherKinds() + sourcesWithoutStatus() + mappingsWithoutOptOut() }
        if knowsSources, knowsMappings { warnings += emptyMatchKeys() + emptyColumns() + unanswered() }
        let knowsSettings = !files.faults.contains { $0.origin?.file == files.configFolder + "/leadloop.yaml" }
        if knowsSources, knowsMappings, knowsFeeds, knowsSettings, files.matching != nil, files.agreement != nil {
            warnings += unusedFields()
        }
        if knowsFeeds, let agreement = files.agreement {
            warnings += LooseTracks(agreement, files.feeds).warnings
        }
        return warnings
    }

    private func warning(_ summary: String, at place: Origin, advice: String) -> Fault {
        Fault(.configUnused, .stopRun, summary, at: place, advice: advice)
    }

    // MARK: Sources and mappings

    /// A mapping that carries tests and that nobody uses waits for its source: those for vendors' forms do.
    private func unusedMappings() -> [Fault] {
        files.mappings.filter { mapping in
            mapping.tests.isEmpty && !used.contains { $0.name == mapping.name }
        }.map { mapping in
            warning(
                "no stream of any source uses the mapping '\(mapping.name)'",
                at: Origin(file: mapping.file, line: 1, column: 1),
                advice: "Name it under `mapping:` of a stream in \(files.configFolder)/sources, or remove it.")
        }
    }

    /// A stream that is called `leads` and brings activities.
    private func otherKinds() -> [Fault] {
        let named = ["leads": RecordKind.lead, "contacts": .lead, "activities": .activity]
            .merging(["opportunities": .opportunity, "deals": .opportunity, "campaigns": .campaign]) { old, _ in old }
        return files.sources.flatMap(\.streams).compactMap { stream in
            guard let kind = named[stream.name], let mapping = mappings[stream.mapping], mapping.kind != kind else {
                return nil
            }
            return warning(
                "the stream '\(stream.name)' is read by a mapping of \(mapping.kind.word) records",
                at: stream.mappingPlace,
                advice: "Name a mapping with `record: \(kind.word)`, or call the stream otherwise.")
        }
    }

    /// A source of sales whose leads never have a stage: nothing of it can be recycled.
    private func sourcesWithoutStatus() -> [Fault] {
        files.sources.filter { $0.role == .crm }.compactMap { source in
            let leads = source.streams.compactMap { mappings[$0.mapping] }.filter { $0.kind == .lead }
            guard !leads.isEmpty, leads.allSatisfy({ $0.places[.stage] == nil }) else { return nil }
            return warning(
                "no mapping of '\(source.name)' maps a status, so none of its leads has a stage", at: source.place,
                advice: "Add `status:` to \(leads[0].file): sales' word is what leads are recycled by.")
        }
    }

    /// A mapping of leads that never says who wants no mail: of such people, this source says nothing, and they are written to.
    private func mappingsWithoutOptOut() -> [Fault] {
        used.filter { $0.kind == .lead && $0.places[.optedOut] == nil && !$0.saysNoOptOut }.map { mapping in
            Fault(
                .mappingOptOutMissing, .stopRun,
                "nothing is read as 'opted-out', so whoever asked there for no more mail may be written to",
                at: Origin(file: mapping.file, line: 1, column: 1),
                advice:
                    "Map the column under `fields:` as `opted-out`; where the export has none, write `opt-out: none-in-this-export`."
            )
        }
    }

    // MARK: Fields

    private func emptyMatchKeys() -> [Fault] {
        let leads = used.filter { $0.kind == .lead }
        guard let matching = files.matching, !leads.isEmpty else { return [] }
        return matching.keys.compactMap { key in
            let fills = { (part: KeyPart, mapping: FieldMapping) in part.fields.contains { mapping.places[$0] != nil } }
            if leads.contains(where: { mapping in key.parts.allSatisfy { fills($0, mapping) } }) { return nil }
            let missing = key.parts.filter { part in !leads.contains { fills(part, $0) } }.map { "'\($0.rawValue)'" }
            return warning(
                missing.isEmpty
                    ? "no mapping fills all parts of the key '\(key.word)', so it links nobody"
                    : "no mapping fills \(missing.joined(separator: ", ")), so the key '\(key.word)' links nobody",
                at: key.place, advice: "Map the fields in the mappings of leads, or take the key out.")
        }
    }

    private func emptyColumns() -> [Fault] {
        let leads = used.filter { $0.kind == .lead }
        guard !leads.isEmpty else { return [] }
        let needed = files.feeds.flatMap { feed in
            feed.needs.filter { field in !leads.contains { $0.places[field] != nil } }.map { field in
                warning(
                    "no mapping fills '\(field.word)', so nobody is ever in the feed '\(feed.name)'",
                    at: feed.needsPlace ?? feed.place, advice: "Map the field, or take it out of `needs`.")
            }
        }
        return needed
            + files.feeds.flatMap(\.columns).compactMap { column in
                guard case .lead(let field) = column.field, !leads.contains(where: { $0.places[field] != nil }) else {
                    return nil
                }
                return warning(
                    "no mapping fills '\(field.word)', so the column '\(column.name)' stays empty", at: column.place,
                    advice: "Map the field, or take the column out.")
            }
    }

    /// What the agreement wants to know of leads and no mapping tells: such a condition is never fulfilled, or always.
    private func unanswered() -> [Fault] {
        let leads = used.filter { $0.kind == .lead }
        let kinds = Set(used.filter { $0.kind == .activity }.flatMap(\.activityKinds)).sorted()
        guard !leads.isEmpty else { return [] }
        return (files.agreement?.asked ?? []).compactMap { asked in
            switch asked.subject {
            case .field(let field):
                guard !leads.contains(where: { $0.places[field] != nil }) else { return nil }
                return warning(
                    "no mapping fills '\(field.word)', so it is known of no lead", at: asked.place,
                    advice: "Map the field in the mappings of leads, or take the condition out.")
            case .activity(let kind):
                guard !kinds.contains(kind) else { return nil }
                return warning(
                    "no mapping yields the activity '\(kind)', so no lead ever has one", at: asked.place,
                    advice: Nearest.name(for: kind, among: kinds).map { "Did you mean '\($0)'?" }
                        ?? "Name it under `values:` of `type` in a mapping of activities, or take it out.")
            }
        }
    }

    private func unusedFields() -> [Fault] {
        // Whose leads they are is what reports go by.
        var wanted = Agreement.fields.union(files.settings.showOnly).union([.owner])
        for key in files.matching?.keys ?? [] { wanted.formUnion(key.parts.flatMap(\.fields)) }
        for asked in files.agreement?.asked ?? [] { if case .field(let field) = asked.subject { wanted.insert(field) } }
        wanted.formUnion(files.feeds.flatMap(\.needs))
        for column in files.feeds.flatMap(\.columns) {
            switch column.field {
            case .lead(let field): wanted.insert(field)
            case .story(.resumeAfter): wanted.formUnion([.nurtureTrack, .nurtureStep, .nurtureStepAt])
            default: break
            }
        }
        let leads = used.filter { $0.kind == .lead }.sorted { $0.file < $1.file }
        return Field.mappable(for: .lead).filter { !wanted.contains($0) }.compactMap { field in
            let places = leads.compactMap { $0.places[field] }
            guard let first = places.first else { return nil }
            let others = places.count > 1 ? ", here and in \(places.count - 1) more" : ""
            return warning(
                "'\(field.word)' is mapped\(others), and no feed, matching rule or decision uses it", at: first,
                advice:
                    "Give it a column in a feed, or list it under `show-only:` of leadloop.yaml if it is kept to be looked at."
            )
        }
    }
}
