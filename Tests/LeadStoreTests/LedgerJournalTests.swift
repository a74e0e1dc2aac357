import Foundation
import GRDB
import LeadModel
import Testing

@testable import LeadStore

@Suite struct `The journal of the ledger` {
    private let place: TemporaryStore
    private let journal: LedgerJournal
    private let marks: [LedgerJournal.Mark]
    private let whole: [UInt8]

    /// Six frames, of which the fourth is longer than some sectors of a disk.
    init() throws {
        place = try TemporaryStore()
        let store = try place.open()
        journal = store.ledgerJournal
        var marks: [LedgerJournal.Mark] = []
        for number in 1...6 {
            let rows = (0..<(number == 4 ? 60 : 1)).map { row in
                LedgerFrame.Row(
                    entry: LedgerEntry(
                        key: LedgerKey(
                            kind: .email, probe: Int64(row),
                            person: store.personHash(of: "email:\(number)-\(row)@x.example")),
                        suppression: Suppression(
                            channel: .all, reason: .optOut, source: "page", since: Instant(milliseconds: 0)),
                        isDated: false))
            }
            let batch = LedgerFrame.Batch(batch: Int64(number), entered: 5, source: "page")
            marks.append(
                try journal.append(LedgerFrame(LedgerFrame.Head(entered: batch), rows: rows), after: marks.last))
        }
        self.marks = marks
        whole = Array(try Data(contentsOf: URL(fileURLWithPath: journal.path)))
        try #require(marks.last?.ends == whole.count)
    }

    private func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: journal.path)) }

    private func read(after mark: LedgerJournal.Mark?) throws -> (extent: LedgerJournal.Extent, batches: [Int64]) {
        var batches: [Int64] = []
        let extent = try journal.forEachFrame(after: mark) { frame, _ in
            batches.append(frame.head.entered?.batch ?? -1)
        }
        return (extent, batches)
    }

    @Test func `says each frame once, from any on`() throws {
        #expect(try read(after: nil).batches == [1, 2, 3, 4, 5, 6])
        #expect(try read(after: marks[3]).batches == [5, 6])
        #expect(try journal.ends(with: marks[5]) && journal.holds(marks[2]) && !journal.ends(with: marks[2]))
    }

    @Test func `is damaged by any bit, wherever it stands`() throws {
        for place in marks[0].ends..<whole.count {
            var bytes = whole
            bytes[place] ^= 1 << (place % 8)
            try write(bytes)
            #expect(throws: Fault.self, "byte \(place)") { try read(after: marks[0]) }
        }
    }

    @Test func `ends with its last whole frame, wherever it is cut off`() throws {
        for size in stride(from: whole.count, through: marks[0].ends, by: -1) {
            try write(Array(whole[..<size]))
            let last = try #require(marks.last { $0.ends <= size })
            let found = try read(after: marks[0])
            #expect(found.extent == LedgerJournal.Extent(last: last, torn: size - last.ends), "\(size)")
        }
    }

    @Test func `was not written to its end where sectors of the last frame are empty, and only there`() throws {
        let four = marks[3]
        for sector in four.begins / 512...(four.ends - 1) / 512 {
            let range = max(four.begins, sector * 512)..<min(four.ends, sector * 512 + 512)
            var bytes = whole
            for place in range { bytes[place] = 0 }
            try write(bytes)
            #expect(throws: Fault.self, "\(sector)") { try read(after: marks[0]) }
            // Without its beginning nobody can tell where it ends.
            guard range.lowerBound > four.begins + LedgerJournal.headBytes else { continue }
            try write(Array(bytes[..<four.ends]))
            let torn = LedgerJournal.Extent(last: marks[2], torn: four.ends - four.begins)
            #expect(try read(after: marks[0]).extent == torn, "\(sector)")
        }
        try write(whole + [UInt8](repeating: 0, count: 700))
        #expect(try read(after: nil).extent == LedgerJournal.Extent(last: marks[5], torn: 700))
        try write([UInt8](repeating: 0, count: 700))
        #expect(try read(after: nil).extent == LedgerJournal.Extent(last: nil, torn: 700))
    }

    @Test(arguments: [
        #"{"isHeld":false,"sources":[],"widened":{"batch":4}}"#, #"{"isHeld":true,"sources":[],"until":5}"#,
        #"{"isHeld":false,"scope":{"isOfPeople":false,"source":"a","unless":"b"},"sources":[],"takenBack":{"because":"","removal":1,"removed":1,"who":""}}"#,
        #"{"isHeld":false,"sources":[]}"#, "no JSON",
    ])
    func `is refused where a last frame is whole and a newer one's`(head: String) throws {
        let body = Array((head + "\n").utf8)
        let last = marks[5]
        try write(
            whole + journal.start(length: body.count, after: last) + journal.sum(body, after: last) + body
                + [LedgerJournal.ending])
        let fault = #expect(throws: Fault.self) { try read(after: marks[0]) }
        #expect(fault?.code == .storeLedgerDamaged && fault?.summary.contains("a newer one wrote it") == true)
        // The same of what is known.
        #expect(LedgerFrame(Array(#"{"isHeld":true,"sources":[]}"#.utf8) + [10]) != nil)
    }

    @Test func `keeps every end that was taken off`() throws {
        for tail in [[LedgerJournal.beginning, 7, 7], [LedgerJournal.beginning, 8]] as [[UInt8]] {
            try write(whole + tail)
            try journal.putAside(tail.count, behind: marks[5])
            #expect(Array(try Data(contentsOf: URL(fileURLWithPath: journal.path))) == whole)
        }
        let kept = Array(try Data(contentsOf: URL(fileURLWithPath: journal.asidePath)))
        let lines = kept.split(separator: 10)
        #expect(lines.count == 4 - 1 && kept.suffix(2) == [LedgerJournal.beginning, 8])
        let rights = try FileManager.default.attributesOfItem(atPath: journal.asidePath)[.posixPermissions] as? Int
        #expect(rights.map { $0 & 0o077 } == 0)
    }
}
