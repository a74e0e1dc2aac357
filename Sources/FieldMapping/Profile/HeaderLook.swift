internal import LeadModel

/// Whether the first line of a file names columns or is a record itself.
enum HeaderLook {
    /// A header holds no addresses, telephone numbers or dates, and at least one name that columns go by, unless its names are
    /// such as programs make.
    static func isHeader(_ names: [String]) -> Bool {
        var scratch: [UInt8] = []
        var values = 0
        for name in names {
            let bytes = Array(name.utf8)
            if bytes.isEmpty || name.contains("@OData.") { continue }
            do {
                try EmailAddress.read(bytes.span, into: &scratch)
                return false
            } catch {}
            if TextLooks.phone(bytes.span) != .no || isTime(bytes.span) { return false }
            if TextLooks.isGUID(bytes.span) || bytes.allSatisfy(\.isDigit) { values += 1 }
        }
        return values * 2 < max(1, names.count)
            && (isKnown(names) || names.count(where: isPersonLike) * 2 < names.count)
    }

    /// Whether at least one of the names is one that columns go by. Where none is, the line may be somebody's record.
    private static func isKnown(_ names: [String]) -> Bool {
        VendorKnowledge.detect(among: names) != nil
            || names.contains { name in
                RecordKind.allCases.contains { kind in
                    HeaderReader(kind: kind, vendor: nil).meanings(of: name).contains { $0.score >= 0.5 }
                }
            }
    }

    /// Words with capitals, as people and places are written; names that programs make have others.
    private static func isPersonLike(_ name: String) -> Bool {
        let words = name.split(separator: " ")
        return !words.isEmpty
            && words.allSatisfy { word in
                word.first?.isUppercase == true
                    && word.dropFirst().allSatisfy { $0.isLowercase || $0 == "-" || $0 == "." || $0 == "'" }
            }
    }

    private static func isTime(_ cell: Span<UInt8>) -> Bool {
        var candidates = DateCandidates()
        candidates.add(cell)
        return candidates.outcome != .none
    }
}
