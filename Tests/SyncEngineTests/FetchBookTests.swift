import Dispatch
import Foundation
import Glibc
import LeadModel
import Synchronization
import Testing

@testable import SyncEngine

@Suite struct `How far a receiver has fetched` {
    private final class Place {
        let folder = FileManager.default.temporaryDirectory.path + "/leadloop-fetched-\(UUID().uuidString)"
        var book: FetchBook { FetchBook(beside: folder + "/store") }

        init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

        deinit {
            do { try FileManager.default.removeItem(atPath: folder) } catch { print("left behind: \(folder)") }
        }
    }

    private static func entry(_ cursor: Int64) -> FetchBook.Entry {
        FetchBook.Entry(
            feed: "nurture", receiver: "warehouse", cursor: cursor,
            at: Instant(milliseconds: 1_790_000_000_000 + cursor))
    }

    @Test func `is the newest of what many note down at once`() throws {
        let place = try Place()
        let book = place.book
        let faults = Mutex<[Fault]>([])
        // The newest comes early, so that an older one may be written over it.
        let cursors = (1...160).map { Int64(161 - $0) }
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for index in stride(from: thread, to: cursors.count, by: 8) {
                do throws(Fault) {
                    try book.note(Self.entry(cursors[index]))
                } catch {
                    faults.withLock { $0.append(error) }
                }
            }
        }
        #expect(faults.withLock { $0 } == [])
        #expect(book.entry("nurture", "warehouse") == Self.entry(160))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: place.folder + "/store-fetched").sorted()
                == [".lock", "nurture.warehouse"])
    }

    @Test func `is not known where something else lies there`() throws {
        let place = try Place()
        try place.book.note(Self.entry(5))
        let path = place.folder + "/store-fetched/nurture.warehouse"
        try FileManager.default.moveItem(atPath: path, toPath: place.folder + "/elsewhere")
        symlink(place.folder + "/elsewhere", path)
        #expect(place.book.entry("nurture", "warehouse") == nil)
        unlink(path)
        try Data(String(repeating: " ", count: 200).utf8 + Data("5 2026-10-01T06:00:00Z".utf8)).write(
            to: URL(fileURLWithPath: path))
        #expect(place.book.entry("nurture", "warehouse") == nil)
        unlink(path)
        try FileManager.default.moveItem(atPath: place.folder + "/elsewhere", toPath: path)
        #expect(place.book.entry("nurture", "warehouse") == Self.entry(5))
    }
}
