import LeadModel
import Testing

@testable import FieldMapping

@Suite struct `A table of what is known` {
    @Test(arguments: VendorKnowledge.all.map(\.word)) func `about a vendor is read whole`(word: String) throws {
        let vendor = try #require(VendorKnowledge.named(word))
        #expect(vendor.unread.isEmpty, "\(vendor.unread)")
        #expect(!vendor.marks.isEmpty && !vendor.columns.isEmpty && !vendor.name.isEmpty && !vendor.ids.isEmpty)
        #expect(vendor.marks.contains { $0.weight == 3 })
    }

    @Test func `names each vendor once, and no word with two meanings`() {
        let words = VendorKnowledge.all.map(\.word)
        #expect(Set(words).count == words.count && words.count == 13)
        for vendor in VendorKnowledge.all {
            let stages = Dictionary(grouping: vendor.stages, by: \.word).filter { Set($0.value.map(\.stage)).count > 1 }
            #expect(stages.isEmpty, "\(vendor.word): \(stages.keys)")
        }
    }

    @Test(arguments: [
        ("", ["not a word"]), ("x | X", ["not a word"]), ("x | X | x\nno key here", ["no key"]),
        ("x | X | x\nstatuss: Status", ["no concept"]), ("x | X | x\nstatus: Open = opne", ["Open = opne"]),
        ("x | X | x\nreasons: Dear = no-bugdet, Late", ["Dear", "Late"]),
        ("x | X | x\nstatus-flags: gone = opted-uot, here = none", ["gone"]),
    ]) func `with a slip is read but for the slip, and says which it is`(table: String, slips: [String]) {
        let unread = VendorKnowledge(table).unread
        #expect(unread.count == slips.count && zip(unread, slips).allSatisfy { $0.contains($1) }, "\(unread)")
    }

    @Test func `of dates holds spellings only that are patterns`() {
        #expect(DateCandidates.unread.isEmpty, "\(DateCandidates.unread)")
        #expect(DateCandidates.spellings.count == 501)
        #expect(Set(DateCandidates.spellings.map(\.text)).count == DateCandidates.spellings.count)
    }
}
