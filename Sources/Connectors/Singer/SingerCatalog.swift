import Foundation
import LeadModel

/// What a tap can read, as it tells when it is asked: streams, each with its fields.
///
/// Nothing of it becomes a record, so it is read with Foundation, and written for the tap alone.
struct SingerCatalog {
    private let streams: [[String: Any]]
    private let name: String

    /// - Throws: `singer.catalog` where it is none.
    init(_ bytes: [UInt8], name: String) throws(Fault) {
        self.name = name
        let document: Any
        do {
            document = try JSONSerialization.jsonObject(with: Data(bytes))
        } catch {
            throw SingerFault.badCatalog("it is no JSON", name)
        }
        guard let streams = (document as? [String: Any])?["streams"] as? [[String: Any]] else {
            throw SingerFault.badCatalog("it has no list of 'streams'", name)
        }
        self.streams = streams
    }

    private static func names(of stream: [String: Any]) -> [String] {
        ["tap_stream_id", "stream"].compactMap { stream[$0] as? String }
    }

    /// The catalog with nothing selected but one stream, and of it the fields that are wanted.
    /// - Parameter wanted: columns of a mapping; `nil`: every field.
    /// - Throws: `singer.stream-missing` where it has no such stream.
    func selecting(_ stream: String, fields wanted: [String]?) throws(Fault) -> [UInt8] {
        guard streams.contains(where: { SingerCatalog.names(of: $0).contains(stream) }) else {
            throw SingerFault.noStream(stream, known: streams.compactMap { SingerCatalog.names(of: $0).first }, name)
        }
        let chosen = streams.map { entry in
            SingerCatalog.names(of: entry).contains(stream) ? selected(entry, wanted) : unselected(entry)
        }
        do {
            return Array(try JSONSerialization.data(withJSONObject: ["streams": chosen], options: [.sortedKeys]))
        } catch {
            throw SingerFault.badCatalog("it cannot be written", name)
        }
    }

    private func unselected(_ stream: [String: Any]) -> [String: Any] {
        var stream = stream
        var schema = stream["schema"] as? [String: Any] ?? [:]
        schema["selected"] = false
        stream["schema"] = schema
        stream["metadata"] = SingerCatalog.setting(false, at: [], in: stream)
        return stream
    }

    /// Both ways in which taps look for what is selected: in the metadata, and, older ones, in the schema.
    private func selected(_ stream: [String: Any], _ wanted: [String]?) -> [String: Any] {
        var stream = stream
        var schema = stream["schema"] as? [String: Any] ?? [:]
        var properties = schema["properties"] as? [String: Any] ?? [:]
        let keys = Set((stream["key_properties"] as? [String] ?? []) + SingerCatalog.keyFields(of: stream))
        for (field, value) in properties {
            guard var property = value as? [String: Any] else { continue }
            let isWanted =
                wanted.map { $0.contains { $0 == field || $0.hasPrefix(field + ".") || $0.hasPrefix(field + "[") } }
                ?? true
            let isSelected = isWanted || keys.contains(field)
            property["selected"] = isSelected
            properties[field] = property
            stream["metadata"] = SingerCatalog.setting(isSelected, at: ["properties", field], in: stream)
        }
        schema["selected"] = true
        schema["properties"] = properties
        stream["schema"] = schema
        stream["selected"] = true
        stream["metadata"] = SingerCatalog.setting(true, at: [], in: stream)
        return stream
    }

    /// Fields by which the tap tells records apart, and by which it goes on.
    private static func keyFields(of stream: [String: Any]) -> [String] {
        let root = (stream["metadata"] as? [[String: Any]] ?? []).first {
            ($0["breadcrumb"] as? [String])?.isEmpty ?? false
        }
        let values = root?["metadata"] as? [String: Any] ?? [:]
        return ["table-key-properties", "valid-replication-keys", "view-key-properties"]
            .flatMap { values[$0] as? [String] ?? [] }
            + [values["replication-key"], stream["replication_key"]].compactMap { $0 as? String }
    }

    private static func setting(
        _ isSelected: Bool, at breadcrumb: [String], in stream: [String: Any]
    ) -> [[String: Any]] {
        var metadata = stream["metadata"] as? [[String: Any]] ?? []
        if let index = metadata.firstIndex(where: { $0["breadcrumb"] as? [String] == breadcrumb }) {
            var values = metadata[index]["metadata"] as? [String: Any] ?? [:]
            // What a tap says cannot be had, it refuses where it is asked for.
            if values["inclusion"] as? String != "unsupported" { values["selected"] = isSelected }
            metadata[index]["metadata"] = values
        } else {
            metadata.append(["breadcrumb": breadcrumb, "metadata": ["selected": isSelected]])
        }
        return metadata
    }
}
