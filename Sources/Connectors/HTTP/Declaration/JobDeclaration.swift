import ConfigFiles
import LeadModel

/// Reads `job:` of a stream that is asked over HTTP.
struct JobDeclaration {
    let findings: Findings

    static let shape = ConfigShape.mapping(
        ConfigMapping(
            "'job'",
            [
                .required("create", RequestDeclaration.shape, "The request that creates the job."),
                .required(
                    "id", .text("result.exportId"), "The path of the job's id in its answer; `{job}` in all others."),
                .optional(
                    "start", RequestDeclaration.shape, "Sent where the job is in a state under `created`.",
                    otherwise: "it starts by itself"),
                .required("status", RequestDeclaration.shape, "The request that says how far it is."),
                .required("state", .text("result.status"), "The path of its state in the answer."),
                .optional("created", .oneOrMore(.text("Created")), "States in which it waits for `start`."),
                .optional("running", .oneOrMore(.text("InProgress")), "States in which it is waited for."),
                .required("done", .oneOrMore(.text("JobComplete"), least: 1), "States in which it can be read."),
                .optional(
                    "failed", .oneOrMore(.text("Failed")), "States in which another one is created in its place, once."),
                .optional("every", WrittenDuration.shape("30s"), "Between two questions.", otherwise: "30s"),
                .optional(
                    "patience", WrittenDuration.shape("1h"), "How long a run waits; the next one goes on waiting.",
                    otherwise: "1h"),
                .optional(
                    "files", .text("resultRefs"),
                    "The path in the status of the addresses of its files: `{file}`, as in `request: { get: \"{file}\" }`."
                ),
                .optional("count", .text("result.numberOfRecords"), "The path of how many records it has."),
                .optional("sha256", .text("result.fileChecksum"), "The path of its file's SHA-256."),
                .optional("delete", RequestDeclaration.shape, "Sent when all of it has been read."),
            ]))

    /// What the download's request may name besides.
    static func names(_ map: ConfigMap) -> [(name: String, meaning: String)] {
        [("job", "the job's id")] + (map.isGiven("files") ? [("file", "the address of one of its files")] : [])
    }

    func read(_ map: ConfigMap) -> ExportJob? {
        let window = HTTPStreamDeclaration.names.filter { ["since", "until", "fields"].contains($0.name) }
        let own = RequestDeclaration(findings: findings, names: [("job", "the job's id")])
        let create = map.map("create").flatMap(RequestDeclaration(findings: findings, names: window).read)
        let start = map.map("start").flatMap(own.read)
        let status = map.map("status").flatMap(own.read)
        let delete = map.map("delete").flatMap(own.read)
        let id = map.text("id")
        let state = map.text("state")
        let every = WrittenDuration.read("every", of: map, findings)
        let patience = WrittenDuration.read("patience", of: map, findings)
        let states = ["created", "running", "done", "failed"].map { Set(map.texts($0) ?? []) }
        let paths = ["files", "count", "sha256"].map(map.text)
        guard let create, let status, let id, let state else { return nil }
        var job = ExportJob(create: create, id: id, status: status, state: state, done: states[2])
        job.start = start
        (job.created, job.running, job.failed) = (states[0], states[1], states[3])
        (job.files, job.count, job.sha256) = (paths[0], paths[1], paths[2])
        job.delete = delete
        if let every { job.everySeconds = max(1, every) }
        if let patience { job.patienceSeconds = patience }
        if (start == nil) != job.created.isEmpty, map.isGiven("start") != map.isGiven("created") {
            findings.add(
                .configMissingKey, "'start' and 'created' belong together", at: map.place,
                advice: "Say by `created` in which state a job waits to be started, and by `start` how.")
        }
        if job.sha256 != nil, job.files != nil {
            findings.add(
                .configMissingKey, "'sha256' is that of an only file", at: map.place(of: "sha256"),
                advice: "Take it out, or 'files'.")
        }
        return job
    }
}
