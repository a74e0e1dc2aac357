import LeadModel
import LeadStore

/// Walks through the records of campaigns, of every source; memory for one page of them.
struct CampaignRecords {
    let store: LeadStore
    let streams: [Int: StoredStream]

    private static let pageSize = 500

    func forEach(_ body: (LeadRecord) throws(Fault) -> Void) throws(Fault) {
        for stream in streams.values.sorted(by: { $0.info.number < $1.info.number }) where stream.info.kind == .campaign
        {
            var after = VersionID(rawValue: 0)
            while true {
                let waiting = try store.waiting(of: stream.info.number, after: after, limit: CampaignRecords.pageSize)
                guard let last = waiting.last else { break }
                after = last.record
                for (_, versions) in waiting {
                    for record in LeadRecords(try store.versions(versions), streams: streams).records {
                        try body(record)
                    }
                }
            }
        }
    }
}
