import Foundation
import GRDB
import LeadModel

@testable import LeadStore

/// A store in a folder of its own, gone with the test.
final class TemporaryStore {
    let folder: String
    var path: String { folder + "/store.sqlite" }

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/leadstore-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: folder) } catch { print("left behind: \(folder)") }
    }

    func lock(_ holder: String = "a test") throws -> StoreLock { try StoreLock(beside: path, holder: holder) }

    func open() throws -> LeadStore { try LeadStore(at: path, for: .write(lock())) }

    /// A store with one stream and one run.
    func openWithStream() throws -> (store: LeadStore, stream: Int, run: Int64) {
        let store = try open()
        let stream = try store.register(
            source: "crm", stream: "leads", kind: .lead, role: .crm, idSpace: "crm", mapping: "m1", format: "f1")
        return (
            store, stream.info.number,
            try store.beginRun(source: "crm", started: Instant(milliseconds: 1), asOf: Instant(milliseconds: 2))
        )
    }

    /// Past the store's door.
    func execute(_ sql: String) throws { try DatabaseQueue(path: path).write { try $0.execute(sql: sql) } }

    func count(_ table: String) throws -> Int {
        try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }
}

/// Pages of an export as the intake makes them.
enum Page {
    static func fields(_ values: [Field: FieldValue]) -> FieldValues {
        var builder = FieldValuesBuilder()
        for (field, value) in values.sorted(by: { $0.key.rawValue < $1.key.rawValue }) { builder.append(field, value) }
        return builder.finish()
    }

    static func digest(_ number: UInt64) -> ContentDigest {
        ContentDigest(high: number &* 0x9E37_79B9_7F4A_7C15, low: number)
    }

    static func version(_ number: UInt64, slot: Int = 0) -> IntakePage.Version {
        IntakePage.Version(
            digest: digest(number), evidence: Evidence(time: Instant(milliseconds: Int64(number)), grade: .modified),
            slot: slot,
            observation: fields([.id: .text("\(number)")]))
    }

    static func refused(_ number: UInt64, code: FaultCode = .mappingUnmappedStatus, slot: Int = 0) -> IntakePage.Refused
    {
        IntakePage.Refused(
            digest: digest(number), slot: slot,
            fault: Fault(
                code, .deadLetter, "this word is not mapped", at: Origin(file: "leads.csv", line: 7, record: 6),
                field: "Status", seen: .word("Parked"),
                advice: "Add it."))
    }

    static func intake(
        stream: Int, run: Int64, versions: [IntakePage.Version] = [], refused: [IntakePage.Refused] = [],
        isLast: Bool = false
    ) throws -> IntakePage {
        var page = IntakePage(
            stream: stream, run: run, file: "leads.csv", bytes: 7, mapping: "m1", format: "f1",
            frame: RawFrame(format: .csv(CSVDialect()), prologue: Array("Id\n".utf8)))
        let bytes = Array("one,two".utf8)
        page.rawBody = try RawPageCodec.pack([0..<3, 4..<7], of: bytes)
        page.versions = versions
        page.refused = refused
        if isLast {
            page.completed = CompletedFile(
                path: "leads.csv", sha256: Array(repeating: 7, count: 32), bytes: 7, detected: "CSV", read: 2,
                rejected: refused.count, mapping: "m1", format: "f1")
        }
        return page
    }
}
