import LeadModel

/// The JSON Schema of each type of event, for those who receive them.
public enum LeadEventSchema {
    /// A type of event and its schema as a file's text.
    public struct Document: Sendable {
        /// `leadloop.lead.recycled`
        public let type: String
        public let text: String
        /// `leadloop.lead.recycled.schema.json`
        public var file: String { "\(type).schema.json" }
    }

    /// One document a type, by type.
    public static let all: [Document] = {
        var meanings: [String: String] = [:]
        for topic in FeedTopic.allCases {
            meanings[topic.eventType(.add)] = topic.meaning
            meanings[topic.eventType(.withdraw)] = topic == .test ? topic.meaning : withdrawn
        }
        return meanings.sorted { $0.key < $1.key }.map { Document(type: $0.key, text: text($0.key, $0.value)) }
    }()

    private static let withdrawn =
        "A lead leaves what its feed is about: it was suppressed, won or erased, or is back with sales. `fields` holds its keys only."

    private static func text(_ type: String, _ meaning: String) -> String {
        let actions = type.hasSuffix(".withdrawn") ? #""withdraw""# : #""add", "change""#
        return """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "\(type).schema.json",
              "title": "\(type)",
              "description": "\(meaning)",
              "type": "object",
              "required": ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"],
              "properties": {
                "specversion": { "const": "1.0" },
                "id": {
                  "type": "string",
                  "pattern": "^[A-Za-z0-9-]+$",
                  "description": "The same whenever the event is sent, and in the header webhook-id: drop what you know."
                },
                "source": { "type": "string", "pattern": "^/leadloop/feeds/[a-z0-9-]+$" },
                "type": { "const": "\(type)" },
                "subject": { "type": "string", "pattern": "^L[0-9]+$", "description": "The lead's number." },
                "time": { "type": "string", "format": "date-time", "description": "When it was decided." },
                "datacontenttype": { "const": "application/json" },
                "data": {
                  "type": "object",
                  "required": ["lead", "revision", "action", "feed", "fields"],
                  "properties": {
                    "lead": { "type": "string", "pattern": "^L[0-9]+$" },
                    "revision": {
                      "type": "integer",
                      "minimum": 0,
                      "description": "Of the lead; where two events came out of order, the higher one holds."
                    },
                    "action": { "enum": [\(actions)] },
                    "feed": { "type": "string", "pattern": "^[a-z0-9-]+$" },
                    "fields": {
                      "type": "object",
                      "description": "By the names that the feed gives its columns; null: known to be empty; left out: nobody spoke of it.",
                      "additionalProperties": {
                        "type": ["string", "number", "boolean", "null", "array"],
                        "items": { "type": "string" }
                      }
                    }
                  }
                }
              }
            }

            """
    }
}

extension FeedTopic {
    fileprivate var meaning: String {
        switch self {
        case .recycled:
            "A lead that sales gave up, or never touched, goes to marketing, or what it was told of it has changed."
        case .returnedToSales: "A lead qualified again and goes back to sales, or what was told of it has changed."
        case .escalated: "A lead waits for sales for longer than agreed, or what was told of it has changed."
        case .feedback: "What became of a lead that marketing delivered."
        case .reached: "A lead reached a stage, or its value has changed."
        case .test: "A sample that tries a destination; it is about nobody."
        }
    }
}
