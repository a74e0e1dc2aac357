import Glibc
public import LeadModel

/// A folder on another machine, over SFTP or FTP.
///
/// Nobody else reads from the host meanwhile: an export is fetched whole into a spool, from where it is read. One whose transfer
/// breaks off is asked for again from there on, in this run or the next.
public final class RemoteDrop: DropFolder {
    public let name: String
    private let folder: RemoteFolder
    private let scheme: String
    private let request: TransferRequest
    private let engine = TransferEngine()
    private let spool: Spool
    private let wait: (Int) throws(Fault) -> Void
    /// Who answered first, with the key or the certificate that it showed.
    public private(set) var peer: TransferPeer?
    private var listing: Result<RemoteListing, Fault>?
    /// Of folders that files are moved into, what lies there.
    private var archived: [String: Set<String>] = [:]

    /// - Parameters:
    ///   - root: which relative paths of files start from.
    ///   - wait: lets so many seconds pass, before something is tried once more.
    /// - Throws: where a secret is not to be had.
    public init(
        _ folder: RemoteFolder, root: String, spool: Spool, wait: @escaping (Int) throws(Fault) -> Void
    ) throws(Fault) {
        self.folder = folder
        self.spool = spool
        self.wait = wait
        name = folder.address
        scheme = String(folder.address.prefix { $0 != ":" }).lowercased()
        var request = TransferRequest(url: folder.address + "/")
        request.limits = folder.limits
        request.reach = folder.reach
        request.trust = folder.trust.resolved(from: root)
        request.login = try folder.login(from: root)
        request.proxy = folder.proxy
        request.encrypts = folder.encrypts
        self.request = request
    }

    // MARK: What lies there

    /// The same throughout a run: who is refused once is not asked again, because hosts lock accounts that try too often.
    public func names() throws(Fault) -> [String] { try list().names }

    private func list() throws(Fault) -> RemoteListing {
        if let listing { return try listing.get() }
        let found = Result { () throws(Fault) in
            var names = request
            names.listsNames = true
            // A folder is longer than an answer that somebody waits for, and shorter than an export.
            names.limits.bodyBytes = 64 << 20
            var lines = names
            lines.listsNames = false
            return RemoteListing(names: try bytes(names), lines: try bytes(lines))
        }.mapError { located($0, name) }
        listing = found
        return try found.get()
    }

    public func look(at name: String) throws(Fault) -> DroppedFile? {
        let kind = try list().kind(of: name)
        guard kind == .file || kind == .unknown else {
            let words = [RemoteListing.Kind.link: "a symbolic link", .folder: "a folder"]
            throw Fault(
                .fileNotRegular, .stopStream, "this is \(words[kind] ?? "no regular file")",
                at: Origin(file: path(of: name)), advice: "Have the export itself put there.")
        }
        var looking = try asking(for: name)
        looking.onlyLooks = true
        do throws(Fault) {
            let (transfer, _) = try answer(to: looking)
            guard let bytes = transfer.found.size, let modified = transfer.found.modified else {
                throw Fault(
                    .networkProtocol, .stopStream, "the host does not say how long the file is, or when it was changed",
                    at: Origin(file: path(of: name)), advice: "Have it fetched over SFTP.")
            }
            return DroppedFile(name: name, bytes: bytes, modified: modified)
        } catch {
            if error.code == .fileMissing {
                // FTP has one answer for what is not there and what may not be read.
                listing = nil
                guard try list().names.contains(name) else { return nil }
                throw Fault(
                    .fileUnreadable, .stopStream, "the file is there, and may not be read or is busy",
                    at: Origin(file: path(of: name)), advice: "Check what the login may do.")
            }
            throw located(error, path(of: name))
        }
    }

    // MARK: Fetching

    public func fetch(_ file: DroppedFile) throws(Fault) -> ReadyExport {
        let words = [name, file.name, "\(file.bytes)", "\(file.modified.milliseconds)"]
        let spooled = try spool.name(of: words, ".fetched")
        let place = "\(spool.folder)/\(spooled)"
        // A run that died may have fetched all of it.
        if spool.bytes(of: spooled) != file.bytes {
            var download = Download(of: words.joined(separator: "\n"), into: spool.folder, named: spooled)
            (download.size, download.mostBytes) = (file.bytes, folder.limits.bodyBytes)
            download.attempts = folder.attempts
            do throws(Fault) {
                _ = try download.take(try asking(for: file.name), with: engine, wait: wait)
            } catch {
                // What it is worth going on with is a file that stays as it is.
                if error.code == .fileMissing || error.code == .networkAltered { try checkUnchanged(file) }
                throw located(error, path(of: file.name))
            }
        }
        do throws(Fault) {
            try checkUnchanged(file)
        } catch {
            spool.remove(place)
            throw error
        }
        return ReadyExport(path: place, named: path(of: file.name))
    }

