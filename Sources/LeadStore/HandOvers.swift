import GRDB
public import LeadModel

/// When feeds handed leads over to their receivers, in 16 bytes each.
public struct HandOvers: Sendable {
    /// By lead, and of each by time.
    private var leads: [Int64] = []
    private var times: [Int64] = []

    fileprivate mutating func append(_ lead: Int64, _ time: Int64) {
        leads.append(lead)
        times.append(time)
    }

    /// Whether any feed told its receiver of a lead, or told it something new, from a time on and before another.
    public func has(_ lead: LeadID, from start: Instant, before end: Instant?) -> Bool {
        var index = leads.partitioningIndex { $0 >= lead.number }
        while index < leads.count, leads[index] == lead.number {
            if times[index] >= start.milliseconds, times[index] < end?.milliseconds ?? .max { return true }
            index += 1
        }
        return false
    }
}

extension LeadStore {
    /// What stands in the files of some feeds: additions and changes, withdrawals left out, by the time of the runs that
    /// decided so.
    public func handOvers(by feeds: [String]) throws(Fault) -> HandOvers {
        try read { database in
            let names = Set(feeds).sorted()
            guard !names.isEmpty else { return HandOvers() }
            let select = try RawStatement(
                database,
                """
                SELECT o.lead, r.as_of FROM outbox o JOIN run r USING (run)
                    LEFT JOIN (SELECT feed, max(cursor_to) AS told FROM feed_file GROUP BY feed) f ON f.feed = o.feed
                WHERE (o.message <= f.told OR EXISTS (
                        SELECT 1 FROM delivery_feed t JOIN delivery d ON d.destination = t.destination AND d.message = o.message
                        WHERE t.feed = o.feed AND d.action <> 2 AND d.state = \(StoredCodes.code(DeliveryState.accepted, in: StoredCodes.deliveries))))
                    AND o.action <> 'withdraw' AND o.feed IN (\(names.indices.map { "?\($0 + 1)" }.joined(separator: ", ")))
                ORDER BY o.lead, r.as_of
                """)
            for (index, name) in names.enumerated() { select.bind(name, at: Int32(index + 1)) }
            var found = HandOvers()
            while try select.step(database) { found.append(select.integer(0), select.integer(1)) }
            return found
        }
    }
}

extension [Int64] {
    /// The first place of an ascending list from which on something is true.
    func partitioningIndex(_ isTrue: (Int64) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isTrue(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
