public import LeadModel

/// A configuration file whose structure was checked against the specification of its kind.
///
/// ```
/// let document = try ConfigDocument(text, file: file, of: FeedDefinition.fileKind)
/// let reader = FeedReader(findings: document.findings)
/// return try document.result(document.root.flatMap(reader.read))
/// ```
public final class ConfigDocument {
    /// What the file says, without comments and layout.
    public let node: ConfigNode
    /// What it holds, as far as its structure is in order.
    public let value: ConfigValue?
    /// The file's mapping, where it is one.
    public var root: ConfigMap? { value?.map }
    /// Of the check of structure; the reader adds what only it can know.
    public let findings: Findings
    private let maps: [ConfigMap]

    /// Reads and checks a text. What is wrong in its structure is among `findings`.
    /// - Throws: the first fault of a text that is not YAML at all.
    public convenience init(_ text: String, file: String, of kind: ConfigFileKind) throws(FaultList) {
        self.init(try ConfigNode.parse(text, file: file), of: kind)
    }

    /// Checks what was read before.
    public init(_ node: ConfigNode, of kind: ConfigFileKind) {
        self.node = node
        var check = ShapeCheck()
        value = check.value(node, kind.shape, called: "the file")
        findings = check.findings
        maps = check.maps
    }

    /// The keys that are there, are specified, and were read by nobody.
    public var unread: [Fault] { maps.flatMap(\.unread) }

    /// That there are more findings than are told, at the place of the last one that is.
    private func untold(behind told: [Fault]) -> [Fault] {
        guard findings.untold > 0 else { return [] }
        let more = findings.untold == 1 ? "1 more finding" : "\(findings.untold) more findings"
        return [
            Fault(
                .configMoreFindings, .stopRun, "this file has \(more); the first \(told.count) are told",
                at: told.last?.origin ?? node.place, advice: "Mend these first, and check again.")
        ]
    }

    /// What the reader made of the file, where nothing was found.
    /// - Throws: every finding, in the order of the file.
    public func result<Value>(_ value: Value?) throws(FaultList) -> Value {
        let faults = findings.faults.isEmpty ? unread : findings.faults
        guard faults.isEmpty else {
            let inOrder = faults.enumerated().sorted { left, right in
                let (one, other) = (left.element.origin, right.element.origin)
                return (one?.line ?? 0, one?.column ?? 0, left.offset)
                    < (other?.line ?? 0, other?.column ?? 0, right.offset)
            }
            let told = inOrder.map(\.element)
            throw FaultList(told + untold(behind: told))
        }
        guard let value else {
            throw FaultList(
                Fault(
                    .configWrongType, .stopRun, "the file was not understood, and nothing was found in it",
                    at: node.place, advice: "This is a mistake in Leadloop; please report it."))
        }
        return value
    }
}
