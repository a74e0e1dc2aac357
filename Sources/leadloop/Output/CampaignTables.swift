import Feedback
import LeadModel
import SyncEngine

/// What marketing sources are told of their campaigns.
enum CampaignTables {
    /// For people.
    static func spoken(_ told: [SourceCampaigns]) -> TextTable {
        var table = TextTable(
            [
                "source", "campaign", "leads", "got", "attempts", "accepted", "rejected", "junk", "deals", "won",
                "earned", "cost", "return",
            ],
            // Of one source alone, which it is can be done without.
            spare: ["attempts", "got", "junk", "deals", "cost"] + (told.count == 1 ? ["source"] : ["won"]),
            headings: ["got": "got by sales"], overflow: .allFold)
        for told in told {
            for campaign in told.campaigns {
                table.add(
                    told.source, campaign.campaign, campaign.leads, campaign.handedOver, campaign.attempts,
                    campaign.accepted, campaign.rejectedCount, campaign.junkShare.map { "\($0)%" },
                    campaign.opportunities, campaign.won, RecyclingSections.amounts(campaign.wonAmounts),
                    RecyclingSections.amounts(campaign.costs), campaign.returnPercent.map { "\($0)%" })
            }
        }
        return table
    }

    /// For programs: the source, and the columns that the files have.
    static func whole(_ told: [SourceCampaigns]) -> TextTable {
        var table = TextTable(["source"] + CampaignFeedback.columns)
        for told in told {
            table.rows += told.campaigns.map { [told.source] + $0.cells.map(FileCell.init) }
        }
        return table
    }
}
