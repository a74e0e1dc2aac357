public import LeadModel

/// A file that is brought over the network into a folder of ours, in as many stretches as it takes.
///
/// A download that breaks off goes on where it stopped, in this run or in a later one, where the server says by a tag or a date
/// that the file is still the same; else it begins anew. Nobody sees the file under its name before all of it is there, its
/// length and its checksum are right, and it lies on the disk.
public struct Download: Sendable {
    /// Where it is brought; made where it is missing, for this account alone.
    public var folder: String
    /// Of the file in the folder; no path.
    public var name: String
    /// What is asked for, in words that stay the same from run to run: a file that was begun is gone on with for the same alone.
    /// Only their digest is kept.
    public var subject: String
    public var mostBytes: Int64 = 64 << 30
    /// What somebody else said of the file, such as a manifest or a job's status; `nil`: nobody did.
    public var size: Int64?
    /// In small hex digits.
    public var sha256: String?
    /// How often in a row it may break off without having come further.
    public var attempts = 5
    /// The longest pause between two attempts, in seconds.
    public var longestWait = 60

    /// However far each of them comes: somebody who hangs up after every kilobyte is not waited for.
    private static let mostStretches = 1_000

    public init(of subject: String, into folder: String, named name: String) {
        self.subject = subject
        self.folder = folder
        self.name = name
    }

    /// From where on an answer is wanted, and of which state of the file.
    public struct Stretch: Sendable, Hashable {
        public var offset: Int64
        /// The tag or the date that `If-Range` takes; `nil`: none is known.
        public var condition: String?

        /// Puts it into a request.
        public func ask(_ request: inout TransferRequest, mostBytes: Int64) {
            request.offset = offset
            request.limits.bodyBytes = max(0, mostBytes - offset)
            if request.url.lowercased().hasPrefix("http") {
                // Offsets are those of the bytes that come.
                request.headers.removeAll { $0.name.lowercased() == "accept-encoding" }
                request.headers.append((name: "Accept-Encoding", value: "identity"))
            }
            if let condition { request.headers.append((name: "If-Range", value: condition)) }
        }
    }

    /// What came.
    public struct File: Sendable, Hashable {
        public var path: String
        public var bytes: Int64
        public var sha256: String
        /// Of the last answer.
        public var head: ResponseHead
        public var peer: TransferPeer
        /// How many answers it took.
        public var stretches: Int
    }

    /// Brings the file with requests of one kind.
    /// - Parameter wait: lets so many seconds pass.
    public func take(
        _ request: TransferRequest, with engine: TransferEngine, wait: (Int) throws(Fault) -> Void
    ) throws(Fault) -> File {
        try take(wait: wait) { stretch throws(Fault) in
            var request = request
            stretch.ask(&request, mostBytes: mostBytes)
            let (transfer, head) = try engine.open(request)
            guard head.status == 0 || (200..<300).contains(head.status) || stretch.isBeyond(head) else {
                transfer.cancel()
                throw head.status == 401
                    ? HTTPFault.unauthorized(request.host, of: request.asker)
                    : HTTPFault.status(head.status, code: nil, request.host, of: request.asker)
            }
            return transfer
        }
    }

    /// Brings the file with requests that somebody else makes: with credentials, and again where a host asks to wait.
    /// - Parameters:
    ///   - wait: lets so many seconds pass.
    ///   - open: sends a request for a stretch; its answer's head is there, and is one of data or 416.
    public func take(
        wait: (Int) throws(Fault) -> Void, open: (Stretch) throws(Fault) -> Transfer
    ) throws(Fault) -> File {
        let spool = try SpoolFile(folder: folder, name: name, subject: subject)
        var progress = Progress(farthest: spool.count)
        while true {
            do throws(Fault) {
                progress.stretches += 1
                let transfer = try open(Stretch(offset: spool.count, condition: spool.state?.condition))
                defer { transfer.cancel() }
                try fill(spool, from: transfer)
                try check(spool, transfer.request.host)
                try spool.commit()
                return File(
                    path: spool.path, bytes: spool.count, sha256: spool.sha256, head: transfer.found.head,
                    peer: transfer.peer, stretches: progress.stretches)
            } catch {
                // What cannot be recognised the next time is of no use to it.
                if spool.state == nil || error.code == .networkAltered { try spool.restart() }
                guard case .retry(let asked) = error.remedy else { throw error }
                try pause(&progress, spool.count, asked, error, wait)
            }
        }
    }

