import Connectors
import Feedback
import LeadModel
import RecordFormats

/// A list of people that a destination keeps, and the feeds whose leads are in it.
struct DestinationList {
    /// What the feeds say to the destination: by it lists are told apart.
    var parameters: [String: String]
    var feeds: [FeedDefinition]

    /// Reads a list that somebody has exported.
    /// - Parameters:
    ///   - records: where the records of JSON or XML are; `nil`: as the file tells.
    ///   - hasIDs: whether a column of it holds the destination's own ids.
    /// - Throws: what is wrong with the file.
    static func read(
        _ path: String, _ columns: ListColumns, records: String?, hasIDs: Bool
    ) throws(Fault) -> ListReader {
        var declared = DeclaredFormat()
        if let records {
            declared.recordPath = records.split(separator: ".").map(String.init)
            if records != "." { declared.recordElement = records }
        }
        var reader = ListReader(columns, word: nil, hasIDs: hasIDs)
        do throws(Fault) {
            var (records, _) = try RecordReaders.open(try FileBytes(path: path), file: path, declared: declared)
            while let page = try records.nextPage() { reader.take(page) }
        } catch {
            // A list of nobody.
            guard error.code == .csvHeaderOnly else { throw error.located(at: Origin(file: path)) }
        }
        reader.finish()
        return reader
    }

    /// Asks the system for the list.
    /// - Parameters:
    ///   - columns: gets the names that the system has for the columns.
    ///   - key: the feeds' name of the column by which the system knows leads.
    /// - Throws: `config.unknown-value` where its file does not say how, `config.missing-key` where the feeds do not say which list it is,
    ///   and why the system could not be asked.
    func read(
        from destination: DestinationDefinition, _ columns: inout ListColumns, key: String, _ workspace: Workspace,
        _ clock: HTTPSession.Clock
    ) throws(Fault) -> ListReader {
        guard case .http(let system) = destination.door, let members = system.members else {
            throw Fault(
                .configUnknownValue, .stopRun, "the file of '\(destination.name)' does not say how its list is read",
                at: destination.place,
                advice:
                    "Export the list there, and name the file: --list FILE. Or write 'audit' into the destination's file."
            )
        }
        let needed = members.needed(of: system.parameters.keys)
        if let missing = needed.first(where: { parameters[$0] == nil }) {
            throw Fault(
                .configMissingKey, .stopRun,
                "the feed '\(feeds[0].name)' does not say '\(missing)', and without it the list is not known",
                at: feeds[0].targetPlace,
                advice: "Add it under 'with', or export the list and name the file: --list FILE.")
        }
        let keyName = members.key ?? members.column(of: key)
        columns.name(keyName, .key)
        if let id = members.id { columns.name(id, .id) }
        for (index, name) in columns.compared.enumerated() { columns.name(members.column(of: name), .value(index)) }
        let word = members.word(parameters)
        if let filter = members.filter, word != nil { columns.name(filter.column, .filter) }
        var values = parameters
        for (name, value) in parameters { values["\(name)-number"] = value }
        let asked = [keyName] + [members.id].compactMap(\.self) + columns.compared.map(members.column)
        values["fields"] = asked.joined(separator: ",")
        let spool = PassingSpool(storePath: workspace.storePath, for: .look)
        defer { spool.remove() }
        let session = SourceMemory.session(
            "to-\(destination.name)", system.system, folder: workspace.root, storePath: workspace.storePath,
            clock: clock, passing: spool)
        var reader = ListReader(columns, word: word, hasIDs: members.id != nil)
        let pull = HTTPPull(session, members.stream, values: values, from: PullBookmark())
        while let page = try pull.nextPage() { reader.take(page) }
        reader.warnings = pull.warnings
        reader.finish()
        return reader
    }
}
