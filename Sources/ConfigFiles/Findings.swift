public import LeadModel

/// The findings of one check, in the order they were made. A class, because every reader of one file adds to the same list.
public final class Findings {
    public private(set) var faults: [Fault] = []
    /// What is odd, but not wrong.
    public private(set) var warnings: [Fault] = []

    public init() {}

    public func add(_ fault: Fault) { faults.append(fault) }

    public func add(_ code: FaultCode, _ summary: String, at place: Origin, seen: Seen? = nil, advice: String) {
        faults.append(Fault(code, .stopRun, summary, at: place, seen: seen, advice: advice))
    }

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
