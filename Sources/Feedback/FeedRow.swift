public import LeadModel

/// One row of a feed: a cell for each column, absent, null or a value.
public struct FeedRow: Sendable, Hashable {
    /// Of whom it tells.
    public let lead: LeadID
    /// What its receiver is to do.
    public let action: FeedAction
    /// In the order of the feed's columns; `nil` where nobody spoke of the field.
    public let cells: [FieldValue?]

    /// - Parameter cells: as many as the feed has columns.
    public init(lead: LeadID, action: FeedAction, cells: [FieldValue?]) {
        self.lead = lead
        self.action = action
        self.cells = cells
    }
}

extension FeedDefinition {
    /// Whether a column tells of a lead's past.
    public var tellsStories: Bool { columns.contains { if case .story = $0.field { true } else { false } } }

    /// The row that a receiver gets of a lead. A withdrawal carries its keys only, whatever the columns are.
    /// - Parameter story: the lead's past; asked for only where `tellsStories`.
    public func row(
        _ dossier: LeadDossier, standing: Standing, decision: Decision, story: @autoclosure () -> Backstory,
        action: FeedAction
    ) -> FeedRow {
        let story = tellsStories && action != .withdraw ? story() : Backstory()
        return row(dossier, standing, decision, story, action)
    }

    private func row(
        _ dossier: LeadDossier, _ standing: Standing, _ decision: Decision, _ story: Backstory, _ action: FeedAction
    ) -> FeedRow {
        FeedRow(
            lead: dossier.id, action: action,
            cells: columns.map { column in
                guard action != .withdraw || column.field.isKey else { return nil }
                return cell(column.field, dossier, standing, decision, story, action)
            })
    }

    /// The withdrawal that takes a row back: its keys, as they were written.
    public func withdrawal(of row: FeedRow) -> FeedRow {
        let cells = zip(columns, row.cells).map { column, cell -> FieldValue? in
            if column.field == .action { return .text(FeedAction.withdraw.rawValue) }
            return column.field.isKey ? cell : nil
        }
        return FeedRow(lead: row.lead, action: .withdraw, cells: cells)
    }

    /// The withdrawal that any format can hold: the lead's own id, and what to do.
    public func bareWithdrawal(of row: FeedRow) -> FeedRow {
        let cells = zip(columns, withdrawal(of: row).cells).map { column, cell -> FieldValue? in
            switch column.field {
            case .leadID, .action, .text, .written: cell
            default: nil
            }
        }
        return FeedRow(lead: row.lead, action: .withdraw, cells: cells)
    }

    private func cell(
        _ field: FeedField, _ dossier: LeadDossier, _ standing: Standing, _ decision: Decision, _ story: Backstory,
        _ action: FeedAction
    ) -> FieldValue? {
        switch field {
        case .lead(let field): dossier.lead.values[field]
        case .leadID: .text(dossier.id.description)
        case .action: .text(action.rawValue)
        case .discardReason:
            // Marketing is told why sales gave a lead up, whatever is decided about it.
            selection.tellsOfSuppressed
                ? word(standing.exit == nil ? nil : (standing.reason ?? .unknown).word) : word(decision.reason?.word)
        case .track: word(decision.track)
        case .cycle: .number(ExactNumber(decision.cycle))
        case .trigger: word(decision.trigger?.rawValue)
        case .stage: .text(standing.stage.word)
        case .since:
            (selection.tellsOfSuppressed ? standing.since : decision.since).map(FieldValue.instant) ?? .null
        case .waitingSince: standing.waitingSince.map(FieldValue.instant) ?? .null
        case .due: decision.due.map(FieldValue.instant) ?? .null
        case .agreement: .text(decision.agreement)
        case .story(let field): field.cell(story, decision)
        case .outcome(let field): field.cell(dossier, standing, decision, selection)
        case .text(let text): .text(text)
        // Known when it is written, and no change of the lead.
        case .written: nil
        case .id(let source): id(in: source, dossier).map(FieldValue.text)
        }
    }

    private func word(_ word: String?) -> FieldValue { word.map(FieldValue.text) ?? .null }

    /// The id of the lead's record in a source: a live one before a deleted one, then the newest, then the lowest id.
    private func id(in source: String, _ dossier: LeadDossier) -> String? {
        let records = dossier.records.filter { $0.stream.source == source }
        let best = records.min { left, right in
            let (isLeftGone, isRightGone) = (left.current.observation.isDeleted, right.current.observation.isDeleted)
            if isLeftGone != isRightGone { return isRightGone }
            if left.current.evidence != right.current.evidence { return left.current.evidence > right.current.evidence }
            return left.id < right.id
        }
        return best?.id
    }
}