    private func checkUnchanged(_ file: DroppedFile) throws(Fault) {
        guard let now = try look(at: file.name) else {
            throw Fault(
                .fileMissing, .stopStream, "the file has gone", at: Origin(file: path(of: file.name)),
                advice: "If it was not meant to go, have it delivered again.")
        }
        guard now != file else { return }
        throw Fault(
            .fileChanged, .stopStream, "it changed while it was fetched", at: Origin(file: path(of: file.name)),
            advice: "The next run fetches it, once it stays as it is.")
    }

    // MARK: Archive

    public func archive(_ names: [String], in archive: String) throws(Fault) {
        do {
            if archived[archive] == nil {
                try tell(scheme == "sftp" ? ["*mkdir \(try folder.quoted(archive))"] : ["*MKD \(archive)"])
                archived[archive] = try lying(in: archive)
            }
            for name in names {
                var number = 1
                var free = name
                while archived[archive]?.contains(free) == true {
                    number += 1
                    free = ArchiveName.of(name, number)
                }
                try folder.checkName(name)
                let target = "\(archive)/\(free)"
                try tell(
                    scheme == "sftp"
                        ? ["rename \(try folder.quoted(name)) \(try folder.quoted(target))"]
                        : ["RNFR \(name)", "RNTO \(target)"])
                archived[archive]?.insert(free)
            }
        } catch {
            throw Fault(
                .fileArchive, .stopStream, "a file could not be moved into '\(archive)': \(error.summary)",
                at: Origin(file: error.origin?.file ?? name),
                advice: "Check that the login may write to both folders, and that they are on one disk.")
        }
    }

    private func tell(_ commands: [String]) throws(Fault) {
        var telling = request
        telling.onlyLooks = true
        telling.commands = commands
        _ = try bytes(telling)
    }

    private func lying(in archive: String) throws(Fault) -> Set<String> {
        var listing = request
        listing.listsNames = true
        listing.limits.bodyBytes = 64 << 20
        let way = archive.split(separator: "/").map { RemoteFolder.encoded(String($0)) }.joined(separator: "/")
        if archive.hasPrefix("/") {
            guard let address = TransferAddress(folder.address) else { throw TransferFault.addressUnreadable }
            // Of FTP an address begins where the login does.
            listing.url = "\(scheme)://\(address.place)/\(scheme == "sftp" ? "" : "%2F")\(way)/"
        } else {
            listing.url = "\(folder.address)/\(way)/"
        }
        return Set(RemoteListing(names: try bytes(listing), lines: []).names)
    }

    // MARK: Asking

    private func asking(for name: String) throws(Fault) -> TransferRequest {
        try folder.checkName(name)
        var request = request
        request.url += RemoteFolder.encoded(name)
        return request
    }

    private func bytes(_ request: TransferRequest) throws(Fault) -> [UInt8] { try answer(to: request).bytes }

    /// Asks until there is a whole answer, or trying again does not help.
    private func answer(to request: TransferRequest) throws(Fault) -> (transfer: Transfer, bytes: [UInt8]) {
        var attempt = 1
        while true {
            do {
                let transfer = try engine.open(request).transfer
                let all = try drain(transfer)
                // A connection that is used again shows neither once more.
                if peer == nil { peer = transfer.peer }
                return (transfer, all)
            } catch {
                guard case .retry(let seconds) = error.remedy, attempt < folder.attempts else { throw error }
                attempt += 1
                try wait(min(seconds, 60))
            }
        }
    }

    private func drain(_ transfer: Transfer) throws(Fault) -> [UInt8] {
        var all: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try transfer.read(into: buffer)
            if count == 0 { return all }
            all.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// With the file or folder in the place of the host alone.
    private func located(_ fault: Fault, _ place: String) -> Fault {
        var fault = fault
        fault.origin = Origin(file: place)
        return fault
    }
}
