internal import CPhoneNumber
internal import LeadModel

/// A telephone number in E.164, `+` and all digits, where the number or its region says enough: as Google's libphonenumber
/// reads the digits. Which digits of a cell are the number is decided here: extensions and second numbers are dropped, vanity
/// letters count as the digits below them.
///
/// Numbers that do not fit their country's plan keep their digits without `+`, calling code first where it is known, so
/// that two spellings of one odd number still meet.
struct PhoneNumber {
    /// An E.164 number has no more digits.
    private static let limitDigits = 15
    private static let limitAsked = 40

    private var digits: [UInt8] = []
    private var isInternational = false

    init() { digits.reserveCapacity(32) }

    /// Writes the number into `scratch`, whatever that held before.
    mutating func read(
        _ cell: Span<UInt8>, region: CountryCode?, into scratch: inout [UInt8]
    ) throws(Unreadable) {
        scan(cell)
        guard !digits.isEmpty else { throw Unreadable(.mappingInvalidPhone) }
        scratch.removeAll(keepingCapacity: true)
        if !isInternational, startsWithZeroZero, digits.count > 8, Self.takesZeroZeroForPlus(region) {
            digits.removeFirst(2)
            isInternational = true
        }
        if !writeKnown(region, into: &scratch) { writeAsked(region, into: &scratch) }
    }

    /// Where no country says what is dialled, 00 means what it means in most; in North America nobody dials it at all, and who
    /// writes it there copied a number from abroad.
    private static func takesZeroZeroForPlus(_ region: CountryCode?) -> Bool {
        guard let region else { return true }
        return CallingPlanIndex.known.plan(of: region)?.code == [0x31]
    }

    /// Collects the digits up to an extension or a second number.
    private mutating func scan(_ cell: Span<UInt8>) {
        digits.removeAll(keepingCapacity: true)
        isInternational = false
        var index = 0
        while index < cell.count {
            let byte = cell[index]
            if byte.isDigit {
                digits.append(byte)
            } else if byte == 0x2B, digits.isEmpty {
                isInternational = true
            } else if byte == 0x28, isTrunkInParentheses(cell, index) {
                index += 2  // the (0) of +49 (0)30
            } else if byte.isLetter {
                guard let key = vanityKey(of: byte, in: cell, at: index) else {
                    if digits.count >= 4 { return }  // ext. 12
                    index += 1
                    continue
                }
                digits.append(key)
            } else if digits.count >= 7, byte == 0x3B || byte == 0x2C || byte == 0x23 || byte == 0x0A {
                return
            } else if digits.count >= 7, byte == 0x2F, index > 0, cell[index - 1] == 0x20 {
                return  // "030 1234567 / 0171 1234567"
            } else if byte == 0xEF, index + 2 < cell.count, cell[index + 1] == 0xBC, cell[index + 2] &- 0x90 < 10 {
                digits.append(cell[index + 2] - 0x60)  // full-width digits
                index += 2
            }
            index += 1
        }
    }

    private func isTrunkInParentheses(_ cell: Span<UInt8>, _ index: Int) -> Bool {
        guard index + 2 < cell.count, cell[index + 1] == 0x30, cell[index + 2] == 0x29 else { return false }
        return isInternational || (digits.count > 2 && digits[0] == 0x30 && digits[1] == 0x30)
    }

    /// The key of a telephone that carries a letter of a vanity word: three capitals or more in a row, before the number
    /// is complete.
    private func vanityKey(of letter: UInt8, in cell: Span<UInt8>, at index: Int) -> UInt8? {
        guard letter < 0x5B, !digits.isEmpty else { return nil }
        var first = index
        while first > 0, cell[first - 1] &- 0x41 < 26 { first -= 1 }
        var last = index
        while last + 1 < cell.count, cell[last + 1] &- 0x41 < 26 { last += 1 }
        guard last - first >= 2, digits.count - (index - first) < 7 else { return nil }
        switch letter {
        case 0x41...0x43: return 0x32
        case 0x44...0x46: return 0x33
        case 0x47...0x49: return 0x34
        case 0x4A...0x4C: return 0x35
        case 0x4D...0x4F: return 0x36
        case 0x50...0x53: return 0x37
        case 0x54...0x56: return 0x38
        default: return 0x39
        }
    }

