import LeadModel
import RecordFormats

/// One row as an event: CloudEvents 1.0 in the structured mode of JSON.
///
/// ```json
/// {"specversion":"1.0","id":"L1042-3-9f86d081-journey","source":"/leadloop/feeds/recycled-to-journey",
///  "type":"leadloop.lead.recycled","subject":"L1042","time":"2026-11-23T06:00:00.000Z",
///  "datacontenttype":"application/json",
///  "data":{"lead":"L1042","revision":3,"action":"add","feed":"recycled-to-journey","fields":{"email":"…"}}}
/// ```
/// Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
enum LeadEvent {
    static let contentType = "application/cloudevents+json; charset=utf-8"

    /// - Parameter keys: of `keys(_:)`, of the batch.
    static func body(_ row: DeliveryRow, of batch: DeliveryBatch, keys: [[UInt8]]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(512)
        func put(_ name: StaticString, _ text: String) {
            name.withUTF8Buffer { body.append(contentsOf: $0) }
            JSONWriter.append(text, to: &body)
        }
        put("{\"specversion\":\"1.0\",\"id\":", row.id)
        put(",\"source\":", "/leadloop/feeds/\(batch.feed)")
        put(",\"type\":", batch.topic.eventType(row.action))
        put(",\"subject\":", row.lead.description)
        put(",\"time\":", row.decided.description)
        put(",\"datacontenttype\":\"application/json\",\"data\":{\"lead\":", row.lead.description)
        body.append(contentsOf: ",\"revision\":\(row.revision)".utf8)
        put(",\"action\":", row.action.rawValue)
        put(",\"feed\":", batch.feed)
        body.append(contentsOf: ",\"fields\":{".utf8)
        var isFirst = true
        for (key, cell) in zip(keys, row.cells) {
            guard let cell else { continue }
            if !isFirst { body.append(0x2C) }
            isFirst = false
            body.append(contentsOf: key)
            JSONWriter.append(cell, to: &body)
        }
        body.append(contentsOf: "}}}".utf8)
        return body
    }

    /// `"name":` of each column.
    static func keys(_ columns: [String]) -> [[UInt8]] {
        columns.map { column in
            var key: [UInt8] = []
            JSONWriter.append(column, to: &key)
            return key + [0x3A]
        }
    }
}
