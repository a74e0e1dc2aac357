import Connectors

/// How many messages are sent before it is written down what became of them: as many as the receiver takes in about a second, so
/// that whoever dies meanwhile knows of all that came before.
struct PageSize {
    private(set) var rows: Int
    private let least: Int
    private let most: Int

    /// What a page should take at most, in milliseconds.
    static let time: Int64 = 1_000

    init(of writer: any DeliveryWriter) {
        self.init(least: writer.leastRows, first: writer.firstRows, most: writer.mostRows)
    }

    /// - Parameter least: with fewer a page is no faster.
    init(least: Int, first: Int, most: Int) {
        (self.least, self.most) = (least, most)
        rows = first
    }

    /// Goes by how long the last page took.
    mutating func adapt(took milliseconds: Int64) {
        rows = milliseconds > PageSize.time ? max(least, rows / 2) : min(rows * 2, most)
    }
}
