import Connectors
import Failpoints
import Feedback
import Foundation
import LeadLifecycle
import LeadModel
import LeadStore

/// Tells each marketing source what became of the leads it delivered, and what came of each campaign; and everybody what
/// became of those that were recycled.
///
/// `leads.csv` and `campaigns.csv` are complete pictures under names that stay; `campaigns-2026-09.csv` tells of the leads that
/// sales got in that month, and is written anew only where something of it changed; `leads-changes-….csv` tells of the records
/// of whom something else is to be told than the last time. `recycling.csv` is written with the first sync of a day. Where nothing is
/// new since the last time on the same day, the files stay as they are.
struct FeedbackPublisher {
    let workspace: Workspace
    let store: LeadStore
    let rules: RuleBook
    let now: Instant
    /// Whether recycled leads are told of though they were told of today.
    var isAsked = false

    private static let pageSize = 500

    /// - Parameter withheld: gets a fault for each row that could not be written.
    func publish(withheld: inout [Fault]) throws(Fault) {
        let sources = workspace.sources.filter { $0.role == .marketing }.map(\.name)
        guard !sources.isEmpty else { return }
        if !isAsked, try FeedbackMark(workspace, store, rules, at: now).isKept(in: store) { return }
        let refused = withheld.count
        try store.beginTelling()
        let number = try store.nextFeedbackNumber()
        let edition = FeedbackFile.Edition(
            agreement: rules.agreement.version(at: now)?.effectiveFrom ?? "none", generated: now)
        var files: [SourceFeedback] = []
        for source in sources {
            files.append(
                try SourceFeedback(source, folder: workspace.feedbackFolder + "/" + source, number: number, edition))
        }
        let prices = try prices(telling: &files)
        var walk = try FeedbackWalk(store: store, rules: rules, now: now, prices: prices, cohorts: cohortTally())
        while try walk.tellPage(of: FeedbackPublisher.pageSize, in: &files) {}
        for index in files.indices {
            if walk.hasNews { try withdraw(in: &files[index]) }
            withheld += try files[index].commit(pricedBy: prices)
        }
        if let cohorts = walk.cohorts { withheld += try write(cohorts.cohorts(pricedBy: prices), edition) }
        if walk.hasNews {
            Failpoint.feedbackWritten.pass()
            try store.endTelling(number: number)
        }
        // Rows that could not be written are told of each time.
        guard withheld.count == refused else { return }
        try FeedbackMark(workspace, store, rules, at: now).keep(in: store)
    }

    /// Tells every source of all campaigns.
    /// - Returns: what leads of campaigns were bought for.
    private func prices(telling files: inout [SourceFeedback]) throws(Fault) -> CampaignPrices {
        var costs = CampaignCosts()
        try CampaignRecords(store: store, streams: store.streamsByNumber()).forEach { record in
            costs.add(campaign: record)
            for index in files.indices { files[index].add(campaign: record) }
        }
        for (campaign, leads) in try costs.isEmpty ? [] : store.leadsByCampaign() {
            costs.count(campaign, leads: leads)
        }
        return costs.prices
    }

    private func withdraw(in file: inout SourceFeedback) throws(Fault) {
        var last: ToldFeedback?
        while true {
            let gone = try store.stagedAsGone(of: file.source, after: last, limit: FeedbackPublisher.pageSize)
            for row in gone { try file.withdraw(row) }
            guard let end = gone.last else { return }
            last = end
        }
    }

    // MARK: Recycled leads

    private var cohortPath: String { workspace.feedbackFolder + "/" + FeedbackNames.recycling }

    /// `nil` where they were told of today, by the agreement's zone.
    private func cohortTally() throws(Fault) -> CohortTally? {
        let manifest = ManifestFile.readable(beside: cohortPath).flatMap { FeedbackManifest(json: $0) }
        let written = manifest.flatMap { Instant(rfc3339: $0.generated) }.map(rules.agreement.day(of:))
        guard isAsked || written != rules.agreement.day(of: now) else { return nil }
        return CohortTally(
            agreement: rules.agreement, asOf: now, period: nil, byMonth: true,
            handOvers: try CohortTally.handOvers(store, workspace))
    }

    /// - Returns: a fault for each row that could not be written.
    private func write(_ cohorts: [RecyclingCohort], _ edition: FeedbackFile.Edition) throws(Fault) -> [Fault] {
        var file = try FeedbackFile(cohortPath, .recycling, source: nil, columns: RecyclingCohort.columns, edition)
        for (index, cohort) in cohorts.enumerated() { try file.add(cohort.cells, of: "cohort \(index + 1)") }
        try file.commit()
        return file.faults
    }
}
