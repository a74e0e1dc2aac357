internal import LeadModel

/// A telephone number in E.164, `+` and all digits, where the number or its region says enough.
///
/// Numbers that do not fit their country's plan keep their digits without `+`, calling code first where it is known, so
/// that two spellings of one odd number still meet. Extensions are dropped. Vanity letters count as the digits below them.
struct PhoneNumber {
    /// An E.164 number has no more digits.
    private static let limitDigits = 15

    private var digits: [UInt8] = []
    private var isInternational = false

    init() { digits.reserveCapacity(32) }

    /// Writes the number into `scratch`, whatever that held before.
    mutating func read(
        _ cell: Span<UInt8>, region: CountryCode?, into scratch: inout [UInt8]
    ) throws(Unreadable) {
        scan(cell)
        guard !digits.isEmpty else { throw Unreadable(.mappingInvalidPhone) }
        let plan = region.flatMap { CallingPlanIndex.known.plan(of: $0) }
        scratch.removeAll(keepingCapacity: true)
        if isInternational {
            writeInternational(from: 0, into: &scratch)
        } else if let prefix = prefixForAbroad(plan), digits.count > prefix + 6 {
            writeInternational(from: prefix, into: &scratch)
        } else if let plan {
            writeNational(plan, into: &scratch)
        } else {
            scratch.append(contentsOf: digits.prefix(Self.limitDigits))
        }
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

    /// Digits dialled before a foreign number, `nil` where the number does not begin with them.
    private func prefixForAbroad(_ plan: CallingPlan?) -> Int? {
        if digits.count > 2, digits[0] == 0x30, digits[1] == 0x30 { return 2 }
        guard let plan, starts(with: plan.abroad, at: 0) else { return nil }
        return plan.abroad.utf8.count
    }

    private func writeInternational(from start: Int, into scratch: inout [UInt8]) {
        guard let plan = CallingPlanIndex.known.plan(ofNumber: digits.span, from: start) else {
            let count = digits.count - start
            if 8...Self.limitDigits ~= count, digits[start] != 0x30 { scratch.append(0x2B) }
            scratch.append(contentsOf: digits[start..<min(digits.count, start + Self.limitDigits)])
            return
        }
        var national = start + plan.code.utf8.count
        if !plan.digits.contains(digits.count - national), !plan.trunk.isEmpty, starts(with: plan.trunk, at: national) {
            national += plan.trunk.utf8.count  // +44 020 …
        } else if plan.trunk == "0", starts(with: "0", at: national) {
            national += 1
        }
        write(plan, from: national, into: &scratch)
    }

    private func writeNational(_ plan: CallingPlan, into scratch: inout [UInt8]) {
        let codeLength = plan.code.utf8.count
        let hasTrunk = !plan.trunk.isEmpty && starts(with: plan.trunk, at: 0)
        let afterTrunk = digits.count - plan.trunk.utf8.count
        if hasTrunk, plan.trunk == "0" || plan.digits.contains(afterTrunk) {
            write(plan, from: plan.trunk.utf8.count, into: &scratch)
        } else if starts(with: plan.code, at: 0), plan.digits.contains(digits.count - codeLength),
            !plan.trunk.isEmpty || !plan.digits.contains(digits.count)
        {
            write(plan, from: codeLength, into: &scratch)  // a spreadsheet took the plus away
        } else if plan.digits.contains(digits.count) {
            write(plan, from: 0, into: &scratch)
        } else {
            scratch.append(contentsOf: digits.prefix(Self.limitDigits))
        }
    }

    private func write(_ plan: CallingPlan, from start: Int, into scratch: inout [UInt8]) {
        let length = digits.count - start
        // Behind the trunk prefix 0 no national number begins with another 0.
        let hasStrayZero = plan.trunk == "0" && length > 0 && digits[start] == 0x30
        let fits = plan.digits.contains(length) && length + plan.code.utf8.count <= Self.limitDigits && !hasStrayZero
        if fits { scratch.append(0x2B) }
        scratch.append(contentsOf: plan.code.utf8)
        scratch.append(contentsOf: digits[start..<min(digits.count, start + Self.limitDigits)])
    }

    private func starts(with prefix: String, at start: Int) -> Bool {
        guard start + prefix.utf8.count <= digits.count else { return false }
        var index = start
        for byte in prefix.utf8 {
            if digits[index] != byte { return false }
            index += 1
        }
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
            if let code = Int(plan.code), byCode[code] == nil { byCode[code] = plan }
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
