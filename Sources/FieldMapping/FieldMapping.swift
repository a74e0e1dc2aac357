public import ConfigFiles
public import LeadModel

/// One file of `mappings/`, compiled: how the records of a system become observations.
public struct FieldMapping: Sendable {
    /// The mapping's name, as sources refer to it.
    public let name: String
    /// What its records speak of.
    public let kind: RecordKind
    /// The id space of `identity.id`; `nil` where it is the source's name.
    public let ids: String?
    /// The tests that the file carries, and those beside it; `testResults()` runs them.
    public private(set) var tests: [MappingTest]
    /// What the mapping means, in canonical text: it changes when the meaning may have changed, and not when comments,
    /// tests, the order of rules or the layout did.
    public let fingerprint: String
    /// The file as the user named it, for messages.
    public let file: String
    /// Columns that the file lists as known and not wanted.
    public let ignored: [String]
    /// Whether the file says that its export has no opt-out.
    public let saysNoOptOut: Bool
    /// Where each field is mapped.
    public let places: [Field: Origin]
    /// What is odd in the file, but not wrong.
    public let warnings: [Fault]
    let plan: Plan
    let rules: RuleTexts

    public static let fileKind = MappingSpecification.fileKind
    /// Of a file of tests beside a mapping.
    public static let testsFileKind = MappingSpecification.testsKind(nil)

    /// Compiles the text of a mapping file.
    /// - Throws: every finding in the file at once, each with its place.
    public static func compile(_ text: String, file: String) throws(FaultList) -> FieldMapping {
        var undecided = UndecidedWords()
        let node = undecided.decided(try ConfigNode.parse(text, file: file))
        let document = ConfigDocument(node, of: fileKind)
        for fault in undecided.faults { document.findings.add(fault) }
        return try document.result(MappingReader.read(document, file: file))
    }

    init(
        name: String, kind: RecordKind, ids: String?, tests: [MappingTest], fingerprint: String, file: String,
        ignored: [String], saysNoOptOut: Bool, places: [Field: Origin], warnings: [Fault], plan: Plan, rules: RuleTexts
    ) {
        self.name = name
        self.kind = kind
        self.ids = ids
        self.tests = tests
        self.fingerprint = fingerprint
        self.file = file
        self.ignored = ignored
        self.saysNoOptOut = saysNoOptOut
        self.places = places
        self.warnings = warnings
        self.plan = plan
        self.rules = rules
    }

    /// Takes in the tests of a file of its own: a list as it stands under `tests:`.
    /// - Throws: every finding in the file at once.
    public mutating func addTests(_ text: String, file: String) throws(FaultList) {
        let document = try ConfigDocument(text, file: file, of: MappingSpecification.testsKind(kind))
        let reader = MappingReader(file: file, document.findings, plan: plan, ignored: ignored)
        let added = try document.result(document.value.map { reader.readTests($0, kind) })
        tests += added
    }

    /// Gives tests the records of files that they name.
    /// - Parameter find: reads a record; throws why it is not there.
    public mutating func supplySamples(
        _ find: (MappingTest.Sample) throws(Fault) -> (page: RecordPage, entry: Int)
    ) throws(FaultList) {
        var faults: [Fault] = []
        for index in tests.indices {
            guard let sample = tests[index].sample else { continue }
            do throws(Fault) {
                let (page, entry) = try find(sample)
                tests[index].take(page.entries[entry], of: page)
            } catch {
                faults.append(error)
            }
        }
        if !faults.isEmpty { throw FaultList(faults) }
    }

    /// A mapper for the records of one export.
    /// - Parameters:
    ///   - source: the source's name; the id space where the mapping declares none.
    ///   - file: the export as the user named it, for messages.
    ///   - now: the time of reading. A change or an activity more than a day later is refused; `nil`: none is.
    public func mapper(source: String, file: String, now: Instant? = nil) -> RecordMapper {
        RecordMapper(self, source: source, file: file, now: now)
    }

