import LeadModel

/// What may be wrong with an export that the vendor makes.
enum JobFault {
    private static func fault(
        _ code: FaultCode, _ summary: String, _ host: String, seen word: String? = nil, _ advice: String
    ) -> Fault {
        // A state is a word of the vendor's; anything longer is not shown.
        Fault(
            code, .stopStream, summary, at: Origin(file: host),
            seen: word.flatMap { $0.utf8.count <= 64 ? Seen.word($0) : nil }, advice: advice)
    }

    static func noID(_ path: String, _ host: String) -> Fault {
        fault(.httpJob, "the answer has no '\(path)' that says the job's id", host, "Correct 'id' of 'job'.")
    }

    static func noState(_ path: String, _ host: String) -> Fault {
        fault(.httpJob, "the answer has no '\(path)' that says the job's state", host, "Correct 'state' of 'job'.")
    }

    static func noFiles(_ path: String, _ host: String) -> Fault {
        fault(
            .httpJob, "the job is done, and there is no file under '\(path)'", host,
            "Correct 'files' of 'job', or add 'count' where a job without records has none.")
    }

    static func noChecksum(_ path: String, _ host: String) -> Fault {
        fault(.httpJob, "'\(path)' is no SHA-256", host, "Correct 'sha256' of 'job', or take it out.")
    }

    static func unknownState(_ state: String, _ host: String) -> Fault {
        fault(
            .httpJob, "the job is in a state that 'job' does not know", host, seen: state,
            "Add it to 'running', 'done' or 'failed' of 'job'. A run that reads goes on with the job.")
    }

    static func failed(_ state: String, _ host: String) -> Fault {
        fault(
            .httpJob, "the job has failed", host, seen: state,
            "Look the job up at the vendor's; of an export, ask for less at once with a smaller 'step'.")
    }

    static func stillRunning(_ state: String, _ seconds: Int, _ host: String) -> Fault {
        fault(
            .httpJob, "the job is not done after \(seconds) s", host, seen: state,
            "What reads goes on waiting for it with the next run; 'patience' of 'job' allows more.")
    }

    static func checksum(_ host: String) -> Fault {
        fault(
            .httpJob, "the SHA-256 of the file is not the one that was announced", host,
            "It was changed on the way, or is not whole: the next run fetches it again.")
    }

    static func passedOver(_ host: String) -> Fault {
        fault(
            .httpJob, "a rule under 'errors' passes over a request without which there is no export", host,
            "Let the rule be 'stop' or 'retry', or name the status more narrowly.")
    }

    static func notTakenAway(_ host: String) -> Fault {
        fault(
            .httpJob, "the export job could not be taken away", host,
            "It has been read; the vendor lets it go by himself.")
    }
}
