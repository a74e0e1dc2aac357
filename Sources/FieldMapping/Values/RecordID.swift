internal import LeadModel

/// Ids of records: those of any system, and Salesforce's in 15 and 18 characters.
enum RecordID {
    /// A longer id is refused.
    static let limitBytes = 255

    /// Checks an id that is kept as it is: no control characters, and no number that a spreadsheet rounded (`9.01E+10`).
    static func check(_ cell: Span<UInt8>) throws(Unreadable) {
        guard cell.count <= limitBytes else { throw Unreadable(.mappingInvalidIdentifier) }
        var isRounded = false
        var isOther = false
        for index in 0..<cell.count {
            let byte = cell[index]
            let isHighControl = byte == 0xC2 && index + 1 < cell.count && cell[index + 1] < 0xA0
            if byte < 0x20 || byte == 0x7F || isHighControl { throw Unreadable(.mappingInvalidIdentifier) }
            if byte == 0x2B, index > 0, cell[index - 1] | 0x20 == 0x65 {
                isRounded = true
            } else if !byte.isDigit, byte != 0x2E, byte != 0x2C, byte | 0x20 != 0x65 {
                isOther = true
            }
        }
        if isRounded, !isOther { throw Unreadable(.mappingInvalidIdentifier) }
    }

    /// Writes the id with 18 characters into `scratch`: the checksum is computed for 15, verified for 18.
    ///
    /// Each of the three last characters says which of five characters are capitals: bit 0 is the first of the five, the
    /// alphabet is A-Z and 0-5.
    static func readSalesforce(_ cell: Span<UInt8>, into scratch: inout [UInt8]) throws(Unreadable) {
        guard cell.count == 15 || cell.count == 18 else { throw Unreadable(.mappingInvalidIdentifier) }
        scratch.removeAll(keepingCapacity: true)
        for index in 0..<15 {
            guard cell[index].isLetter || cell[index].isDigit else { throw Unreadable(.mappingInvalidIdentifier) }
            scratch.append(cell[index])
        }
        for group in 0..<3 {
            var capitals: UInt8 = 0
            for index in 0..<5 where cell[group * 5 + index] &- 0x41 < 26 { capitals |= 1 << UInt8(index) }
            scratch.append(capitals < 26 ? 0x41 + capitals : 0x30 + capitals - 26)
        }
        for index in 15..<cell.count where cell[index].lowerCased != scratch[index].lowerCased {
            throw Unreadable(.mappingInvalidIdentifier)
        }
    }
}
