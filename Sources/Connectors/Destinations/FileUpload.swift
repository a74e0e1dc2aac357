public import LeadModel

/// A file here that a destination is to get.
public struct OutgoingFile: Sendable {
    /// Where it lies.
    public var path: String
    /// What it is called there.
    public var name: String
    /// Its size and SHA-256, in small hex digits: another file under this path is not sent.
    public var bytes: Int64
    public var sha256: String
    /// Such as `text/csv; charset=utf-8`.
    public var type: String
    /// A file that is taken away before this one comes: the old manifest of a file that is replaced.
    public var companion: String?

    public init(path: String, name: String, bytes: Int64, sha256: String, type: String, companion: String? = nil) {
        self.path = path
        self.name = name
        self.bytes = bytes
        self.sha256 = sha256
        self.type = type
        self.companion = companion
    }
}

/// What lies under a name at a destination.
public enum LyingFile: Sendable, Hashable {
    /// - Parameter bytes: how long it is; `nil` where the host does not say.
    case there(bytes: Int64?)
    case absent
    /// The host shows nobody what it has.
    case unknown
}

/// Puts files into a folder on another machine, or sends them over HTTP; one at a time.
///
/// A folder never shows a part of a file under its name: the bytes go into `.NAME.partial`, and only when the host has as many
/// as we have is that renamed. What stands there under the name is taken away right before: it was an earlier copy of ours.
/// Over HTTP the request says how long the body is and what its SHA-256 is, and a host that gets less takes nothing.
public final class FileUpload {
    private let destination: FileDestination
    private let root: String
    private let engine = TransferEngine()
    private let folderRequest: TransferRequest?
    private let now: () -> Instant

    /// - Parameters:
    ///   - root: which relative paths of files start from.
    ///   - now: by our clock.
    /// - Throws: where a secret is not to be had.
    public init(_ destination: FileDestination, root: String, now: @escaping () -> Instant) throws(Fault) {
        self.destination = destination
        self.root = root
        self.now = now
        guard case .folder(let folder) = destination.place else {
            folderRequest = nil
            return
        }
        var request = TransferRequest(url: folder.address + "/")
        request.limits = folder.limits
        request.reach = folder.reach
        request.trust = folder.trust.resolved(from: root)
        request.login = try folder.login(from: root)
        request.proxy = folder.proxy
        request.encrypts = folder.encrypts
        request.asker = .destination
        folderRequest = request
    }

    /// What messages call a file there.
    public func place(of name: String) -> String {
        destination.address.contains(HTTPFilePlace.nameMark)
            ? destination.address.replacing(HTTPFilePlace.nameMark, with: name) : "\(destination.address)/\(name)"
    }

    // MARK: Putting

    /// Puts a file there, whole or not at all.
    /// - Throws: why it is not there; the remedy says whether another try may help, and when the host asks for it.
    public func put(_ file: OutgoingFile) throws(Fault) {
        let bytes = try FileBytes(path: file.path)
        guard bytes.count == file.bytes, Hex.text(try bytes.finishDigest()) == file.sha256 else {
            throw Fault(
                .feedDamaged, .stopStream, "the file is not the one that was written, and is not sent",
                at: Origin(file: file.path), advice: "Look at who changed it, and write it again.")
        }
        do throws(Fault) {
            switch destination.place {
            case .folder(let folder): try put(file, into: folder)
            case .http(let http): try send(file, to: http)
            }
        } catch {
            throw located(error, file)
        }
    }

    private func located(_ fault: Fault, _ file: OutgoingFile) -> Fault {
        // What is wrong with the file here stands where it lies.
        guard fault.origin?.file != file.path else { return fault }
        var fault = fault
        fault.origin = Origin(file: place(of: file.name))
        return fault
    }

    private func put(_ file: OutgoingFile, into folder: RemoteFolder) throws(Fault) {
        let partial = ".\(file.name).partial"
        var putting = try asking(for: partial, of: folder)
        putting.upload = try UploadedBytes(path: file.path)
        _ = try answer(to: putting)
        if case .there(let bytes) = try look(at: partial, of: folder), let bytes, bytes != file.bytes {
            throw Fault(
                .networkTruncated, .retry(afterSeconds: 5), "the host has \(bytes) bytes of \(file.bytes)",
                advice: "It is sent again; if it stays so, look at the space that is left there.")
        }
        var commands: [String] = []
        let isSFTP = folder.address.lowercased().hasPrefix("sftp:")
        for old in [file.companion, file.name].compactMap(\.self) {
            commands.append(isSFTP ? "*rm \(try folder.quoted(old))" : "*DELE \(old)")
        }
        commands +=
            isSFTP
            ? ["rename \(try folder.quoted(partial)) \(try folder.quoted(file.name))"]
            : ["RNFR \(partial)", "RNTO \(file.name)"]
        guard var telling = folderRequest else { return }
        telling.onlyLooks = true
        telling.commands = commands
        do throws(Fault) {
            _ = try answer(to: telling)
        } catch {
            guard error.code == .fileArchive else { throw error }
            throw Fault(
                .networkFailed, .retry(afterSeconds: 5), "the host does not let the file be renamed once it is whole",
                advice: "Check that the login may rename and delete files in the folder.")
        }
    }

