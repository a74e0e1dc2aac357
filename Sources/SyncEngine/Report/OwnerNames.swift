import LeadModel

/// Who owned leads when they were handed over, for whoever asks for an owner that no record names.
struct OwnerNames {
    /// More are not kept: among so many nobody looks for a misspelled one.
    private static let limit = 10_000
    private let wanted: String
    private var names: Set<String> = []
    private var isKnown = false

    /// - Parameter wanted: the owner that is asked for; `nil` where nobody in particular is, or those that nobody owns.
    init?(wanted: String?) {
        guard let wanted, !wanted.isEmpty else { return nil }
        self.wanted = wanted
    }

    mutating func add(_ owner: String?) {
        guard !isKnown, let owner else { return }
        if owner == wanted {
            isKnown = true
        } else if names.count < Self.limit {
            names.insert(owner)
        }
    }

    /// That no lead was ever owned so, with the nearest name that is; `nil` where one was.
    var complaint: String? {
        guard !isKnown else { return nil }
        let near = Nearest.name(for: wanted, among: names.sorted()).map { " Did you mean '\($0.spelledOut)'?" }
        return "No record names '\(wanted.spelledOut)' as the owner of a lead that was handed over.\(near ?? "")"
    }
}
