import LeadModel

/// The pages of a list that were read, by digests of their records: pages that come round again do so for ever.
struct SeenPages {
    private var all: Set<Int> = []
    private var last: Int?

    /// Notes down a page behind which the list goes on.
    /// - Throws: `http.paging` where it was there before.
    mutating func note(_ digest: Int?, records: Int, host: String) throws(Fault) {
        if let digest {
            if digest == last { throw HTTPFault.repeating(host) }
            // A page of one record may come twice where records move; the same one in a row does not.
            if records > 1, all.contains(digest) { throw PagingFault.round(host) }
            all.insert(digest)
        }
        last = digest
    }
}
