import LeadModel
import RecordFormats

/// Imports that a system does by itself once it has a file.
extension HTTPDelivery {
    func send(_ write: WriteRule, _ job: ImportJob, _ indices: [Int]) {
        let uploads = job.upload != nil
        guard let created = step(write, write.request, indices, withRows: !uploads) else { return }
        guard let id = job.id.scalar(in: created, root: created, index: 0) else {
            fail(indices, WriteFault.notUnderstood(job.id.text, session.host), mayHaveArrived: !uploads)
            return
        }
        if let upload = job.upload, step(write, upload, indices, job: id, withRows: true) == nil { return }
        if let start = job.start, step(write, start, indices, job: id, withRows: false) == nil { return }
        guard let status = wait(for: job, id, write, indices) else { return }
        guard let refused = refusals(job, id, status, write, indices) else { return }
        for index in indices {
            let key = rows[index].text["key"].map(RowAnswers.plain)
            if let key, let (text, code) = refused[key] {
                if let code, write.answer.later.contains(code) {
                    settle(write, index, .later(code: code), status: 200)
                    continue
                }
                if let code, write.answer.already.contains(code) {
                    settle(write, index, .taken(id: nil, word: code, warning: nil), status: 200)
                    continue
                }
                let answers = answerText(index)
                let said = answers.cleaned(text)
                let refusal = DeliveryRefusal(
                    status: 200, code: answers.code(code), text: said.isEmpty ? "refused, and no reason is given" : said
                )
                settle(write, index, .refused(refusal), status: 200)
            } else {
                settle(write, index, .taken(id: nil, word: "imported", warning: nil), status: 200)
            }
        }
    }

    /// One request of the job.
    /// - Returns: `nil` where it failed, and these rows with it.
    private func step(
        _ write: WriteRule, _ plan: RequestPlan, _ indices: [Int], job: String? = nil, withRows: Bool
    ) -> AnswerJSON? {
        switch exchange(write, plan, indices, job: job, withRows: withRows) {
        case .answered(_, let root): return root
        case .fine: return .null
        case .failed(let fault, let mayHaveArrived):
            fail(indices, fault, mayHaveArrived: mayHaveArrived || job != nil && !withRows)
        case .refused(let status, let root, let fault):
            if withRows {
                refuse(write, indices, status, root, fault)
            } else {
                fail(indices, fault, mayHaveArrived: job != nil)
            }
        }
        return nil
    }

    private func wait(for job: ImportJob, _ id: String, _ write: WriteRule, _ indices: [Int]) -> AnswerJSON? {
        var waited = 0
        while true {
            guard let root = step(write, job.status, indices, job: id, withRows: false) else { return nil }
            guard let state = job.state.scalar(in: root, root: root, index: 0) else {
                fail(indices, WriteFault.notUnderstood(job.state.text, session.host), mayHaveArrived: true)
                return nil
            }
            if job.done.contains(state) { return root }
            if job.failed.contains(state) {
                fail(indices, JobFault.failed(state, session.host), mayHaveArrived: true)
                return nil
            }
            guard job.running.contains(state) else {
                fail(indices, JobFault.unknownState(state, session.host), mayHaveArrived: true)
                return nil
            }
            guard waited + job.everySeconds <= job.patienceSeconds else {
                var fault = JobFault.stillRunning(state, job.patienceSeconds, session.host)
                fault.remedy = .retry(afterSeconds: job.patienceSeconds)
                fail(indices, fault, mayHaveArrived: true)
                return nil
            }
            do throws(Fault) { try session.wait(job.everySeconds) } catch {
                fail(indices, error, mayHaveArrived: true)
                return nil
            }
            waited += job.everySeconds
        }
    }

    /// What the file of refused rows says, by key.
    /// - Returns: `nil` where it cannot be had, and these rows have failed with it.
    private func refusals(
        _ job: ImportJob, _ id: String, _ status: AnswerJSON, _ write: WriteRule, _ indices: [Int]
    ) -> [String: (text: String, code: String?)]? {
        guard let plan = job.failures else { return [:] }
        if let path = job.failureCount, path.scalar(in: status, root: status, index: 0) == "0" { return [:] }
        var values = requestValues(indices.first)
        values["job"] = id
        let reply: HTTPSession.Reply
        do throws(HTTPSession.Unanswered) { reply = try session.submit(plan, values) } catch {
            fail(indices, error.fault, mayHaveArrived: true)
            return nil
        }
        guard (200..<300).contains(reply.status) else {
            var fault = HTTPFault.status(reply.status, code: nil, session.host, of: .destination)
            if reply.status >= 500 || reply.status == 429 {
                fault.remedy = .retry(afterSeconds: WriteFault.wait(session.retryAfter(reply.head)))
            }
            fail(indices, fault, mayHaveArrived: true)
            return nil
        }
        let known = Set(indices.compactMap { rows[$0].text["key"].map(RowAnswers.plain) })
        var refused: [String: (text: String, code: String?)] = [:]
        var strangers = 0
        do throws(Fault) {
            for row in try FailureList(reply.body, job, host: session.host).rows {
                let key = RowAnswers.plain(row.key)
                if known.contains(key) { refused[key] = (row.text, row.code) } else { strangers += 1 }
            }
        } catch {
            fail(indices, WriteFault.unreadable(error, session.host), mayHaveArrived: true)
            return nil
        }
        warn(strangers)
        return refused
    }
}

/// A file of CSV with the rows that an import refused.
private struct FailureList {
    private(set) var rows: [(key: String, text: String, code: String?)] = []

    init(_ body: [UInt8], _ job: ImportJob, host: String) throws(Fault) {
        guard body.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return }
        var (reader, _) = try RecordReaders.open(
            MemoryBytes(body), file: host,
            declared: DeclaredFormat(kind: .csv, dialect: CSVDialect(delimiter: 0x2C), compression: .none))
        while let page = try reader.nextPage() {
            func column(_ name: String?) -> Int? {
                name.flatMap { name in
                    page.columns.firstIndex { RowAnswers.plain($0) == RowAnswers.plain(name) }
                }
            }
            guard let key = column(job.failureKey) else {
                throw WriteFault.notUnderstood(job.failureKey, host)
            }
            let (text, code) = (column(job.failureText), column(job.failureCode))
            for entry in page.entries {
                if let fault = entry.fault { throw fault }
                func value(_ column: Int?) -> String? {
                    column.flatMap { column in
                        page.cells[entry.cells].first { Int($0.column) == column }.map(page.text)
                    }
                }
                rows.append((key: value(key) ?? "", text: value(text) ?? "", code: value(code)))
            }
        }
    }
}
