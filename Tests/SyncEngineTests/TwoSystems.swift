extension Workbench {
    /// A bench with people of two systems who are partly the same, delivered in two parts.
    static func ofTwoSystems(_ configure: (Workbench) throws -> Void = { _ in }) throws -> Workbench {
        let bench = try Workbench()
        try configure(bench)
        try bench.deliver(
            "leads.csv",
            (1...6).map { Setup.discarded("\($0)", ["First": "Ada", "Last": "Byron\($0)", "Owner": "o\($0)"]) }
                + [Setup.lead("7", ["Status": "Parked"]), Setup.lead("8", ["Email": "not an address"])])
        try bench.deliver(
            "prospects.csv",
            (4...9).map { Setup.prospect("p\($0)", ["Email": "lead\($0)@example.com", "Title": "Boss \($0)"]) })
        try bench.deliver("calls.csv", [["Id": "c1", "Who": "1", "Type": "Call", "At": "2026-06-02T10:00:00Z"]])
        try bench.sync()
        try bench.emptyInbox()
        try bench.deliver(
            "leads.csv", [Setup.lead("1", ["Modified": "2026-07-01T10:00:00Z", "Status": "Working", "City": "Oslo"])])
        try bench.sync("2026-10-02T06:00:00Z")
        try bench.emptyInbox()
        return bench
    }

    /// What the store says of leads, records and quarantine; of a record that is refused only now, its number in the file
    /// is not known any more.
    func believed() throws -> [String] {
        try dump().filter { !$0.hasPrefix("{\"feed\"") }.map { $0.replacing(#/"record":\d+,/#, with: "") }
    }
}
