import Foundation
import LeadModel
import RecordFormats

/// Answers whose records are bare values, such as the ids of what was deleted: each is put into a record of one column.
enum BareItems {
    /// The most that such an answer holds.
    private static let mostBytes = 64 << 20

    /// The answer with its bare values as records; as it came where the path leads to no list of values, so that the reader says
    /// what is there.
    static func wrapped(
        _ bytes: any ByteSource, at path: [String], as column: String, name: String
    ) throws(Fault) -> any ByteSource {
        var source = bytes
        var body: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let result = buffer.withUnsafeMutableBytes { buffer in
                Result { () throws(Fault) in try source.read(into: buffer) }
            }
            let count = try result.get()
            if count == 0 { break }
            body += buffer[..<count]
            guard body.count <= mostBytes else { throw HTTPFault.longBareItems(mostBytes >> 20, name) }
        }
        guard let root = try? JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed),
            let wrapped = wrapped(root, at: path[...], as: column),
            let data = try? JSONSerialization.data(withJSONObject: wrapped)
        else { return MemoryBytes(body) }
        return MemoryBytes(Array(data))
    }

    private static func wrapped(_ value: Any, at path: ArraySlice<String>, as column: String) -> Any? {
        guard let key = path.first else {
            guard let items = value as? [Any], items.allSatisfy({ $0 is String || $0 is NSNumber }) else { return nil }
            return items.map { [column: $0] }
        }
        guard var members = value as? [String: Any], let member = members[key],
            let inner = wrapped(member, at: path.dropFirst(), as: column)
        else { return nil }
        members[key] = inner
        return members
    }
}
