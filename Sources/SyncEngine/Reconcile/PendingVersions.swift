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
        /// Those that there are, where all is matched anew: over the years far more have been given than are left. `nil`
        /// where the nodes simply count on from `after`.
        fileprivate var versions: VersionRuns?

        var nodes: Range<UInt32> { firstNode..<firstNode + UInt32(count) }

        /// The node of a version; `nil` where it is not pending.
        fileprivate func node(of version: VersionID) -> UInt32? {
            if let versions { return versions.place(of: version).map { firstNode + UInt32($0) } }
            guard version.sequence > after, version.sequence <= last else { return nil }
            return firstNode + UInt32(version.sequence - after - 1)
        }

        fileprivate func version(of node: UInt32) -> VersionID {
            let offset = Int(node - firstNode)
            return versions?[offset] ?? VersionID(stream: stream.info.number, sequence: after + 1 + Int64(offset))
        }
    }

    let parts: [Part]
    let count: Int

    /// - Parameter isRematch: whether everything is pending, so that what is gone should not count.
    init(_ store: LeadStore, _ streams: [StoredStream], isRematch: Bool) throws(Fault) {
        var parts: [Part] = []
        var next: UInt32 = 0
        for stream in streams where stream.last > stream.reconciled {
            let versions = isRematch ? try store.versionRuns(of: stream.info.number) : nil
            let count = versions?.count ?? Int(stream.last - stream.reconciled)
            parts.append(
                Part(
                    stream: stream, after: stream.reconciled, last: stream.last, firstNode: next, count: count,
                    versions: versions))
            next += UInt32(count)
        }
        self.parts = parts
        count = Int(next)
    }

    /// The node of a version; `nil` where it is not pending.
    func node(of version: VersionID) -> UInt32? {
        parts.first { $0.stream.info.number == version.stream }?.node(of: version)
    }

    func part(of node: UInt32) -> Part { parts[(parts.lastIndex { $0.firstNode <= node && $0.count > 0 }) ?? 0] }

    func version(of node: UInt32) -> VersionID {
        part(of: node).version(of: node)
    }

    /// Walks pending versions in the order of the nodes, a batch at a time.
    /// - Parameter isLeftOut: whether a node is not asked for.
    func forEach(
        in store: LeadStore, except isLeftOut: (UInt32) -> Bool = { _ in false },
        _ body: (Part, UInt32, StoredVersion) throws(Fault) -> Void
    ) throws(Fault) {
        for part in parts {
            for start in stride(from: part.nodes.lowerBound, to: part.nodes.upperBound, by: PendingVersions.batch) {
                let nodes = start..<min(start + UInt32(PendingVersions.batch), part.nodes.upperBound)
                let meant = nodes.filter { !isLeftOut($0) }
                guard let first = meant.first, let last = meant.last else { continue }
                let versions = (first: part.version(of: first), last: part.version(of: last))
                let batch =
                    meant.count * 4 < nodes.count
                    ? try store.versions(meant.map(part.version))
                    : try store.versions(from: versions.first, to: versions.last)
                for version in batch {
                    guard let node = part.node(of: version.version), !isLeftOut(node) else { continue }
                    try body(part, node, version)
                }
            }
        }
    }

    private static let batch = 2_048
}
