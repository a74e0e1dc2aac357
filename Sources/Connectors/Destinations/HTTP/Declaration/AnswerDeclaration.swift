import ConfigFiles
import LeadModel

/// Reads `answer:` of a write.
struct AnswerDeclaration {
    let findings: Findings
    let names: [(name: String, meaning: String)]

    static let mapping = ConfigMapping(
        "'answer'",
        [
            .optional(
                "count", .text("events_received"),
                "Where it says how many were taken: where that is not as many as were sent, nobody knows which, and they are sent again."
            ),
            .optional("rows", .text("result"), "The list of what became of each row."),
            .optional(
                "by", .text("order", suggestions: ["order", "index", "key", "message-id", "receiver-id"]),
                "How the list names a row: by `order`, by its `index` from 0, or by what stands for a name in braces.",
                otherwise: "order"),
            .optional("at", .text("email"), "Where in each of them that stands.", otherwise: "the name itself"),
            .optional(
                "taken", .mapping(test("status", "created")), "What it says of a row that was taken.",
                otherwise: "every row of the list was"),
            .optional(
                "id", .text("id"),
                "Where the system's id of the lead stands: `{receiver-id}` for the writes behind it, and the next time."
            ),
            .optional(
                "word", .text("status"), "Where the word for what was done stands.", otherwise: "the one of `taken`"),
            .optional("warning", .text("warning"), "Where a warning stands."),
            .optional("reason", .mapping(reason), "Of a row that was not taken, why."),
            .optional(
                "later", .oneOrMore(.text("1029")), "Codes of rows that were not judged, and are sent again."),
            .optional(
                "already", .oneOrMore(.text("ORDER_ID_ALREADY_IN_USE")),
                "Codes of rows that it had already, by an earlier try: they count as taken."),
            .optional(
                "refused", .mapping(refused),
                "A list of rows that were refused. Those it does not speak of were taken, where there is no `rows`."),
        ])

    static func test(_ path: String, _ word: String) -> ConfigMapping {
        ConfigMapping(
            "what is asked of an answer",
            [
                .required("path", .text(path), "Where it stands."),
                .optional(
                    "words", .oneOrMore(.text(word)), "One of these has to stand there.",
                    otherwise: "anything but nothing"),
            ])
    }

    private static let reasonKeys: [ConfigKey] = [
        .optional("code", .text("reasons.0.code"), "Where the vendor's code stands."),
        .optional(
            "text", .text("reasons.0.message"),
            "Where the vendor's words stand; the row's values are taken out of them."),
        .optional("field", .text("field"), "Where the field stands that it is about."),
    ]

    static let reason = ConfigMapping("a reason", reasonKeys)

    private static let refused = ConfigMapping(
        "'refused'",
        [
            .required("list", .text("errors"), "Where the list stands; `*` is every one of a list."),
            .optional(
                "by", .text("key", suggestions: ["index", "key", "message-id"]), "How it names a row.",
                otherwise: "order"),
            .optional("at", .text("email_address"), "Where in each of them that stands."),
        ] + reasonKeys)

    func read(_ map: ConfigMap) -> WriteAnswer {
        var answer = WriteAnswer()
        answer.count = map.text("count").map(AnswerPath.init)
        answer.rows = rows(map.text("rows"), map)
        answer.taken = map.map("taken").flatMap(test)
        answer.id = map.text("id").map(AnswerPath.init)
        answer.word = map.text("word").map(AnswerPath.init)
        answer.warning = map.text("warning").map(AnswerPath.init)
        if let reason = map.map("reason") { answer.reason = self.reason(reason) }
        answer.later = Set(map.texts("later") ?? [])
        answer.already = Set(map.texts("already") ?? [])
        if let refused = map.map("refused") {
            answer.refused = rows(refused.text("list"), refused)
            answer.refusal = reason(refused)
        }
        return answer
    }

