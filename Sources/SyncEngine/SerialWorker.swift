import Foundation
import LeadModel

/// One thread that runs jobs in their order, while the caller prepares the next: reading and mapping on one core, commits
/// on the other.
///
/// At most `depth` jobs wait, so a slow disk slows the reader instead of filling memory. After a job has failed the others
/// are dropped, and the next call says why.
final class SerialWorker: @unchecked Sendable {
    typealias Job = @Sendable () throws -> Void

    // Guarded by `condition`.
    private let condition = NSCondition()
    private var jobs: [Job] = []
    private var isRunning = false
    private var isFinished = false
    private var fault: Fault?
    private let depth: Int

    init(depth: Int, name: String) {
        self.depth = depth
        let thread = Thread { [self] in work() }
        thread.name = name
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Hands a job over; waits while the queue is full.
    /// - Throws: the fault of an earlier job.
    func submit(_ job: @escaping Job) throws(Fault) {
        condition.lock()
        while jobs.count >= depth, fault == nil { condition.wait() }
        let failed = fault
        if failed == nil { jobs.append(job) }
        condition.broadcast()
        condition.unlock()
        if let failed { throw failed }
    }

    /// Waits until every job so far is done.
    func drain() throws(Fault) {
        condition.lock()
        while (!jobs.isEmpty || isRunning) && fault == nil { condition.wait() }
        let failed = fault
        condition.unlock()
        if let failed { throw failed }
    }

    /// Ends the thread after the jobs it has. Must be called once.
    func finish() {
        condition.lock()
        isFinished = true
        condition.broadcast()
        while isRunning { condition.wait() }
        condition.unlock()
    }

    private func work() {
        condition.lock()
        while true {
            while jobs.isEmpty, !isFinished { condition.wait() }
            guard !jobs.isEmpty, fault == nil else { break }
            let job = jobs.removeFirst()
            isRunning = true
            condition.broadcast()
            condition.unlock()
            var failed: Fault?
            do {
                try job()
            } catch {
                failed =
                    error as? Fault
                    ?? Fault(.storeFailed, .stopRun, "a commit failed: \(error)", advice: "Run `leadloop doctor`.")
            }
            condition.lock()
            isRunning = false
            if let failed { fault = failed }
            condition.broadcast()
        }
        condition.unlock()
    }
}
