/// How one country numbers its telephones, as far as a number can be read by counting its digits.
struct CallingPlan: Sendable {
    /// ISO 3166 alpha-2.
    let country: String
    /// Digits after the plus.
    let code: [UInt8]
    /// Dialled before a national number inside the country; empty where numbers are dialled whole.
    let trunk: [UInt8]
    /// Bit n: a national number that begins with digit n is not told by its length alone.
    let unsafeStarts: UInt16
    /// Bit n: national numbers of n digits exist.
    let lengths: UInt16

    /// Whether 00 is dialled before a foreign number, and nothing behind it.
    let dialsZeroZero: Bool

    /// Whether digits from a place on begin as a number whose national prefix and length say all.
    @inline(__always)
    func isPlain(_ digits: [UInt8], from start: Int) -> Bool {
        2..<16 ~= digits.count - start && unsafeStarts & (1 << UInt16(digits[start] &- 0x30)) == 0
    }

    /// Whether digits from a place on are a national number beyond doubt.
    @inline(__always)
    func takes(_ digits: [UInt8], from start: Int) -> Bool {
        isPlain(digits, from: start) && lengths & (1 << UInt16(digits.count - start)) != 0
    }
}

/// The countries whose commonest spellings need not be taken to libphonenumber, which costs twenty microseconds a number.
///
/// Lengths are those of libphonenumber 8.12.57 (Apache License 2.0). A country stands here only where what
/// `PhoneNumber` makes of it is the library's own answer: `PhonePlanTests` draws numbers and compares. Countries with
/// carrier codes or prefixes that change a number (Argentina, Kazakhstan, Iceland …) are left to the library.
enum CallingPlans {
    static let all: [CallingPlan] = lines.split(separator: "\n").map { line in
        let cells = line.split(separator: " ").map(String.init)
        return CallingPlan(
            country: cells[0], code: Array(cells[1].utf8), trunk: cells[2] == "-" ? [] : Array(cells[2].utf8),
            unsafeStarts: cells[3] == "-" ? 0 : cells[3].utf8.reduce(0) { $0 | 1 << UInt16($1 - 0x30) },
            lengths: cells[4].split(separator: ",").reduce(0) { $0 | bits(of: $1) }, dialsZeroZero: cells[5] == "00")
    }

    private static func bits(of range: Substring) -> UInt16 {
        let ends = range.split(separator: "-").compactMap { UInt16($0) }
        guard let first = ends.first, let last = ends.last else { return 0 }
        return (first...last).reduce(0) { $0 | 1 << $1 }
    }

    /// country, calling code, trunk prefix, starts that are not safe, lengths, whether 00 leads abroad
    private static let lines = """
        US 1 1 01 10 -
        CA 1 1 01 10 -
        PR 1 1 01 10 -
        DO 1 1 01 10 -
        JM 1 1 01 10 -
        RU 7 8 018 10,14 -
        EG 20 0 0 8-10 00
        ZA 27 0 0 5-10 00
        GR 30 - - 10-12 00
        NL 31 0 0 5-11 00
        BE 32 0 0 8-9 00
        FR 33 0 0 9 00
        ES 34 - - 9 00
        HU 36 06 0 8-9 00
        IT 39 - - 6-12 00
        RO 40 0 0 6,9 00
        CH 41 0 0 9,12 00
        AT 43 0 0 4-13 00
        GB 44 0 0 7,9,10 00
        DK 45 - - 8 00
        SE 46 0 0 6,7,8,9,10,12 00
        NO 47 - - 5,8 00
        PL 48 - - 6-10 00
        DE 49 0 0 4-13 00
        PE 51 0 0 8-9 00
        MX 52 - 01 10-11 00
        BR 55 0 09 8-11 -
        CL 56 - 01 9-11 00
        CO 57 - 01 10-11 -
        VE 58 0 0 10 00
        MY 60 0 0 8-10 00
        AU 61 0 01 5,6,7,8,9,10,12 -
        ID 62 0 0 7-13 -
        PH 63 0 0 6,8,9,10,11,12,13 00
        NZ 64 0 01 5-10 00
        SG 65 - - 8,10,11 -
        TH 66 0 0 8,9,10,13 -
        JP 81 0 01 8-13 -
        KR 82 0 08 5,6,8,9,10,11,12,13 -
        VN 84 0 0 7-10 00
        CN 86 0 01 7-12 00
        TR 90 0 0 7,10,12,13 00
        IN 91 0 0 8-13 00
        PK 92 0 0 8-12 00
        MA 212 0 0 9 00
        DZ 213 0 0 8-9 00
        TN 216 - - 8 00
        NG 234 0 0 7,8,10,11,12 -
        KE 254 0 0 7-10 -
        PT 351 - - 9 00
        LU 352 - 01 4-11 00
        IE 353 0 0 7-10 00
        MT 356 - - 8 00
        CY 357 - - 8 00
        FI 358 0 0 5-12 00
        BG 359 0 0 6-9 00
        LV 371 - - 8 00
        EE 372 - - 7,8,10 00
        UA 380 0 0 9-10 00
        RS 381 0 0 6-12 00
        HR 385 0 0 6-9 00
        SI 386 0 0 5-8 00
        CZ 420 - - 9-12 00
        SK 421 0 0 6,7,9 00
        HK 852 - - 5,6,7,8,9,11 -
        TW 886 0 01 7-11 -
        AE 971 0 0 5-12 00
        IL 972 0 01 7-12 00
        SA 966 0 0 9-10 00
        """
}
