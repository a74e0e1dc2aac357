import FieldMapping
import LeadModel
import LeadStore
import RecordFormats

/// Finds out whether a file stands for exports of its stream that were not read to their end.
///
/// It does in their place, and elsewhere where it holds every record that the stream is known to have: an export of what
/// has changed says nothing of all others. In either case only where it is no older than what the stream has said already.
struct UnreadCoverage {
    /// An export, and the addresses in the record within which it broke off that the file has said nothing of yet.
    private struct Unread {
        var path: String
        var addresses: Set<[UInt8]>
    }

    private let path: String
    private let stream: Int
    private let isDated: Bool
    private var unread: [Unread]
    /// Hashes of the ids that the file holds.
    private var ids: Set<Int> = []
    private var newest: Instant?

    /// - Returns: `nil` where there is no such export that the file may stand for.
    init?(
        of path: String, in stream: StoredStream, _ mapping: FieldMapping, _ run: Int64, _ store: LeadStore
    ) throws(Fault) {
        let exports = try store.uncoveredExports(of: stream.info.number, path: path, run: run)
        guard !exports.isEmpty else { return nil }
        self.path = path
        self.stream = stream.info.number
        isDated = mapping.isDated
        unread = exports.map {
            Unread(path: $0.path, addresses: $0.fragment.map(UnreadCoverage.wholeAddresses) ?? [])
        }
    }

    mutating func add(_ page: RecordPage, _ mapper: inout RecordMapper) {
        for (index, entry) in page.entries.enumerated() where entry.fault == nil {
            guard case .success(let observation) = mapper.observe(page, index) else {
                // It waits in quarantine, and what it forbids holds by itself.
                if let id = mapper.identify(page, index) { ids.insert(id.hashValue) }
                continue
            }
            ids.insert(observation.id.hashValue)
            if let modified = observation.fields.instant(.modified) { newest = max(newest ?? modified, modified) }
            guard unread.contains(where: { !$0.addresses.isEmpty }) else { continue }
            let said = UnreadCoverage.addresses(page.raw(of: entry))
            for index in unread.indices { unread[index].addresses.subtract(said) }
        }
    }

    /// The exports that the file stands for, now that it has been read to its end.
    /// - Parameter isComplete: whether it is all of its stream: whom it does not hold is gone.
    func standsFor(_ store: LeadStore, isComplete: Bool) throws(Fault) -> [CompletedFile.StandIn] {
        if isComplete {
            return unread.map { CompletedFile.StandIn(path: $0.path, readsFragment: $0.addresses.isEmpty) }
        }
        var holdsAll = !ids.isEmpty
        var after: Int64 = 0
        var isEmpty = true
        while true {
            let versions = try store.versions(of: stream, after: after, limit: 4_096)
            guard let last = versions.last else { break }
            for version in versions where version.evidence.grade != .withdrawn {
                isEmpty = false
                if isDated, let modified = version.observation.instant(.modified), newest.map({ $0 < modified }) ?? true
                {
                    return []
                }
                if holdsAll, let id = version.observation.text(.id), !ids.contains(id.hashValue) { holdsAll = false }
            }
            after = last.version.sequence
        }
        return unread.filter { $0.path == path || holdsAll && !isEmpty }.map {
            CompletedFile.StandIn(path: $0.path, readsFragment: $0.addresses.isEmpty)
        }
    }

    private static func addresses(_ raw: ArraySlice<UInt8>) -> Set<[UInt8]> {
        Set(AddressSearch.addresses(in: raw).compactMap { LedgerAddress.folded($0.utf8) })
    }

    /// An address at the very end may be the beginning of another.
    private static func wholeAddresses(_ raw: [UInt8]) -> Set<[UInt8]> {
        let ends = Array(",;|\t\r\n\" <>".utf8)
        return addresses(raw[..<(raw.lastIndex(where: ends.contains) ?? 0)])
    }
}
