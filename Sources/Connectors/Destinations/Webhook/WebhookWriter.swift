public import LeadModel

/// Sends rows to a webhook, one event each, several at once.
///
/// Whatever status of success the receiver answers with, it has the event: nothing of the body is waited for or believed.
public final class WebhookWriter: DeliveryWriter {
    private let destination: WebhookDestination
    private let host: String
    private let folder: String
    private let clock: HTTPSession.Clock
    private let engine = TransferEngine()
    private var credentials: Credentials
    private var signer: WebhookSigner?

    /// So many are handed over between two notes of what became of them.
    public let mostRows = 256
    public let firstRows = 100
    public let leastRows = 1
    /// None: nothing of an answer's body is looked at.
    public var warnings: [Fault] { [] }

    /// - Parameters:
    ///   - folder: from which relative paths of secrets start.
    ///   - clock: when events are signed.
    public init(_ destination: WebhookDestination, folder: String, clock: HTTPSession.Clock) {
        self.clock = clock
        var destination = destination
        destination.system.trust = destination.system.trust.resolved(from: folder)
        self.destination = destination
        self.folder = folder
        host = TransferAddress(destination.system.address)?.place ?? destination.system.address
        credentials = Credentials(
            destination.system.authentication, keys: destination.system.secretHeaders, folder: folder, host: host)
    }

    /// The public keys that receivers verify with, as `whpk_…`; none of shared secrets.
    public func publicKeys() throws(Fault) -> [String] {
        try WebhookSigner(destination.signing, folder: folder).publicKeys
    }

    public func deliver(_ batch: DeliveryBatch, now: Instant) -> [DeliveryVerdict] {
        let keys = LeadEvent.keys(batch.columns)
        var verdicts: [DeliveryVerdict] = []
        verdicts.reserveCapacity(batch.rows.count)
        var waiting: [Result<Transfer, Fault>] = []
        var next = batch.rows.startIndex
        while verdicts.count < batch.rows.count {
            while next < batch.rows.endIndex, waiting.count < destination.atOnce {
                waiting.append(start(batch.rows[next], of: batch, keys))
                next += 1
            }
            verdicts.append(verdict(on: waiting.removeFirst()))
            guard case .failed(let fault, _) = verdicts.last, WebhookWriter.stops(fault) else { continue }
            // Where nobody listens, the others need not be tried.
            verdicts += waiting.map { verdict(on: $0) }
            waiting = []
            while verdicts.count < batch.rows.count { verdicts.append(.untried) }
        }
        return verdicts
    }

    /// Whether a fault is one of the receiver, and of no event.
    private static func stops(_ fault: Fault) -> Bool { fault.code != .deliveryRefused }

    private func start(_ row: DeliveryRow, of batch: DeliveryBatch, _ keys: [[UInt8]])
        -> Result<Transfer, Fault>
    {
        do throws(Fault) {
            return .success(try engine.start(try request(row, of: batch, keys)))
        } catch {
            return .failure(error)
        }
    }

    private func request(
        _ row: DeliveryRow, of batch: DeliveryBatch, _ keys: [[UInt8]]
    ) throws(Fault) -> TransferRequest {
        let signer: WebhookSigner
        if let known = self.signer {
            signer = known
        } else {
            signer = try WebhookSigner(destination.signing, folder: folder)
            self.signer = signer
        }
        let carried = try credentials.carry(now: clock.now()) { (_, _, _) throws(Fault) -> [UInt8] in
            throw DeliveryFault.unauthorized(host)
        }
        let now = clock.now()
        let body = LeadEvent.body(row, of: batch, keys: keys)
        let seconds = now.milliseconds / 1_000
        var request = TransferRequest(url: destination.system.address, method: "POST", body: body)
        request.headers = [
            (name: "Content-Type", value: LeadEvent.contentType),
            (name: "webhook-id", value: row.id),
            (name: "webhook-timestamp", value: String(seconds)),
            (name: "webhook-signature", value: signer.signature(id: row.id, timestamp: seconds, body: body)),
        ]
        request.headers += carried.headers
        for (index, parameter) in carried.query.enumerated() {
            request.url += index == 0 && !request.url.contains("?") ? "?" : "&"
            request.url += "\(PercentEncoding.encoded(parameter.name))=\(PercentEncoding.encoded(parameter.value))"
        }
        for header in destination.system.headers {
            if let value = header.value.filled([:]) { request.headers.append((name: header.name, value: value)) }
        }
        request.limits = destination.system.limits
        request.reach = destination.system.reach
        request.trust = destination.system.trust
        request.proxy = destination.system.proxy
        request.asker = destination.system.asker
        return request
    }

    private func verdict(on started: Result<Transfer, Fault>) -> DeliveryVerdict {
        switch started {
        case .failure(let fault): return .failed(fault, mayHaveArrived: false)
        case .success(let transfer):
            defer { transfer.cancel() }
            do throws(Fault) {
                return WebhookAnswer(try transfer.head(), host: host).verdict(now: clock.now())
            } catch {
                // Whatever stands behind a head that says so is not waited for: the receiver has it.
                let status = transfer.found.head.status
                if (200..<300).contains(status) { return .accepted(DeliveryReceipt(status: status)) }
                return .failed(credentials.secrets.cleaned(error), mayHaveArrived: WebhookAnswer.mayHaveArrived(error))
            }
        }
    }
}

/// What the head of an answer says of an event.
struct WebhookAnswer {
    private let head: ResponseHead
    private let host: String

    init(_ head: ResponseHead, host: String) {
        self.head = head
        self.host = host
    }

    /// - Parameter now: by our clock.
    func verdict(now: Instant) -> DeliveryVerdict {
        switch head.status {
        case 200..<300: return .accepted(DeliveryReceipt(status: head.status))
        case 410: return .failed(DeliveryFault.gone(host), mayHaveArrived: false)
        case 401, 407: return .failed(DeliveryFault.unauthorized(host), mayHaveArrived: false)
        case 403, 404, 405, 408, 425, 429, 500...:
            let asked = RetryAfter.seconds(
                head["Retry-After"], now: now, serverDate: head["Date"].flatMap { Instant(httpDate: $0, now: now) })
            return .failed(
                DeliveryFault.status(head.status, asked: asked, host),
                mayHaveArrived: head.status >= 500 && head.status != 503)
        case 400..<500: return .failed(DeliveryFault.refused(head.status, host), mayHaveArrived: false)
        default: return .failed(DeliveryFault.elsewhere(head.status, host), mayHaveArrived: false)
        }
    }

    /// Whether an event may have arrived though its answer did not: whatever happens behind the connection.
    static func mayHaveArrived(_ fault: Fault) -> Bool {
        switch fault.code {
        case .networkTimeout, .networkTruncated, .networkProtocol, .networkTooLarge, .networkFailed, .networkCancelled:
            true
        default: false
        }
    }
}
