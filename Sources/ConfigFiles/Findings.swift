public import LeadModel

/// The findings of one check, in the order they were made. A class, because every reader of one file adds to the same list.
public final class Findings {
    public private(set) var faults: [Fault] = []
    /// What is odd, but not wrong.
    public private(set) var warnings: [Fault] = []

    public init() {}

    /// How many findings of one file are told; who has so many has one cause for them, or another kind of file.
    static let limit = 200
    /// How many there were beyond the limit.
    private(set) var untold = 0

    /// Whether a further finding would not be told.
    var isFull: Bool { faults.count >= Findings.limit }

    /// Counts a finding that is not told, without making it.
    func passOver() { untold += 1 }

    /// Adds a finding as it is; beyond the limit it is counted only.
    public func add(_ fault: Fault) {
        if isFull { untold += 1 } else { faults.append(fault) }
    }

    /// Adds a mistake, which stops whatever wants to use the file.
    public func add(_ code: FaultCode, _ summary: String, at place: Origin, seen: Seen? = nil, advice: String) {
        add(Fault(code, .stopRun, summary, at: place, seen: seen, advice: advice))
    }

    /// Adds something that is allowed and probably not meant; it stops nothing, and there is no limit.
    public func warn(_ code: FaultCode, _ summary: String, at place: Origin, seen: Seen? = nil, advice: String) {
        warnings.append(Fault(code, .stopRun, summary, at: place, seen: seen, advice: advice))
    }

    /// One word of a closed set; any other is a finding with the nearest word.
    public func choice<Choice>(_ text: String, at place: Origin, of words: [(String, Choice)], called key: String)
        -> Choice?
    {
        if let found = words.first(where: { $0.0 == text }) { return found.1 }
        add(
            .configUnknownValue, "'\(text)' is not a known \(key)", at: place,
            advice: Nearest.advice(for: text, among: words.map(\.0)))
        return nil
    }
}

/// Every finding in a configuration file at once.
public struct FaultList: Error, Sendable, Hashable {
    public var faults: [Fault]

    public init(_ faults: [Fault]) { self.faults = faults }
    public init(_ fault: Fault) { faults = [fault] }
}

extension FaultList: CustomStringConvertible {
    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
