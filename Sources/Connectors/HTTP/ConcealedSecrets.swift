import LeadModel

/// The secrets that a session sends, so that none of them is kept or shown where an answer says it back: in the address of the
/// next page, in a cursor, in an error.
///
/// In a text that is kept a secret's name stands for it, and the secret of that name, which may be a newer one, stands there again
/// when the text is sent.
struct ConcealedSecrets: Sendable {
    /// Every one that was sent so far; of a name the newest is the last.
    private var known: [(name: String, secret: String)] = []

    /// A shorter one is found in any text.
    private static let leastBytes = 6

    mutating func add(_ name: String, _ secret: String) {
        guard secret.utf8.count >= Self.leastBytes else { return }
        known.removeAll { $0.name == name && $0.secret == secret }
        known.append((name: name, secret: secret))
    }

    /// As a text holds them: written out, or percent-encoded as in an address.
    private enum Form: CaseIterable {
        case plain, encoded

        func mark(_ name: String) -> String { self == .plain ? "⟪\(name)⟫" : "⟪\(name)%⟫" }
        func text(_ secret: String) -> String { self == .plain ? secret : PercentEncoding.encoded(secret) }
    }

    func concealed(_ text: String) -> String {
        var text = text
        // Longer ones first: one may be a part of another.
        for (name, secret) in known.sorted(by: { $0.secret.utf8.count > $1.secret.utf8.count }) {
            for form in Form.allCases where text.contains(form.text(secret)) {
                text = text.replacing(form.text(secret), with: form.mark(name))
            }
        }
        return text
    }

    func revealed(_ text: String) -> String {
        guard text.contains("⟪") else { return text }
        var text = text
        for (name, secret) in known.reversed() {
            for form in Form.allCases { text = text.replacing(form.mark(name), with: form.text(secret)) }
        }
        return text
    }

    func concealed(_ head: ResponseHead) -> ResponseHead {
        var head = head
        for index in head.headers.indices { head.headers[index].value = concealed(head.headers[index].value) }
        return head
    }

    /// A fault without any of them, and without what is no code of a vendor's: a sentence of its own may name anybody.
    func cleaned(_ fault: Fault) -> Fault {
        var fault = fault
        fault.summary = concealed(fault.summary)
        if case .word(let word) = fault.seen, !ErrorAnswer.isCode(word) || concealed(word) != word {
            fault.seen = .shape(of: word.utf8)
        }
        return fault
    }
}
