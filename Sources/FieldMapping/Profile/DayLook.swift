/// Looks at one value for a day that is written as no format of a mapping reads it.
enum DayLook {
    /// `14. März 2026`, `3 févr. 26`: a day, the name of a month, a year.
    static func hasMonthName(_ cell: Span<UInt8>) -> Bool {
        guard 6...40 ~= cell.count, (0..<cell.count).contains(where: { cell[$0].isDigit }) else { return false }
        guard (0..<cell.count).contains(where: { cell[$0].isLetter }) else { return false }
        let words = HeaderWords.words(PlainText.decoded(cell))
        let numbers = words.filter { $0.allSatisfy(\.isNumber) }
        guard numbers.count >= 2, numbers.contains(where: { $0.count <= 2 }) else { return false }
        return words.contains { months.contains($0) }
    }

    /// `46095` or `46095.385`: how spreadsheets keep the days from 1982 to 2064, when a cell has lost its format.
    static func isSerial(_ cell: Span<UInt8>) -> Bool {
        guard cell.count >= 5, 0x33...0x35 ~= cell[0], (0..<5).allSatisfy({ cell[$0].isDigit }) else { return false }
        guard cell.count > 5 else { return true }
        return cell.count > 6 && (cell[5] == 0x2E || cell[5] == 0x2C)
            && (6..<cell.count).allSatisfy { cell[$0].isDigit }
    }

    /// Months and their short forms in the ten languages, folded.
    private static let months: Set<String> = Set(
        """
        january february march april may june july august september october november december jan feb mar apr jun jul aug sep \
        sept oct nov dec januar februar marz maerz mai juni juli oktober dezember jaen janner mrz okt dez janvier fevrier mars \
        avril juin juillet aout septembre octobre novembre decembre janv fevr avr juil enero febrero marzo abril mayo junio \
        julio agosto septiembre octubre noviembre diciembre ene abr ago dic gennaio febbraio aprile maggio giugno luglio \
        settembre ottobre dicembre gen mag giu lug set ott januari februari maart mei augustus mrt janeiro fevereiro marco \
        maio junho julho setembro outubro novembro dezembro fev out stycznia lutego marca kwietnia maja czerwca lipca \
        sierpnia wrzesnia pazdziernika listopada grudnia sty lut kwi cze lip sie wrz paz lis gru marts maj augusti desember \
        des
        """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
