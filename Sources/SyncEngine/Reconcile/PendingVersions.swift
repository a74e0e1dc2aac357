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
        /// Node of the first.
        var firstNode: UInt32
        var count: Int
        /// The sequences that there are, ascending, where all is matched anew: over the years far more have been given than
        /// are left. `nil` where the nodes simply count on from `after`.
        fileprivate var sequences: [Int64]?

        var nodes: Range<UInt32> { firstNode..<firstNode + UInt32(count) }

        /// The node of a sequence; `nil` where it is not pending.
        fileprivate func node(of sequence: Int64) -> UInt32? {
            guard sequence > after, sequence <= last else { return nil }
            guard let sequences else { return firstNode + UInt32(sequence - after - 1) }
            var low = 0
            var high = sequences.count
            while low < high {
                let middle = (low + high) / 2
                if sequences[middle] < sequence { low = middle + 1 } else { high = middle }
            }
            guard low < sequences.count, sequences[low] == sequence else { return nil }
            return firstNode + UInt32(low)
        }

        fileprivate func sequence(of node: UInt32) -> Int64 {
            let offset = Int(node - firstNode)
            return sequences?[offset] ?? after + 1 + Int64(offset)
        }
    }

    let parts: [Part]
    let count: Int

    /// - Parameter isRematch: whether everything is pending, so that what is gone should not count.
    init(_ store: LeadStore, _ streams: [StoredStream], isRematch: Bool) throws(Fault) {
        var parts: [Part] = []
        var next: UInt32 = 0
        for stream in streams where stream.last > stream.reconciled {
            let sequences = isRematch ? try store.sequences(of: stream.info.number) : nil
            let count = sequences?.count ?? Int(stream.last - stream.reconciled)
            parts.append(
                Part(
                    stream: stream, after: stream.reconciled, last: stream.last, firstNode: next, count: count,
                    sequences: sequences))
            next += UInt32(count)
        }
        self.parts = parts
        count = Int(next)
    }

    /// The node of a version; `nil` where it is not pending.
    func node(of version: VersionID) -> UInt32? {
        parts.first { $0.stream.info.number == version.stream }?.node(of: version.sequence)
    }

    func part(of node: UInt32) -> Part { parts[(parts.lastIndex { $0.firstNode <= node && $0.count > 0 }) ?? 0] }

    func version(of node: UInt32) -> VersionID {
        let part = part(of: node)
        return VersionID(stream: part.stream.info.number, sequence: part.sequence(of: node))
    }

    /// Walks every pending version in the order of the nodes, a batch at a time.
    func forEach(in store: LeadStore, _ body: (Part, UInt32, StoredVersion) throws(Fault) -> Void) throws(Fault) {
        for part in parts {
            var after = part.after
            while after < part.last {
                let batch = try store.versions(of: part.stream.info.number, after: after, limit: 2_048)
                guard let last = batch.last else { break }
                for version in batch {
                    guard let node = part.node(of: version.version.sequence) else { continue }
                    try body(part, node, version)
                }
                after = last.version.sequence
            }
        }
    }
}
