import LeadModel
import Testing

@testable import LeadStore

@Suite struct `Messages about the same lead` {
    /// Messages in their order: a lead each, and what is said of it.
    private func noted(_ messages: [(number: Int64, lead: Int64, action: FeedAction)]) -> RepeatedMessages {
        var repeated = RepeatedMessages()
        for message in messages.reversed() {
            repeated.note(
                message.number, about: message.lead,
                actionCode: UInt8(StoredCodes.code(message.action, in: StoredCodes.actions)))
        }
        return repeated
    }

    @Test func `are stood for by the last, and begin as the first says`() {
        let repeated = noted([
            (1, 7, .add), (2, 8, .withdraw), (3, 7, .change), (4, 9, .change), (5, 7, .withdraw), (6, 8, .add),
        ])
        #expect((1...6).filter { repeated.isOutdated($0) } == [1, 2, 3])
        #expect(repeated.firstAction(about: LeadID(number: 7)) == .add)
        #expect(repeated.firstAction(about: LeadID(number: 8)) == .withdraw)
        #expect(repeated.firstAction(about: LeadID(number: 9)) == nil)
        #expect(repeated.firstAction(about: LeadID(number: 10)) == nil)
    }

    @Test func `are told apart across the blocks in which they are held`() {
        let numbers: [Int64] = [1, 4_095, 4_096, 4_097, 8_191, 8_192, 1 << 40]
        var messages: [(number: Int64, lead: Int64, action: FeedAction)] = []
        for (index, number) in numbers.enumerated() {
            messages.append((number: number, lead: number, action: FeedAction.allCases[index % 3]))
        }
        messages += numbers.map { (number: $0 + (1 << 41), lead: $0, action: .change) }
        let repeated = noted(messages)
        #expect(messages.map(\.number).filter { repeated.isOutdated($0) } == numbers)
        #expect(
            numbers.map { repeated.firstAction(about: LeadID(number: $0)) }
                == numbers.indices.map { FeedAction.allCases[$0 % 3] })
        #expect(!repeated.isOutdated(2) && repeated.firstAction(about: LeadID(number: 2)) == nil)
    }
}
