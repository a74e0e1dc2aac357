import Feedback
import LeadLifecycle
import LeadModel
import SyncEngine

/// What became of recycled leads, for people, section by section.
struct RecyclingSections {
    private let report: RecyclingReport
    private let days: ShownDays
    private typealias Outcome = CohortFigures.Outcome

    init(_ report: RecyclingReport, _ days: ShownDays) {
        self.report = report
        self.days = days
    }

    var sections: ScorecardSections {
        ScorecardSections(
            title: "Recycled leads\(report.period.map { " \($0.name)" } ?? "")", summary: summary,
            sections: report.cohorts.isEmpty ? [] : [became, earned, compared].compactMap(\.self),
            whole: "--output csv")
    }

    private var summary: [String] {
        let leads = report.cohorts.reduce(0) { $0 + $1.leads }
        let asOf = "as of \(days.day(report.asOf))"
        guard leads > 0 else { return ["No lead was recycled in it, \(asOf)."] }
        let handed = report.cohorts.reduce(0) { $0 + $1.nurtured.handedOver }
        let control = report.cohorts.reduce(0) { $0 + $1.control.leads }
        return [
            "\(RunText.grouped(leads)) \(leads == 1 ? "time" : "times") a lead was recycled, \(asOf): \(RunText.grouped(handed)) in a feed, \(RunText.grouped(control)) held out as control."
        ]
    }

    private func table(_ columns: [String], spare: [String] = [], headings: [String: String] = [:]) -> TextTable {
        TextTable(
            ["month", "reason", "track"] + columns, spare: spare, headings: headings, overflow: .allFold)
    }

    private func add(_ cohort: RecyclingCohort, _ cells: [any TableCell], to table: inout TextTable) {
        table.rows.append([cohort.month, cohort.reason, cohort.track] + cells)
    }

    // MARK: What became of them

    private var became: ScorecardSections.Section {
        var table = table(
            ["recycled", "in a feed"] + Outcome.allCases.map(\.rawValue), spare: ["in a feed"],
            headings: [
                "re-engaged": "engaged", "re-qualified": "qualified", "opportunity": "deal",
            ])
        for cohort in report.cohorts {
            let figures = cohort.nurtured
            add(
                cohort,
                [figures.leads, figures.handedOver]
                    + Outcome.allCases.map { percent(figures.count(of: $0), of: figures.leads) }, to: &table)
        }
        return ScorecardSections.Section(
            title: "What became of them", table: table,
            words: [
                "Of those who were not held out. engaged: did something again; qualified: qualified again or went back to sales; deal: came to an opportunity."
            ])
    }

    // MARK: What it earned

    private var earned: ScorecardSections.Section? {
        let cohorts = report.cohorts.filter { !$0.nurtured.earned.isEmpty || !$0.nurtured.costs.isEmpty }
        guard !cohorts.isEmpty else { return nil }
        var table = table(["earned", "cost", "of", "return"], headings: ["of": "of leads"])
        for cohort in cohorts {
            let figures = cohort.nurtured
            add(
                cohort,
                [
                    RecyclingSections.amounts(figures.earned), RecyclingSections.amounts(figures.costs),
                    figures.costs.isEmpty ? "" : "\(figures.leadsWithCost) of \(figures.leads)",
                    figures.returnPercent.map { "\($0)%" } ?? "",
                ], to: &table)
        }
        return ScorecardSections.Section(
            title: "What they earned", table: table,
            words: [
                "cost: what their campaigns spent on as many leads, as far as it is known. return: earned less cost, over cost, in the currency of the cost."
            ])
    }

    // MARK: Beside those who were held out

    private var compared: ScorecardSections.Section? {
        let cohorts = report.cohorts.filter { $0.control.leads > 0 }
        guard !cohorts.isEmpty else { return nil }
        var table = table(
            ["outcome", "nurtured", "held out", "lift", "95% interval"])
        var fewest = false
        for cohort in cohorts {
            for outcome in Outcome.allCases {
                let lift = cohort.lift(of: outcome)
                if lift == nil { fewest = true }
                add(
                    cohort,
                    [
                        outcome.rawValue,
                        of(cohort.compared, outcome), of(cohort.control, outcome),
                        lift.map { RecyclingSections.points($0.points) } ?? "too few",
                        lift.map {
                            "\(RecyclingSections.points($0.low)) to \(RecyclingSections.points($0.high))"
                        } ?? "",
                    ], to: &table)
            }
        }
        return ScorecardSections.Section(
            title: "Beside those who were held out", table: table,
            words: [
                "lift: percentage points by which the nurtured exceed those who were held out; where zero lies in the interval (Newcombe, 1998), chance alone may explain it."
            ] + (fewest ? ["too few: fewer than \(Lift.fewest) leads in one of the groups."] : []))
    }

    private func of(_ figures: CohortFigures, _ outcome: Outcome) -> String {
        let share = percent(figures.count(of: outcome), of: figures.leads)
        return share.isEmpty ? "" : "\(share) of \(RunText.grouped(figures.leads))"
    }

    private func percent(_ count: Int, of all: Int) -> String {
        guard all > 0 else { return "" }
        let permille = (count * 1_000 + all / 2) / all
        return "\(permille / 10).\(permille % 10)%"
    }

    /// `+3.2`, `-0.4`
    static func points(_ points: Double) -> String {
        let tenths = Int((points * 10).rounded())
        return "\(tenths < 0 ? "-" : "+")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    static func amounts(_ amounts: [Money]) -> String { amounts.map(\.description).joined(separator: ", ") }
}

/// Rows of files, for programs: a row for each, with the columns that the file has.
enum RecyclingData {
    static func table(_ cohorts: [RecyclingCohort]) -> TextTable {
        var table = TextTable(RecyclingCohort.columns)
        table.rows = cohorts.map { $0.cells.map(FileCell.init) }
        return table
    }
}

/// A cell as a file holds it.
struct FileCell: TableCell {
    private let cell: FieldValue?

    init(_ cell: FieldValue?) { self.cell = cell }

    var shown: String { cell?.description ?? "" }
    var value: JSONValue {
        switch cell {
        case .number(let number):
            number.scale == 0 ? .integer(number.mantissa) : .number(Double(number.description) ?? 0)
        case .list(let items): .list(items.map { .text($0) })
        case nil, .null: .null
        case let cell?: .text(cell.description)
        }
    }
}