    /// Writes a number that its length alone tells; `false` where libphonenumber has to be asked.
    ///
    /// What is written here is what libphonenumber would write: `PhonePlanTests` compares the two.
    private func writeKnown(_ region: CountryCode?, into scratch: inout [UInt8]) -> Bool {
        let home = region.flatMap { CallingPlanIndex.known.plan(of: $0) }
        if isInternational { return writeAbroad(from: 0, into: &scratch) }
        guard let plan = home else { return false }
        if plan.dialsZeroZero, startsWithZeroZero { return writeAbroad(from: 2, into: &scratch) }
        if !plan.trunk.isEmpty, starts(with: plan.trunk), plan.takes(digits, from: plan.trunk.count) {
            write(plan.code, from: plan.trunk.count, into: &scratch)
            return true
        }
        // Where a trunk prefix is dialled, a number without it may be anything, but for America's.
        guard plan.trunk.isEmpty || plan.trunk == plan.code, digits[0] != 0x30, !starts(with: plan.code),
            plan.takes(digits, from: 0)
        else { return false }
        write(plan.code, from: 0, into: &scratch)
        return true
    }

    /// Writes a number that begins with a calling code; without the plus where no number is so long.
    private func writeAbroad(from start: Int, into scratch: inout [UInt8]) -> Bool {
        guard let plan = CallingPlanIndex.known.plan(ofNumber: digits.span, from: start),
            plan.isPlain(digits, from: start + plan.code.count), digits.count - start <= Self.limitDigits
        else { return false }
        if plan.takes(digits, from: start + plan.code.count) { scratch.append(0x2B) }
        scratch.append(contentsOf: digits[start...])
        return true
    }

    private var startsWithZeroZero: Bool { digits.count > 2 && digits[0] == 0x30 && digits[1] == 0x30 }

    private func write(_ code: [UInt8], from start: Int, into scratch: inout [UInt8]) {
        scratch.append(0x2B)
        scratch.append(contentsOf: code)
        scratch.append(contentsOf: digits[start...])
    }

    private mutating func writeAsked(_ region: CountryCode?, into scratch: inout [UInt8]) {
        // No plan has room for more; the library looks at 250 characters and no further.
        guard digits.count <= Self.limitAsked else {
            scratch.append(contentsOf: digits.prefix(Self.limitDigits))
            return
        }
        if isInternational { digits.insert(0x2B, at: 0) }
        var written: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var count = 0
        let outcome = withUnsafeMutableBytes(of: &written) { room in
            let home: [CChar] = region.map { [CChar($0.first), CChar($0.second)] } ?? []
            return digits.withUnsafeBytes { asked in
                phone_read(
                    asked.bindMemory(to: CChar.self).baseAddress, asked.count, home.isEmpty ? nil : home,
                    room.bindMemory(to: UInt8.self).baseAddress, &count)
            }
        }
        if isInternational { digits.removeFirst() }
        guard outcome != PHONE_UNREADABLE else {
            scratch.append(contentsOf: digits.prefix(Self.limitDigits))
            return
        }
        if outcome == PHONE_E164 { scratch.append(0x2B) }
        withUnsafeBytes(of: written) { scratch.append(contentsOf: $0.prefix(min(count, Self.limitDigits))) }
    }

    private func starts(with prefix: [UInt8]) -> Bool {
        guard prefix.count <= digits.count else { return false }
        for index in prefix.indices where digits[index] != prefix[index] { return false }
        return true
    }
}

/// The calling plans by country and by calling code.
struct CallingPlanIndex: Sendable {
    static let known = CallingPlanIndex()

    private var byCountry: [CallingPlan?] = Array(repeating: nil, count: 676)
    /// By the number that the code's digits spell; the plan listed first speaks for a shared code.
    private var byCode: [CallingPlan?] = Array(repeating: nil, count: 1_000)

    private init() {
        for plan in CallingPlans.all {
            if let country = CountryCode(plan.country) { byCountry[country.index] = plan }
            if let code = Int(String(decoding: plan.code, as: UTF8.self)), byCode[code] == nil { byCode[code] = plan }
        }
    }

    func plan(of country: CountryCode) -> CallingPlan? { byCountry[country.index] }

    /// The plan of an international number; calling codes are prefix-free.
    func plan(ofNumber digits: Span<UInt8>, from start: Int) -> CallingPlan? {
        var code = 0
        for index in start..<min(start + 3, digits.count) {
            code = code * 10 + Int(digits[index] - 0x30)
            if code == 0 { return nil }
            if let plan = byCode[code] { return plan }
        }
        return nil
    }
}
