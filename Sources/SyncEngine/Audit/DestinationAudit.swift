public import Connectors
import Feedback
public import LeadModel
import LeadStore

/// Compares whom a destination holds with what the ledger says it holds, for the command line. Nothing is written, here or there.
public struct DestinationAudit {
    /// What is said of the list, where that cannot be known by itself.
    public struct Question: Sendable {
        /// The feed that the list is of; `nil`: all that go to the destination.
        public var feed: String?
        /// A file with the list; `nil`: the system is asked.
        public var list: String?
        /// `Email=email`: the column of the list, and that of the feed, by which the destination knows leads; `Email` alone is the
        /// first of them.
        public var key: String?
        /// The column of the list with the destination's own ids.
        public var id: String?
        /// `First Name=firstname`: further columns that are compared.
        public var columns: [String] = []
        /// Where the records of a JSON or XML file are, if that cannot be told from the file.
        public var records: String?
        /// Of how many leads of a kind the numbers are told.
        public var limit = 5

        /// About every feed that goes there, as the destination's file says that its list is read.
        public init() {}
    }

    private let workspace: Workspace
    private let store: LeadStore
    private let clock: HTTPSession.Clock

    /// - Throws: faults of the store, which is opened to be read.
    public init(_ workspace: Workspace, clock: HTTPSession.Clock = .system) throws(Fault) {
        self.workspace = workspace
        self.clock = clock
        store = try workspace.openForReading()
    }

    /// - Returns: one report for each list: feeds that say something else to the destination go into other lists.
    /// - Throws: `config.unknown-value` where nobody says how the list is read, `config.unknown-reference` where the list has no such column,
    ///   and what is wrong with the list: half of one tells nothing.
    public func audit(_ name: String, _ question: Question) throws(Fault) -> [AuditReport] {
        let destination = try workspace.destination(name)
        guard !destination.takesFiles else {
            throw Fault(
                .configUnknownValue, .stopRun, "'\(name)' gets files, and what it makes of them is not known here",
                at: destination.place, advice: "`leadloop feed verify --copies` compares the files.")
        }
        let lists = try lists(of: destination, question)
        if lists.count > 1, question.list != nil {
            throw Fault(
                .configUnknownReference, .stopRun,
                "the feeds to '\(name)' go into \(lists.count) different lists, and one was given",
                at: destination.place,
                advice:
                    "Say which feed it is of: --feed \(lists.flatMap(\.feeds).map(\.name).sorted().joined(separator: ", --feed "))."
            )
        }
        var reports: [AuditReport] = []
        for list in lists { reports.append(try audit(list, of: destination, question)) }
        return reports
    }

    private func lists(of destination: DestinationDefinition, _ question: Question) throws(Fault) -> [DestinationList] {
        let closed = ClosedFeeds(store: store, workspace: workspace)
        var lists: [DestinationList] = []
        for name in try store.queuedFeeds(for: destination.name) where question.feed == nil || question.feed == name {
            let known = workspace.feeds.first { $0.name == name }
            let described = known == nil ? try closed.definition(of: name) : known
            // Of one that goes elsewhere now every run says that nobody is told anything here.
            guard let feed = described, case .destination(destination.name, let parameters) = feed.target else {
                continue
            }
            if let index = lists.firstIndex(where: { $0.parameters == parameters }) {
                lists[index].feeds.append(feed)
            } else {
                lists.append(DestinationList(parameters: parameters, feeds: [feed]))
            }
        }
        guard lists.isEmpty else { return lists }
        let feeds = workspace.feeds.filter { $0.target.destination == destination.name }.map(\.name)
        throw Fault(
            .configUnknownReference, .stopRun,
            question.feed.map { "nothing of a feed '\($0)' was ever sent to '\(destination.name)'" }
                ?? "nothing was ever sent to '\(destination.name)'",
            at: destination.place,
            advice: question.feed.map { Nearest.advice(for: $0, among: feeds) } ?? "There is nothing to compare yet.")
    }

    private func audit(_ list: DestinationList, of destination: DestinationDefinition, _ question: Question)
        throws(Fault)
        -> AuditReport
    {
        var report = AuditReport(destination: destination.name, feeds: list.feeds.map(\.name).sorted())
        let key = try keyColumn(of: list, destination, question)
        var columns = ListColumns(key: key.ofFeed, columns: AuditedColumns.names(of: list.feeds))
        report.compared = columns.compared
        try name(&columns, key, question)
        let reader: ListReader
        if let path = question.list {
            columns.matchByLook(key: key.ofFeed)
            reader = try DestinationList.read(path, columns, records: question.records, hasIDs: question.id != nil)
        } else {
            reader = try list.read(from: destination, &columns, key: key.ofFeed, workspace, clock)
        }
        try check(reader, key, question)
        (report.nameless, report.unreadable) = (reader.nameless, reader.unreadable)
        report.warnings = warnings(reader)
        let layouts = try FeedLayouts(store)
        var feeds: [String: LedgerAudit.Columns] = [:]
        for feed in list.feeds {
            feeds[feed.name] = LedgerAudit.Columns(feed, layouts, key: key.ofFeed, compared: columns.compared)
        }
        var audit = LedgerAudit(feeds, reader.people, report, limit: question.limit)
        try store.forEachDelivery(of: list.feeds.map(\.name), to: destination.name) { audit.take($0) }
        report = audit.finish()
        report.compared = columns.compared.indices.filter { reader.found.contains(.value($0)) }.map {
            columns.compared[$0]
        }
        return report
    }

