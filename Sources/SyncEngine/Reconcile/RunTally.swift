import LeadModel

/// What became of each record of a run, per file.
///
/// Reading counts what it sees at once; whether a new version is a new record or a change is known only when the versions
/// of the record stand together, so that part comes later and finds its file by the version's address.
struct RunTally {
    /// A file and what became of its records.
    struct File {
        var stream: StreamInfo
        var path: String
        var detected = ""
        var counts = RecordCounts()
        /// Of the rejected: records of people who were erased, kept nowhere.
        var erased = 0
        /// Of the unchanged: new versions that say only what we had written ourselves.
        var echoes = 0
        /// Whether an earlier run read these very bytes, so that they were not read again.
        var isKept = false
        /// Whether nothing of it was taken in, until somebody has said something of it.
        var isHeld = false
        /// Whether somebody has said that it is to be left out, so that it was not read again.
        var isDiscarded = false
        /// Records of which it has no row though it is all of its stream: they are gone since.
        var gone = 0
        /// Records that were gone and are in it again.
        var back = 0
        /// Why it could not be read to its end.
        var fault: Fault?
        /// What is odd about it and stops nothing.
        var warnings: [Fault] = []
    }

    private(set) var files: [File] = []
    /// Ascending by first version: versions of a page, and the file they came from.
    private var pages: [(first: VersionID, last: VersionID, file: Int)] = []

    /// Versions that say only what we had written ourselves.
    private var echoes: Set<VersionID> = []

    /// Opens a file; the counts that follow are its.
    mutating func open(_ file: File) -> Int {
        files.append(file)
        return files.count - 1
    }

    mutating func update(_ file: Int, _ change: (inout File) -> Void) { change(&files[file]) }

    mutating func addPage(first: VersionID, count: Int, file: Int) {
        guard count > 0 else { return }
        let last = VersionID(rawValue: first.rawValue + Int64(count) - 1)
        if let previous = pages.last, previous.file == file, previous.last.rawValue + 1 == first.rawValue {
            pages[pages.count - 1].last = last
        } else {
            pages.append((first: first, last: last, file: file))
        }
    }

    /// Adds another tally's files and pages behind this one's.
    mutating func append(_ other: RunTally) {
        let offset = files.count
        files += other.files
        pages += other.pages.map { (first: $0.first, last: $0.last, file: $0.file + offset) }
    }

    /// Makes the tally ready for `settle`: pages by address, and which of their versions are echoes.
    /// - Parameter echoesBetween: the versions between two, both included, that are.
    mutating func sortPages(
        echoesBetween: (_ first: VersionID, _ last: VersionID) throws(Fault) -> [VersionID]
    ) throws(Fault) {
        pages.sort { $0.first < $1.first }
        for page in pages { echoes.formUnion(try echoesBetween(page.first, page.last)) }
    }

    /// Counts one version of this run under what became of it; versions of earlier runs are not counted again.
    mutating func settle(_ version: VersionID, as outcome: WritableKeyPath<RecordCounts, Int>) {
        var low = 0
        var high = pages.count
        while low < high {
            let middle = (low + high) / 2
            if pages[middle].last < version { low = middle + 1 } else { high = middle }
        }
        guard low < pages.count, pages[low].first <= version else { return }
        let file = pages[low].file
        if echoes.contains(version), outcome != \.unchanged {
            files[file].echoes += 1
            files[file].counts.unchanged += 1
        } else {
            files[file].counts[keyPath: outcome] += 1
        }
    }

    var counts: RecordCounts {
        var total = RecordCounts()
        for file in files { total += file.counts }
        return total
    }
}
