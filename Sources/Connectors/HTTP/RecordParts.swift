import LeadModel
import RecordFormats

/// Records whose columns came in several answers, put together: each record of the first answer gets the members of the record
/// with the same id in every other.
///
/// Only the bytes of the answers are put together, member for member: the reader behind sees every value in its own spelling. What
/// stands in several parts is taken of the first.
struct RecordParts {
    /// Where the records stand.
    let path: [String]
    /// Where the id stands in a record, as the key that parts have in common.
    let id: [String]

    /// What the parts of a page are.
    enum Joined {
        case whole([UInt8])
        /// A record of the first part has no id there.
        case withoutID
        /// A record of the first part is in no other, or not any more.
        case moved
    }

    /// - Parameter others: answers to the same request for other columns, of which a strict reader has read each.
    func joined(_ first: [UInt8], with others: [[UInt8]]) -> Joined {
        let front = JSONScan(first)
        guard let items = front.items(at: path) else { return .whole(first) }
        var parts: [(scan: JSONScan, places: [[UInt8]: Range<Int>])] = []
        for body in others {
            let scan = JSONScan(body)
            var places: [[UInt8]: Range<Int>] = [:]
            for item in scan.items(at: path) ?? [] { if let key = key(of: item, scan) { places[key] = item } }
            parts.append((scan, places))
        }
        var joined: [UInt8] = []
        joined.reserveCapacity(first.count * (others.count + 1))
        var copied = 0
        for item in items {
            guard let key = key(of: item, front) else { return .withoutID }
            var record = Array(first[item])
            for (scan, places) in parts {
                guard let other = places[key] else { return .moved }
                record = RecordParts.union(JSONScan(record), record.indices, scan, other)
            }
            joined += first[copied..<item.lowerBound]
            joined += record
            copied = item.upperBound
        }
        return .whole(joined + first[copied...])
    }

    /// The id of a record, as it is spelled.
    private func key(of item: Range<Int>, _ scan: JSONScan) -> [UInt8]? {
        var place = item
        for name in id {
            let quoted = Array(RequestJSON.quoted(name).utf8)
            guard let member = scan.members(of: place)?.first(where: { scan.body[$0.name].elementsEqual(quoted) })
            else {
                return nil
            }
            place = member.value
        }
        let key = Array(scan.body[place])
        return scan.isNested(place) || key == Array("null".utf8) || key == [0x22, 0x22] ? nil : key
    }

    /// Both objects in one; objects of the same name again so.
    private static func union(
        _ left: JSONScan, _ leftObject: Range<Int>, _ right: JSONScan, _ rightObject: Range<Int>
    ) -> [UInt8] {
        guard let own = left.members(of: leftObject), let more = right.members(of: rightObject) else {
            return Array(left.body[leftObject])
        }
        var rest: [[UInt8]: JSONScan.Member] = [:]
        for member in more { rest[Array(right.body[member.name])] = member }
        var united: [UInt8] = [0x7B]
        func add(_ name: ArraySlice<UInt8>, _ value: [UInt8]) {
            if united.count > 1 { united.append(0x2C) }
            united += name
            united.append(0x3A)
            united += value
        }
        for member in own {
            let name = left.body[member.name]
            let value = Array(left.body[member.value])
            guard let other = rest.removeValue(forKey: Array(name)) else {
                add(name, value)
                continue
            }
            if value == Array("null".utf8) {
                add(name, Array(right.body[other.value]))
            } else if value.first == 0x7B, right.body[other.value.lowerBound] == 0x7B {
                add(name, union(left, member.value, right, other.value))
            } else {
                add(name, value)
            }
        }
        for member in more {
            let name = right.body[member.name]
            if rest[Array(name)] != nil { add(name, Array(right.body[member.value])) }
        }
        united.append(0x7D)
        return united
    }
}
