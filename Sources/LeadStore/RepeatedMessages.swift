public import LeadModel

/// Which messages of a stretch of the outbox a later one stands for, and with what the stretch begins about such leads.
///
/// Held by four bits for each lead and one for each message, so that a file of millions of rows is written in little memory.
public struct RepeatedMessages: Sendable {
    /// Of a lead: 0 where it has no message, else one more than the code of its first action; `repeatedBit` where it has several.
    private var leads = SmallNumbers(bits: 4)
    /// 1 of a message that a later one stands for.
    private var outdated = SmallNumbers(bits: 1)

    private static let repeatedBit: UInt8 = 8

    /// Takes in a message; those with higher numbers were before.
    mutating func note(_ message: Int64, about lead: Int64, actionCode: UInt8) {
        let isRepeated = leads[lead] != 0
        leads[lead] = actionCode + 1 | (isRepeated ? RepeatedMessages.repeatedBit : 0)
        if isRepeated { outdated[message] = 1 }
    }

    /// Whether a later message of the stretch is about the same lead.
    public func isOutdated(_ message: Int64) -> Bool { outdated[message] == 1 }

    /// What the first message of the stretch about a lead was; `nil` where it has one message, or none.
    public func firstAction(about lead: LeadID) -> FeedAction? {
        let noted = leads[lead.number]
        guard noted & RepeatedMessages.repeatedBit != 0 else { return nil }
        return StoredCodes.word(Int64(noted & ~RepeatedMessages.repeatedBit) - 1, in: StoredCodes.actions)
    }
}

/// Small numbers by large ones, of which neighbours are together: 0 where none was set.
private struct SmallNumbers: Sendable {
    /// Of one number: 1, 2, 4 or 8.
    private let bits: Int
    private var blocks: [Int64: [UInt8]] = [:]

    private static let blockShift: Int64 = 12

    init(bits: Int) { self.bits = bits }

    subscript(_ key: Int64) -> UInt8 {
        get {
            guard let block = blocks[key >> SmallNumbers.blockShift] else { return 0 }
            let (byte, shift, mask) = place(key)
            return block[byte] >> shift & mask
        }
        set {
            let (byte, shift, mask) = place(key)
            let size = bits << (SmallNumbers.blockShift - 3)
            let old = blocks[key >> SmallNumbers.blockShift, default: [UInt8](repeating: 0, count: size)][byte]
            blocks[key >> SmallNumbers.blockShift, default: [UInt8](repeating: 0, count: size)][byte] =
                old & ~(mask << shift) | (newValue & mask) << shift
        }
    }

    private func place(_ key: Int64) -> (byte: Int, shift: Int, mask: UInt8) {
        let bit = Int(key & (1 << SmallNumbers.blockShift - 1)) * bits
        return (byte: bit >> 3, shift: bit & 7, mask: UInt8(1 << bits - 1))
    }
}
