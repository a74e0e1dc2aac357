import Connectors
import Feedback
import Foundation
import LeadModel
import RecordFormats

/// One CSV file of feedback while it is written, and its manifest.
struct FeedbackFile {
    /// What all files of one publication have in common.
    struct Edition {
        var agreement: String
        var generated: Instant
    }

    let path: String
    private let subject: FeedbackManifest.Subject
    private let source: String?
    private let month: String?
    private let number: Int?
    private let edition: Edition
    private let file: WholeFile
    private var writer: CSVWriter
    private var buffer: [UInt8] = []
    private(set) var rows = 0
    private var withheld: WithheldRows

    init(
        _ path: String, _ subject: FeedbackManifest.Subject, source: String?, month: String? = nil, number: Int? = nil,
        columns: [String], _ edition: Edition
    ) throws(Fault) {
        self.path = path
        self.subject = subject
        self.source = source
        self.month = month
        self.number = number
        self.edition = edition
        file = try WholeFile(path: path)
        writer = try CSVWriter(columns: columns, audience: .machine)
        withheld = WithheldRows(path: path)
        writer.begin(into: &buffer)
    }

    /// - Parameter name: whose row it is, without a word of a person.
    /// - Returns: whether the format can hold it; what it cannot hold is among `faults`.
    @discardableResult
    mutating func add(_ cells: [FieldValue?], of name: @autoclosure () -> String) throws(Fault) -> Bool {
        do throws(Fault) {
            try writer.append(cells, into: &buffer)
        } catch {
            withheld.add(error, row: name())
            return false
        }
        rows += 1
        if buffer.count > 1 << 18 { try flush() }
        return true
    }

    /// A fault for each row that could not be written.
    var faults: [Fault] { withheld.faults }

    /// Puts the file in its place, and then its manifest.
    mutating func commit() throws(Fault) {
        writer.finish(into: &buffer)
        try flush()
        let sha256 = try file.commit()
        try put(try manifest(bytes: Int(file.count), sha256: sha256))
    }

    /// The same, where another content stands there, or no manifest; what is there already is left alone.
    /// For files that are small enough to be held.
    mutating func commitChanged() throws(Fault) {
        writer.finish(into: &buffer)
        precondition(file.count == 0, "a file that is compared is held in memory")
        let manifest = try manifest(bytes: buffer.count, sha256: Fingerprint.of(bytes: buffer))
        let known = ManifestFile.readable(beside: path).flatMap { FeedbackManifest(json: $0) }
        if known?.sha256 == manifest.sha256, known?.columns == manifest.columns, isThere(manifest.sha256) { return }
        try flush()
        _ = try file.commit()
        try put(manifest)
    }

    /// Whether a file of this content stands in its place.
    private func isThere(_ sha256: String) -> Bool {
        do throws(Fault) {
            return try Hex.text(FileBytes(path: path).finishDigest()) == sha256
        } catch {
            // What cannot be read is written anew, or that says why not.
            return false
        }
    }

    private func manifest(bytes: Int, sha256: String) throws(Fault) -> FeedbackManifest {
        FeedbackManifest(
            file: path.split(separator: "/").last.map(String.init) ?? path, subject, source: source, month: month,
            number: number, columns: writer.columns, rows: rows, unwritable: withheld.count, bytes: bytes,
            sha256: sha256, agreement: edition.agreement, generated: edition.generated)
    }

    private func put(_ manifest: FeedbackManifest) throws(Fault) {
        try FeedbackFile.put(manifest, beside: path)
    }

    static func put(_ manifest: FeedbackManifest, beside path: String) throws(Fault) {
        let beside = try WholeFile(path: path + FeedManifest.fileSuffix)
        try beside.write(try manifest.json())
        _ = try beside.commit()
    }

    private mutating func flush() throws(Fault) {
        try file.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}

/// How files of feedback are called in their folder.
enum FeedbackNames {
    static let leads = "leads.csv"
    static let campaigns = "campaigns.csv"
    static let recycling = "recycling.csv"
    private static let months = "campaigns-"
    private static let changes = "leads-changes-"

    /// Whether a name is that of a file of changes, or of its manifest.
    static func isOfChanges(_ name: String) -> Bool { name.hasPrefix(changes) }

    static func month(_ month: String) -> String { "\(months)\(month).csv" }

    /// `leads-changes-20261001T060000Z-000042.csv`: sorts by time, and by number where two fall into one second.
    static func changes(_ number: Int, at generated: Instant) -> String {
        let second = Instant(milliseconds: generated.milliseconds - (generated.milliseconds % 1_000 + 1_000) % 1_000)
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
        return "\(changes)\(second.description.filter { $0 != "-" && $0 != ":" })-\(padded).csv"
    }

    /// The month that a file is about; `nil` of any other file.
    static func month(of name: String) -> String? {
        guard name.hasPrefix(months), name.hasSuffix(".csv") else { return nil }
        let month = name.dropFirst(months.utf8.count).dropLast(4)
        return month.utf8.count == 7 ? String(month) : nil
    }

    static func isChanges(_ name: String) -> Bool { name.hasPrefix(changes) && name.hasSuffix(".csv") }

    /// Whether a file, or the manifest of one, is called so.
    static func isOurs(_ name: String) -> Bool {
        let name =
            name.hasSuffix(FeedManifest.fileSuffix) ? String(name.dropLast(FeedManifest.fileSuffix.utf8.count)) : name
        return name == leads || name == campaigns || month(of: name) != nil || isChanges(name)
    }
}
