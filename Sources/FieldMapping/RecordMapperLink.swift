internal import LeadModel

/// Runs one link of a chain on what the link before it made.
extension RecordMapper {
    /// Why a link refuses a text.
    struct RefusedText: Error {
        var code: FaultCode
        var text: String
    }

    mutating func run(
        _ link: ChainLink, _ value: ChainValue, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(RefusedText) -> ChainValue {
        switch link.transform {
        case .constant(let text): return .text(text)
        case .column(let source):
            let choice: CellIndex.Choice
            do {
                choice = try choose(source, page, bytes)
            } catch {
                throw RefusedText(code: error.code, text: "")
            }
            switch choice.presence {
            case .absent: return .absent
            case .blank: return .blank
            case .value: return .text(Self.clean(bytes.extracting(choice.range)))
            }
        case .fallback(let text): return value == .blank ? .text(text) : value
        case .blank: return value == .absent ? .absent : .blank
        case .part(let number):
            guard case .texts(let texts) = value else { return value }
            let index = number > 0 ? number - 1 : texts.count + number
            return texts.indices.contains(index) ? Self.trimmed(texts[index]) : .blank
        case .join(let separator):
            guard case .texts(let texts) = value else { return value }
            return Self.trimmed(texts.filter { !$0.isEmpty }.joined(separator: separator))
        case .split(let separator):
            guard case .text(let text) = value else { return value }
            // An empty part keeps its place, so that the second part is always the second.
            return Self.several(
                text.split(separator: separator, omittingEmptySubsequences: false).map {
                    Self.part(Self.trimmed(String($0)))
                })
        default: break
        }
        switch value {
        case .absent, .blank: return value
        case .text(let text): return try changed(text, by: link, page, bytes)
        case .texts(let texts):
            var parts: [String] = []
            for text in texts {
                parts.append(text.isEmpty ? "" : Self.part(try changed(text, by: link, page, bytes)))
            }
            return Self.several(parts)
        }
    }

    private static func part(_ value: ChainValue) -> String { if case .text(let text) = value { text } else { "" } }

    private static func several(_ parts: [String]) -> ChainValue {
        parts.allSatisfy(\.isEmpty) ? .blank : .texts(parts)
    }

    private mutating func changed(
        _ text: String, by link: ChainLink, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(RefusedText) -> ChainValue {
        do throws(Unreadable) {
            return Self.trimmed(try changed(text, by: link.transform, page, bytes))
        } catch {
            switch link.otherwise {
            case .keep: return .text(text)
            case .blank: return .blank
            case .fault: throw RefusedText(code: error.code, text: text)
            }
        }
    }

    private mutating func changed(
        _ text: String, by transform: Transform, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Unreadable) -> String {
        switch transform {
        case .trim(let characters):
            return characters.isEmpty ? text : Self.trimmed(text, of: characters)
        case .letterCase(let letterCase): return letterCase.apply(to: text)
        case .namePart(let part): return FullName(text).part(part)
        case .values(let vocabulary):
            guard let meaning = vocabulary.table.meaning(of: Array(text.utf8).span) else {
                throw Unreadable(.mappingUnmappedValue)
            }
            return meaning.map { $0 } ?? ""
        case .country:
            guard let code = countries.code(of: text) else { throw Unreadable(.mappingInvalidCountry) }
            return code.text
        case .region(let rule, let form): return try region(text, rule, form, page, bytes)
        case .phone(let rule):
            try phone.read(Array(text.utf8).span, region: region(rule, page, bytes), into: &scratch)
            return String(decoding: scratch, as: UTF8.self)
        case .email:
            try EmailAddress.read(Array(text.utf8).span, into: &scratch)
            return String(decoding: scratch, as: UTF8.self)
        case .capture(let pattern, let group):
            guard let found = pattern.capture(group, in: text) else { throw Unreadable(.mappingNoMatch) }
            return found
        case .stripHTML: return try Markup.text(of: text)
        case .hash: return TextHash.hexadecimal(of: text)
        case .constant, .column, .fallback, .blank, .part, .join, .split: return text  // done before
        }
    }

    private mutating func region(
        _ text: String, _ rule: RegionRule, _ form: RegionName.Form, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Unreadable) -> String {
        guard let country = region(rule, page, bytes) else { throw Unreadable(.mappingInvalidRegion) }
        guard RegionName.known.knows(country) else { return text }
        guard let region = RegionName.known.region(text, of: country, as: form) else {
            throw Unreadable(.mappingInvalidRegion)
        }
        return region
    }

    private static func trimmed(_ text: String) -> ChainValue {
        let bytes = Array(text.utf8)
        let range = PlainText.trimmed(bytes.span, 0..<bytes.count)
        if range.isEmpty { return .blank }
        return .text(range.count == bytes.count ? text : String(decoding: bytes[range], as: UTF8.self))
    }

    private static func trimmed(_ text: String, of characters: Set<Character>) -> String {
        var text = text[...]
        while let first = text.first, first.isWhitespace || characters.contains(first) { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace || characters.contains(last) { text = text.dropLast() }
        return String(text)
    }
}
