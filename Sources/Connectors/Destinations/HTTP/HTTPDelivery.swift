import LeadModel

/// One batch on its way to one system.
final class HTTPDelivery {
    let destination: HTTPDestination
    let session: HTTPSession
    let batch: DeliveryBatch
    private(set) var warnings: [Fault] = []
    /// By lead, what was looked up.
    private(set) var foundOut: [LeadID: [String: String]] = [:]
    var rows: [Progress]
    /// Why nothing more is sent.
    private var halt: Fault?
    private let common: [String: String]
    /// When no row is begun any more.
    private let deadline: Instant

    /// How long rows are begun, in seconds: some times what a call of a receiver as quick as it was takes.
    private static let longest = 10

    /// How far one row is.
    struct Progress {
        var text: RowText
        /// In the body of the write that is made, once that was made.
        var json: [UInt8]?
        /// What is not there, although it was looked for.
        var missing: Set<String> = []
        var receipt = DeliveryReceipt()
        /// Whether a write took it.
        var isTaken = false
        /// Why a write had nothing to do: the system does not know the lead, or has it already.
        var idle: String?
        var verdict: DeliveryVerdict?

        mutating func reject(_ code: String?, _ text: String) {
            var refusal = DeliveryRefusal(status: nil, code: code, text: text)
            refusal.isPartlyTaken = isTaken
            refusal.receiverID = receipt.receiverID
            verdict = .rejected(refusal)
        }
    }

    init(_ batch: DeliveryBatch, _ destination: HTTPDestination, _ session: HTTPSession) {
        self.batch = batch
        self.destination = destination
        self.session = session
        let columns = RowColumns(batch.columns, destination)
        rows = batch.rows.map { Progress(text: RowText($0, columns)) }
        common = batch.parameters
        deadline = session.now.adding(seconds: HTTPDelivery.longest)
    }

    /// Takes over what was looked up in an earlier try.
    func remember(_ found: [LeadID: [String: String]]) {
        for index in rows.indices {
            guard let known = found[rows[index].text.row.lead] else { continue }
            for (name, value) in known where rows[index].text[name] == nil { learn(index, name, value) }
        }
    }

    /// Notes down what was looked up.
    func learn(_ index: Int, _ name: String, _ value: String) {
        rows[index].text.learn(name, value)
        rows[index].json = nil
        foundOut[rows[index].text.row.lead, default: [:]][name] = value
        if name == "receiver-id" { rows[index].receipt.receiverID = value }
    }

    func run() -> [DeliveryVerdict] {
        for index in rows.indices {
            if let key = destination.key, rows[index].text["key"] == nil {
                rows[index].reject("no-key", "the row has no '\(key)', by which the system knows a lead")
            }
        }
        for write in destination.writes { make(write) }
        return rows.map { row in
            if let verdict = row.verdict { return verdict }
            if row.isTaken { return .accepted(row.receipt) }
            if let idle = row.idle { return .accepted(DeliveryReceipt(receiverID: row.receipt.receiverID, word: idle)) }
            let action = row.text.row.action.rawValue
            return .rejected(
                DeliveryRefusal(
                    code: "no-write", text: "the destination's file has no write on '\(action)' for this row"))
        }
    }

    /// What a row's part of a request may name.
    func values(_ index: Int) -> RowValues { RowValues(row: rows[index].text, common: common) }

    /// What a request may name: of rows what is the same for all that go with it.
    func requestValues(_ index: Int?) -> [String: String] {
        index.map { values($0).texts } ?? RowValues.withNumbers(common)
    }

    /// What is made of a vendor's words about a row.
    func answerText(_ index: Int) -> AnswerText { AnswerText(rows[index].text.row, secrets: session.secrets) }

    // MARK: Which rows a write is for

    private func make(_ write: WriteRule) {
        if let name = write.onlyWith, batch.parameters[name] == nil { return }
        let candidates = rows.indices.filter { index in
            rows[index].verdict == nil && write.actions.contains(rows[index].text.row.action)
        }
        let needs = WriteNeeds(write, destination)
        var chosen: [Int] = []
        for index in candidates where isFor(write, needs, index) { chosen.append(index) }
        for index in chosen { rows[index].json = nil }
        for group in requests(write, needs, chosen) { send(write, group) }
    }

