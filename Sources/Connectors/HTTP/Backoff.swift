import LeadModel

/// How long is waited before a request is made again that failed for a reason that may pass: 1, 2, 4, 8 seconds, or as long as
/// the host asks for.
struct Backoff {
    /// How often it is made in all.
    private let attempts: Int
    /// The longest that a run waits, in seconds.
    private let longestWait: Int
    private var failed = 0

    init(_ source: HTTPSource) {
        attempts = source.attempts
        longestWait = source.longestWait
    }

    /// Counts a failure.
    /// - Parameter asked: the seconds that somebody asks for; a shorter time than ours is none.
    /// - Returns: the seconds to wait.
    /// - Throws: the fault, and how often it was tried, behind the last attempt.
    mutating func seconds(asked: Int? = nil, after fault: Fault) throws(Fault) -> Int {
        failed += 1
        guard failed < attempts else { throw HTTPFault.exhausted(failed, fault) }
        return min(max(asked ?? 0, 1 << (failed - 1)), longestWait)
    }

    /// Something came: what fails next fails for the first time.
    mutating func reset() { failed = 0 }
}
