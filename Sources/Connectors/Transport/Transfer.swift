import CCurl
import Failpoints
import Foundation
public import LeadModel
public import RecordFormats

/// One request under way, and what is coming back: its head, and its body as a stream of bytes.
///
/// The bytes come in on the thread of a `TransferEngine` and are read on any other. So many as `bufferBytes` wait to be read; then
/// the sender waits. Nothing of the body lies anywhere else.
public final class Transfer: ByteSource, @unchecked Sendable {
    public let request: TransferRequest
    // All below is guarded by it.
    private let condition = NSCondition()
    private var ring: ByteRing
    private var headReader = ResponseHeadReader()
    private var received: Int64 = 0
    private var isPaused = false
    /// Of the request.
    private var sentBytes = 0
    private var ended: Ending?
    private var peerFound = TransferPeer()
    /// What a callback refused, which says more than the code that libcurl makes of it.
    private var refusal: Fault?
    private var engine: TransferEngine?
    /// Length and date of the file, of protocols without a head.
    private var inquired: (size: Int64?, modified: Instant?) = (nil, nil)
    /// Asks libcurl for them; on the engine's thread alone.
    var inquire: () -> (size: Int64?, modified: Instant?) = { (nil, nil) }

    private enum Ending {
        case done
        case failed(Fault)
    }

    private let isHTTP: Bool

    init(_ request: TransferRequest, engine: TransferEngine) {
        self.request = request
        isHTTP = request.url.lowercased().hasPrefix("http")
        self.engine = engine
        ring = ByteRing(capacity: max(request.limits.bufferBytes, 2 * Transfer.chunkBytes))
    }

    /// The most that libcurl hands over at once.
    static let chunkBytes = 128 << 10

    // MARK: What is asked of it

    /// Waits for the head of the answer; of a protocol without one, for the first bytes or the end.
    /// - Throws: what went wrong before it was there.
    public func head() throws(Fault) -> ResponseHead {
        condition.lock()
        defer { condition.unlock() }
        while !headReader.isComplete, ended == nil, ring.count == 0 { condition.wait() }
        // What came before it broke off is handed out all the same.
        if !headReader.isComplete, ring.count == 0, case .failed(let fault) = ended { throw fault }
        return headReader.head
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        guard buffer.count > 0 else { return 0 }
        condition.lock()
        while ring.count == 0, ended == nil { condition.wait() }
        let count = ring.move(into: buffer)
        let goesOn = isPaused && ring.count <= ring.capacity / 2
        if goesOn { isPaused = false }
        let (ending, engine) = (ended, engine)
        condition.unlock()
        if goesOn { engine?.resume(self) }
        if count == 0, case .failed(let fault) = ending { throw fault }
        return count
    }

    /// Stops it; what was not read is lost. Reading afterwards is a fault.
    public func cancel() {
        condition.lock()
        let engine = ended == nil ? engine : nil
        condition.unlock()
        engine?.cancel(self)
    }

    /// Bytes of the body so far, as they came over the network.
    public var bodyBytes: Int64 { locked { received } }

    /// Whether any of the request was sent; complete once it has ended.
    public var wasSent: Bool { locked { headReader.isComplete || sentBytes > 0 } }

    /// Who answered; complete once the head is there.
    public var peer: TransferPeer { locked { peerFound } }

    /// What the server says of the file; complete once `head` has returned.
    public var found: TransferFinding { locked { TransferFinding(head: headReader.head, file: inquired) } }

    private func locked<Value>(_ body: () -> Value) -> Value {
        condition.lock()
        defer { condition.unlock() }
        return body()
    }

    // MARK: What happens to it, on the engine's thread

