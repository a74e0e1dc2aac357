/// How one country numbers its telephones.
struct CallingPlan: Sendable {
    /// ISO 3166 alpha-2.
    let country: String
    /// Digits after the plus.
    let code: String
    /// Dialled before a national number inside the country; empty where numbers are dialled whole.
    let trunk: String
    /// Dialled before a foreign number.
    let abroad: String
    /// Digits of a national number without trunk prefix, shortest and longest.
    let digits: ClosedRange<Int>
}

/// The numbering plans of the countries most leads come from, after ITU-T E.164 and the national plans filed with it.
///
/// A country that is not listed loses nothing but its national spellings: its `+` numbers are kept as E.164.
enum CallingPlans {
    static let all: [CallingPlan] = lines.split(separator: "\n").map { line in
        let cells = line.split(separator: " ").map(String.init)
        return CallingPlan(
            country: cells[0], code: cells[1], trunk: cells[2] == "-" ? "" : cells[2], abroad: cells[3],
            digits: (Int(cells[4]) ?? 4)...(Int(cells[5]) ?? 15))
    }

    /// country, calling code, trunk prefix, prefix for abroad, shortest, longest
    private static let lines = """
        US 1 1 011 10 10
        CA 1 1 011 10 10
        PR 1 1 011 10 10
        DO 1 1 011 10 10
        JM 1 1 011 10 10
        RU 7 8 810 10 10
        KZ 7 8 810 10 10
        EG 20 0 00 8 10
        ZA 27 0 00 9 9
        GR 30 - 00 10 10
        NL 31 0 00 9 9
        BE 32 0 00 8 9
        FR 33 0 00 9 9
        ES 34 - 00 9 9
        HU 36 06 00 8 9
        IT 39 - 00 6 11
        RO 40 0 00 9 9
        CH 41 0 00 9 9
        AT 43 0 00 5 13
        GB 44 0 00 9 10
        DK 45 - 00 8 8
        SE 46 0 00 7 10
        NO 47 - 00 8 8
        PL 48 - 00 9 9
        DE 49 0 00 5 12
        PE 51 0 00 8 9
        MX 52 - 00 10 10
        AR 54 0 00 10 11
        BR 55 0 00 10 11
        CL 56 - 00 9 9
        CO 57 - 00 8 10
        VE 58 0 00 10 10
        MY 60 0 00 8 10
        AU 61 0 0011 9 9
        ID 62 0 00 8 12
        PH 63 0 00 8 10
        NZ 64 0 00 8 10
        SG 65 - 000 8 8
        TH 66 0 00 8 9
        JP 81 0 010 9 10
        KR 82 0 00 8 10
        VN 84 0 00 9 10
        CN 86 0 00 10 11
        TR 90 0 00 10 10
        IN 91 0 00 10 10
        PK 92 0 00 9 10
        MA 212 0 00 9 9
        DZ 213 0 00 8 9
        TN 216 - 00 8 8
        NG 234 0 009 8 10
        KE 254 0 000 9 9
        PT 351 - 00 9 9
        LU 352 - 00 4 11
        IE 353 0 00 7 9
        IS 354 - 00 7 9
        MT 356 - 00 8 8
        CY 357 - 00 8 8
        FI 358 0 00 5 12
        BG 359 0 00 7 9
        LT 370 0 00 8 8
        LV 371 - 00 8 8
        EE 372 - 00 7 8
        UA 380 0 00 9 9
        RS 381 0 00 6 12
        HR 385 0 00 8 9
        SI 386 0 00 8 8
        CZ 420 - 00 9 9
        SK 421 0 00 9 9
        LI 423 - 00 7 9
        HK 852 - 001 8 8
        TW 886 0 002 8 9
        AE 971 0 00 8 9
        IL 972 0 00 8 9
        SA 966 0 00 8 9
        """
}
