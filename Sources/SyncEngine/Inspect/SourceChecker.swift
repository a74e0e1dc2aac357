import Connectors
import FieldMapping
public import LeadModel
import RecordFormats

/// Opens what a source would read and says what is in it; stores nothing.
public struct SourceChecker {
    /// One file of one stream, looked at.
    public struct Check: Sendable {
        public var source: String
        public var stream: String
        public var file: String
        public var detected: String
        public var records: Int
        public var rejected: Int
        /// Columns that the mapping neither reads nor ignores.
        public var unmappedColumns: [String]
        /// What stops the file, and the first fault of each code among its records.
        public var faults: [Fault]
        /// What is odd about the file and stops nothing.
        public var warnings: [Fault] = []
        /// The system that was asked, at the first of its streams; `nil` of files, and where it did not answer.
        public var system: System?
    }

    /// A system that was asked, as it shows itself.
    public struct System: Sendable {
        public var source: String
        /// Who we are to it, by the paths that the source names.
        public var identity: [(path: String, value: String)]
        /// The network address that answered.
        public var address: String?
        /// The SHA-256 of an SSH host's key, as OpenSSH shows it.
        public var hostKey: String?
        /// Whose certificate it showed, who issued it, and until when it is good; `nil` without TLS.
        public var certificate: (subject: String, issuer: String, expires: String)?
        /// So many seconds its clock is before ours; `nil` where it tells no time, as a folder does.
        public var clockAhead: Int?
        /// What its head says of how often it may still be asked.
        public var quota: [(name: String, value: String)]
        /// Requests that the check made of it; `nil` of a folder, where nobody counts them.
        public var calls: Int?
    }

    private let workspace: Workspace
    private let now: Instant

    public init(_ workspace: Workspace, now: Instant) {
        self.workspace = workspace
        self.now = now
    }

    /// Opens every export of the named sources, or of all where none is named, and reads it to its end; of a system that is asked,
    /// the first answer of each stream. Stores nothing.
    /// - Throws: where a name is no source's; what is wrong with a file or an answer stands in its check.
    public func check(_ names: [String]) throws(Fault) -> [Check] {
        var checks: [Check] = []
        for source in try workspace.selected(names) {
            switch source.door {
            case .http(let system): checks += check(source, system)
            case .singer(let program): checks += check(source, program)
            case .folder, .remoteFolder: checks += check(source)
            }
        }
        return checks
    }

    /// The files of a folder. What keeps it from being listed at all stands in one check, and stops no other source.
    private func check(_ source: SourceDefinition) -> [Check] {
        var checks: [Check] = []
        let shownFolder =
            if case .remoteFolder(let folder) = source.door { folder.address } else { source.folder ?? "" }
        do throws(Fault) {
            let exports = try SourceExports(source, root: workspace.root, storePath: workspace.storePath)
            guard let folder = exports else { return [] }
            defer { withExtendedLifetime(folder) {} }
            for stream in source.streams {
                guard let mapping = workspace.mappings[stream.mapping], let selection = stream.fileSelection else {
                    continue
                }
                let exports = try folder.exports(selection)
                if exports.isEmpty {
                    checks.append(empty(source, stream, file: "(no file fits '\(selection.text)')"))
                }
                for export in exports {
                    checks.append(check(export, folder.shownName(of: export), source, stream, mapping))
                }
            }
            if let peer = folder.peer, !checks.isEmpty { checks[0].system = System(source.name, peer) }
        } catch {
            var check = empty(source, name: "", file: shownFolder)
            note(error, at: source.place.file, &check)
            checks.append(check)
        }
        return checks
    }

    private func empty(_ source: SourceDefinition, _ stream: StreamDefinition, file: String) -> Check {
        empty(source, name: stream.name, file: file)
    }

    private func empty(_ source: SourceDefinition, name: String, file: String) -> Check {
        Check(
            source: source.name, stream: name, file: file, detected: "", records: 0, rejected: 0,
            unmappedColumns: [], faults: [])
    }

    private func check(
        _ export: ReadyExport, _ shownName: String, _ source: SourceDefinition, _ stream: StreamDefinition,
        _ mapping: FieldMapping
    ) -> Check {
        let path = export.name
        var check = empty(source, stream, file: shownName)
        do throws(Fault) {
            var (reader, detected) = try RecordReaders.open(
                try export.open(), file: path, declared: stream.format)
            check.detected = detected.description
            try read(path, source, mapping, &check) { () throws(Fault) in try reader.nextPage() }
        } catch {
            note(error, at: path, &check)
        }
        return check
    }

