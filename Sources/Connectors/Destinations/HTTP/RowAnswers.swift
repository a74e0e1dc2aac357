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
    let texts: [AnswerText]
    let status: Int
    /// Parts of the answer that name nobody who was sent.
    private(set) var strangers = 0

    init(_ rule: WriteAnswer, _ rows: [RowText], _ texts: [AnswerText], status: Int) {
        self.rule = rule
        self.rows = rows
        self.texts = texts
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
                if let value = row.texts[name] { places[RowAnswers.plain(value), default: []].append(index) }
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
    static func plain(_ text: String) -> String { text.trimmingCharacters(in: .whitespaces).lowercased() }

    private func outcome(of part: AnswerJSON, _ root: AnswerJSON, _ row: Int) -> Outcome {
        func scalar(_ path: AnswerPath?) -> String? { path?.scalar(in: part, root: root, index: row) }
        if let taken = rule.taken, !taken.holds(in: part, root: root, index: row) {
            return refusal(of: part, root, row, rule.reason)
        }
        return .taken(
            id: scalar(rule.id), word: texts[row].code(scalar(rule.word ?? rule.taken?.path)),
            warning: scalar(rule.warning).map(texts[row].cleaned))
    }

    /// What an answer says of a row that it refuses.
    func refusal(of part: AnswerJSON, _ root: AnswerJSON, _ row: Int, _ reason: WriteAnswer.Reason) -> Outcome {
        func scalar(_ path: AnswerPath?) -> String? { path?.scalar(in: part, root: root, index: row) }
        let said = scalar(reason.code)
        if let said, rule.later.contains(said) { return .later(code: said) }
        let code = texts[row].code(said)
        if let said, rule.already.contains(said) { return .taken(id: nil, word: code, warning: nil) }
        let text = scalar(reason.text).map(texts[row].cleaned) ?? ""
        return .refused(
            DeliveryRefusal(
                status: status, code: code,
                text: text.isEmpty ? code.map { "refused with \($0)" } ?? "refused, and no reason is given" : text,
                field: texts[row].code(scalar(reason.field))))
    }
}

extension WriteAnswer.Test {
    func holds(in part: AnswerJSON, root: AnswerJSON, index: Int) -> Bool {
        guard let value = path.scalar(in: part, root: root, index: index) else { return false }
        return words.isEmpty || words.contains(value)
    }
}
