import LeadModel
import LeadStore
import Reconciliation

extension LeadPageBuilder {
    /// What has been found out about identity before leads are made.
    struct Identity {
        var streams: [Int: StoredStream]
        /// Keys that join nobody.
        var shared: Set<MatchKey> = []
        /// Stored leads that a key joined which is shared now.
        var loosened: Set<LeadID> = []
        var verdicts: VerdictBook
        /// Raw pages that were read as another format than their stream has now.
        var outdatedPages: Set<Int64> = []
        /// Whether everything is matched anew, so that every version is among those given.
        var isRematch = false
        /// Clusters of which nothing is to be settled.
        var standing = StandingClusters.none
    }
}
