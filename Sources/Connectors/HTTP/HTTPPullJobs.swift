import LeadModel
import RecordFormats

/// Has an export made, waits for it, and takes it away when it has been read.
extension HTTPPull {
    /// Comes closer to a job whose files can be read.
    /// - Returns: whether the bookmark has moved and must be kept before anything else is done: the id of a job that nobody knows
    ///   is an export that nobody fetches.
    func prepare(_ job: ExportJob) throws(Fault) -> Bool {
        guard let known = bookmark.open?.job else {
            let answer = try control(job.create, [:])
            guard let id = answer[job.id] else { throw JobFault.noID(job.id, name) }
            bookmark.open?.job = JobPlace(id: id)
            return true
        }
        guard !known.isDone else { return false }
        do throws(Fault) {
            try wait(for: job, known)
        } catch {
            guard error.code == .httpMissing || error.code == .httpOutdated else { throw error }
            try dropJob(because: error)
        }
        return true
    }

    /// Another job is created in the place of one that failed or is gone; once.
    func dropJob(because fault: Fault) throws(Fault) {
        guard !hasBegunAnew else { throw fault }
        hasBegunAnew = true
        seenPages = SeenPages()
        bookmark.open?.job = nil
        bookmark.open?.place = ListPlace()
        warnings.append(.begunAnew("the export job has failed or is gone", name))
    }

    private func wait(for job: ExportJob, _ known: JobPlace) throws(Fault) {
        var waited = 0
        var hasStarted = false
        while true {
            let answer = try control(job.status, ["job": known.id])
            guard let state = answer[job.state] else { throw JobFault.noState(job.state, name) }
            if job.done.contains(state) {
                bookmark.open?.job = try done(job, known, answer)
                return
            }
            if job.failed.contains(state) {
                var fault = JobFault.failed(state, name)
                fault.code = .httpOutdated
                throw fault
            }
            if let start = job.start, job.created.contains(state) {
                if !hasStarted { _ = try control(start, ["job": known.id]) }
                hasStarted = true
            } else if !job.running.contains(state), !job.created.contains(state) {
                throw JobFault.unknownState(state, name)
            }
            guard waited + job.everySeconds <= job.patienceSeconds else {
                throw JobFault.stillRunning(state, job.patienceSeconds, name)
            }
            try session.wait(job.everySeconds)
            waited += job.everySeconds
        }
    }

    private func done(_ job: ExportJob, _ known: JobPlace, _ answer: ControlAnswer) throws(Fault) -> JobPlace {
        var known = known
        known.isDone = true
        if let count = job.count, answer[count] == "0" { known.files = [] }
        if let path = job.files, known.files == nil {
            known.files = answer.values(path)
            if known.files == [] { throw JobFault.noFiles(path, name) }
        }
        if let path = job.sha256, let text = answer[path] {
            let hex = (text.split(separator: ":").last ?? "").lowercased()
            guard hex.utf8.count == 64 else { throw JobFault.noChecksum(path, name) }
            known.sha256 = hex
        }
        return known
    }

    /// Asks for the first cursor of a list; `nil` where its first page is asked for without.
    func beginning(of paging: Paging) throws(Fault) -> PagePosition? {
        guard let plan = paging.begin, case .cursor(let path) = paging.way else { return nil }
        guard let cursor = try control(plan, [:])[path], !cursor.isEmpty else {
            throw HTTPFault.noBeginning(path, name)
        }
        return .cursor(cursor)
    }

    /// A request that brings no records.
    private func control(_ plan: RequestPlan, _ more: [String: String]) throws(Fault) -> ControlAnswer {
        guard let open = bookmark.open else { preconditionFailure("a job belongs to a window") }
        let values = windowValues(open).merging(more) { _, own in own }
        var isRefreshed = false
        var backoff = Backoff(session.source)
        while true {
            do throws(Fault) {
                guard let answer = try session.ask(plan, values) else { throw JobFault.passedOver(name) }
                noteBegin(answer.head)
                return try ControlAnswer(answer, name: name)
            } catch {
                var seconds: Int?
                if error.code == .jsonErrorBody, case .word(let code) = error.seen {
                    switch session.treatment(ofCode: code, isRefreshed: isRefreshed) {
                    case .stop, .skip: throw error
                    case .anew:
                        var fault = error
                        fault.code = .httpOutdated
                        throw fault
                    case .refresh:
                        isRefreshed = true
                        continue
                    case .retry(let asked): seconds = asked ?? 1
                    }
                } else if case .retry(let asked) = error.remedy, error.code != .httpThrottled {
                    seconds = asked
                }
                guard let seconds else { throw error }
                try session.wait(backoff.seconds(asked: seconds, after: error))
            }
        }
    }

    /// What requests name of the job, and of the file of it that is read.
    var jobValues: [String: String] {
        guard let job = bookmark.open?.job else { return [:] }
        var values = ["job": job.id]
        if let files = job.files, files.indices.contains(fileNumber) { values["file"] = files[fileNumber] }
        return values
    }

    /// Brings a file of the job: into a folder of ours first, where there is one, so that it is whole and right before anything of
    /// it is taken in.
    func download(
        _ plan: RequestPlan, _ values: [String: String], _ open: PullBookmark.Open
    ) throws(Fault) -> ListAnswer? {
        let sha256 = open.job?.sha256
        let home = TransferAddress(session.source.address)
        guard let folder = session.spool, let home else {
            guard let answer = try session.ask(plan, values) else { return nil }
            var list = ListAnswer(answer)
            if let sha256 { list.body = CheckedBytes(list.body, sha256: sha256, name: name) }
            return list
        }
        let subject = "\(name) \(open.job?.id ?? "") \(open.place.position)"
        var download = Download(of: subject, into: folder, named: session.spoolName(of: stream))
        download.mostBytes = session.source.limits.bodyBytes
        download.sha256 = sha256
        guard let file = try session.take(download, plan, values) else { return nil }
        return try ListAnswer(file, home)
    }

    /// Which of its files is read.
    var fileNumber: Int {
        if case .number(let number) = bookmark.open?.place.position { number } else { 0 }
    }

    /// Behind one of several files; `nil` where the paging says where it goes on.
    func stepOfFiles(from place: ListPlace) -> Paging.Step? {
        guard let files = bookmark.open?.job?.files else { return nil }
        var next = place
        next.position = .number(fileNumber + 1)
        next.pages += 1
        return fileNumber + 1 < files.count ? .goesOn(next) : .ends
    }

    /// Notes down that a job may be taken away; that is done when what it brought has been taken in.
    func noteEnd(of job: ExportJob) {
        guard let place = bookmark.open?.job, let delete = job.delete else { return }
        if !leavesJob || place.id != jobAtFirst { finishedJob = (delete, place.id) }
    }

    /// Takes the export away that was made for a look, as far as it has come; nobody goes on with it.
    public func abandonJob() {
        if let job = stream.job { noteEnd(of: job) }
        takeAwayJob()
    }

    func takeAwayJob() {
        guard let (delete, id) = finishedJob else { return }
        finishedJob = nil
        do throws(Fault) {
            let answer = try session.ask(delete, values.merging(["job": id]) { _, own in own })
            answer?.transfer.cancel()
        } catch {
            warnings.append(JobFault.notTakenAway(name))
        }
    }
}
