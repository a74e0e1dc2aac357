import Connectors
import FieldMapping
import LeadModel

extension Evidence {
    /// When a version was true. A deletion notice without a date of its own is true when it is read, and later than what
    /// it deletes.
    /// - Parameter datesDeletions: whether what it may delete has modification dates; see `Workspace.datesDeletions`.
    init(of observation: Observation, datesDeletions: Bool, readAt now: Instant) {
        if let modified = observation.fields.instant(.modified) {
            self.init(time: modified, grade: .modified)
        } else {
            self.init(time: now, grade: observation.isDeleted && datesDeletions ? .modified : .exported)
        }
    }
}

extension Workspace {
    /// Whether a deletion without a time counts as later than everything that it may delete and that was read before it: where its
    /// mapping reads times, or that of another stream of the source which tells of the same records. A list of deleted ids would
    /// lose against each of them otherwise. Where nothing has times, what was read last is true.
    func datesDeletions(of mapping: FieldMapping, source name: String) -> Bool {
        if mapping.isDated { return true }
        let streams = sources.first { $0.name == name }?.streams ?? []
        return streams.contains { stream in
            guard let other = mappings[stream.mapping] else { return false }
            return other.isDated && other.kind == mapping.kind && (other.ids ?? name) == (mapping.ids ?? name)
        }
    }
}
