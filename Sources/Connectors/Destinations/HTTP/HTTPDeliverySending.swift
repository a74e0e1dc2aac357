import LeadModel
import RecordFormats

/// Sending rows, and what is made of the answers.
extension HTTPDelivery {
    /// What became of one request.
    enum Exchange {
        case answered(status: Int, AnswerJSON)
        /// There was nothing to do.
        case fine(status: Int)
        /// The system does not take the request as it is.
        case refused(status: Int, AnswerJSON, Fault)
        case failed(Fault, mayHaveArrived: Bool)
    }

    /// Sends some rows in one request, in halves where that is refused because of some of them.
    func send(_ write: WriteRule, _ indices: [Int]) {
        guard !isHalted(before: indices) else { return }
        if let job = write.job {
            send(write, job, indices)
            return
        }
        guard !isLate(for: indices) else { return }
        switch exchange(write, write.request, indices) {
        case .failed(let fault, let mayHaveArrived): fail(indices, fault, mayHaveArrived: mayHaveArrived)
        case .fine(let status):
            for index in indices { settle(write, index, .taken(id: nil, word: nil, warning: nil), status: status) }
        case .answered(let status, let root):
            var answers = answers(write, indices, status)
            let outcomes = answers.outcomes(root)
            warn(answers.strangers)
            for (index, outcome) in zip(indices, outcomes) { settle(write, index, outcome, status: status) }
        case .refused(let status, let root, let fault): refuse(write, indices, status, root, fault)
        }
    }

    private func answers(_ write: WriteRule, _ indices: [Int], _ status: Int) -> RowAnswers {
        RowAnswers(write.answer, indices.map { rows[$0].text }, secrets: session.secrets, status: status)
    }

    /// A request that is refused as a whole: because of a row, or because it is wrong itself.
    func refuse(_ write: WriteRule, _ indices: [Int], _ status: Int, _ root: AnswerJSON, _ fault: Fault) {
        if indices.count > 1, write.splits.contains(status) {
            let half = indices.count / 2
            send(write, Array(indices[..<half]))
            send(write, Array(indices[half...]))
            return
        }
        guard indices.count == 1, isAboutRow(write, status) else {
            fail(indices, fault, mayHaveArrived: false)
            return
        }
        let answers = answers(write, indices, status)
        settle(write, indices[0], answers.refusal(of: root, root, 0, destination.error), status: status)
    }

    /// Whether a refusal of a request with one row in it is one of the row, and not of the request itself.
    private func isAboutRow(_ write: WriteRule, _ status: Int) -> Bool {
        switch status {
        case _ where write.splits.contains(status): true
        // Where the address names the lead it is not there; where it does not, nothing is.
        case 404, 410: !write.rowNames(destination).isEmpty
        case 200..<300, 400, 409, 412, 413, 422, 424, 428: !write.takesMany
        default: false
        }
    }

    /// - Parameter withRows: whether the rows, or their file, go with it.
    func exchange(
        _ write: WriteRule, _ plan: RequestPlan, _ indices: [Int], job: String? = nil, withRows: Bool = true
    ) -> Exchange {
        var values = requestValues(indices.first)
        values["batch-id"] = mark(indices)
        if let job { values["job"] = job }
        var splices = JSONSplices()
        var bytes: [UInt8]?
        if withRows, let file = write.file {
            do throws(Fault) { bytes = try self.bytes(of: file, write, indices) } catch {
                return .failed(error, mayHaveArrived: false)
            }
        } else if let first = indices.first, withRows {
            if !write.takesMany { splices = rows[first].text.splices(write.shape) }
            splices.raw.append((name: "row", json: json(write, first)))
            splices.raw.append((name: "rows", json: joined(write, indices)))
        }
        let mark = mark(indices)
        let readsNothing = write.answer.needsNothing && write.job == nil
        return exchange(plan, values, splices, readsNothing: readsNothing, alsoFine: write.alsoFine) { request in
            if let bytes, let file = write.file {
                UploadBody(file: file).put(bytes, into: &request, mark: mark, values)
            }
        }
    }

    private func bytes(of file: UploadFile, _ write: WriteRule, _ indices: [Int]) throws(Fault) -> [UInt8] {
        switch file.kind {
        case .csv: try UploadBody(file: file).csv(indices.map(values))
        case .ndjson: indices.flatMap { json(write, $0) + [0x0A] }
        }
    }

    /// Rows as a list of JSON.
    private func joined(_ write: WriteRule, _ indices: [Int]) -> [UInt8] {
        var bytes: [UInt8] = [0x5B]
        for index in indices {
            if bytes.count > 1 { bytes.append(0x2C) }
            bytes.append(contentsOf: json(write, index))
        }
        bytes.append(0x5D)
        return bytes
    }

    /// The same for the same messages.
    private func mark(_ indices: [Int]) -> String {
        let ids = indices.map { rows[$0].text.row.id }.joined(separator: "\n")
        return String(Hex.text(RunningDigest.of(Array(ids.utf8))).prefix(32))
    }

    /// Asks once, and once more where a token has ended.
    func exchange(
        _ plan: RequestPlan, _ values: [String: String], _ splices: JSONSplices, readsNothing: Bool = false,
        alsoFine: Set<Int> = [], change: (inout TransferRequest) -> Void = { _ in }
    ) -> Exchange {
        var isRefreshed = false
        while true {
            let reply: HTTPSession.Reply
            do throws(HTTPSession.Unanswered) {
                reply = try session.submit(plan, values, splices, change: change)
            } catch {
                return .failed(error.fault, mayHaveArrived: error.mayHaveArrived)
            }
            var error = ErrorAnswer(status: reply.status, head: reply.head, body: reply.body)
            var root = AnswerJSON.null
            let isData = (200..<300).contains(reply.status)
            if isData {
                guard !readsNothing || destination.fine != nil else { return .answered(status: reply.status, root) }
                do throws(Fault) { root = try AnswerJSON(reply.body) } catch {
                    return .failed(WriteFault.unreadable(error, session.host), mayHaveArrived: true)
                }
                let isSilent = reply.status == 204
                guard !isSilent, let fine = destination.fine, !fine.holds(in: root, root: root, index: 0) else {
                    return .answered(status: reply.status, root)
                }
                let code = destination.error.code?.scalar(in: root, root: root, index: 0) ?? ""
                error.body = Array("{\"code\":\(RequestJSON.quoted(code))}".utf8)
            } else if alsoFine.contains(reply.status) {
                return .fine(status: reply.status)
                // Of an answer that is no JSON there is nothing to tell but its status, and that is told.
            } else if let said = try? AnswerJSON(reply.body) {
                root = said
            }
            let fault = session.secrets.cleaned(WriteFault.refused(error, session.host))
            switch session.treatment(of: error, isRefreshed: isRefreshed) {
            case .refresh:
                isRefreshed = true
                session.forgetToken()
            case .retry(let seconds):
                var fault = fault
                fault.remedy = .retry(afterSeconds: WriteFault.wait(seconds ?? session.retryAfter(reply.head)))
                return .failed(fault, mayHaveArrived: HTTPDelivery.mayHaveArrived.contains(reply.status))
            case .stop, .skip, .anew:
                let isOurs = ![401, 403, 407].contains(reply.status) && reply.status < 500
                guard isOurs, !session.hasRule(for: error) else {
                    return .failed(fault, mayHaveArrived: reply.status >= 500)
                }
                return .refused(status: reply.status, root, fault)
            }
        }
    }

    /// Statuses behind which a request may have been done all the same.
    private static let mayHaveArrived: Set<Int> = [408, 500, 502, 504]
}
