import Glibc
public import LeadModel

/// How the list grows, and who may read it.
extension ErasedList {
    /// Appends erasures, durably; makes the list where there is none. Only the one writer of the store may ask.
    /// - Returns: its mark.
    func append(_ erasures: [Erasure]) throws(Fault) -> String? {
        let before = try read()
        let contents = before ?? Contents()
        var text = contents.length == 0 ? ErasedList.title + store + "\n" : ""
        for erasure in erasures {
            var line = erasure.erased.description + " "
            for key in erasure.people {
                let probe = String(UInt64(bitPattern: key.probe), radix: 16)
                line += "\(key.kind.rawValue):\(probe):\(ErasedList.hex(key.person)) "
            }
            text += line + "#" + check(line[...]) + "\n"
        }
        guard let file = try open(O_WRONLY | O_CREAT) else { throw failed("made") }
        defer { close(file) }
        do throws(Fault) {
            try giveToOwner(file)
        } catch {
            if before == nil { unlink(path) }
            throw error
        }
        _ = fchmod(file, storeRights())
        // What somebody did not come to the end of goes; his store never let go of anybody.
        guard ftruncate(file, off_t(contents.length)) == 0 else { throw failed("written") }
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(file, $0.baseAddress! + done, bytes.count - done, off_t(contents.length + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failed("written") }
            done += count
        }
        guard fsync(file) == 0 else { throw failed("made durable") }
        if contents.length == 0 { try makeNameDurable() }
        return try mark()
    }

    /// Gives the list the rights that the store has.
    /// - Returns: whether somebody could read it who may not read the store.
    public func secure() throws(Fault) -> Bool {
        guard let file = try open(O_RDONLY) else { return false }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failed("looked at") }
        let isExposed = status.st_mode & 0o077 & ~storeRights() != 0
        guard isExposed else { return false }
        guard fchmod(file, storeRights()) == 0 else {
            throw Fault(
                .storeErasuresExposed, .stopRun,
                "others may read the list of erasures, and its rights cannot be changed",
                at: Origin(file: path),
                advice: "Have its owner say `chmod 600` on it, or run as the account that owns the store.")
        }
        return true
    }

    /// What root makes belongs to the owner of the store, as SQLite does with its own files: whoever writes the store otherwise
    /// could not read its list.
    private func giveToOwner(_ file: Int32) throws(Fault) {
        var (store, list) = (stat(), stat())
        guard geteuid() == 0, stat(storePath, &store) == 0, fstat(file, &list) == 0 else { return }
        guard store.st_uid != list.st_uid || store.st_gid != list.st_gid else { return }
        guard fchown(file, store.st_uid, store.st_gid) == 0 else { throw failed("given to the store's owner") }
    }

    private func storeRights() -> mode_t {
        var status = stat()
        return stat(storePath, &status) == 0 ? status.st_mode & 0o666 : 0o600
    }

    private func makeNameDurable() throws(Fault) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? "."
        let opened = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw failed("made durable") }
        defer { close(opened) }
        guard fsync(opened) == 0 else { throw failed("made durable") }
    }
}
