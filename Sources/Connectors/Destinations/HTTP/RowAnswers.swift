import Foundation
import LeadModel

/// What an answer says of each row of a request.
struct RowAnswers {
    /// Of one row.
    enum Outcome {
        case taken(id: String?, word: String?, warning: String?)
        case refused(DeliveryRefusal)
        /// Not judged: it is sent again.
        case later(code: String)
        /// Nobody speaks of it.
        case unspoken
    }

    let rule: WriteAnswer
    let rows: [RowText]
    let secrets: ConcealedSecrets
    let status: Int
    /// Parts of the answer that name nobody who was sent.
    private(set) var strangers = 0

    init(_ rule: WriteAnswer, _ rows: [RowText], secrets: ConcealedSecrets, status: Int) {
        self.rule = rule
        self.rows = rows
        self.secrets = secrets
        self.status = status
    }

    mutating func outcomes(_ root: AnswerJSON) -> [Outcome] {
        if let count = rule.count, count.scalar(in: root, root: root, index: 0) != String(rows.count) {
            return rows.map { _ in .unspoken }
        }
        var found = [Outcome?](repeating: nil, count: rows.count)
        if let place = rule.rows {
            for (part, row) in parts(place, root) { found[row] = outcome(of: part, root, row) }
        }
        if let place = rule.refused {
            for (part, row) in parts(place, root) { found[row] = refusal(of: part, root, row, rule.refusal) }
        }
        return found.enumerated().map { row, outcome in
            if let outcome { return outcome }
            if rule.rows != nil { return .unspoken }
            return self.outcome(of: root, root, row)
        }
    }

    /// Items of a list, each with its row.
    private mutating func parts(_ place: WriteAnswer.Rows, _ root: AnswerJSON) -> [(AnswerJSON, Int)] {
        let items = place.list.values(in: root, root: root, index: 0)
        switch place.match {
        case .order:
            // Where there are more or fewer, nobody can say whose they are.
            guard items.count == rows.count else {
                strangers += items.count
                return []
            }
            return items.enumerated().map { ($0.element, $0.offset) }
        case .index(let path):
            return items.flatMap { item in
                let numbers = path.values(in: item, root: root, index: 0).compactMap { $0.scalar.flatMap { Int($0) } }
                return known(numbers.filter(rows.indices.contains), of: item)
            }
        case .value(let name, let path):
            var places: [String: [Int]] = [:]
            for (index, row) in rows.enumerated() {
                if let value = row[name] { places[RowAnswers.plain(value), default: []].append(index) }
            }
            return items.flatMap { item in
                let values = path.values(in: item, root: root, index: 0).compactMap(\.scalar)
                return known(values.flatMap { places[RowAnswers.plain($0)] ?? [] }, of: item)
            }
        }
    }

    private mutating func known(_ found: [Int], of item: AnswerJSON) -> [(AnswerJSON, Int)] {
        if found.isEmpty { strangers += 1 }
        return found.map { (item, $0) }
    }

    /// Addresses are the same in whatever letters.
    static func plain(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !(0x41...0x5A).contains($0) }
        return isPlain ? text : text.trimmingCharacters(in: .whitespaces).lowercased()
    }

    private func text(_ row: Int) -> AnswerText { AnswerText(rows[row].row, secrets: secrets) }

    /// A vendor's word, such as `created`: one that the destination's file has is the vendor's own.
    private func word(_ word: String?, _ row: Int) -> String? {
        guard let word else { return nil }
        return rule.taken?.words.contains(word) == true ? word : text(row).code(word)
    }

    private func outcome(of part: AnswerJSON, _ root: AnswerJSON, _ row: Int) -> Outcome {
        func scalar(_ path: AnswerPath?) -> String? { path?.scalar(in: part, root: root, index: row) }
        if let taken = rule.taken, !taken.holds(in: part, root: root, index: row) {
            return refusal(of: part, root, row, rule.reason)
        }
        return .taken(
            id: scalar(rule.id), word: word(scalar(rule.word ?? rule.taken?.path), row),
            warning: scalar(rule.warning).map { text(row).cleaned($0) })
    }

    /// What an answer says of a row that it refuses.
    func refusal(of part: AnswerJSON, _ root: AnswerJSON, _ row: Int, _ reason: WriteAnswer.Reason) -> Outcome {
        func scalar(_ path: AnswerPath?) -> String? { path?.scalar(in: part, root: root, index: row) }
        let said = scalar(reason.code)
        if let said, rule.later.contains(said) { return .later(code: said) }
        let answer = text(row)
        let code = answer.code(said)
        if let said, rule.already.contains(said) { return .taken(id: nil, word: code, warning: nil) }
        let text = scalar(reason.text).map(answer.cleaned) ?? ""
        return .refused(
            DeliveryRefusal(
                status: status, code: code,
                text: text.isEmpty ? code.map { "refused with \($0)" } ?? "refused, and no reason is given" : text,
                field: answer.code(scalar(reason.field))))
    }
}

extension WriteAnswer.Test {
    func holds(in part: AnswerJSON, root: AnswerJSON, index: Int) -> Bool {
        guard let value = path.scalar(in: part, root: root, index: index) else { return false }
        return words.isEmpty || words.contains(value)
    }
}
