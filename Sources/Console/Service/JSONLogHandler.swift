import Foundation
import Glibc
import LeadModel
import Logging
import SyncEngine
import Synchronization

/// Writes each entry of a log as a line of JSON to a descriptor:
/// `{"time":"2026-10-01T06:00:00.000Z","level":"info","message":"…","run":"12"}`.
struct JSONLogHandler: LogHandler {
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
        var members = [
            JSONValue.Member(name: "time", value: .text(Instant.now.description)),
            JSONValue.Member(name: "level", value: .text(event.level.rawValue)),
            JSONValue.Member(name: "message", value: .text(event.message.description)),
        ]
        let metadata = metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 })
        members += JSONLogHandler.members(metadata)
        JSONLogHandler.put(Array((JSONValue.object(members).line + "\n").utf8), to: descriptor)
    }

    private static func members(_ metadata: Logger.Metadata) -> [JSONValue.Member] {
        metadata.sorted { $0.key < $1.key }.map { JSONValue.Member(name: $0.key, value: json($0.value)) }
    }

    private static func json(_ value: Logger.MetadataValue) -> JSONValue {
        switch value {
        case .string(let text): .text(text)
        case .stringConvertible(let number as Int): .integer(number)
        case .stringConvertible(let number as Int64): .integer(number)
        case .stringConvertible(let number as Double): .number(number)
        case .stringConvertible(let value): .text(value.description)
        case .array(let values): .list(values.map(json))
        case .dictionary(let values): .object(members(values))
        }
    }

    /// Lines of several threads stay whole.
    private static let writing = Mutex<Void>(())

    static func put(_ bytes: [UInt8], to descriptor: Int32) {
        writing.withLock { _ in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                // Nobody reads any more: there is nobody to tell.
                guard count > 0 || errno == EINTR else { return }
                rest = rest.dropFirst(max(count, 0))
            }
        }
    }
}
