/// What a person types to find a lead, as SQL compares it with the golden record.
enum LeadSearch {
    /// Parameters: `?2` the pattern, `?8` the digits of a telephone number, or null.
    static let condition = """
        (email GLOB ?2 OR first_name || ' ' || last_name GLOB ?2 OR last_name GLOB ?2 OR first_name GLOB ?2
            OR company GLOB ?2 OR phone GLOB ?2 OR mobile_phone GLOB ?2 OR \(fits("phone")) OR \(fits("mobile_phone")))
        """

    /// Whether a stored number has the digits in it; or, of two whole numbers, one ends with the other, since one of the two
    /// may lack its country's code or have the zero that is dialled before it.
    private static func fits(_ column: String) -> String {
        let digits = "ltrim(\(column), '+0')"
        return """
            (?8 IS NOT NULL AND (instr(\(column), ?8) > 0
                OR (length(\(digits)) >= 7 AND substr(?8, -length(\(digits))) = \(digits))))
            """
    }

    /// A part of a text in any letter case; of letters beyond ASCII, too, which `LIKE` knows nothing of.
    static func pattern(_ text: String) -> String {
        var pattern = "*"
        for scalar in text.unicodeScalars {
            let forms = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].filter {
                $0.unicodeScalars.count == 1
            }
            let letters = Set(forms + [String(scalar)])
            // Within brackets a letter stands for itself; so do the characters that mean something to GLOB.
            pattern +=
                letters.count > 1 || "*?[".unicodeScalars.contains(scalar)
                ? "[\(letters.sorted().joined())]" : String(scalar)
        }
        return pattern + "*"
    }

    /// The digits of what may be a telephone number, without zeros in front; `nil` where it is something else.
    static func digits(_ text: String) -> String? {
        // The zero of `+49 (0)30` is dialled within the country only.
        let text = text.replacing("(0)", with: "", maxReplacements: 1)
        guard text.allSatisfy({ $0.isASCII && ($0.isNumber || " +-()./\u{A0}".contains($0)) }) else { return nil }
        let digits = text.filter(\.isNumber).drop { $0 == "0" }
        return digits.count >= 4 ? String(digits) : nil
    }
}