    /// - Returns: how many bytes were taken: all, or none where the transfer is to end; `CCURL_PAUSE` to be asked again.
    func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        condition.lock()
        defer { condition.unlock() }
        guard refusal == nil else { return 0 }
        guard received + Int64(bytes.count) <= request.limits.bodyBytes else {
            refusal = TransferFault.tooLarge(request)
            return 0
        }
        guard bytes.count <= ring.free else {
            isPaused = true
            return Int(bitPattern: UInt(CURL_WRITEFUNC_PAUSE))
        }
        if received == 0, !isHTTP { inquired = inquire() }
        ring.append(bytes)
        received += Int64(bytes.count)
        Failpoint.answerHalf.pass()
        condition.broadcast()
        return bytes.count
    }

    func takeHeader(_ line: UnsafeRawBufferPointer) -> Int {
        condition.lock()
        defer { condition.unlock() }
        headReader.read(line, isHTTP: isHTTP)
        guard headReader.bytes <= request.limits.headerBytes else {
            refusal = TransferFault.headerTooLarge(request)
            return 0
        }
        if headReader.isComplete {
            // Whoever believes one of two lengths takes a part of one answer for another.
            guard Set(headReader.head.values(of: "Content-Length")).count <= 1 else {
                refusal = TransferFault.twoLengths(request)
                return 0
            }
            condition.broadcast()
        }
        return line.count
    }

    /// - Returns: whether a socket may be opened to an address.
    func mayReach(_ address: NetworkAddress?) -> Bool {
        locked {
            guard let address else {
                refusal = TransferFault.noAddress(request)
                return false
            }
            peerFound.address = address.description
            // A proxy is named by the source itself, and looks up names on its own: only an address is known here.
            let target =
                request.proxy == nil ? address : TransferAddress(request.url).flatMap { NetworkAddress($0.host) }
            guard let target, let kind = request.reach.refusal(of: target) else { return true }
            refusal = TransferFault.innerAddress(request, target, kind)
            return false
        }
    }

    /// - Parameters:
    ///   - key: the host's public key, as SSH sends it.
    ///   - isKnown: what the file of known hosts says; `nil` where the host does not stand in it.
    func trusts(hostKey key: UnsafeRawBufferPointer, isKnown: Bool?) -> Bool {
        let fingerprint = HostKey.fingerprint(of: key)
        return locked {
            peerFound.hostKey = fingerprint
            if let wanted = request.trust.hostKey {
                if HostKey.isSame(wanted, fingerprint) { return true }
                refusal = TransferFault.hostKeyChanged(request, fingerprint)
            } else if isKnown == true {
                return true
            } else {
                refusal =
                    isKnown == nil
                    ? TransferFault.hostUnknown(request, fingerprint)
                    : TransferFault.hostKeyChanged(request, fingerprint)
            }
            return false
        }
    }

    /// - Parameters:
    ///   - verdict: OpenSSL's of the certificate.
    ///   - tunnel: the status by which a proxy answered when it was asked to connect; 0 where none was.
    ///   - sent: bytes of the request.
    func finish(_ result: CURLcode, certificate: TransferPeer.Certificate?, verdict: Int, tunnel: Int, sent: Int) {
        condition.lock()
        sentBytes = sent
        peerFound.certificate = certificate
        if received == 0 || request.onlyLooks, !isHTTP, result == CURLE_OK { inquired = inquire() }
        let received = headReader.isComplete || self.received > 0 ? self.received : nil
        ended =
            if let refusal {
                .failed(refusal)
            } else if result == CURLE_OK {
                .done
            } else if tunnel != 0, !(200..<300).contains(tunnel) {
                .failed(TransferFault.proxy(request, tunnel))
            } else {
                .failed(TransferFault.of(result, request, verdict: verdict, received: received))
            }
        engine = nil
        condition.broadcast()
        condition.unlock()
    }
}

/// Who is on the other side.
public struct TransferPeer: Sendable, Hashable {
    /// The address that was connected to.
    public var address: String?
    /// The SHA-256 of an SSH host's key, as OpenSSH shows it.
    public var hostKey: String?
    public var certificate: Certificate?

    /// What a TLS server showed of itself.
    public struct Certificate: Sendable, Hashable {
        public var subject: String
        public var issuer: String
        /// As OpenSSL writes dates.
        public var expires: String
    }
}
