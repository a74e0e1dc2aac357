import LeadModel

/// Finding what a system knows a lead by, where nobody has said it yet.
extension HTTPDelivery {
    /// Notes down what is found, or that nothing is.
    func find(_ lookup: Lookup, _ index: Int) {
        guard !isHalted(before: [index]), !isLate(for: [index]) else { return }
        let values = requestValues(index)
        guard lookup.request.needed.allSatisfy({ values[$0] != nil }) else {
            rows[index].missing.insert(lookup.name)
            return
        }
        switch exchange(lookup.request, values, rows[index].text.splices(RowShape())) {
        case .failed(let fault, _): fail([index], fault, mayHaveArrived: false)
        case .refused(let status, _, let fault):
            if status == 404 {
                rows[index].missing.insert(lookup.name)
            } else {
                fail([index], fault, mayHaveArrived: false)
            }
        case .fine: rows[index].missing.insert(lookup.name)
        case .answered(_, let root):
            let found = lookup.found(in: root, values)
            if found.count > 1, !lookup.isPart {
                rows[index].reject("ambiguous", "the system knows \(found.count) of '\(lookup.name)' for this lead")
            } else if let id = found.first {
                learn(index, lookup.name, id)
            } else {
                rows[index].missing.insert(lookup.name)
            }
        }
    }
}

extension Lookup {
    /// The ids of those that are meant, each once.
    func found(in root: AnswerJSON, _ values: [String: String]) -> [String] {
        let wanted = value?.filled(values).map(RowAnswers.plain)
        var ids: [String] = []
        for item in list.values(in: root, root: root, index: 0) {
            if let path {
                guard let wanted else { continue }
                let there = path.values(in: item, root: root, index: 0).compactMap(\.scalar).map(RowAnswers.plain)
                guard there.contains(where: { isPart ? $0.contains(wanted) : $0 == wanted }) else { continue }
            }
            if let id = id.scalar(in: item, root: root, index: 0), !ids.contains(id) { ids.append(id) }
        }
        return ids
    }
}
