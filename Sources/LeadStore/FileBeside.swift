import Glibc
import LeadModel

/// A file that lies beside the store and only grows: it tells what a copy of the store that is put back has lost.
struct FileBeside: Sendable {
    let path: String
    let storePath: String
    /// What it is, as messages call it.
    let noun: String
    let damaged: FaultCode
    let exposed: FaultCode

    /// - Returns: `nil` where there is no such file and none is to be made.
    func open(_ flags: Int32) throws(Fault) -> Int32? {
        let file = Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard file >= 0 else {
            if errno == ENOENT, flags & O_CREAT == 0 { return nil }
            throw failed("opened")
        }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw Fault(
                damaged, .stopRun, "\(noun) is no plain file", at: Origin(file: path),
                advice: "Put the file back that belongs to the store.")
        }
        return file
    }

    /// Writes bytes behind those that are whole, durably; makes the file where there is none. What stands behind them goes:
    /// somebody did not come to the end of it.
    /// - Parameter isNew: whether there was no file, so that none is left where it cannot be the owner's.
    func write(_ bytes: [UInt8], at length: Int, isNew: Bool) throws(Fault) {
        guard let file = try open(O_WRONLY | O_CREAT) else { throw failed("made") }
        defer { close(file) }
        do throws(Fault) {
            try giveToOwner(file)
        } catch {
            if isNew { unlink(path) }
            throw error
        }
        _ = fchmod(file, storeRights())
        do throws(Fault) {
            try write(bytes, at: length, file)
        } catch {
            // The next one would find half of it.
            _ = ftruncate(file, off_t(length))
            throw error
        }
        if length == 0 { try makeNameDurable() }
    }

    private func write(_ bytes: [UInt8], at length: Int, _ file: Int32) throws(Fault) {
        guard ftruncate(file, off_t(length)) == 0 else { throw failed("written") }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(file, $0.baseAddress! + done, bytes.count - done, off_t(length + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failed("written") }
            done += count
        }
        guard fsync(file) == 0 else { throw failed("made durable") }
    }

    /// Gives the file the rights that the store has.
    /// - Returns: whether somebody could read it who may not read the store.
    func secure() throws(Fault) -> Bool {
        guard let file = try open(O_RDONLY) else { return false }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failed("looked at") }
        guard status.st_mode & 0o077 & ~storeRights() != 0 else { return false }
        guard fchmod(file, storeRights()) == 0 else {
            throw Fault(
                exposed, .stopRun, "others may read \(noun), and its rights cannot be changed", at: Origin(file: path),
                advice: "Have its owner say `chmod 600` on it, or run as the account that owns the store.")
        }
        return true
    }

    /// What root makes belongs to the owner of the store, as SQLite does with its own files: whoever writes the store otherwise
    /// could not read it.
    private func giveToOwner(_ file: Int32) throws(Fault) {
        var (store, own) = (stat(), stat())
        guard geteuid() == 0, stat(storePath, &store) == 0, fstat(file, &own) == 0 else { return }
        guard store.st_uid != own.st_uid || store.st_gid != own.st_gid else { return }
        guard fchown(file, store.st_uid, store.st_gid) == 0 else { throw failed("given to the store's owner") }
    }

    private func storeRights() -> mode_t {
        var status = stat()
        return stat(storePath, &status) == 0 ? status.st_mode & 0o666 : 0o600
    }

    func makeNameDurable() throws(Fault) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? "."
        let opened = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw failed("made durable") }
        defer { close(opened) }
        guard fsync(opened) == 0 else { throw failed("made durable") }
    }

    func failed(_ verb: String) -> Fault {
        Fault(
            errno == ENOSPC ? .storeFull : .storeFailed, .stopRun,
            "\(noun) could not be \(verb): \(String(cString: strerror(errno)))", at: Origin(file: path),
            advice:
                "Let this account read it, and to change anything write it and its folder; look at the free space, too."
        )
    }
}
