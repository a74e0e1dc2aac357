import Connectors
import LeadModel
import RecordFormats

/// Brings what a stream would read first from elsewhere: the first answer of a system, the last file of a folder on another
/// machine, the first records of a tap.
struct FirstLook {
    let source: SourceDefinition
    /// Which relative paths start from.
    let root: String
    /// Beside which lies what is remembered of the source.
    let storePath: String
    /// What a request names as `{fields}`; empty: nothing.
    let columns: [String]

    /// Keeps it in a file that nobody else may read.
    /// - Returns: what messages call it, and whether it is all there is.
    /// - Throws: where nothing comes.
    func keep(_ stream: StreamDefinition, in path: String) throws(Fault) -> (name: String, isWhole: Bool) {
        switch (source.door, stream.part) {
        case (.http(let system), .http(let asked)): return (try keep(asked, of: system, in: path), false)
        case (.singer(let program), .singer(let asked)): return (try keep(asked, of: program, in: path), false)
        case (.remoteFolder, .files(let selection)): return (try keep(selection, in: path), true)
        default: preconditionFailure("what lies here is looked at where it lies")
        }
    }

    private func keep(_ asked: HTTPStream, of system: HTTPSource, in path: String) throws(Fault) -> String {
        let spool = PassingSpool(storePath: storePath, for: .look)
        defer { spool.remove() }
        let session = SourceMemory.session(
            source.name, system, folder: root, storePath: storePath, clock: .system, passing: spool)
        let values = columns.isEmpty ? [:] : ["fields": columns.joined(separator: ",")]
        let pull = HTTPPull(session, asked, values: values, from: PullBookmark())
        try pull.keepFirstAnswer(in: path)
        return pull.name
    }

    /// The records alone, a line each.
    private func keep(_ asked: SingerStream, of program: SingerSource, in path: String) throws(Fault) -> String {
        var asked = asked
        // A mapping is yet to be written, or to read more.
        asked.takesAllFields = true
        let tap = try SingerTap(program, folder: root)
        guard !tap.readsPipe else { throw SourceChecker.pipe(tap.name(of: asked)) }
        let pull = SingerPull(tap, asked, columns: columns, from: nil)
        var lines: [UInt8] = []
        while lines.isEmpty, let page = try pull.nextPage() {
            for entry in page.entries { lines += page.raw(of: entry) + [0x0A] }
        }
        try WholeFile.keep(MemoryBytes(lines), in: path)
        return pull.name
    }

    private func keep(_ selection: FileSelection, in path: String) throws(Fault) -> String {
        let exports = try SourceExports(source, root: root, storePath: storePath)
        // What it has fetched goes with it.
        defer { withExtendedLifetime(exports) {} }
        guard let exports, let last = try exports.exports(selection).last else {
            throw Fault(
                .fileNoneFits, .stopStream, "no file fits '\(selection.text)'", at: source.place,
                advice: "Put an export there, or correct 'files:' of the stream.")
        }
        try WholeFile.keep(try last.open(), in: path)
        return last.name
    }
}
