internal import LeadModel

/// Elements of XML that differ only by an attribute, such as `<FL val="Email">`: each word of the attribute is a column.
struct KeyedElements {
    /// For a column of attributes: the column of its elements.
    private var elements: [Int: Int] = [:]
    private var attributes: [Int: Int] = [:]
    /// A longer word, or one with a bracket, is no name of a column.
    private static let limitBytes = 64

    /// Finds elements that stand several times in one record, each behind an attribute with a word of its own.
    mutating func learn(_ page: RecordPage) {
        guard case .xml = page.frame.format else { return }
        var columnOf: [String: Int] = [:]
        for (index, name) in page.columns.enumerated() { columnOf[name] = index }
        for (index, name) in page.columns.enumerated() where elements[index] == nil {
            guard let sign = name.lastIndex(of: "@"), name[..<sign].hasSuffix("."),
                let element = columnOf[String(name[..<sign].dropLast())], attributes[element] == nil
            else { continue }
            if tellsApart(attribute: index, element, page) {
                elements[index] = element
                attributes[element] = index
            }
        }
    }

    /// The elements' column, where this is the column of their attribute.
    func element(ofAttribute column: Int) -> Int? { elements[column] }

    func isElement(_ column: Int) -> Bool { attributes[column] != nil }

    /// Whether a column stands for others: the elements', and that of their attribute.
    func isKeyed(_ column: Int) -> Bool { attributes[column] != nil || elements[column] != nil }

    /// `FL[val=Email]`.
    func name(of word: String, in column: Int, _ page: RecordPage) -> String {
        let attribute = attributes[column].map { page.columns[$0] } ?? ""
        let label = attribute.split(separator: "@").last.map(String.init) ?? ""
        return "\(page.columns[column])[\(label)=\(word)]"
    }

    private func tellsApart(attribute: Int, _ element: Int, _ page: RecordPage) -> Bool {
        var isRepeated = false
        for entry in page.entries.prefix(50) where entry.fault == nil {
            var words: Set<String> = []
            var count = 0
            for index in entry.cells where Int(page.cells[index].column) == attribute {
                let word = page.text(of: page.cells[index])
                guard word.utf8.count <= Self.limitBytes, !word.contains("]"), !word.isEmpty else { return false }
                count += 1
                words.insert(word)
            }
            let texts = entry.cells.count { Int(page.cells[$0].column) == element }
            guard words.count == count, texts <= count else { return false }
            isRepeated = isRepeated || count > 1
        }
        return isRepeated
    }
}
