import LeadModel

/// The parts of match keys of one observation, folded; buffers are re-used from one observation to the next.
struct FoldedParts: Sendable {
    private(set) var email: [UInt8] = []
    private(set) var isRoleAccount = false
    private(set) var phone: [UInt8] = []
    private(set) var mobile: [UInt8] = []
    private(set) var firstName: [UInt8] = []
    private(set) var lastName: [UInt8] = []
    private(set) var company: [UInt8] = []
    private(set) var city: [UInt8] = []
    private(set) var postalCode: [UInt8] = []
    private(set) var country: [UInt8] = []

    mutating func reset() {
        email.removeAll(keepingCapacity: true)
        isRoleAccount = false
        phone.removeAll(keepingCapacity: true)
        mobile.removeAll(keepingCapacity: true)
        firstName.removeAll(keepingCapacity: true)
        lastName.removeAll(keepingCapacity: true)
        company.removeAll(keepingCapacity: true)
        city.removeAll(keepingCapacity: true)
        postalCode.removeAll(keepingCapacity: true)
        country.removeAll(keepingCapacity: true)
    }

    /// - Parameter needed: parts that some key is made of; others are not looked at.
    mutating func fold(_ values: FieldValues, needed: KeyParts, roleAccounts: ByteWords) {
        reset()
        var cursor = values.cursor()
        while let entry = cursor.next(in: values.bytes) {
            guard entry.isText, !needed.isDisjoint(with: KeyParts(of: entry.field)) else { continue }
            let text = values.bytes[entry.payload]
            switch entry.field {
            case .email: foldEmail(text, roleAccounts: roleAccounts)
            case .phone: FoldedParts.lastDigits(text, into: &phone)
            case .mobilePhone: FoldedParts.lastDigits(text, into: &mobile)
            case .firstName: foldFirstName(text)
            case .lastName: NameFolding.fold(text, into: &lastName)
            case .company: CompanyFolding.fold(text, into: &company)
            case .city: NameFolding.fold(text, into: &city)
            case .postalCode: NameFolding.fold(text, into: &postalCode)
            case .country: NameFolding.fold(text, into: &country)
            default: break
            }
        }
    }

    /// The parts that the observation has.
    var present: KeyParts {
        var present = KeyParts()
        for part in KeyPart.allCases where has(part) { present.insert(KeyParts(part)) }
        return present
    }

    private func has(_ part: KeyPart) -> Bool {
        switch part {
        case .email: !email.isEmpty && !isRoleAccount
        case .sharedEmail: !email.isEmpty && isRoleAccount
        case .phone: !phone.isEmpty || !mobile.isEmpty
        // An initial says too little to be a name.
        case .firstName: firstName.count > 1
        case .firstInitial: !firstName.isEmpty
        case .lastName: lastName.count > 1
        case .lastNameStart: lastName.count > 1
        case .company: !company.isEmpty
        case .city: !city.isEmpty
        case .postalCode: !postalCode.isEmpty
        case .country: !country.isEmpty
        }
    }

    /// Lower case, without the plus-tag.
    mutating func foldEmail(_ text: ArraySlice<UInt8>, roleAccounts: ByteWords) {
        var isInTag = false
        var local = 0
        for byte in text {
            if byte == 0x40 {  // @
                isInTag = false
                local = email.count
            }
            if byte == 0x2B, local == 0 { isInTag = true }  // +
            if isInTag { continue }
            email.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
        guard local > 0 else { return email.removeAll(keepingCapacity: true) }
        isRoleAccount = roleAccounts.contains(email[..<local])
    }

    /// The first word, by its full form where it is a nickname.
    private mutating func foldFirstName(_ text: ArraySlice<UInt8>) {
        NameFolding.fold(text, into: &firstName)
        if firstName.count < 9, let full = Nicknames.canonical(firstName) { firstName = full }
    }

    /// The last ten digits of a number with at least seven: with or without country code and trunk zero it is the same.
    private static func lastDigits(_ text: ArraySlice<UInt8>, into digits: inout [UInt8]) {
        for byte in text where (0x30...0x39).contains(byte) { digits.append(byte) }
        if digits.count > 10 { digits.removeFirst(digits.count - 10) }
        if digits.count < 7 { digits.removeAll(keepingCapacity: true) }
    }
}

/// A set of parts of match keys.
struct KeyParts: OptionSet {
    var rawValue: UInt16

    init(rawValue: UInt16) { self.rawValue = rawValue }
    init(_ part: KeyPart) { rawValue = 1 << UInt16(part.code) }

    /// What is folded of a field.
    init(of field: Field) {
        switch field {
        case .email: self = [KeyParts(.email), KeyParts(.sharedEmail)]
        case .phone, .mobilePhone: self.init(.phone)
        case .firstName: self = [KeyParts(.firstName), KeyParts(.firstInitial)]
        case .lastName: self = [KeyParts(.lastName), KeyParts(.lastNameStart)]
        case .company: self.init(.company)
        case .city: self.init(.city)
        case .postalCode: self.init(.postalCode)
        case .country: self.init(.country)
        default: self = []
        }
    }
}

/// Folds company names without their legal form: `Acme Data, Inc.` and `ACME Data` are the same firm.
enum CompanyFolding {
    static func fold(_ text: ArraySlice<UInt8>, into folded: inout [UInt8]) {
        var end = text.endIndex
        // At most two forms stand at the end: "GmbH & Co. KG".
        for _ in 0..<3 {
            guard let cut = legalFormStart(text[text.startIndex..<end], &folded) else { break }
            end = cut
        }
        NameFolding.fold(text[text.startIndex..<end], into: &folded)
        if folded.isEmpty { NameFolding.fold(text, into: &folded) }
    }

    /// Where the last word begins, if it is a legal form and not the whole name.
    /// - Parameter room: left as it was; to write the word in.
    private static func legalFormStart(_ text: ArraySlice<UInt8>, _ room: inout [UInt8]) -> Int? {
        var end = text.endIndex
        while end > text.startIndex, isSeparator(text[end - 1]) { end -= 1 }
        var start = end
        while start > text.startIndex, !isSeparator(text[start - 1]) || text[start - 1] == 0x2E { start -= 1 }
        guard start > text.startIndex, end - start <= 12 else { return nil }
        let mark = room.count
        for byte in text[start..<end] where byte != 0x2E {
            room.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
        let isForm = legalForms.contains(room[mark...])
        room.removeLast(room.count - mark)
        return isForm ? start : nil
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x2C || byte == 0x2E || byte == 0x26
    }

    private static let legalForms = ByteWords(
        """
        inc incorporated llc ltd limited gmbh corp corporation co company ag kg ohg ug se plc pty sa sas sarl srl spa bv nv ab
        as oy oyj aps sl lda sp zoo kk pte llp lp eg mbh
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { Array($0.utf8) })
}
