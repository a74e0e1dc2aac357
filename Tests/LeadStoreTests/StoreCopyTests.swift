import Foundation
import GRDB
import LeadModel
import Testing

@testable import LeadStore

/// A copy takes some steps of this many bytes; SQLite begins it anew when somebody writes between two of them, unless it holds on to what
/// it has begun with.
@Suite struct `A copy of a store` {
    private func place() throws -> TemporaryStore {
        let place = try TemporaryStore()
        do { _ = try place.open() }
        try place.execute("INSERT INTO fact VALUES ('filler', hex(randomblob(20000000)))")
        return place
    }

    private func step(in path: String) throws -> Int {
        try DatabaseQueue(path: path).read {
            try #require(try String.fetchOne($0, sql: "PRAGMA integrity_check") == "ok")
            return try Int.fetchOne($0, sql: "SELECT value FROM fact WHERE name = 'step'") ?? 0
        }
    }

    @Test func `is the store as it was when it began, and comes to an end, though somebody writes all the time`() throws
    {
        let place = try place()
        let writer = try place.open()
        try writer.remember("step", "0", isBookkeeping: true)
        var steps = 0
        try StoreCheck(at: place.path).copy(to: place.folder + "/copy.sqlite") { _, _ in
            steps += 1
            try #require(steps < 40)
            try writer.remember("step", "\(steps)", isBookkeeping: true)
        }
        #expect(steps > 2 && steps < 10)
        #expect(try step(in: place.folder + "/copy.sqlite") == 0)
        #expect(try writer.fact("step") == "\(steps)")
    }

    @Test func `is so, too, where one writer after the other opens the store and closes it`() throws {
        let place = try place()
        var steps = 0
        var began: [Int] = []
        var before = 0
        try StoreCheck(at: place.path).copy(to: place.folder + "/copy.sqlite") { done, _ in
            if done <= before || began.isEmpty { began.append(steps) }
            before = done
            steps += 1
            try #require(steps < 40)
            try place.open().remember("step", "\(steps)", isBookkeeping: true)
        }
        // The first was of a file that did not stand still.
        #expect(began.count == 2)
        #expect(try step(in: place.folder + "/copy.sqlite") == began.last)
    }
}
