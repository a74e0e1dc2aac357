import LeadModel
import RecordFormats

/// An export that the vendor makes by himself once it is asked for: `job:` of a stream. The stream's own request, its paging and its
/// format are those of the download.
public struct ExportJob: Sendable, Hashable {
    /// Its answer says the job's id.
    public var create: RequestPlan
    /// The path in that answer; `{job}` in all other requests.
    public var id: String
    /// Sent as long as the job is in the state `created`; `nil`: it starts by itself.
    public var start: RequestPlan?
    public var created: Set<String> = []
    public var status: RequestPlan
    /// The path of the state in the answer to `status`.
    public var state: String
    public var running: Set<String> = []
    public var done: Set<String>
    public var failed: Set<String> = []
    /// Between two questions for the state.
    public var everySeconds = 30
    /// How long a run waits for the job; the next one goes on waiting.
    public var patienceSeconds = 3_600
    /// Path in the answer to `status` of the addresses of its files: `{file}`; `nil`: the request says itself where it is.
    public var files: String?
    /// Path of how many records it has: of none nothing is downloaded.
    public var count: String?
    /// Path of its only file's SHA-256.
    public var sha256: String?
    /// Sent when all of it has been read.
    public var delete: RequestPlan?

    public init(create: RequestPlan, id: String, status: RequestPlan, state: String, done: Set<String>) {
        self.create = create
        self.id = id
        self.status = status
        self.state = state
        self.done = done
    }

    var text: String {
        [create.text, id, status.text, state, done.sorted().joined(separator: ","), files ?? "-"].joined(
            separator: "\n")
    }
}

/// A job that was created, as far as it has come.
public struct JobPlace: Sendable, Hashable, Codable {
    public var id: String
    public var isDone = false
    /// Addresses of its files, where it says them.
    public var files: [String]?
    /// In small hex digits.
    public var sha256: String?

    public init(id: String) { self.id = id }
}

/// The values of a small answer that is about records and holds none, by their dotted paths.
struct ControlAnswer {
    private let page: RecordPage?

    /// - Throws: `json.error-body` where it says that something went wrong.
    init(_ answer: HTTPSession.Answer, name: String) throws(Fault) {
        guard answer.head.status != 204, answer.head["Content-Length"] != "0" else {
            page = nil
            return
        }
        var format = DeclaredFormat(kind: .json, layout: .one, recordPath: [])
        format.compression = .auto
        var (reader, _) = try RecordReaders.open(answer.transfer, file: name, declared: format)
        page = try reader.nextPage()
        while try reader.nextPage() != nil {}
        if let fault = page?.entries.first?.fault { throw fault }
    }

    func values(_ path: String) -> [String] {
        guard let page, let column = page.columns.firstIndex(of: path) else { return [] }
        return page.cells.filter { Int($0.column) == column && $0.form != .null && $0.form != .empty }.map(page.text)
    }

    subscript(path: String) -> String? { values(path).first.flatMap { $0.isEmpty ? nil : $0 } }
}
