public import LeadModel

/// One call of a system that takes rows: `writes:` of a destination.
public struct WriteRule: Sendable, Hashable {
    public var name: String
    /// For rows of which actions it is made.
    public var actions: Set<FeedAction>
    /// What the feed must say under `with:`, or it is not made.
    public var onlyWith: String?
    /// What must have been found, or be missing, of a row: the name of a lookup.
    public var whereKnown: String?
    public var whereUnknown: String?
    public var request: RequestPlan
    /// One row in the body.
    public var row: RequestJSON
    public var shape = RowShape()
    /// Rows as a file; `nil`: in the body, as the request says it.
    public var file: UploadFile?
    /// Of one request.
    public var mostRows = 100
    public var mostBytes = 1_000_000
    /// Statuses by which a request is refused because of rows in it: it is sent in halves.
    public var splits: Set<Int> = [400, 413, 422]
    /// Statuses that say that there was nothing to do.
    public var alsoFine: Set<Int> = []
    public var answer = WriteAnswer()
    /// Of rows that the system takes in by itself later on.
    public var job: ImportJob?
    public var place: Origin

    public init(_ name: String, on actions: Set<FeedAction>, request: RequestPlan, row: RequestJSON, place: Origin) {
        self.name = name
        self.actions = actions
        self.request = request
        self.row = row
        self.place = place
    }

    /// Every request that is part of it.
    var plans: [RequestPlan] {
        [request] + [job?.upload, job?.start, job?.status, job?.failures].compactMap { $0 }
    }

    /// Whether one request takes several rows.
    public var takesMany: Bool { file != nil || request.body?.names.contains("rows") == true }
}

/// What the values of a row look like in a body.
public struct RowShape: Sendable, Hashable {
    /// What stands for a field that holds nothing.
    public enum Blank: String, Sendable, Hashable, CaseIterable {
        case leaveOut = "leave-out"
        case null
        case empty
    }

    public var blank = Blank.null
    /// Whether numbers and flags are texts, too.
    public var isText = false
    /// Whether a dot in a column's name leads into an object, and `[]` behind it makes a list.
    public var isNested = false

    public init() {}
}

/// Rows that are sent as a file: `file:` of a write.
public struct UploadFile: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case csv
        case ndjson
    }

    public var kind: Kind
    /// The name of its part, where it is a part of a form; `nil`: it is the body.
    public var part: String?
    public var name = "leads.csv"
    /// Further parts of the form.
    public var form: [RequestParameter] = []
    /// Further columns of CSV.
    public var columns: [RequestParameter] = []
    /// What stands in CSV for a field that holds nothing.
    public var nullWord = ""

    public init(_ kind: Kind) { self.kind = kind }
}

/// What an answer says of the rows that were sent.
public struct WriteAnswer: Sendable, Hashable {
    /// Whether a value is one of some words.
    public struct Test: Sendable, Hashable {
        public var path: AnswerPath
        /// Empty: anything but nothing.
        public var words: Set<String>
    }

    /// How a part of the answer names its row.
    public enum Match: Sendable, Hashable {
        /// As they were sent.
        case order
        /// By the row's place in the request, beginning with 0.
        case index(AnswerPath)
        /// By what stands for a name of a row: `key`, `message-id`.
        case value(String, AnswerPath)
    }

    /// Why a row, or all of it, was refused.
    public struct Reason: Sendable, Hashable {
        public var code: AnswerPath?
        public var text: AnswerPath?
        public var field: AnswerPath?

        public init() {}
    }

    /// A list in the answer, each item of which is about a row.
    public struct Rows: Sendable, Hashable {
        public var list: AnswerPath
        public var match: Match
    }

    /// How many were taken: where that is not as many as were sent, nobody knows which.
    public var count: AnswerPath?
    /// Every row that was judged.
    public var rows: Rows?
    /// Of a row that was taken; `nil`: each in `rows`.
    public var taken: Test?
    public var id: AnswerPath?
    public var word: AnswerPath?
    public var warning: AnswerPath?
    public var reason = Reason()
    /// Codes of rows that were not judged.
    public var later: Set<String> = []
    /// Codes of rows that the system had already: they were taken, by an earlier try.
    public var already: Set<String> = []
    /// Rows that were refused; those that nobody speaks of were taken, where there are no `rows`.
    public var refused: Rows?
    public var refusal = Reason()

    public init() {}

    /// Whether nothing of the body is looked at.
    var needsNothing: Bool {
        count == nil && rows == nil && taken == nil && id == nil && word == nil && warning == nil && refused == nil
    }
}

/// An import that a system does by itself once it has a file: `job:` of a write.
public struct ImportJob: Sendable, Hashable {
    /// In the answer to the write's request; `{job}` in all others.
    public var id: AnswerPath
    /// Takes the file; `nil`: the write's request does.
    public var upload: RequestPlan?
    /// Sent when the file is there.
    public var start: RequestPlan?
    public var status: RequestPlan
    public var state: AnswerPath
    public var running: Set<String> = []
    public var done: Set<String>
    public var failed: Set<String> = []
    public var everySeconds = 10
    public var patienceSeconds = 300
    /// Asked for a file of CSV with the rows that were refused.
    public var failures: RequestPlan?
    /// In the status: how many were refused; of 0 nothing is asked for.
    public var failureCount: AnswerPath?
    /// The column of that file in which the key stands, and those of the reason.
    public var failureKey = ""
    public var failureText: String?
    public var failureCode: String?

    public init(id: AnswerPath, status: RequestPlan, state: AnswerPath, done: Set<String>) {
        self.id = id
        self.status = status
        self.state = state
        self.done = done
    }
}

/// How something that a system knows a lead by is found, where nobody has said it yet: `find:` of a destination.
public struct Lookup: Sendable, Hashable {
    /// `{name}` in requests and rows; `receiver-id` is the system's id of the lead itself.
    public var name: String
    public var request: RequestPlan
    /// Where what was found stands.
    public var list: AnswerPath
    public var id: AnswerPath
    /// What must stand in it, so that it is the one; `nil`: whatever is found.
    public var path: AnswerPath?
    public var value: RequestTemplate?
    /// Whether the value is a part of what stands there, and not all of it.
    public var isPart = false

    public init(_ name: String, _ request: RequestPlan, list: AnswerPath, id: AnswerPath) {
        self.name = name
        self.request = request
        self.list = list
        self.id = id
    }
}
