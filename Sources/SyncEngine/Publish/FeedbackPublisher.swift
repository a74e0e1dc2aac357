import Connectors
import Feedback
import LeadModel
import LeadStore
import RecordFormats

/// Tells each marketing source what became of the leads it delivered, and what came of each campaign.
///
/// Two files a source, each a complete picture under a name that stays: `leads.csv` and `campaigns.csv`.
struct FeedbackPublisher {
    let workspace: Workspace
    let store: LeadStore
    let rules: RuleBook
    let now: Instant

    /// - Parameter withheld: gets a fault for each row that could not be written.
    func publish(withheld: inout [Fault]) throws(Fault) {
        let streams = try store.streamsByNumber()
        let sources = workspace.sources.filter { $0.role == .marketing }.map(\.name)
        guard !sources.isEmpty else { return }
        var files: [String: SourceFeedback] = [:]
        for source in sources { files[source] = try SourceFeedback(folder: workspace.feedbackFolder + "/" + source) }
        try CampaignRecords(store: store, streams: streams).forEach { (record) throws(Fault) in
            for source in files.keys { files[source]?.add(campaign: record) }
        }
        var settlement = LeadSettlement(rules: rules, now: now)
        var after = LeadID(number: 0)
        while true {
            var versions: [VersionID: StoredVersion] = [:]
            let leads = try store.leads(matching: LeadFilter(limit: 500), after: after, adding: &versions)
            guard let last = leads.last else { break }
            after = last.id
            for lead in leads where lead.versions.contains(where: { streams[$0.stream]?.info.role == .marketing }) {
                let records = LeadRecords(lead.versions.compactMap { versions[$0] }, streams: streams).records
                let rows = FeedbackRow.rows(
                    settlement.dossier(lead.id, records), standing: lead.standing, decision: lead.decision)
                for (source, own) in Dictionary(grouping: rows, by: \.source) { try files[source]?.add(own) }
            }
        }
        for source in sources {
            if let faults = try files[source]?.commit() { withheld += faults }
        }
    }
}

/// The two feedback files of one source while they are written.
private struct SourceFeedback {
    private let leads: WholeFile
    private let campaigns: WholeFile
    private var rows: CSVWriter
    private var withheldLeads: WithheldRows
    private var withheldCampaigns: WithheldRows
    private var aggregator = CampaignAggregator()
    private var buffer: [UInt8] = []

    init(folder: String) throws(Fault) {
        leads = try WholeFile(path: folder + "/leads.csv")
        campaigns = try WholeFile(path: folder + "/campaigns.csv")
        rows = try CSVWriter(columns: FeedbackRow.columns, audience: .machine)
        withheldLeads = WithheldRows(path: folder + "/leads.csv")
        withheldCampaigns = WithheldRows(path: folder + "/campaigns.csv")
        rows.begin(into: &buffer)
    }

    mutating func add(_ own: [FeedbackRow]) throws(Fault) {
        aggregator.add(own)
        for row in own {
            do throws(Fault) {
                try rows.append(row.cells, into: &buffer)
            } catch {
                withheldLeads.add(error, row: row.lead.description)
            }
        }
        if buffer.count > 1 << 18 { try flush() }
    }

    mutating func add(campaign record: LeadRecord) { aggregator.add(campaign: record) }

    /// - Returns: a fault for each row that could not be written.
    mutating func commit() throws(Fault) -> [Fault] {
        rows.finish(into: &buffer)
        try flush()
        _ = try leads.commit()
        try writeCampaigns()
        return withheldLeads.faults + withheldCampaigns.faults
    }

    private mutating func writeCampaigns() throws(Fault) {
        var writer = try CSVWriter(columns: CampaignFeedback.columns, audience: .machine)
        writer.begin(into: &buffer)
        for (index, campaign) in aggregator.feedback().enumerated() {
            do throws(Fault) {
                try writer.append(campaign.cells, into: &buffer)
            } catch {
                withheldCampaigns.add(error, row: "campaign \(index + 1)")
            }
        }
        writer.finish(into: &buffer)
        try campaigns.write(buffer)
        buffer.removeAll()
        _ = try campaigns.commit()
    }

    private mutating func flush() throws(Fault) {
        try leads.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
