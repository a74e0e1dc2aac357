public import LeadModel

/// Hands rows to one destination, and tells what became of each.
///
/// One at a time asks it; it may send several requests at once by itself.
public protocol DeliveryWriter: AnyObject {
    /// The most rows that it takes in one call.
    var mostRows: Int { get }
    /// How many it is given first, while nobody knows how fast the receiver is.
    var firstRows: Int { get }
    /// How many one request takes, where all that a row needs goes in such: with fewer a call is not shorter.
    var leastRows: Int { get }
    /// What was odd about answers, and stopped nothing; of the last call.
    var warnings: [Fault] { get }

    /// Sends rows: each lead is in them once.
    ///
    /// It does not wait for a destination that asks for time, nor try again what failed, but for what is part of a call: a token
    /// that has ended, a batch that is sent in halves because of one row in it.
    /// - Parameter now: by our clock.
    /// - Returns: a verdict for each row, in their order.
    func deliver(_ batch: DeliveryBatch, now: Instant) -> [DeliveryVerdict]
}
