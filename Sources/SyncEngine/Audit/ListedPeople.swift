import Foundation
import LeadModel

/// The people of a destination's list, by hashes alone: who is there under which key and id, and what is said of them in the columns
/// that are compared.
///
/// A person takes 8 bytes for the key, 8 for the id where the list has one, 4 for each column that is compared and 9 to be found by.
/// Measured with four columns, an audit of a million people takes 50 MB more than one of one, and 40 without ids. Two different keys
/// have the same hash once in some 18 million lists of a million people. The hashes are another in each process: whoever reads the
/// memory learns nothing that would be of use elsewhere.
struct ListedPeople {
    /// How many columns are compared.
    private let width: Int
    private let hasIDs: Bool
    private var keys: [UInt64] = []
    private var ids: [UInt64] = []
    private var values: [UInt32] = []
    /// Places by key, and by id; in order once the list is whole.
    private var byKey: [UInt32] = []
    private var byID: [UInt32] = []
    /// What the ledger says of each.
    private var marks: [Mark] = []

    /// How many were added that were there already.
    private var again = 0

    private enum Mark: UInt8 {
        case stranger
        /// The ledger knows them.
        case known
        /// They are to be there.
        case wanted
    }

    init(comparing width: Int, hasIDs: Bool) {
        self.width = width
        self.hasIDs = hasIDs
    }

    var count: Int { keys.count - again }

    /// - Parameters:
    ///   - key: empty: it has none.
    ///   - values: as many as are compared; `nil` where nothing is said.
    mutating func add(key: String, id: String?, values: [String?]) {
        keys.append(key.isEmpty ? 0 : ListedPeople.hash(of: key))
        if hasIDs { ids.append(id.map { $0.isEmpty ? 0 : ListedPeople.hash(of: $0) } ?? 0) }
        for value in values { self.values.append(value.map { ListedPeople.digest(of: $0) } ?? 0) }
    }

    /// Makes it ready to be searched.
    mutating func finish() {
        marks = Array(repeating: .stranger, count: count)
        let keys = keys
        byKey = keys.indices.filter { keys[$0] != 0 }.map { UInt32($0) }
        byKey.sort { left, right in keys[Int(left)] < keys[Int(right)] }
        let ids = ids
        byID = ids.indices.filter { ids[$0] != 0 }.map { UInt32($0) }
        byID.sort { left, right in ids[Int(left)] < ids[Int(right)] }
        if hasIDs { passOverRepeated() }
    }

    /// A list that shifts while it is read by pages is read from further in front: who has the same key and the same id is the same
    /// person, once.
    private mutating func passOverRepeated() {
        var known: Set<UInt64> = []
        var repeated: Set<UInt32> = []
        for (index, place) in byKey.enumerated() {
            if index > 0, keys[Int(byKey[index - 1])] != keys[Int(place)] { known.removeAll(keepingCapacity: true) }
            let id = ids[Int(place)]
            if id != 0, !known.insert(id).inserted {
                repeated.insert(place)
                marks[Int(place)] = .known
            }
        }
        guard !repeated.isEmpty else { return }
        again = repeated.count
        byKey.removeAll { repeated.contains($0) }
        byID.removeAll { repeated.contains($0) }
    }

    /// Everybody under a key.
    func people(key: String) -> ArraySlice<UInt32> {
        key.isEmpty ? [] : ListedPeople.range(of: ListedPeople.hash(of: key), in: byKey) { keys[Int($0)] }
    }

    /// Everybody under an id.
    func people(id: String) -> ArraySlice<UInt32> {
        id.isEmpty ? [] : ListedPeople.range(of: ListedPeople.hash(of: id), in: byID) { ids[Int($0)] }
    }

    /// Notes down that the ledger knows somebody.
    /// - Parameter isWanted: whether they are to be there.
    mutating func know(_ person: UInt32, isWanted: Bool) {
        if isWanted {
            marks[Int(person)] = .wanted
        } else if marks[Int(person)] == .stranger {
            marks[Int(person)] = .known
        }
    }

    func isWanted(_ person: UInt32) -> Bool { marks[Int(person)] == .wanted }

    /// How many people of the list the ledger knows nothing of.
    var strangers: Int { marks.count { $0 == .stranger } }

    /// Which of the compared columns say something else.
    /// - Parameter values: what is to stand there; `nil` where nobody spoke of it.
    func differences(of person: UInt32, from values: [FieldValue?]) -> [Int] {
        (0..<width).filter { column in
            let there = self.values[Int(person) * width + column]
            guard there != 0, let value = values[column] else { return false }
            return !ListedPeople.says(there, value)
        }
    }

    private static func range(of hash: UInt64, in places: [UInt32], _ value: (UInt32) -> UInt64) -> ArraySlice<UInt32> {
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if value(places[middle]) < hash { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < places.count, value(places[end]) == hash { end += 1 }
        return places[low..<end]
    }
}

// MARK: Hashes

extension ListedPeople {
    /// Of a key or an id, whatever letters it is written in; never 0.
    private static func hash(of text: String) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(plain(text))
        return UInt64(bitPattern: Int64(hasher.finalize())) | 1
    }

    /// A key as it is compared: in small letters, without blanks around it.
    static func plain(_ text: String) -> String { trimmed(text).lowercased() }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    /// Of a value; never 0. The lowest bit tells a time from all else.
    private static func digest(of text: String) -> UInt32 {
        let text = trimmed(text)
        if let instant = Instant(rfc3339: text) { return digest(instant) }
        return digest(plain: number(text) ?? text)
    }

    private static func digest(_ instant: Instant) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(instant.milliseconds)
        return UInt32(truncatingIfNeeded: hasher.finalize()) | 1
    }

    private static func digest(plain text: String) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(text)
        return UInt32(truncatingIfNeeded: hasher.finalize()) & ~1 | 2
    }

    /// A decimal number in its shortest spelling; `nil` of anything else.
    private static func number(_ text: String) -> String? {
        let digits = text.utf8.first == 0x2D ? text.utf8.dropFirst() : text.utf8[...]
        guard let first = digits.first, (0x30...0x39).contains(first), digits.count <= 40,
            digits.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }), digits.count(where: { $0 == 0x2E }) <= 1,
            // A zero in front is part of a number that nobody calculates with.
            first != 0x30 || digits.count == 1 || digits.dropFirst().first == 0x2E, digits.contains(0x2E)
        else { return nil }
        var shortest = text
        while shortest.hasSuffix("0") { shortest.removeLast() }
        if shortest.hasSuffix(".") { shortest.removeLast() }
        return shortest == "-0" ? "0" : shortest
    }

    /// Whether what stands there is a value, as systems write it. Of a time that is written in another way nobody can tell.
    private static func says(_ there: UInt32, _ value: FieldValue) -> Bool {
        switch value {
        case .instant(let instant): return there & 1 == 0 || there == digest(instant)
        case .flag(let flag):
            let words = flag ? ["true", "1", "True", "yes", "Yes"] : ["false", "0", "False", "no", "No", ""]
            return words.contains { there == digest(of: $0) }
        case .list(let items):
            return [",", ", ", ";", "; "].contains { there == digest(of: items.joined(separator: $0)) }
        case .null, .text, .number, .money: return there == digest(of: value.description)
        }
    }
}