    /// What stops a file or an answer; the record in which it breaks off says the same of itself.
    private func note(_ error: Fault, at path: String, _ check: inout Check) {
        let fault = error.located(at: Origin(file: path))
        check.faults.removeAll { $0.code == fault.code && $0.origin?.line == fault.origin?.line }
        check.faults.append(fault)
    }

    private func read(
        _ path: String, _ source: SourceDefinition, _ mapping: FieldMapping, _ check: inout Check,
        next: () throws(Fault) -> RecordPage?
    ) throws(Fault) {
        var mapper = mapping.mapper(source: source.name, file: path, now: now)
        var columns: [String] = []
        while let page = try next() {
            columns = page.columns
            for index in page.entries.indices { look(at: page, index, &mapper, &check) }
            if let fault = missingColumns(of: page, mapping, source, path) {
                check.faults.removeAll { $0.code == .mappingUnknownColumn }
                check.faults.append(fault)
                break
            }
        }
        if check.records > 0, check.faults.allSatisfy({ $0.remedy == .deadLetter }),
            let warning = mapping.statusWarning(among: columns, file: path)
        {
            check.warnings.append(warning)
        }
        if let warning = SourceChecker.missing(of: mapping, among: columns, check, file: path) {
            check.warnings.append(warning)
        }
        check.unmappedColumns = mapping.unknownColumns(among: columns)
    }

    // MARK: Systems

    private func check(_ source: SourceDefinition, _ system: HTTPSource) -> [Check] {
        let spool = PassingSpool(storePath: workspace.storePath, for: .look)
        defer { spool.remove() }
        let session = SourceMemory.session(
            source.name, system, folder: workspace.root, storePath: workspace.storePath, clock: .system, passing: spool)
        var checks: [Check] = []
        for stream in source.streams {
            guard case .http(let asked) = stream.part, let mapping = workspace.mappings[stream.mapping] else {
                continue
            }
            let pull = HTTPPull(
                session, asked, values: ["fields": mapping.columns.joined(separator: ",")], from: PullBookmark())
            // The first answer is enough to see what comes. Of exports that the system makes, one is made, and taken away again.
            defer { pull.abandonJob() }
            checks.append(
                check(source, stream, mapping, pull) { isBegun in
                    isBegun && pull.isBetweenAnswers || asked.job != nil && pull.bookmark.asked != nil
                })
        }
        do throws(Fault) {
            let identity = try session.identity()
            if system.identity?.account != nil { _ = try session.account.get() }
            if let server = session.server, !checks.isEmpty {
                var system = System(source.name, server.peer)
                system.identity = identity
                system.clockAhead = server.clockAhead
                system.quota = server.quota.map { ($0.name, $0.value) }
                system.calls = session.calls
                checks[0].system = system
            }
        } catch {
            // What keeps the streams from answering keeps this, too.
            guard !checks.contains(where: { $0.faults.contains { $0.code == error.code } }) else { return checks }
            var check = empty(source, name: "identity", file: source.name)
            note(error, at: source.place.file, &check)
            checks.append(check)
        }
        return checks
    }

    /// Of each stream of a tap, its first records. The tap is stopped behind them.
    private func check(_ source: SourceDefinition, _ program: SingerSource) -> [Check] {
        let tap: SingerTap
        do throws(Fault) {
            tap = try SingerTap(program, folder: workspace.root)
        } catch {
            var check = empty(source, name: "", file: source.name)
            note(error, at: source.place.file, &check)
            return [check]
        }
        return source.streams.compactMap { stream in
            guard case .singer(let asked) = stream.part, let mapping = workspace.mappings[stream.mapping] else {
                return nil
            }
            guard !tap.readsPipe else {
                var check = empty(source, stream, file: tap.name(of: asked))
                check.warnings.append(SourceChecker.pipe(tap.name(of: asked)))
                return check
            }
            let pull = SingerPull(tap, asked, columns: mapping.columns, from: nil)
            return check(source, stream, mapping, pull) { isBegun in isBegun }
        }
    }

    /// What is read of a pipe is there no more.
    static func pipe(_ name: String) -> Fault {
        Fault(
            .pullLeavesOut, .stopStream, "a pipe is not looked into: what is read of it is there no more",
            at: Origin(file: name), advice: "Look at a file of what the tap writes.")
    }

