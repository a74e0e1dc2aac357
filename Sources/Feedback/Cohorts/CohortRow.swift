public import LeadModel

extension RecyclingCohort {
    /// The columns of `cells`.
    public static let columns: [String] = {
        let outcomes = CohortFigures.Outcome.allCases.map(\.rawValue)
        let money = ["earned-amount", "earned-currency", "cost", "cost-currency", "leads-with-cost", "return-percent"]
        return ["month", "reason", "track", "recycled", "nurtured", "handed-over", "control"] + outcomes + money
            + (outcomes + money).map { "control-\($0)" } + ["compared"]
            + outcomes.flatMap { ["\($0)-lift", "\($0)-lift-low", "\($0)-lift-high"] }
    }()

    /// The row for a `RecordWriter` over `columns`; null where there is nothing to say. Amounts in several currencies stand side
    /// by side, in the order of their currencies; lifts are percentage points, with one decimal.
    public var cells: [FieldValue?] {
        let counts = [leads, nurtured.leads, nurtured.handedOver, control.leads].map(RecyclingCohort.number)
        let lifts = CohortFigures.Outcome.allCases.map { lift(of: $0) }
        return [month.map(FieldValue.text) ?? .null, .text(reason), .text(track)] + counts
            + RecyclingCohort.cells(of: nurtured) + RecyclingCohort.cells(of: control)
            + [RecyclingCohort.number(compared.leads)]
            + lifts.flatMap { [$0?.points, $0?.low, $0?.high].map(RecyclingCohort.points) }
    }

    private static func cells(of figures: CohortFigures) -> [FieldValue] {
        CohortFigures.Outcome.allCases.map { number(figures.count(of: $0)) }
            + [
                FieldValue(amounts: figures.earned), FieldValue(currencies: figures.earned),
                FieldValue(amounts: figures.costs), FieldValue(currencies: figures.costs),
                number(figures.leadsWithCost),
                figures.returnPercent.map { .number(ExactNumber(mantissa: $0)) } ?? .null,
            ]
    }

    private static func number(_ number: Int) -> FieldValue { .number(ExactNumber(number)) }

    private static func points(_ points: Double?) -> FieldValue {
        points.map { .number(ExactNumber(mantissa: Int64(($0 * 10).rounded()), scale: 1)) } ?? .null
    }
}

extension FieldValue {
    /// One amount as a number, several side by side, in the order of their currencies; null where there is none.
    init(amounts: [Money]) {
        let numbers = amounts.map { ExactNumber(mantissa: $0.hundredths, scale: 2) }
        self =
            switch numbers.count {
            case 0: .null
            case 1: .number(numbers[0])
            default: .list(numbers.map(\.description))
            }
    }

    /// The currencies of some amounts, in their order; null where there is none.
    init(currencies amounts: [Money]) {
        self = amounts.isEmpty ? .null : .text(amounts.map(\.currency).joined(separator: "; "))
    }
}
