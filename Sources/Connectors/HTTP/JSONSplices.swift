import LeadModel
import RecordFormats

/// The commas of a list or an object.
struct JSONSeparator {
    private var isFirst = true

    mutating func append(to bytes: inout [UInt8]) {
        if !isFirst { bytes.append(0x2C) }
        isFirst = false
    }

    /// Begins a member of an object.
    mutating func begin(member name: String, to bytes: inout [UInt8]) {
        append(to: &bytes)
        JSONWriter.append(name, to: &bytes)
        bytes.append(0x3A)
    }
}

/// What stands in a body as JSON of its own in the place of a name.
struct JSONSplices {
    /// A value, or an object of such.
    indirect enum Node {
        case value(FieldValue)
        case object([Member])

        func append(to bytes: inout [UInt8]) {
            switch self {
            case .value(let value): JSONWriter.append(value, to: &bytes)
            case .object(let members):
                bytes.append(0x7B)
                var separator = JSONSeparator()
                for member in members {
                    separator.begin(member: member.name, to: &bytes)
                    member.node.append(to: &bytes)
                }
                bytes.append(0x7D)
            }
        }
    }

    struct Member {
        var name: String
        var node: Node
    }

    /// By the name; few.
    var raw: [(name: String, json: [UInt8])] = []
    /// Of `{columns}`; `nil`: there are none.
    var columns: [Member]?
    /// Whether an object in a list goes as a whole where a name that stands alone in it has no value.
    var leavesOutItems = false
}
