import LeadModel
import LeadStore

/// The versions that no lead has taken in yet, numbered densely for the identity graph.
///
/// Node numbers follow stream and sequence, so they are the same whatever order the pages were committed in.
struct PendingVersions {
    struct Part {
        var stream: StoredStream
        /// Versions after this sequence …
        var after: Int64
        /// … up to this one.
        var last: Int64
        /// Node of sequence `after + 1`.
        var firstNode: UInt32
    }

    let parts: [Part]
    let count: Int

    init(_ streams: [StoredStream]) {
        var parts: [Part] = []
        var next: UInt32 = 0
        for stream in streams where stream.last > stream.reconciled {
            parts.append(Part(stream: stream, after: stream.reconciled, last: stream.last, firstNode: next))
            next += UInt32(stream.last - stream.reconciled)
        }
        self.parts = parts
        count = Int(next)
    }

    /// The node of a version; `nil` where it is not pending.
    func node(of version: VersionID) -> UInt32? {
        guard let part = parts.first(where: { $0.stream.info.number == version.stream }), version.sequence > part.after,
            version.sequence <= part.last
        else { return nil }
        return part.firstNode + UInt32(version.sequence - part.after - 1)
    }

    func part(of node: UInt32) -> Part { parts[partIndex(of: node)] }

    func version(of node: UInt32) -> VersionID {
        let part = part(of: node)
        return VersionID(stream: part.stream.info.number, sequence: part.after + 1 + Int64(node - part.firstNode))
    }

    private func partIndex(of node: UInt32) -> Int { (parts.lastIndex { $0.firstNode <= node }) ?? 0 }

    /// Walks every pending version in the order of the nodes, a batch at a time.
    func forEach(in store: LeadStore, _ body: (Part, UInt32, StoredVersion) throws(Fault) -> Void) throws(Fault) {
        for part in parts {
            var after = part.after
            while after < part.last {
                let batch = try store.versions(of: part.stream.info.number, after: after, limit: 2_048)
                guard let last = batch.last else { break }
                for version in batch where version.version.sequence <= part.last {
                    try body(part, part.firstNode + UInt32(version.version.sequence - part.after - 1), version)
                }
                after = last.version.sequence
            }
        }
    }
}
