internal import LeadModel

/// A cell that holds an id of a person, or several.
public struct IdentifyingCell: Sendable, Hashable {
    public var text: String
    /// `nil`: that of the mapping's own records.
    public var space: String?

    public init(text: String, space: String?) {
        self.text = text
        self.space = space
    }
}

/// What a mapping reads, told to those who look at its columns and not at its values.
extension FieldMapping {
    /// A label such as `FL[val=Email]`: which of the elements `FL`, the one whose attribute `FL.@val` is `Email`.
    public struct SelectedColumn: Sendable, Hashable {
        public var label: String
        public var element: String
        public var attribute: String
        public var word: String
    }

    /// The labels that tell elements of one name by an attribute.
    public var selectedColumns: [SelectedColumn] {
        var found: [SelectedColumn] = []
        for reference in plan.sources.flatMap(\.references) {
            guard let selected = reference.selected, !found.contains(where: { $0.label == reference.label }) else {
                continue
            }
            found.append(
                SelectedColumn(
                    label: reference.label, element: plan.columns[selected.slot],
                    attribute: plan.columns[selected.attribute], word: String(decoding: selected.word, as: UTF8.self)))
        }
        return found
    }

    /// Columns whose values are numbers or amounts: however they are spelled, they mean the same.
    public var numericColumns: Set<String> {
        var found: Set<String> = []
        for step in plan.steps {
            switch step.rule {
            case .number, .money: found.formUnion(step.source.references.map(\.label))
            default: continue
            }
        }
        return found
    }

    /// A column whose cells are ids of people.
    public struct IdentifyingColumn: Sendable, Hashable {
        public var label: String
        /// `nil`: that of the mapping's own records.
        public var space: String?
    }

    /// The columns by which a record says whose it is, whom it concerns, or who else the person is.
    public var identifyingColumns: [IdentifyingColumn] {
        plan.identifyingReferences(of: kind).map { IdentifyingColumn(label: $0.reference.label, space: $0.space) }
    }

    /// The spaces other than the mapping's own from which its records name ids.
    public var idSpaces: Set<String> { Set(identifyingColumns.compactMap(\.space)) }

    /// The fields that a column fills, as the mapping writes them; none of one that it does not read.
    public func fields(of column: String) -> [String] {
        plan.steps.filter { $0.source.references.contains { $0.label == column } }.map(\.field.word)
    }
}

extension Plan {
    /// The columns whose cells are ids of people, and the space of these; `nil`: that of the mapping's own records.
    func identifyingReferences(of kind: RecordKind) -> [(reference: ColumnReference, space: String?)] {
        steps.flatMap { step -> [(reference: ColumnReference, space: String?)] in
            switch step.rule {
            case .identifiers(let rules), .references(let rules), .concerns(let rules):
                rules.filter { $0.form != .email }.flatMap { rule in
                    rule.source.references.map { ($0, rule.space.isEmpty ? nil : rule.space) }
                }
            default:
                [.id, .mergedInto].contains(step.field) && kind == .lead
                    ? step.source.references.map { ($0, nil) } : []
            }
        }
    }
}