    /// The columns that the mapping reads, in the order of its rules.
    public var columns: [String] { plan.mapped }

    /// The columns that are read as the text that stands there, each alone for its field and for nothing else, and these fields.
    public var textColumns: [(column: String, field: Field)] {
        let readings = plan.sources.flatMap(\.references).reduce(into: [:] as [Substring: Int]) {
            $0[$1.label.withoutItem, default: 0] += 1
        }
        return plan.steps.compactMap { step in
            guard case .text = step.rule, let column = step.source.references.first, step.source.references.count == 1,
                column.repeated == nil, column.selected == nil, column.item == nil,
                readings[column.label.withoutItem] == 1
            else { return nil }
            return (column: column.label, field: step.field)
        }
    }

    /// The columns that the mapping reads, without which cell or item of them: `emails` of `emails[0]`.
    public var columnsRead: Set<String> { Set(plan.mapped.map { String($0.withoutItem) }) }

    /// Whether records say when they were modified, so that their versions can be put in order without knowing when they
    /// were exported.
    public var isDated: Bool { plan.steps.contains { $0.field == .modified } }

    /// A warning where no record of a whole export had the column of `status:`, so that none of them has a stage. A CSV
    /// that lacks the column is refused; JSON and XML leave out what is empty, so that one record says nothing.
    /// - Parameter columns: all that the export's records had.
    public func statusWarning(among columns: [String], file: String) -> Fault? {
        let status = plan.steps.first { if case .status = $0.rule.last { true } else { false } }
        // A constant is read from no column.
        guard let source = status?.source, !source.references.isEmpty,
            !source.references.contains(where: { $0.isThere(among: columns, of: plan) })
        else { return nil }
        return Fault(
            .mappingUnknownColumn, .stopStream, "no record of this export has it, so none of them has a stage",
            at: Origin(file: file), field: source.label,
            advice: "Export it, or correct `status:` in \(self.file).")
    }

    /// Whether any of these columns is mapped. If none is, the first line of a CSV may be no header but somebody's record,
    /// and its cells must not be shown.
    public func knows(anyOf columns: [String]) -> Bool { plan.mapped.contains(where: columns.contains) }

    /// The kinds of activities that it may yield.
    public var activityKinds: Set<String> {
        guard let rule = plan.steps.first(where: { $0.field == .activityType })?.rule.last,
            case .words(let vocabulary) = rule
        else { return [] }
        return Set(vocabulary.table.meanings.compactMap { if case .text(let kind)? = $0 { kind } else { nil } })
    }

    /// The columns of an export that the mapping lists under `ignore:`.
    public func ignoredColumns(among columns: [String]) -> [String] { columns.filter(ignored.contains) }

    /// The columns of an export that the mapping neither reads nor ignores, as they may be shown; none where it knows
    /// none at all.
    public func unknownColumns(among columns: [String]) -> [String] {
        guard knows(anyOf: columns) else { return [] }
        let known = Set(plan.columns).union(ignored)
        return columns.filter {
            // What has no name cannot be listed.
            !$0.isEmpty && !known.contains($0) && !known.contains("\($0)[0]") && !known.contains("\($0)[1]")
                && !ignoresAll(above: $0)
        }.map(ColumnWords.shownName)
    }

    /// Whether `ignore:` names everything that begins like this column, such as `properties.*`.
    private func ignoresAll(above column: String) -> Bool { ignored.contains { $0.ignoresAll(like: column) } }
}

extension String {
    /// Whether this entry of `ignore:` ends in `*` and the column begins with what stands before it.
    func ignoresAll(like column: String) -> Bool { hasSuffix("*") && column.hasPrefix(dropLast()) }

    /// A column's label up to what tells which cell or item of it is meant.
    fileprivate var withoutItem: Substring { prefix { $0 != "[" } }
}
