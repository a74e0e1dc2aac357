internal import LeadModel

/// A value that cannot be read as what its field holds. One byte, because it is thrown on the hot path; `RecordMapper`
/// makes a fault of it, with the place and the shape of the value.
struct Unreadable: Error {
    let code: FaultCode

    init(_ code: FaultCode) { self.code = code }
}

/// Bytes that several readers look for.
extension UInt8 {
    var isDigit: Bool { self &- 0x30 < 10 }
    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
    /// A-Z as a-z, everything else as it is.
    var lowerCased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
    var isBlank: Bool { self == 0x20 || self &- 0x09 < 5 }
}
