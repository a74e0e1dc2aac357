import LeadModel

/// Which columns of a destination's list are which of a feed.
struct ListColumns {
    enum Role: Hashable {
        case key
        case id
        /// One that is compared, by its place among them.
        case value(Int)
        /// It says whether somebody is meant.
        case filter
    }

    /// Names of the feed's columns that are compared, the key left out.
    let compared: [String]
    /// As somebody has said it.
    private var byName: [String: Role] = [:]
    /// As columns that are called alike: by small letters and digits alone.
    private var byLook: [String: Role] = [:]

    /// - Parameters:
    ///   - key: the feed's name of the column by which the receiver knows leads.
    ///   - columns: names of all columns of the feed.
    init(key: String, columns: [String]) {
        compared = columns.filter { $0 != key }
    }

    /// Says of a column of the list what it is, whatever it is called.
    mutating func name(_ column: String, _ role: Role) { byName[column] = role }

    /// Takes columns for those of the feed that are called alike, where nobody has said which they are.
    mutating func matchByLook(key: String) {
        let said = Set(byName.values)
        for (index, name) in compared.enumerated() where !said.contains(.value(index)) {
            byLook[ListColumns.look(of: name)] = .value(index)
        }
        if !said.contains(.key) { byLook[ListColumns.look(of: key)] = .key }
    }

    /// What the columns of a list are; of several that look alike the first one is meant.
    func roles(of columns: [String]) -> [Role?] {
        var taken: Set<Role> = []
        return columns.map { column in
            guard let role = byName[column] ?? byLook[ListColumns.look(of: column)] else { return nil }
            return taken.insert(role).inserted || role == .filter ? role : nil
        }
    }

    private static func look(of name: String) -> String {
        String(
            name.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }
                .map(Character.init))
    }
}

/// A destination's list while it is read.
struct ListReader {
    private let columns: ListColumns
    /// What has to stand in the column of the filter; `nil`: everybody is meant.
    private let word: String?
    private(set) var people: ListedPeople
    /// Records that nobody can tell of whom they are.
    private(set) var nameless = 0
    /// Records that could not be read, and why the first one could not.
    private(set) var unreadable = 0
    private(set) var fault: Fault?
    /// Columns that the list has.
    private(set) var names: [String] = []
    private var roles: [ListColumns.Role?] = []
    /// What was odd about the answers, and stopped nothing.
    var warnings: [Fault] = []
    /// What was found of the columns.
    private(set) var found: Set<ListColumns.Role> = []

    init(_ columns: ListColumns, word: String?, hasIDs: Bool) {
        self.columns = columns
        self.word = word.map(ListedPeople.plain)
        people = ListedPeople(comparing: columns.compared.count, hasIDs: hasIDs)
    }

    mutating func take(_ page: RecordPage) {
        if page.columns.count != names.count {
            names = page.columns
            roles = columns.roles(of: names)
            found = Set(roles.compactMap(\.self))
        }
        for entry in page.entries {
            if let fault = entry.fault {
                unreadable += 1
                self.fault = self.fault ?? fault
            } else {
                take(entry, of: page)
            }
        }
    }

    private mutating func take(_ entry: RecordPage.Entry, of page: RecordPage) {
        var key: String?
        var id: String?
        var values = [String?](repeating: nil, count: columns.compared.count)
        var isMeant = word == nil
        for cell in page.cells[entry.cells] {
            guard cell.form != .empty, let role = roles[Int(cell.column)] else { continue }
            switch role {
            case .key: key = key ?? page.text(of: cell)
            case .id: id = id ?? page.text(of: cell)
            case .value(let index): values[index] = values[index] ?? page.text(of: cell)
            case .filter: isMeant = isMeant || ListedPeople.plain(page.text(of: cell)) == word
            }
        }
        guard isMeant else { return }
        if (key ?? "").isEmpty, (id ?? "").isEmpty {
            nameless += 1
        } else {
            people.add(key: key ?? "", id: id, values: values)
        }
    }

    mutating func finish() { people.finish() }
}
