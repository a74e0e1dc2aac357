import LeadModel
import LeadStore

/// Pages that the committing thread has written, for the reading thread to count.
final class CommittedPages: @unchecked Sendable {
    // Written by the one job at a time of the worker; read after `drain`, which orders the two.
    private var pages: [(first: VersionID, count: Int)] = []
    // The reading thread's alone: pages that go into the next transaction, one for several because each costs a flush of
    // the disk.
    private var waiting: [IntakePage] = []
    private let pagesOfTransaction = 4

    /// Adds a page; the batch to commit where it is full.
    func collect(_ page: IntakePage, isLast: Bool) -> [IntakePage]? {
        waiting.append(page)
        return isLast || waiting.count >= pagesOfTransaction ? rest() : nil
    }

    /// What has not been committed yet.
    func rest() -> [IntakePage]? {
        defer { waiting = [] }
        return waiting.isEmpty ? nil : waiting
    }

    func add(first: VersionID, count: Int) { pages.append((first: first, count: count)) }

    func taken() -> [(first: VersionID, count: Int)] { pages }
}
