import CSHA256
import Foundation
import GRDB
import Glibc
public import LeadModel

/// Where a store stands: equal stands of one store mean that nothing in it has changed what the leads are or become.
public struct StoreStand: Sendable, Hashable {
    /// Which store it is; tells nothing of its secrets.
    public var store: String
    /// Counts up with every transaction that bears on the leads.
    public var count: Int64
    /// Drawn anew with each of them: a store that was restored from a backup comes to the same count, and to another mark.
    public var mark: Int64

    public init(store: String, count: Int64, mark: Int64) {
        self.store = store
        self.count = count
        self.mark = mark
    }
}

extension LeadStore {
    /// Where the store stands now: a plan made for another stand is out of date.
    public func stand() throws(Fault) -> StoreStand {
        let found = try read { database -> (Int64, Int64)? in
            try Row.fetchOne(database, sql: "SELECT stand, stand_mark FROM store").map { ($0[0], $0[1]) }
        }
        return StoreStand(store: name, count: found?.0 ?? 0, mark: found?.1 ?? 0)
    }

    /// Which store it is; tells nothing of its secrets.
    var name: String {
        let label = Array("the name of this store".utf8)
        var digest = [UInt8](repeating: 0, count: 32)
        _ = csha256_hmac(identity.erasureKey, identity.erasureKey.count, label, label.count, &digest)
        return ErasedList.hex(digest.prefix(8))
    }

    /// Bytes of its file and of the log beside it.
    public var size: Int64 {
        [path, path + "-wal"].reduce(0) { sum, path in
            var file = stat()
            return stat(path, &file) == 0 ? sum + Int64(file.st_size) : sum
        }
    }

    /// Copies the store as it stands into a new file, for this account alone; readers and a writer go on meanwhile.
    /// - Throws: `store.full`, `store.failed`.
    public func copy(to path: String) throws(Fault) {
        do {
            try LeadStore.makePrivate(path)
            let copy = try DatabaseQueue(path: path)
            try copy.writeWithoutTransaction { database in
                // It is thrown away; what it costs to make it durable would be wasted.
                try database.execute(sql: "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF")
            }
            switch door {
            case .writer(let pool, _): try pool.backup(to: copy)
            case .reader(let reader): try reader.backup(to: copy)
            }
            try copy.close()
        } catch {
            throw LeadStore.fault(error, path)
        }
    }
}