    /// How far it has come, and how often in vain.
    private struct Progress {
        var farthest: Int64
        var inVain = 0
        var stretches = 0
    }

    private func pause(
        _ progress: inout Progress, _ count: Int64, _ asked: Int, _ fault: Fault, _ wait: (Int) throws(Fault) -> Void
    ) throws(Fault) {
        progress.inVain = count > progress.farthest ? 1 : progress.inVain + 1
        progress.farthest = max(progress.farthest, count)
        guard progress.inVain < attempts, progress.stretches < Download.mostStretches else {
            throw HTTPFault.exhausted(max(progress.inVain, progress.stretches), fault)
        }
        try wait(min(longestWait, max(asked, 1 << min(progress.inVain - 1, 10))))
    }

    // MARK: Bytes

    private func fill(_ spool: SpoolFile, from transfer: Transfer) throws(Fault) {
        guard try begin(spool, with: transfer) else { return }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while case let count = try transfer.read(into: buffer), count > 0 {
            guard spool.count + Int64(count) <= mostBytes else {
                throw TransferFault.tooLarge(transfer.request, mostBytes)
            }
            try spool.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        if let size = transfer.found.size, size != spool.count {
            throw TransferFault.partial(transfer.request, spool.count, of: size)
        }
    }

    /// Makes the spool ready for the bytes of an answer: it goes on with them, or begins anew.
    /// - Returns: `false` where nothing is missing.
    private func begin(_ spool: SpoolFile, with transfer: Transfer) throws(Fault) -> Bool {
        let (found, state) = (transfer.found, SpoolFile.State(of: transfer.found))
        let offset = transfer.request.offset
        if let size = found.size, size > mostBytes { throw TransferFault.tooLarge(transfer.request, mostBytes) }
        switch found.head.status {
        case 206 where offset == 0: throw TransferFault.unasked(transfer.request)
        case 416 where found.range?.size == offset && spool.state?.size == offset: return false
        case 0 where offset > 0 && state.isSame(as: spool.state),
            206 where found.range?.start == offset && state.isSame(as: spool.state):
            spool.join()
            return true
        case 206, 416,
            0 where offset > 0:
            throw TransferFault.changed(transfer.request.host)
        default:
            // The whole of it: it is asked for the first time, ranges are not offered, or it has changed.
            try spool.restart(state)
            return true
        }
    }

    private func check(_ spool: SpoolFile, _ host: String) throws(Fault) {
        // What was put together may have been put together wrongly: it is fetched anew.
        let remedy = spool.isJoined ? Fault.Remedy.retry(afterSeconds: 0) : .stopStream
        if let size, size != spool.count {
            throw TransferFault.altered("\(spool.count) bytes came, and \(size) were announced", remedy, host)
        }
        if let sha256, sha256.lowercased() != spool.sha256 {
            throw TransferFault.altered("its SHA-256 is not the announced one", remedy, host)
        }
    }
}

extension SpoolFile.State {
    init(of found: TransferFinding) {
        self.init(
            condition: found.condition, size: found.size,
            modified: found.head.status == 0 ? found.modified?.milliseconds : nil)
    }
}

extension Download.Stretch {
    /// Whether an answer says that there is nothing from here on.
    func isBeyond(_ head: ResponseHead) -> Bool { head.status == 416 && offset > 0 }
}
