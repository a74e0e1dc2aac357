import Connectors
import Feedback
import Foundation
import LeadModel
import LeadStore

/// The files of one marketing source while they are written: every record that it delivered, those of whom something new is to be
/// told, and what came of its campaigns, from the beginning and month by month.
struct SourceFeedback {
    let source: String
    private let folder: String
    private let number: Int
    private let edition: FeedbackFile.Edition
    private var leads: FeedbackFile
    private var changes: FeedbackFile
    private var campaigns = CampaignAggregator()
    private var months: [String: CampaignAggregator] = [:]

    /// - Parameter number: of the file of changes.
    init(_ source: String, folder: String, number: Int, _ edition: FeedbackFile.Edition) throws(Fault) {
        self.source = source
        self.folder = folder
        self.number = number
        self.edition = edition
        leads = try FeedbackFile(
            folder + "/" + FeedbackNames.leads, .leads, source: source, columns: FeedbackRow.columns, edition)
        changes = try FeedbackFile(
            folder + "/" + FeedbackNames.changes(number, at: edition.generated), .changes, source: source,
            number: number, columns: FeedbackRow.changeColumns, edition)
    }

    mutating func add(campaign record: LeadRecord) { campaigns.add(campaign: record) }

    /// Adds the rows of one lead.
    /// - Parameters:
    ///   - month: in which sales got it; `nil` where it has not.
    ///   - told: what was told of this lead's records last, by id.
    /// - Returns: what is told now and was not.
    mutating func add(
        _ own: [FeedbackRow], month: String?, told: [String: Int64], pricedBy prices: CampaignPrices
    ) throws(Fault) -> [ToldFeedback] {
        campaigns.add(own)
        if let month { months[month, default: CampaignAggregator()].add(own) }
        var new: [ToldFeedback] = []
        for row in own {
            let cells = row.toldCells
            try leads.add(row.cells(cells, pricedBy: prices), of: row.lead.description)
            let digest = Int64(bitPattern: RecordDigest.of(FeedbackRow.packed(cells)[...], context: []).high)
            let before = told[row.id]
            guard before != digest else { continue }
            let change = FeedbackRow.changeCells(
                cells, before == nil ? .add : .change, number: number, digest: digest)
            // What the file cannot hold is not told: the next one tries again.
            if try changes.add(change, of: row.lead.description) {
                new.append(ToldFeedback(lead: row.lead, source: source, id: row.id, digest: digest))
            }
        }
        return new
    }

    /// Tells that nothing more is told of a record.
    mutating func withdraw(_ gone: ToldFeedback) throws(Fault) {
        try changes.add(
            FeedbackRow.withdrawalCells(gone.id.isEmpty ? nil : gone.id, gone.lead, number: number),
            of: gone.lead.description)
    }

    /// - Parameter prices: what leads of campaigns were bought for, a month's among them.
    /// - Returns: a fault for each row that could not be written.
    mutating func commit(pricedBy prices: CampaignPrices) throws(Fault) -> [Fault] {
        try leads.commit()
        // What is new may be nothing: then there is no file.
        if changes.rows > 0 { try changes.commit() }
        var faults = leads.faults
        var all = try FeedbackFile(
            folder + "/" + FeedbackNames.campaigns, .campaigns, source: source, columns: CampaignFeedback.columns,
            edition)
        try SourceFeedback.add(campaigns.feedback(), to: &all)
        try all.commit()
        faults += all.faults
        for month in Set(months.keys).union(try writtenMonths()).sorted() {
            var file = try FeedbackFile(
                folder + "/" + FeedbackNames.month(month), .month, source: source, month: month,
                columns: CampaignFeedback.columns, edition)
            try SourceFeedback.add(months[month]?.feedback(pricedBy: prices) ?? [], to: &file)
            try file.commitChanged()
            faults += file.faults
        }
        return faults
    }

    private static func add(_ campaigns: [CampaignFeedback], to file: inout FeedbackFile) throws(Fault) {
        for (index, campaign) in campaigns.enumerated() {
            try file.add(campaign.cells, of: "campaign \(index + 1)")
        }
    }

    /// Months of which there is a file, though there may be no lead of them any more.
    private func writtenMonths() throws(Fault) -> [String] {
        (StrayFiles.names(in: folder) ?? []).compactMap(FeedbackNames.month(of:))
    }
}