    private func send(_ file: OutgoingFile, to place: HTTPFilePlace) throws(Fault) {
        var request = TransferRequest(url: place.address(of: file.name), method: place.method)
        var credentials = Credentials(place.authentication, folder: root, host: request.host)
        let carried = try credentials.carry(now: now()) { (_, _, _) throws(Fault) in
            throw HTTPFault.token(request.host)
        }
        for (name, value) in carried.query {
            request.url +=
                (request.url.contains("?") ? "&" : "?") + RemoteFolder.encoded(name) + "="
                + RemoteFolder.encoded(value)
        }
        request.headers =
            carried.headers + [
                (name: "Content-Type", value: file.type),
                (name: "Content-Disposition", value: "attachment; filename=\"\(file.name)\""),
                // RFC 9530, section 2.
                (name: "Content-Digest", value: "sha-256=:\(Base64.text(ofHex: file.sha256)):"),
                (name: "Idempotency-Key", value: Fingerprint.of([file.name, file.sha256])),
                (name: "Accept", value: "*/*"),
            ]
        request.limits = place.limits
        request.limits.bodyBytes = FileUpload.mostAnswerBytes
        request.reach = place.reach
        request.trust = place.trust.resolved(from: root)
        request.proxy = place.proxy
        request.asker = .destination
        let upload = try UploadedBytes(path: file.path)
        request.upload = upload
        let (transfer, head) = try engine.open(request)
        var broken: Fault?
        do throws(Fault) {
            _ = try ByteDigest.of(transfer)
        } catch {
            broken = error
        }
        guard (200..<300).contains(head.status) else { throw refused(head, request.host) }
        // What the host says beside that it has it is for nobody, and may be too long or break off.
        if let broken, !upload.isSent { throw broken }
    }

    /// The longest answer that is waited for.
    private static let mostAnswerBytes: Int64 = 1 << 20

    private func refused(_ head: ResponseHead, _ host: String) -> Fault {
        let wait = RetryAfter.seconds(head["Retry-After"], now: now(), serverDate: nil)
        switch head.status {
        case 401, 403:
            return Fault(
                .httpUnauthorized, .stopStream, "the credentials were refused (status \(head.status))",
                at: Origin(file: host), advice: "Check 'auth' of the destination, and what its account may do.")
        case 408, 425, 429, 500...:
            return Fault(
                head.status == 429 ? .httpThrottled : .httpStatus,
                .retry(afterSeconds: min(wait ?? 5, DeliveryFault.longestAsked)),
                "the host does not take it now (status \(head.status))", at: Origin(file: host),
                advice: "It is sent again; if it stays so, ask the host's operator.")
        default:
            return Fault(
                head.status == 404 || head.status == 410 ? .httpMissing : .httpStatus, .stopStream,
                "the host refuses the file with status \(head.status)", at: Origin(file: host),
                advice: "Ask the host's operator what the status means, and check 'address' and 'method'.")
        }
    }

    // MARK: Looking

    /// What lies there under a name.
    public func look(at name: String) throws(Fault) -> LyingFile {
        guard case .folder(let folder) = destination.place else { return .unknown }
        do throws(Fault) {
            return try look(at: name, of: folder)
        } catch {
            var fault = error
            fault.origin = Origin(file: place(of: name))
            throw fault
        }
    }

    private func look(at name: String, of folder: RemoteFolder) throws(Fault) -> LyingFile {
        var looking = try asking(for: name, of: folder)
        looking.onlyLooks = true
        do throws(Fault) {
            return .there(bytes: try answer(to: looking).found.size)
        } catch {
            guard error.code == .fileMissing else { throw error }
            return .absent
        }
    }

    /// The SHA-256 of what lies there under a name, in small hex digits; `nil` where nothing does, or nobody is shown it.
    public func sha256(of name: String) throws(Fault) -> String? {
        guard case .folder(let folder) = destination.place else { return nil }
        do throws(Fault) {
            let transfer = try engine.open(try asking(for: name, of: folder)).transfer
            return Hex.text(try ByteDigest.of(transfer))
        } catch {
            if error.code == .fileMissing { return nil }
            var fault = error
            fault.origin = Origin(file: place(of: name))
            throw fault
        }
    }

    // MARK: Asking

    private func asking(for name: String, of folder: RemoteFolder) throws(Fault) -> TransferRequest {
        try folder.checkName(name)
        guard var request = folderRequest else { throw TransferFault.addressUnreadable }
        request.url += RemoteFolder.encoded(name)
        return request
    }

    private func answer(to request: TransferRequest) throws(Fault) -> Transfer {
        let transfer = try engine.open(request).transfer
        _ = try ByteDigest.of(transfer)
        return transfer
    }
}
