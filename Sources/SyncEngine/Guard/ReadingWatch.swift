import FieldMapping
import LeadModel
import LeadStore
import Reconciliation

/// What is noted of a file while it is read, to be held against those before it.
struct ReadingWatch {
    /// A record that the stream has not said before: its own id, and the keys by which its person may be known.
    private struct Asked {
        var id: MatchKey
        var person: [MatchKey]
    }

    /// What the store knew of the ids; `nil` where it cannot say.
    private struct Answer {
        var ids: ReadingProfile.KnownIDs?
    }

    private static let askedAtMost = 1_000

    private(set) var profiler: ColumnProfiler
    /// Of an export that is all of its stream: whom it speaks of.
    var presence: PresenceWatch?
    private let stream: Int
    private let idSpace: String
    private var keys: MatchKeys
    /// Of a stream that knew nothing before, and of records other than leads, nobody asks for ids.
    private let asksForIDs: Bool
    /// Records that are delivered again just as they were.
    private var unchanged = 0
    private var fresh = 0
    /// Every so many fresh records one is asked for.
    private var stride = 1
    private var asked: [Asked] = []
    private var derived: [MatchKeys.Derived] = []
    /// What the store said when it was asked; `nil` before.
    private var answer: Answer?

    /// - Parameter isComplete: whether the export is all of its stream.
    init(_ mapping: FieldMapping, _ stream: StoredStream, keys: MatchKeys, isComplete: Bool) {
        profiler = mapping.profiler()
        presence = isComplete ? PresenceWatch(last: stream.last) : nil
        self.stream = stream.info.number
        idSpace = stream.idSpace
        self.keys = keys
        asksForIDs = mapping.kind == .lead && stream.last > 0
    }

    mutating func add(_ page: RecordPage) { profiler.add(page) }

    /// - Parameter sequence: of the version that the record is.
    mutating func addUnchanged(_ sequence: Int64) {
        unchanged += 1
        presence?.add(known: sequence)
    }

    mutating func add(_ observation: Observation) {
        guard asksForIDs else { return }
        fresh += 1
        guard fresh % stride == 0 else { return }
        derived.removeAll(keepingCapacity: true)
        keys.append(of: observation, space: idSpace, to: &derived)
        guard let id = derived.first(where: { $0.rule == MatchKeys.Derived.ownID })?.key else { return }
        asked.append(Asked(id: id, person: derived.filter { $0.rule >= 0 }.map(\.key)))
        guard asked.count == Self.askedAtMost else { return }
        asked = asked.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        stride *= 2
    }

    /// Of how many records the stream knew the id before; `nil` where it knew none at all, or while everything is matched
    /// anew: the index of keys is empty then, and whom it does not know may be known all the same. The store is asked once,
    /// after the file's last record.
    mutating func ids(_ store: LeadStore) throws(Fault) -> ReadingProfile.KnownIDs? {
        if let answer { return answer.ids }
        let ids = try lookUp(store)
        answer = Answer(ids: ids)
        return ids
    }

    private func lookUp(_ store: LeadStore) throws(Fault) -> ReadingProfile.KnownIDs? {
        guard asksForIDs, try store.rematch() == nil else { return nil }
        let holders = try store.holders(of: asked.map(\.id), limit: 1, areOwnIDs: true)
        let known = Double(holders.count { !$0.isEmpty }) / Double(max(asked.count, 1))
        return ReadingProfile.KnownIDs(asked: unchanged + fresh, known: unchanged + Int(known * Double(fresh)))
    }

    /// The share of its people of whom the stream has a record under whatever id; `nil` where no record says whose it is, or
    /// while everything is matched anew.
    func samePeople(_ store: LeadStore) throws(Fault) -> Double? {
        let people = asked.filter { !$0.person.isEmpty }
        guard !people.isEmpty, try store.rematch() == nil else { return nil }
        var known = 0
        for person in people {
            let holders = try store.holders(of: person.person, limit: 20)
            if holders.contains(where: { $0.contains { $0.record.stream == stream } }) { known += 1 }
        }
        return Double(known) / Double(people.count)
    }
}
