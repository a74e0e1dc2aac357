import LeadModel
import RecordFormats

/// Sending something, which is never done twice unasked: whoever sends says what becomes of what was not judged.
extension HTTPSession {
    /// What was answered, whatever it is.
    struct Reply {
        var status: Int
        var head: ResponseHead
        /// Unpacked; of an answer that is no data its beginning alone.
        var body: [UInt8]
    }

    /// Nothing was answered that could be read.
    struct Unanswered: Error {
        var fault: Fault
        /// Whether the request was on its way.
        var mayHaveArrived: Bool
    }

    /// How long a submission waits for a quota before it gives the time back to whoever sends, in seconds.
    static let longestPause = 5
    /// After how long it is looked again whether a day's calls are there again.
    private static let quotaSeconds = 3_600

    /// Sends a request once. Redirects are not followed: they would turn what is sent into what is asked for.
    /// - Parameter change: what the plan does not know, such as a file.
    func submit(
        _ plan: RequestPlan, _ values: [String: String], _ splices: JSONSplices = JSONSplices(),
        change: (inout TransferRequest) -> Void = { _ in }
    ) throws(Unanswered) -> Reply {
        let transfer: Transfer
        do throws(Fault) {
            var request = try request(plan, values, splices)
            change(&request)
            transfer = try begin(request)
        } catch {
            var fault = secrets.cleaned(error)
            // The day's share of calls: whoever sends comes back, as the day does.
            if fault.code == .httpQuota, fault.remedy == .stopStream {
                fault.remedy = .retry(afterSeconds: HTTPSession.quotaSeconds)
            }
            throw Unanswered(fault: fault, mayHaveArrived: false)
        }
        do throws(Fault) {
            let head = try transfer.head()
            note(head)
            if [301, 302, 303, 307, 308].contains(head.status) {
                transfer.cancel()
                throw TransferFault.redirect(transfer.request, head.status, "and what is sent follows nobody")
            }
            let isData = (200..<300).contains(head.status)
            let body = isData ? try whole(transfer, head) : try front(of: transfer, head)
            return Reply(status: head.status, head: head, body: body)
        } catch {
            let isRefused = [.tls, .ssh].contains(error.code.room) || error.code == .networkRedirect
            throw Unanswered(
                fault: secrets.cleaned(error), mayHaveArrived: transfer.wasSent && !isRefused)
        }
    }

    /// All of an answer, which may be no longer than the limits say, unpacked.
    private func whole(_ transfer: Transfer, _ head: ResponseHead) throws(Fault) -> [UInt8] {
        defer { transfer.cancel() }
        let most = Int(source.limits.bodyBytes)
        let request = transfer.request
        func tooLong(_: Int) -> Fault { TransferFault.tooLarge(request) }
        let packed = head["Content-Encoding"]?.lowercased() ?? "identity"
        switch packed {
        case "identity", "": return try transfer.whole(atMost: most, tooLong: tooLong)
        case "gzip", "x-gzip":
            var caps = GzipSource.Caps()
            caps.totalBytes = most
            return try GzipSource(transfer, file: host, caps: caps).whole(atMost: most, tooLong: tooLong)
        default: throw HTTPFault.packed(packed, host)
        }
    }
}
