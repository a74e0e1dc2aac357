import Connectors
import FieldMapping
import LeadModel
import LeadStore
import Reconciliation

/// Recognises what we wrote to a system in what one of its streams brings back: it is neither a change nor newer evidence.
final class EchoRecognition {
    private let store: LeadStore
    private let stream: StoredStream
    private let destinations: [String]
    private let columns: EchoColumns
    private let keys: MatchKeys
    /// Numbers of the streams that tell of the same records.
    private let siblings: Set<Int>
    /// What records said in this run, as far as it may not be in the store, or in no lead, yet.
    private var recent: [String: RecordState] = [:]
    private static let recentLimit = 65_536

    /// - Returns: `nil` where nobody writes to the system of the stream, or nothing was sent there yet.
    init?(
        _ stream: StoredStream, _ mapping: FieldMapping, _ workspace: Workspace, _ store: LeadStore
    ) throws(Fault) {
        destinations = workspace.destinations.filter { $0.system?.name == stream.info.source }.map(\.name)
        guard stream.info.kind == .lead, !destinations.isEmpty else { return nil }
        guard try store.hasDeliveries(to: destinations) else { return nil }
        self.store = store
        self.stream = stream
        columns = EchoColumns(
            workspace.feeds, mapping, try store.feedLayouts(), below: EchoRecognition.below(workspace.destinations))
        keys = MatchKeys(
            rules: workspace.matching, hashKey: KeyHasher.Key(k0: store.matchKey.0, k1: store.matchKey.1))
        siblings = Set(
            try store.streams().filter {
                $0.info.source == stream.info.source && $0.info.kind == .lead && $0.idSpace == stream.idSpace
            }.map(\.info.number))
        // What an interrupted run has stored is in no lead yet.
        guard stream.last - stream.reconciled <= Int64(EchoRecognition.recentLimit) else { return }
        let pending = try store.versions(
            of: stream.info.number, after: stream.reconciled, limit: EchoRecognition.recentLimit)
        let echoes = try store.echoes(of: pending.map(\.version))
        for (id, versions) in Dictionary(grouping: pending, by: { $0.observation.text(.id) ?? "" }) {
            recent[id] = state(of: id, versions, echoes)
        }
    }

    /// Marks which versions of a page are echoes, and takes out of them what is ours: one look-up for all of them.
    func recognise(_ versions: inout [IntakePage.Version]) throws(Fault) {
        guard !versions.isEmpty else { return }
        let records = versions.map { version in
            let id = version.observation.text(.id) ?? ""
            return (id: id, key: keys.identifier(id, in: stream.idSpace))
        }
        let written = try store.written(to: destinations, about: records)
        for place in versions.indices {
            guard let known = written[place] else { continue }
            let id = records[place].id
            let before = recent[id] ?? state(of: id, known.versions, known.echoes)
            if let before, before.digest == versions[place].digest {
                // It is the same version once more. Where only the time of reading dates it, that has to be the same, too.
                if versions[place].evidence.grade == .exported { versions[place].evidence = before.counted }
                continue
            }
            recognise(&versions[place], id, known, before)
        }
    }

    private func recognise(
        _ version: inout IntakePage.Version, _ id: String, _ known: WrittenRecord, _ before: RecordState?
    ) {
        let own = version.evidence
        let weakest = known.versions.map(\.evidence.time.milliseconds).min().map {
            Evidence(time: Instant(milliseconds: $0 - 1), grade: .exported)
        }
        let judge = EchoJudge(
            sent: sent(known.rows), isNamed: known.isNamed, before: before, weakest: weakest, keys: keys)
        if let verdict = judge.judge(version.observation, own) {
            version.echo = verdict.echo
            version.evidence = verdict.evidence
            version.observation = verdict.observation
        }
        if let before, own < before.own { return }
        if recent.count >= EchoRecognition.recentLimit { recent.removeAll() }
        var echoes = before?.echoes ?? []
        if let echo = version.echo { echoes.append((seen: echo.own.time, values: echo.values)) }
        recent[id] = RecordState(
            digest: version.digest, own: own, counted: version.evidence, observation: version.observation,
            ours: version.echo?.values ?? FieldValues(), echoes: echoes)
    }

    /// What stands before the names of columns in the records of some destinations, by the names of these.
    private static func below(_ destinations: [DestinationDefinition]) -> [String: String] {
        var below: [String: String] = [:]
        for destination in destinations {
            if case .http(let system) = destination.door { below[destination.name] = system.members?.below }
        }
        return below
    }

    /// What was read was taken back.
    func forget() { recent.removeAll() }

    /// What a record said last, among versions that are not all its own.
    private func state(
        of id: String, _ versions: [StoredVersion], _ echoes: [VersionID: RecordEcho]
    ) -> RecordState? {
        let all = versions.filter {
            siblings.contains($0.version.stream) && $0.evidence.grade != .withdrawn && $0.observation.text(.id) == id
        }
        let same = all.filter { $0.version.stream == stream.info.number }
        func own(_ version: StoredVersion) -> Evidence { echoes[version.version]?.own ?? version.evidence }
        guard
            let last = (same.isEmpty ? all : same).max(by: {
                own($0) == own($1) ? $0.version < $1.version : own($0) < own($1)
            })
        else { return nil }
        return RecordState(
            digest: last.digest, own: own(last), counted: last.evidence, observation: last.observation,
            ours: echoes[last.version]?.values ?? FieldValues(),
            echoes: all.compactMap { version in
                echoes[version.version].map { (seen: $0.own.time, values: $0.values) }
            })
    }

    /// Messages in the words of a lead.
    private func sent(_ rows: [WrittenRow]) -> [SentRow] {
        rows.map { row in
            let next = rows.first { $0.feed == row.feed && $0.message > row.message }
            let written = columns.written(by: row)
            return SentRow(
                from: row.from, to: row.to, until: next?.from, values: written.values, forms: written.forms)
        }
    }
}
