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
    /// Pages of 8 KiB that are copied at one step.
    static let pagesAtOnce: CInt = 1_024

    /// Where the store stands now: a plan made for another stand is out of date.
    public func stand() throws(Fault) -> StoreStand {
        let found = try read { database -> (Int64, Int64)? in
            try Row.fetchOne(database, sql: "SELECT stand, stand_mark FROM store").map { ($0[0], $0[1]) }
        }
        return StoreStand(store: name, count: found?.0 ?? 0, mark: found?.1 ?? 0)
    }

    /// Which store it is; tells nothing of its secrets.
    var name: String { LeadStore.name(erasureKey: identity.erasureKey) }

    static func name(erasureKey: [UInt8]) -> String {
        let label = Array("the name of this store".utf8)
        var digest = [UInt8](repeating: 0, count: 32)
        _ = csha256_hmac(erasureKey, erasureKey.count, label, label.count, &digest)
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
    public func copy(to path: String) throws(Fault) { try copy(to: path, step: { _, _ in }) }

    /// Copies the store as it stands into a new file, for this account alone; readers and a writer go on meanwhile.
    ///
    /// What is copied is the store at one time, however long it takes: nobody who writes meanwhile makes it begin again, and none is
    /// kept from writing. As long as it goes on, the log beside the store grows by what is written.
    /// - Parameter step: called some hundred times a gigabyte: pages that are copied, and all.
    /// - Throws: `store.full`, `store.failed`, and whatever `step` throws.
    public func copy(to path: String, step: (_ done: Int, _ of: Int) throws -> Void) throws(Fault) {
        do {
            switch door {
            case .writer(let pool, _): try LeadStore.copy(to: path) { try LeadStore.copy(pool, to: $0, step) }
            case .reader(let reader): try LeadStore.copy(to: path) { try reader.backup(to: $0, step) }
            }
        } catch {
            throw LeadStore.fault(error, path)
        }
    }

    /// - Parameter fill: copies all of a database into the one that it gets.
    static func copy(to path: String, _ fill: (DatabaseQueue) throws -> Void) throws {
        try makePrivate(path)
        let copy = try DatabaseQueue(path: path)
        try copy.writeWithoutTransaction { database in
            // Whoever is to keep it makes the file durable when it is whole; until then that would be wasted.
            try database.execute(sql: "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF")
        }
        try fill(copy)
        try copy.close()
    }

    static func copy(
        _ database: some DatabaseReader, to copy: DatabaseQueue, _ step: (_ done: Int, _ of: Int) throws -> Void
    ) throws {
        try withoutActuallyEscaping(step) { step in
            try copy.writeWithoutTransaction { target in
                try database.read { source in
                    // Whoever has read something sees the store as it is now until the transaction ends. Without that SQLite lets go of
                    // it between two steps, and begins anew when somebody has written.
                    _ = try Int.fetchOne(source, sql: "SELECT count(*) FROM sqlite_master")
                    try source.backup(to: target, pagesPerStep: pagesAtOnce) {
                        try step($0.completedPageCount, $0.totalPageCount)
                    }
                }
            }
        }
    }
}
