/// Text that no spreadsheet computes (OWASP, CSV injection), and the way back.
///
/// An apostrophe is put
/// - in front of a value that begins with `= + - @`, their full-width twins, a tab or a line break, also where white
///   space or invisible characters come first,
/// - and between a separator (`, ; |`, tab, line break) and such a character right behind it, as a spreadsheet set to
///   another separator begins a cell there.
///
/// One more is put where apostrophes stand before such a character already. So every text comes back exactly:
/// whoever reads a spreadsheet file passes each cell through `restored`.
public enum SpreadsheetText {
    private static let apostrophe: Unicode.Scalar = "'"

    /// The text with an apostrophe wherever a spreadsheet would compute; most texts come back as they are.
    public static func neutralised(_ text: String) -> String {
        guard mayBeTouched(text) else { return text }
        var result = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        if isDangerous(scalars[...]) { result.append(apostrophe) }
        for (index, scalar) in scalars.enumerated() {
            result.append(scalar)
            if isSeparator(scalar), isComputed(behindApostrophes(scalars[(index + 1)...]).first) {
                result.append(apostrophe)
            }
        }
        return String(result)
    }

    /// The inverse of `neutralised`.
    public static func restored(_ text: String) -> String {
        guard mayBeTouched(text) else { return text }
        var inner: [Unicode.Scalar] = []
        let scalars = Array(text.unicodeScalars)
        var isBehindSeparator = false
        for (index, scalar) in scalars.enumerated() {
            let isOurs =
                isBehindSeparator && scalar == apostrophe && isComputed(behindApostrophes(scalars[index...]).first)
            if !isOurs { inner.append(scalar) }
            isBehindSeparator = isSeparator(scalar)
        }
        if inner.first == apostrophe, isDangerous(inner[...]) { inner.removeFirst() }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: inner)
        return String(result)
    }

    /// Most values hold none of the characters in question.
    private static func mayBeTouched(_ text: String) -> Bool {
        for byte in text.utf8 {
            switch byte {
            case 0x2B, 0x2D, 0x3D, 0x40, 0x09, 0x0A, 0x0D, 0xEF: return true
            default: continue
            }
        }
        return false
    }

    /// Whether the value, apostrophes in front set aside, begins a formula.
    private static func isDangerous(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        let bare = behindApostrophes(scalars)
        switch bare.first {
        case "\t", "\r", "\n": return true
        default: return isComputed(bare.first { !isInvisible($0) })
        }
    }

    private static func behindApostrophes(_ scalars: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        scalars.drop { $0 == apostrophe }
    }

    private static func isComputed(_ scalar: Unicode.Scalar?) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ",", ";", "|", "\t", "\r", "\n": true
        default: false
        }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint || scalar.value < 0x20
    }
}
