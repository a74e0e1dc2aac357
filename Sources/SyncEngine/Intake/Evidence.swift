import LeadModel

extension Evidence {
    /// When a version was true. A deletion notice without a date of its own is true when it is read, and later than what
    /// it deletes.
    /// - Parameter isDated: whether the mapping reads a modification date.
    init(of observation: Observation, isDated: Bool, readAt now: Instant) {
        if let modified = observation.fields.instant(.modified) {
            self.init(time: modified, grade: .modified)
        } else {
            self.init(time: now, grade: observation.isDeleted && isDated ? .modified : .exported)
        }
    }
}