    /// The first records of a stream.
    /// - Parameter isEnough: asked before each page, and told whether records have come.
    private func check(
        _ source: SourceDefinition, _ stream: StreamDefinition, _ mapping: FieldMapping, _ pull: any StreamPull,
        isEnough: (_ isBegun: Bool) -> Bool
    ) -> Check {
        var check = empty(source, stream, file: pull.name)
        do throws(Fault) {
            var isBegun = false
            try read(pull.name, source, mapping, &check) { () throws(Fault) in
                if isEnough(isBegun) { return nil }
                let page = try pull.nextPage()
                isBegun = isBegun || page?.entries.isEmpty == false
                return page
            }
        } catch {
            note(error, at: pull.name, &check)
        }
        check.detected = pull.detected?.description ?? ""
        return check
    }

    /// Columns that a mapping reads and that no record has, where records name their values themselves: one that is never filled
    /// may be left out, and one that is misspelled looks the same.
    private static func missing(
        of mapping: FieldMapping, among columns: [String], _ check: Check, file: String
    ) -> Fault? {
        let missing = mapping.columns.filter { !columns.contains($0) && !$0.hasPrefix("$") }
        guard check.records > check.rejected, !missing.isEmpty, check.faults.allSatisfy({ $0.remedy == .deadLetter })
        else { return nil }
        let names = missing.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
        let more = missing.count > 8 ? " and \(missing.count - 8) more" : ""
        return Fault(
            .mappingUnknownColumn, .stopStream,
            "none of the \(check.records) records has \(names)\(more), which the mapping reads", at: Origin(file: file),
            advice: "Correct the names in \(mapping.file), unless such records leave out what is empty.")
    }

    /// Every column that the export lacks in one fault; a run stops at the first.
    private func missingColumns(
        of page: RecordPage, _ mapping: FieldMapping, _ source: SourceDefinition, _ path: String
    ) -> Fault? {
        guard let readable = page.entries.firstIndex(where: { $0.fault == nil }) else { return nil }
        var columns = page.columns
        var found: [Fault] = []
        // The mapper names the first column that is missing: with that one supplied, it names the next.
        while found.count < mapping.columns.count {
            let supplied = RecordPage(
                columns: columns, bytes: page.bytes, cells: page.cells, entries: [page.entries[readable]],
                frame: page.frame)
            var mapper = mapping.mapper(source: source.name, file: path)
            guard case .failure(let fault) = mapper.observe(supplied, 0), fault.code == .mappingUnknownColumn,
                let column = fault.field,
                !columns.contains(column)
            else { break }
            found.append(fault)
            columns.append(column)
        }
        guard var fault = found.first else { return nil }
        let names = found.compactMap(\.field).map { "'\($0)'" }.joined(separator: ", ")
        fault.summary =
            found.count == 1
            ? "the export has no column \(names)" : "the export lacks \(found.count) mapped columns: \(names)"
        fault.field = nil
        if found.count > 1, mapping.knows(anyOf: page.columns) { fault.advice = advice(found, page.columns, mapping) }
        return fault
    }

    private func advice(_ missing: [Fault], _ columns: [String], _ mapping: FieldMapping) -> String {
        let near = missing.compactMap(\.field).compactMap { name in
            Nearest.name(for: name, among: columns).map { "'\(name)' may be '\($0)'. " }
        }
        let shown = columns.prefix(12).joined(separator: ", ")
        let more = columns.count > 12 ? " and \(columns.count - 12) more" : ""
        return near.joined() + "The export has: \(shown)\(more). Correct the export, or the names in \(mapping.file)."
    }

    private func look(at page: RecordPage, _ index: Int, _ mapper: inout RecordMapper, _ check: inout Check) {
        check.records += 1
        var fault = page.entries[index].fault
        if fault == nil, case .failure(let found) = mapper.observe(page, index) { fault = found }
        guard let fault else { return }
        check.rejected += 1
        if !check.faults.contains(where: { $0.code == fault.code && $0.field == fault.field && $0.seen == fault.seen }),
            check.faults.count < 20
        {
            check.faults.append(fault)
        }
    }
}

extension SourceChecker.System {
    /// A system that has answered, and says nothing but who it is.
    init(_ source: String, _ peer: TransferPeer) {
        self.init(
            source: source, identity: [], address: peer.address, hostKey: peer.hostKey,
            certificate: peer.certificate.map { ($0.subject, $0.issuer, $0.expires) }, quota: [])
    }
}
