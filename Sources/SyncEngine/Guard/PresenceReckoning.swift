import LeadModel
import LeadStore

/// Which records of a stream an export lacks that is all of it, and which are there again that were gone.
struct PresenceReckoning {
    /// Records that were there before the export.
    private(set) var known = 0
    var presence = RecordPresence()

    /// One walk over the stream's versions, in the order they lie in; some 60 bytes a record, however many versions it has.
    /// - Parameters:
    ///   - last: the stream's last sequence before the export.
    ///   - evidence: of what is said by the export alone.
    init(
        of stream: Int, upTo last: Int64, seen watch: PresenceWatch, evidence: Evidence, in store: LeadStore
    ) throws(Fault) {
        var watch = watch
        watch.finish()
        let unwritten = try store.unwrittenVersions(of: stream)
        var records = RecordStates()
        var after: Int64 = 0
        while after < last {
            let batch = try store.versions(of: stream, after: after, limit: 8_192)
            guard let newest = batch.last else { break }
            after = newest.version.sequence
            for version in batch where version.version.sequence <= last && version.evidence.grade != .withdrawn {
                let id = (version.observation.text(.id) ?? "").hashValue
                records.add(
                    RecordStates.State(
                        version, id: id, isAbsence: unwritten.absent.contains(version.version.sequence),
                        isSeen: watch.contains(version)))
            }
        }
        for state in records.finish() {
            add(state, stream, isSeen: state.isSeen || watch.contains(id: state.id), evidence)
        }
    }

    private mutating func add(_ state: RecordStates.State, _ stream: Int, isSeen: Bool, _ evidence: Evidence) {
        func version(_ place: RecordStates.Place) -> VersionID? {
            place.sequence.map { VersionID(stream: stream, sequence: $0) }
        }
        if state.isThere { known += 1 }
        if isSeen, let absence = version(state.absence) {
            presence.back.append(RecordPresence.Back(absence: absence, last: version(state.said)))
        } else if !isSeen, state.isThere, let last = version(state.said) {
            presence.absent.append(
                RecordPresence.Absent(
                    last: last, evidence: evidence.after(state.said.evidence), replaces: version(state.absence)))
        }
    }
}

/// What each record of a stream said last, by the hash of its id: an array that is sorted and made dense when it has grown by half.
private struct RecordStates {
    /// A version of a record, in 16 bytes: there may be millions.
    struct Place {
        private var time: Int64
        /// The grade of its evidence over its sequence; negative where there is none.
        private var place: Int64

        static let none = Place(time: 0, place: -1)

        private init(time: Int64, place: Int64) {
            self.time = time
            self.place = place
        }

        init(_ version: StoredVersion) {
            time = version.evidence.time.milliseconds
            place = Int64(version.evidence.grade.rawValue) << 40 | version.version.sequence
        }

        /// `nil` where there is none.
        var sequence: Int64? { place < 0 ? nil : place & (1 << 40 - 1) }
        var evidence: Evidence {
            Evidence(
                time: Instant(milliseconds: time),
                grade: Evidence.Grade(rawValue: UInt8(truncatingIfNeeded: place >> 40)) ?? .exported)
        }

        /// Whether another version is later: by its evidence, and where that is the same, by its place.
        func isBefore(_ other: Place) -> Bool {
            if place < 0 || other.place < 0 { return place < 0 && other.place >= 0 }
            return (place >> 40, time, place) < (other.place >> 40, other.time, other.place)
        }
    }

    struct State {
        let id: Int
        /// The latest version that somebody wrote.
        private(set) var said = Place.none
        /// The version that says that it is gone.
        private(set) var absence = Place.none
        /// Whether the former says that the record is deleted.
        private var isDeleted = false
        private(set) var isSeen: Bool

        init(_ version: StoredVersion, id: Int, isAbsence: Bool, isSeen: Bool) {
            self.id = id
            self.isSeen = isSeen
            if isAbsence {
                absence = Place(version)
            } else {
                said = Place(version)
                isDeleted = version.observation.flag(.deleted)
            }
        }

        /// Whether it is neither deleted nor gone, by what counts last.
        var isThere: Bool { said.sequence != nil && !isDeleted && absence.isBefore(said) }

        mutating func add(_ other: State) {
            isSeen = isSeen || other.isSeen
            if said.isBefore(other.said) {
                said = other.said
                isDeleted = other.isDeleted
            }
            if absence.isBefore(other.absence) { absence = other.absence }
        }
    }

    private var states: [State] = []
    private var dense = 0

    mutating func add(_ state: State) {
        states.append(state)
        if states.count > dense + max(dense / 2, 65_536) { compact() }
    }

    mutating func finish() -> [State] {
        compact()
        return states
    }

    private mutating func compact() {
        // Which of a record's versions comes first does not matter: the later one is told by its evidence.
        states.sort { $0.id < $1.id }
        var kept = 0
        for index in states.indices {
            if kept > 0, states[kept - 1].id == states[index].id {
                states[kept - 1].add(states[index])
            } else {
                states[kept] = states[index]
                kept += 1
            }
        }
        states.removeLast(states.count - kept)
        dense = kept
    }
}
