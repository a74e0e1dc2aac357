import LeadModel

/// Recognises what spreadsheets do to values that nobody touched: a long number becomes `4.9E+11`, an id loses its zeros
/// or its last digits, a date is spelled another way.
///
/// A value is held against the one that was exported. What is found is said, never put right: the digits are gone, and of
/// `03/04/2026` nobody knows whether it was March or April.
enum SpreadsheetDamage {
    /// What has happened to a value; `nil` where it may be what a person wrote.
    static func damage(from old: String, to new: String, isNumeric: Bool) -> String? {
        let old = trimmed(old)
        let new = trimmed(new)
        guard old != new, !old.isEmpty, !new.isEmpty else { return nil }
        if isScientific(new), !isScientific(old), old.contains(where: \.isNumber) {
            return "a spreadsheet has written this number in powers of ten, and its last digits are gone"
        }
        if isDigits(old), isDigits(new) {
            if old.count == new.count, old.count > 15, old.prefix(15) == new.prefix(15) {
                return "a spreadsheet has rounded this number after 15 digits"
            }
            if !isNumeric, old.first == "0", old.drop(while: { $0 == "0" }) == new[...] {
                return "a spreadsheet has taken the zeros from the front of this value"
            }
        }
        if !isNumeric, old.hasPrefix("+"), isDigits(String(old.dropFirst())), old.dropFirst() == new[...] {
            return "a spreadsheet has taken the plus from the front of this value"
        }
        if !isNumeric, let before = decimal(old), let after = decimal(new), before == after {
            return "a spreadsheet has spelled this number another way"
        }
        if isDateSpelledAnew(old, new) { return "a spreadsheet has spelled this date another way" }
        return nil
    }

    private static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    private static func isDigits(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy { 0x30...0x39 ~= $0 } }

    /// `4.9E+11`, `4,9E+11`
    private static func isScientific(_ text: String) -> Bool {
        let parts = text.split(separator: "E", omittingEmptySubsequences: false)
        guard parts.count == 2, let sign = parts[1].first, sign == "+" || sign == "-" else { return false }
        let mantissa = parts[0].split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        return isDigits(String(parts[1].dropFirst())) && (1...2).contains(mantissa.count)
            && mantissa.allSatisfy { isDigits(String($0)) }
    }

    /// Digits with one point or comma between them, without the zeros that say nothing.
    private static func decimal(_ text: String) -> [Substring]? {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        guard (1...2).contains(parts.count), parts.allSatisfy({ isDigits(String($0)) }) else { return nil }
        var fraction = parts.count == 2 ? parts[1] : ""
        while fraction.last == "0" { fraction.removeLast() }
        return [parts[0].drop { $0 == "0" }, fraction]
    }

    /// Whether both are dates of the same numbers, and the new one was not brought into ISO 8601, which a spreadsheet does
    /// not do by itself.
    private static func isDateSpelledAnew(_ old: String, _ new: String) -> Bool {
        guard let before = dateNumbers(old), let after = dateNumbers(new), !isISO(new) else { return false }
        // A spreadsheet may leave out the time, or its seconds, and takes the century from a year.
        return after.prefix(3).sorted() == before.prefix(3).sorted()
            || after.prefix(3).map { $0 % 100 }.sorted() == before.prefix(3).map { $0 % 100 }.sorted()
    }

    private static func isISO(_ text: String) -> Bool {
        let parts = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 3 && parts.map(\.count) == [4, 2, 2] && parts.allSatisfy { isDigits(String($0)) }
    }

    /// The numbers of a date: day, month and year in some order, parted by one kind of mark, and perhaps a time behind.
    private static func dateNumbers(_ text: String) -> [Int]? {
        guard text.utf8.count <= 40, let mark = text.first(where: { !$0.isNumber }), "-/.".contains(mark) else {
            return nil
        }
        let numbers = text.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
        let day = text.split(maxSplits: 1) { $0 == " " || $0 == "T" }.first ?? ""
        let parts = day.split(separator: mark, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ isDigits(String($0)) && $0.count <= 4 }), numbers.count >= 3 else {
            return nil
        }
        return numbers
    }
}
