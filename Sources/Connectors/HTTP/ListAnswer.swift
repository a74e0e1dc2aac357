import Glibc
import LeadModel
import RecordFormats

/// An answer with records: as it comes, or brought into a file first.
struct ListAnswer {
    var body: any ByteSource
    var head: ResponseHead
    var address: TransferAddress
    /// What was sent with the request, which the answer may repeat.
    var secrets = ConcealedSecrets()
    /// What else is to be asked for the same records: their other columns.
    var further: [(plan: RequestPlan, values: [String: String])] = []
    /// While it comes.
    private var transfer: Transfer?
    private var file: Download.File?

    init(_ answer: HTTPSession.Answer) {
        body = answer.transfer
        head = answer.head
        address = answer.address
        transfer = answer.transfer
        secrets = answer.secrets
    }

    init(_ file: Download.File, _ address: TransferAddress) throws(Fault) {
        body = try FileBytes(path: file.path)
        head = file.head
        self.address = address
        self.file = file
    }

    /// What was asked, while it comes.
    var request: TransferRequest? { transfer?.request }

    /// Bytes that came over the network.
    var bytes: Int64 { transfer?.bodyBytes ?? file?.bytes ?? 0 }

    /// Nothing of it is needed any more.
    func end() {
        transfer?.cancel()
        if let file { unlink(file.path) }
    }
}

/// Bytes whose SHA-256 is known beforehand: their end is a fault where it is another.
final class CheckedBytes: ByteSource {
    private var source: any ByteSource
    private let sha256: String
    private let digest = RunningDigest()
    private let name: String
    private var isDone = false

    init(_ source: any ByteSource, sha256: String, name: String) {
        self.source = source
        self.sha256 = sha256
        self.name = name
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        let count = try source.read(into: buffer)
        if count > 0 {
            digest.add(Array(UnsafeRawBufferPointer(rebasing: buffer[..<count])))
        } else if !isDone {
            isDone = true
            guard digest.finish() == sha256 else { throw JobFault.checksum(name) }
        }
        return count
    }
}
