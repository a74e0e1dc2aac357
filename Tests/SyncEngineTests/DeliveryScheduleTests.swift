import Connectors
import Feedback
import LeadModel
import Testing

@testable import SyncEngine

@Suite struct `When a message is tried again` {
    private let now = Instant(milliseconds: 1_000_000_000)

    private func wait(after attempts: Int, asked: Int = 0, dice: Double = 0) -> Int64? {
        var schedule = DeliverySchedule(pace: DeliveryPace())
        schedule.dice = { dice }
        return schedule.next(after: attempts, asked: asked, now: now).map { $0.milliseconds - now.milliseconds }
    }

    @Test func `is what the pace says, up to a tenth later, and never behind the last try`() {
        #expect(wait(after: 1) == 5_000 && wait(after: 9) == 86_400_000)
        #expect(wait(after: 1, dice: 1) == 5_500 && wait(after: 2, dice: 0.5) == 315_000)
        #expect(wait(after: 10) == nil && wait(after: 11, asked: 60) == nil)
    }

    @Test func `is not before its receiver wants it, nor before the pace`() {
        #expect(wait(after: 1, asked: 120) == 120_000 && wait(after: 3, asked: 120) == 1_800_000)
    }

    @Test func `by a receiver that fails by itself is behind a pause of the same pace`() {
        let schedule = DeliverySchedule(pace: DeliveryPace())
        func pause(_ failures: Int, _ asked: Int = 0) -> Int64 {
            schedule.pause(after: failures, asked: asked, now: now).milliseconds - now.milliseconds
        }
        #expect(pause(1) == 5_000 && pause(2) == 300_000 && pause(40) == 86_400_000)
        #expect(pause(1, 120) == 120_000 && pause(2, 120) == 300_000)
    }
}

@Suite struct `The id of a message` {
    private func id(
        _ action: FeedAction = .add, message: Int64 = 4, round: Int = 0, revision: Int = 3, feed: String = "hook",
        destination: String = "journey", city: String = "Oslo"
    ) -> String {
        let row = FeedRow(lead: LeadID(number: 42), action: action, cells: [.text("ada@x.example"), .text(city)])
        return MessageID.text(
            row, message: message, round: round, revision: revision, feed: feed, destination: destination)
    }

    @Test func `is the same whenever it is sent, and whether it adds or changes`() {
        #expect(id() == id() && id(.add) == id(.change))
        #expect(id().hasPrefix("L42-3-") && id().hasSuffix("-journey") && !id().contains("."))
    }

    @Test func `is another where anything else is`() {
        let others = [
            id(.withdraw), id(message: 5), id(round: 1), id(round: 2), id(revision: 4), id(feed: "other"),
            id(destination: "other"), id(city: "Rome"),
        ]
        #expect(Set(others + [id()]).count == others.count + 1, "\(others)")
    }
}
