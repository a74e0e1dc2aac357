public import LeadModel

/// Writes rows to a system by the calls that its destination declares.
///
/// A row is accepted when every write that is for it took it. Where the destination itself fails, nothing more is sent in the same call:
/// rows that were not sent by then are untried, and those that a write before has taken have failed for the same reason.
public final class HTTPWriter: DeliveryWriter {
    private let destination: HTTPDestination
    private let session: HTTPSession
    /// What was odd about answers, and stopped nothing; of the last call.
    public private(set) var warnings: [Fault] = []
    public let mostRows: Int
    public let firstRows: Int
    public let leastRows: Int

    /// A file of ours for refresh tokens that the vendor changes; `nil`: the new one is forgotten.
    public var tokenFile: String? {
        get { session.tokenFile }
        set { session.tokenFile = newValue }
    }
    /// A file of ours for the count of a day's calls; `nil`: they are counted of this process alone.
    public var quotaFile: String? {
        get { session.quotaFile }
        set { session.quotaFile = newValue }
    }
    /// Requests that were sent, those for tokens included.
    public var calls: Int { session.calls }

    /// Rows of a first call where each takes a request of its own.
    private static let singleRows = 20
    /// Requests of one call.
    private static let mostRequests = 40
    /// What became of more is not held in memory.
    private static let callRows = 10_000

    /// - Parameter folder: from which relative paths of secrets start.
    public init(_ destination: HTTPDestination, folder: String, clock: HTTPSession.Clock) {
        self.destination = destination
        session = HTTPSession(destination.system, folder: folder, clock: clock)
        let isBatched = destination.writes.allSatisfy(\.takesMany)
        let requestRows = destination.writes.filter(\.takesMany).map(\.mostRows).max() ?? 1
        leastRows = isBatched ? min(requestRows, HTTPWriter.callRows) : 1
        firstRows = isBatched ? leastRows : HTTPWriter.singleRows
        let mostRequests = min(HTTPWriter.mostRequests, HTTPWriter.callRows / firstRows)
        mostRows = firstRows * mostRequests
    }

    /// What was looked up for leads that were not judged yet, so that no quota is spent on it again.
    private var found: [LeadID: [String: String]] = [:]
    /// Leads of which it is kept.
    private static let mostFound = 10_000

    /// Who we are to the system, by `identity` of its file; nothing where that asks for nothing.
    public func identity() throws(Fault) -> [(path: String, value: String)] { try session.identity() }

    public func deliver(_ batch: DeliveryBatch, now: Instant) -> [DeliveryVerdict] {
        let delivery = HTTPDelivery(batch, destination, session)
        delivery.remember(found)
        let verdicts = delivery.run()
        for (row, verdict) in zip(batch.rows, verdicts) {
            switch verdict {
            case .failed, .untried: break
            case .accepted, .rejected:
                found[row.lead] = nil
                continue
            }
            if found.count < HTTPWriter.mostFound { found[row.lead] = delivery.foundOut[row.lead] }
        }
        warnings = delivery.warnings
        return verdicts
    }
}
