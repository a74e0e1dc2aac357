public import RecordFormats

/// One stream of a source that is asked over HTTP.
public struct HTTPStream: Sendable, Hashable {
    public var request: RequestPlan
    public var format: DeclaredFormat
    public var paging = Paging()
    /// `nil`: all of it, each time.
    public var window: PullWindow?
    /// What it is asked for each of; `nil`: it is asked for by itself.
    public var parents: ParentList?
    /// The export that its request downloads; `nil`: there is none.
    public var job: ExportJob?
    /// The column under which records that are bare values are put; `nil`: records are records.
    public var bareColumn: String?
    /// What `{fields}` is.
    public var fields = FieldSelection()

    /// How one record is asked for by its `{id}`; `nil`: it cannot be.
    public var record: RequestPlan?

    public init(_ request: RequestPlan, format: DeclaredFormat) {
        self.request = request
        self.format = format
    }

    /// Whether what is asked for depends on the columns that the mapping reads.
    var namesFields: Bool { request.names.contains("fields") || job?.create.names.contains("fields") == true }

    /// The stream of one record, as far as one can be asked for.
    public var ofOneRecord: HTTPStream? {
        guard let record else { return nil }
        var one = self
        one.request = record
        one.paging = Paging()
        one.window = nil
        one.parents = nil
        one.job = nil
        return one
    }

    /// Changes when what is asked for does: a place in the answers to one request is none in those to another.
    /// - Parameter fields: what it names besides time and place.
    func fingerprint(fields: String) -> String {
        var parts = [request.text, format.fingerprint, paging.text, bareColumn ?? "-", fields]
        if let job { parts.append(job.text) }
        if case .of(let list, let id, let batch) = parents {
            parts += [list.fingerprint(fields: id), id, String(batch)]
        }
        return String(Hex.text(RunningDigest.of(Array(parts.joined(separator: "\n").utf8))).prefix(16))
    }
}

extension RunningDigest {
    /// 32 bytes.
    static func of(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let digest = RunningDigest()
        digest.add(Array(bytes))
        return digest.finishBytes()
    }
}