    // MARK: Columns

    /// The column by which the destination knows leads, as the feed and, where somebody said so, as the list calls it.
    private func keyColumn(
        of list: DestinationList, _ destination: DestinationDefinition, _ question: Question
    ) throws(Fault) -> (ofFeed: String, ofList: String?) {
        let pair = question.key.map(DestinationAudit.pair)
        let feed = list.feeds[0]
        var usual: String?
        if case .http(let system) = destination.door { usual = system.key }
        usual =
            usual ?? feed.columns.first { $0.field == .lead(.email) }?.name
            ?? feed.columns.first { $0.field == .leadID }?.name
        guard let name = pair?.ofFeed ?? usual else {
            throw Fault(
                .configUnknownReference, .stopRun,
                "the feed '\(feed.name)' has no column by which its receiver could know leads",
                at: feed.place, advice: "Say which it is: --key Email=email, the list's name for it first.")
        }
        guard feed.columns.contains(where: { $0.name == name }) else {
            throw Fault(
                .configUnknownReference, .stopRun, "the feed '\(feed.name)' has no column '\(name)'", at: feed.place,
                advice: Nearest.advice(for: name, among: feed.columns.map(\.name)))
        }
        return (name, pair?.ofList)
    }

    /// `Email=email`: what the list calls it, and what the feed does.
    private static func pair(_ text: String) -> (ofList: String, ofFeed: String?) {
        guard let sign = text.lastIndex(of: "=") else { return (text, nil) }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }

    private func name(
        _ columns: inout ListColumns, _ key: (ofFeed: String, ofList: String?), _ question: Question
    ) throws(Fault) {
        if let name = key.ofList { columns.name(name, .key) }
        if let id = question.id { columns.name(id, .id) }
        for text in question.columns {
            let pair = DestinationAudit.pair(text)
            let name = pair.ofFeed ?? pair.ofList
            guard let index = columns.compared.firstIndex(of: name) else {
                throw Fault(
                    .configUnknownReference, .stopRun, "no feed has a column '\(name)' to be compared",
                    at: Origin(file: workspace.configFolder + "/feeds"),
                    advice: Nearest.advice(for: name, among: columns.compared))
            }
            columns.name(pair.ofList, .value(index))
        }
    }

    private func check(
        _ reader: ListReader, _ key: (ofFeed: String, ofList: String?), _ question: Question
    ) throws(Fault) {
        guard !reader.names.isEmpty, !reader.found.contains(.key), !reader.found.contains(.id) else { return }
        throw Fault(
            .configUnknownReference, .stopRun, "the list has no column '\(key.ofList ?? key.ofFeed)'",
            at: Origin(file: question.list ?? "audit"),
            advice: Nearest.advice(for: key.ofList ?? key.ofFeed, among: reader.names)
                + DestinationAudit.sayKey(key.ofFeed, among: reader.names, question))
    }

    /// How it is said which column of a list the key is; of a list that a system is asked for, its file says so.
    private static func sayKey(_ key: String, among names: [String], _ question: Question) -> String {
        guard question.list != nil else { return " Correct 'audit' in the destination's file." }
        let name = Nearest.name(for: key, among: names) ?? "COLUMN"
        let pair = "\(name)=\(key)"
        return " Say which of its columns is the feed's '\(key)': --key \(pair.contains(" ") ? "'\(pair)'" : pair)."
    }

    private func warnings(_ reader: ListReader) -> [Fault] {
        var warnings = reader.warnings
        if var fault = reader.fault {
            fault.summary =
                "\(reader.unreadable) of the list's records could not be read: who is in them may be told as missing; the first: \(fault.summary)"
            warnings.append(fault)
        }
        return warnings
    }
}

/// Which columns of feeds may be compared.
enum AuditedColumns {
    /// Their names, each once: what says when a row was written, or what is to be done, is none of the person's.
    static func names(of feeds: [FeedDefinition]) -> [String] {
        var names: [String] = []
        for column in feeds.flatMap(\.columns) where column.field != .written && column.field != .action {
            if !names.contains(column.name) { names.append(column.name) }
        }
        return names
    }
}