    private func rows(_ list: String?, _ map: ConfigMap) -> WriteAnswer.Rows? {
        let by = map["by"]
        let at = map.text("at")
        let word = by?.text ?? "order"
        guard let list else { return nil }
        let path = AnswerPath(at ?? word)
        switch word {
        case "order": return WriteAnswer.Rows(list: AnswerPath(list), match: .order)
        case "index": return WriteAnswer.Rows(list: AnswerPath(list), match: .index(path))
        default:
            if let by, !names.contains(where: { $0.name == word }) {
                findings.add(
                    .configUnknownValue, "'\(word)' names no row", at: by.place, seen: .word(word),
                    advice: Nearest.advice(for: word, among: ["order", "index"] + names.map(\.name)))
            }
            return WriteAnswer.Rows(list: AnswerPath(list), match: .value(word, path))
        }
    }

    func test(_ map: ConfigMap) -> WriteAnswer.Test? {
        let words = map.texts("words") ?? []
        return map.text("path").map { WriteAnswer.Test(path: AnswerPath($0), words: Set(words)) }
    }

    func reason(_ map: ConfigMap) -> WriteAnswer.Reason {
        var reason = WriteAnswer.Reason()
        reason.code = map.text("code").map(AnswerPath.init)
        reason.text = map.text("text").map(AnswerPath.init)
        reason.field = map.text("field").map(AnswerPath.init)
        return reason
    }
}

/// Reads `job:` of a write.
struct ImportDeclaration {
    let findings: Findings
    let names: [(name: String, meaning: String)]

    static let mapping = ConfigMapping(
        "an import",
        [
            .required(
                "id", .text("result.0.batchId"),
                "Where its id stands in the answer to the write's request; `{job}` in all others."),
            .optional("upload", RequestDeclaration.shape, "Takes the file.", otherwise: "the write's request does"),
            .optional(
                "start", RequestDeclaration.shape, "Sent when the file is there.", otherwise: "it starts by itself"),
            .required("status", RequestDeclaration.shape, "Asks how far it is."),
            .required("state", .text("result.0.status"), "Where its state stands in the answer."),
            .required("running", .oneOrMore(.text("Importing"), least: 1), "States in which it is waited for."),
            .required("done", .oneOrMore(.text("Complete"), least: 1), "States in which it is over."),
            .optional("failed", .oneOrMore(.text("Failed")), "States in which nothing was taken in."),
            .optional("every", WrittenDuration.shape("10s"), "Between two questions.", otherwise: "10s"),
            .optional(
                "patience", WrittenDuration.shape("5m"), "How long it is waited for; then it is sent again later.",
                otherwise: "5m"),
            .optional("failures", .mapping(failures), "The rows that it refused."),
        ])

    private static let failures = ConfigMapping(
        "'failures'",
        [
            .required("request", RequestDeclaration.shape, "Asks for a file of CSV with them."),
            .optional(
                "count", .text("result.0.numOfRowsFailed"),
                "Where the status says how many there are; of 0 nothing is asked for."),
            .required("key", .text("email"), "The column in which the key stands."),
            .optional("text", .text("Import Failure Reason"), "The column of the reason."),
            .optional("code", .text("errorCode"), "The column of its code."),
        ])

    func read(_ map: ConfigMap) -> ImportJob? {
        let requests = RequestDeclaration(findings: findings, names: names + [("job", "the import's id")])
        let plans = ["upload", "start", "status"].map { map.map($0).flatMap(requests.read) }
        let (id, state) = (map.text("id"), map.text("state"))
        let states = ["running", "done", "failed"].map { Set(map.texts($0) ?? []) }
        let every = WrittenDuration.read("every", of: map, findings)
        let patience = WrittenDuration.read("patience", of: map, findings)
        let failures = map.map("failures")
        let refused = failures?.map("request").flatMap(requests.read)
        let columns = ["count", "key", "text", "code"].map { failures?.text($0) }
        guard let id, let state, let status = plans[2] else { return nil }
        var job = ImportJob(id: AnswerPath(id), status: status, state: AnswerPath(state), done: states[1])
        (job.upload, job.start) = (plans[0], plans[1])
        (job.running, job.failed) = (states[0], states[2])
        if let every { job.everySeconds = max(1, every) }
        if let patience { job.patienceSeconds = patience }
        job.failures = refused
        job.failureCount = columns[0].map(AnswerPath.init)
        job.failureKey = columns[1] ?? ""
        (job.failureText, job.failureCode) = (columns[2], columns[3])
        return job
    }
}
