import Glibc
import LeadModel
import Logging
import SyncEngine

/// Writes each entry of a log as a line for people: `2026-10-01T06:00:00Z info run 12 of crm succeeded: …`. What programs take from the
/// metadata stands in the words already.
struct TextLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    private let descriptor: Int32

    /// - Parameter descriptor: stays open.
    init(descriptor: Int32) { self.descriptor = descriptor }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        JSONLogHandler.put(Array("\(Instant.now) \(event.level) \(event.message)\n".utf8), to: descriptor)
    }
}
