import ArgumentParser
import LeadLifecycle
import LeadModel
import SyncEngine

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "How both sides kept the agreement, and towards which leads not.",
        subcommands: [
            ReportScorecardCommand.self, ReportUntouchedCommand.self, ReportBreachesCommand.self,
            ReportQualificationCommand.self, ReportDisagreementsCommand.self, ReportRecyclingCommand.self,
            ReportFeedbackCommand.self,
        ])
}

/// What reports are about.
struct ReportTime: ParsableArguments {
    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp(
            "The time to look from, or the day at whose end; now if left out.", valueName: "time"))
    var asOf: String?

    func validate() throws { try CommandTime.check(asOf) }

    func instant(in workspace: Workspace) throws -> Instant {
        try CommandTime.asOf(asOf, in: workspace) ?? CommandTime.read(nil)
    }
}

/// The days that a report is about.
struct ReportDays: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "2026-Q3, 2026-09, 2026-W37, 2026 or 2026-07-01..2026-08-15; the current quarter if left out.",
            valueName: "period"))
    var period: String?

    func validate() throws {
        guard let period, !ScorecardQuestion.isPeriod(period) else { return }
        for day in [period.prefix(10), period.suffix(10)] { try CommandTime.refuseNoDay(String(day)) }
        throw ValidationError("'\(period)' is not a period. \(ScorecardQuestion.periodAdvice)")
    }
}

struct ReportUntouchedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "untouched",
        abstract: "List the leads that wait for sales, the latest first, and who is next to act.",
        discussion:
            "A lead that counts as untouched, and that marketing has since, waits for nobody in sales any more: --recycled lists "
            + "those, with whose they were.")

    @Option(help: ArgumentHelp("Only leads of this owner; an empty text for those nobody owns.", valueName: "owner"))
    var owner: String?

    @Flag(help: "List the leads that nobody in sales touched and that marketing has since.")
    var recycled = false

    @Option(help: "At most this many.")
    var limit = 1_000

    @OptionGroup var time: ReportTime
    @OptionGroup var global: GlobalOptions

    func validate() throws { try ListLimit.check(limit) }

    func run() throws {
        let workspace = try global.workspaceToLook()
        var question = ScorecardQuestion(asOf: try time.instant(in: workspace))
        question.limit = limit
        question.owner = owner
        question.kinds = []
        try global.perform {
            let report = try Inspector(workspace).scorecard(question)
            let waiting = recycled ? report.recycled : report.waiting
            let days = ShownDays(workspace)
            let table = ReportLists.waiting(waiting.elements, days, areRecycled: recycled)
            table.print(global.output)
            days.tell(under: table, global)
            ListLimit.tell(
                shown: waiting.elements.count, omitted: waiting.omitted, recycled ? "was recycled" : "lead waits",
                recycled ? "were recycled" : "leads wait")
            if waiting.total == 0 {
                Terminal.talk(
                    report.unknownOwner
                        ?? (recycled ? "No lead was recycled because nobody touched it." : "No lead waits for sales."))
            }
            guard !recycled, !global.quiet else { return }
            for words in ReportLists.recycledSince(report.recycled.total) {
                Terminal.talk("\(words); --recycled lists \(report.recycled.total == 1 ? "it" : "them").")
            }
        }
    }
}

struct ReportBreachesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "breaches",
        abstract: "List the promises that were broken in a period, with the records that prove them.")

    @Option(help: ArgumentHelp("Only this kind: first-response, attempts, no-reason or too-early.", valueName: "kind"))
    var kind: String?

    @Option(help: ArgumentHelp("Only leads of this owner; an empty text for those nobody owns.", valueName: "owner"))
    var owner: String?

    @Option(help: "At most this many.")
    var limit = 1_000

    @OptionGroup var days: ReportDays
    @OptionGroup var time: ReportTime
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try ListLimit.check(limit)
        if let kind { try ReportWord.check(kind, Breach.Kind.self, "'\(kind)' is not a kind of breach.") }
    }

    func run() throws {
        let workspace = try global.workspaceToLook()
        var question = ScorecardQuestion(period: days.period, asOf: try time.instant(in: workspace))
        question.limit = limit
        question.owner = owner
        if let kind = kind.flatMap(Breach.Kind.init(rawValue:)) { question.kinds = [kind] }
        try global.perform {
            let report = try Inspector(workspace).scorecard(question)
            let breaches = report.breaches
            let days = ShownDays(workspace)
            let table = ReportLists.breaches(breaches.elements, days)
            table.print(global.output)
            days.tell(under: table, global)
            ListLimit.tell(
                shown: breaches.elements.count, omitted: breaches.omitted, "promise was broken", "promises were broken")
            if breaches.total == 0 { Terminal.talk(report.unknownOwner ?? "No promise was broken.") }
        }
    }
}

/// The words that reports are asked with.
enum ReportWord {
    /// - Parameter refusal: a sentence, said before the words that there are.
    static func check<Word>(_ text: String, _: Word.Type, _ refusal: String) throws
    where Word: RawRepresentable<String> & CaseIterable {
        guard Word(rawValue: text) == nil else { return }
        throw ValidationError("\(refusal) \(Nearest.advice(for: text, among: Word.allCases.map(\.rawValue)))")
    }
}
