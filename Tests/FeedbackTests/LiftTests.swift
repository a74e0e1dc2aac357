import Feedback
import Testing

@Suite struct `A lift` {
    /// The examples of Newcombe's paper of 1998, table II, method 10.
    @Test(arguments: [
        (56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775), (0, 10, 0, 10, -0.2775, 0.2775), (10, 10, 0, 20, 0.6791, 1.0000),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ])
    func `has the interval that its author gives`(
        _ count: Int, _ total: Int, _ other: Int, _ all: Int, _ low: Double, _ high: Double
    ) throws {
        let lift = try #require(Lift(count, of: total, against: other, of: all))
        #expect(abs(lift.low - 100 * low) < 0.0051, "\(lift.low)")
        #expect(abs(lift.high - 100 * high) < 0.0051, "\(lift.high)")
    }

    @Test func `is told only where both groups have enough`() {
        #expect(Lift(5, of: 9, against: 50, of: 100) == nil)
        #expect(Lift(50, of: 100, against: 0, of: 9) == nil)
        #expect(Lift(0, of: 0, against: 0, of: 0) == nil)
        #expect(Lift(5, of: 10, against: 5, of: 10)?.isUncertain == true)
        #expect(Lift(90, of: 100, against: 10, of: 100)?.isUncertain == false)
    }

    @Test func `is that of the other way round with another sign`() throws {
        for (count, other) in [(3, 17), (0, 50), (40, 40), (50, 0)] {
            let one = try #require(Lift(count, of: 50, against: other, of: 50))
            let two = try #require(Lift(other, of: 50, against: count, of: 50))
            #expect(abs(one.points + two.points) < 1e-9 && abs(one.low + two.high) < 1e-9)
            #expect(one.low <= one.points && one.points <= one.high && one.low >= -100 && one.high <= 100)
        }
    }
}