    /// Whether a write is made for a row, as far as what it names of the row is known.
    private func isFor(_ write: WriteRule, _ needs: WriteNeeds, _ index: Int) -> Bool {
        if let name = write.whereKnown, !isKnown(name, index) { return false }
        if let name = write.whereUnknown, isKnown(name, index) {
            rows[index].idle = "already-there"
            return false
        }
        guard rows[index].verdict == nil else { return false }
        for name in needs.lookedUp where !isKnown(name, index) {
            guard rows[index].verdict == nil else { return false }
            if destination.lookup(name) != nil, rows[index].text.row.action == .withdraw {
                // Nothing has to be taken away.
                rows[index].idle = "unknown-there"
            } else {
                rows[index].reject("unknown-there", "\(write.name): the system knows no '\(name)' for this lead")
            }
            return false
        }
        return rows[index].verdict == nil && hasAll(write, needs, index)
    }

    /// Whether everything has a value that the request makes no sense without.
    private func hasAll(_ write: WriteRule, _ needs: WriteNeeds, _ index: Int) -> Bool {
        guard !needs.values.isEmpty else { return true }
        let values = values(index)
        for name in needs.values where values[name] == nil {
            if let meaning = destination.parameters[name] {
                fail(
                    [index], WriteFault.noParameter(name, meaning, batch.feed, session.host), mayHaveArrived: false,
                    halts: false)
                return false
            }
            if write.isOfRow(name, destination) {
                rows[index].reject("no-value", "\(write.name): the row has no '\(destination.names[name] ?? name)'")
                return false
            }
        }
        return true
    }

    private func isKnown(_ name: String, _ index: Int) -> Bool {
        if rows[index].text[name] != nil { return true }
        guard let lookup = destination.lookup(name), !rows[index].missing.contains(name) else { return false }
        // What a lookup goes by may have to be looked up itself.
        for other in lookup.request.names where destination.lookup(other) != nil && other != name {
            guard isKnown(other, index) else { return false }
        }
        find(lookup, index)
        return rows[index].text[name] != nil
    }

    // MARK: Verdicts

    /// Nothing more is sent: what these rows are about has failed, and so has all that follows.
    func fail(_ indices: [Int], _ fault: Fault, mayHaveArrived: Bool, halts: Bool = true) {
        let fault = withoutValues(fault, of: indices)
        for index in indices {
            rows[index].verdict = .failed(fault, mayHaveArrived: mayHaveArrived || rows[index].isTaken)
        }
        if halts { halt = fault }
    }

    /// A vendor's code may be a word of a row.
    private func withoutValues(_ fault: Fault, of indices: [Int]) -> Fault {
        guard case .word(let word) = fault.seen, indices.contains(where: { answerText($0).code(word) == nil }) else {
            return fault
        }
        var fault = fault
        fault.seen = .shape(of: word.utf8)
        return fault
    }

    /// Whether nothing more is sent; rows that were to be are left as they were, but for those that a write before has taken.
    func isHalted(before indices: [Int]) -> Bool {
        guard let halt else { return false }
        for index in indices where rows[index].verdict == nil {
            rows[index].verdict = rows[index].isTaken ? .failed(halt, mayHaveArrived: true) : .untried
        }
        return true
    }

    /// Whether the call has taken so long that no row is begun any more: what became of the others is to be written down. Rows that
    /// a write before has taken are brought to their end.
    func isLate(for indices: [Int]) -> Bool {
        guard session.now > deadline, !indices.contains(where: { rows[$0].isTaken }) else { return false }
        for index in indices where rows[index].verdict == nil { rows[index].verdict = .untried }
        return true
    }

    func settle(_ write: WriteRule, _ index: Int, _ outcome: RowAnswers.Outcome, status: Int) {
        // What was sent is not held until the end.
        rows[index].json = nil
        switch outcome {
        case .taken(let id, let word, let warning):
            rows[index].isTaken = true
            rows[index].receipt.status = status
            if let id {
                rows[index].text.learn("receiver-id", id)
                rows[index].receipt.receiverID = id
            }
            rows[index].receipt.word = rows[index].receipt.word ?? word
            rows[index].receipt.warning = rows[index].receipt.warning ?? warning
        case .refused(var refusal):
            if destination.writes.count > 1 { refusal.text = "\(write.name): \(refusal.text)" }
            refusal.isPartlyTaken = rows[index].isTaken
            refusal.receiverID = rows[index].receipt.receiverID
            rows[index].verdict = .rejected(refusal)
        case .later(let code):
            fail([index], WriteFault.later(code, session.host), mayHaveArrived: false, halts: false)
        case .unspoken:
            fail([index], WriteFault.unanswered(session.host), mayHaveArrived: true, halts: false)
        }
    }

    func warn(_ strangers: Int) {
        if strangers > 0 { warnings.append(WriteFault.strangers(strangers, session.host)) }
    }
}
