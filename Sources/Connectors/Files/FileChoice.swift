public import LeadModel

/// Which files of a folder a stream reads, whether they are ready, and which comes first.
public struct FileChoice: Sendable {
    private let selection: FileSelection
    private var rules: DropRules { selection.rules }

    public init(_ selection: FileSelection) { self.selection = selection }

    public func fits(_ name: String) -> Bool { ExportFolder.fits(name, selection.pattern) }

    /// - Parameter member: the name of a file in an archive, without its folders.
    public func fits(member: String) -> Bool { ExportFolder.fits(member, selection.memberPattern ?? "*") }

    /// Those that fit, without the markers and manifests of others, and without the folder that files are moved into.
    public func chosen(among names: [String]) -> [String] {
        let beside = Set(names.compactMap { rules.beside?.of($0) })
        var archive: Substring?
        if case .archive(let folder) = rules.afterwards { archive = folder.split(separator: "/").first }
        return names.filter { fits($0) && !beside.contains($0) && $0[...] != archive }
    }

    /// Why a file is left for another time; `nil` where it is ready.
    /// - Parameter names: of all that lies in the folder.
    public func reasonToWait(_ file: DroppedFile, among names: [String], at now: Instant) -> String? {
        switch rules.readiness {
        case .present: nil
        case .stable(let seconds): reasonToWait(file, seconds, now)
        case .marker(let beside), .manifest(let beside):
            names.contains(beside.of(file.name)) ? nil : "'\(beside.of(file.name))' does not lie beside it"
        }
    }

    private func reasonToWait(_ file: DroppedFile, _ seconds: Int, _ now: Instant) -> String? {
        let age = now.milliseconds - file.modified.milliseconds
        let ready = Instant(milliseconds: file.modified.milliseconds + Int64(seconds) * 1_000)
        guard age < Int64(seconds) * 1_000 else { return nil }
        // Half a minute is what clocks may differ by without anybody having to look.
        return age < -30_000
            ? "by the clock of its machine it was changed at \(file.modified), which lies ahead"
            : "it was changed less than \(seconds) s ago, and is taken from \(ready) on"
    }

    public func ordered(_ files: [DroppedFile]) -> [DroppedFile] {
        switch rules.order {
        case .name: files.sorted { precedes($0.name, $1.name) }
        case .modified:
            files.sorted { $0.modified == $1.modified ? precedes($0.name, $1.name) : $0.modified < $1.modified }
        }
    }

    private func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
