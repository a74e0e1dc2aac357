import ConfigFiles
import LeadModel

/// Reads `sales:` and `marketing:` of a version of the agreement.
extension AgreementCompiler {
    func salesLevels(_ map: ConfigMap?) -> SalesServiceLevels {
        guard let map else {
            return SalesServiceLevels(
                firstResponse: nil, attempts: nil, followUpShare: nil, reasonShare: nil, closeRate: nil)
        }
        return SalesServiceLevels(
            firstResponse: span(map, "first-response"), attempts: attempts(map),
            followUpShare: percent(map, "follow-up-share", emptyPromise: 0),
            reasonShare: percent(map, "reason-share", emptyPromise: 0),
            closeRate: percent(map, "close-rate", emptyPromise: 0))
    }

    func marketingLevels(_ map: ConfigMap?) -> MarketingServiceLevels {
        guard let map else { return MarketingServiceLevels(salesReadyLeads: nil, junkShare: nil) }
        return MarketingServiceLevels(
            salesReadyLeads: volume(map), junkShare: percent(map, "junk-share", emptyPromise: 100))
    }

    /// A span of an optional key.
    private func span(_ map: ConfigMap, _ key: String) -> AgreedSpan? {
        guard let value = map[key], let text = value.text else { return nil }
        if let span = AgreedSpan(text) {
            if span.amount > 0 { return span }
            return refuseZero(text, of: key, at: value.place, "nobody answers in no time", "such as 5m or 8h")
        }
        findings.add(
            .configWrongType, "'\(key)' must be a length of time", at: value.place, seen: .word(text),
            advice: AgreedSpan.advice)
        return nil
    }

    /// `5 within 10d`.
    private func attempts(_ map: ConfigMap) -> SalesServiceLevels.Attempts? {
        guard let value = map["attempts"], let text = value.text else { return nil }
        let words = text.split(separator: " ")
        if words.count == 3, Int(words[0]) == 0 {
            return refuseZero(text, of: "attempts", at: value.place, "that promises nothing", "such as 5 within 10d")
        }
        if words.count == 3, words[1] == "within", let count = Int(words[0]), (1...1_000).contains(count),
            let span = AgreedSpan(words[2]), span.amount > 0
        {
            return SalesServiceLevels.Attempts(count: count, within: span)
        }
        findings.add(
            .configWrongType, "'attempts' must be a number within a length of time", at: value.place, seen: .word(text),
            advice: "Write such as 5 within 10d.")
        return nil
    }

    /// `300 per quarter`.
    private func volume(_ map: ConfigMap) -> MarketingServiceLevels.Volume? {
        let key = "sales-ready-leads"
        guard let value = map[key], let text = value.text else { return nil }
        let words = text.split(separator: " ")
        if words.count == 3, Int(words[0]) == 0 {
            return refuseZero(text, of: key, at: value.place, "that promises nothing", "such as 300 per quarter")
        }
        if words.count == 3, words[1] == "per", let count = Int(words[0]), (1...1_000_000_000).contains(count),
            let period = MarketingServiceLevels.Period(rawValue: String(words[2]))
        {
            return MarketingServiceLevels.Volume(count: count, per: period)
        }
        findings.add(
            .configWrongType, "'\(key)' must be a number per week, month, quarter or year", at: value.place,
            seen: .word(text),
            advice: "Write such as 300 per quarter.")
        return nil
    }

    private func refuseZero<Value>(
        _ text: String, of key: String, at place: Origin, _ why: String, _ example: String
    ) -> Value? {
        findings.add(
            .agreementContradiction, "'\(key)' is \(text): \(why)", at: place,
            advice: "Write \(example), or take the key out.")
        return nil
    }

    /// `95%` or `12.5%`, from 0 to 100.
    /// - Parameter emptyPromise: the share that is always kept, whatever happens.
    private func percent(_ map: ConfigMap, _ key: String, emptyPromise: Int64) -> ExactNumber? {
        guard let value = map[key], let text = value.text else { return nil }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        let isDigits = parts.allSatisfy {
            (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        if text.last == "%", (1...2).contains(parts.count), isDigits, let mantissa = Int64(parts.joined()) {
            let number = ExactNumber(mantissa: mantissa, scale: UInt8(parts.count == 2 ? parts[1].utf8.count : 0))
            if number.mantissa == emptyPromise * Int64(powerOfTen: number.scale) {
                return refuseZero(
                    text, of: key, at: value.place, "that promises nothing",
                    "such as \(emptyPromise == 0 ? "95%" : "10%")")
            }
            if !ExactNumber(100).isLess(than: number) { return number }
        }
        findings.add(
            .configWrongType, "'\(key)' must be a share from 0% to 100%", at: value.place, seen: .word(text),
            advice: "Write such as 95% or 12.5%.")
        return nil
    }
}

extension Int64 {
    fileprivate init(powerOfTen exponent: UInt8) { self = (0..<exponent).reduce(1) { power, _ in power * 10 } }
}

extension AgreedSpan {
    static let advice = "Write digits and m, h, d or w, such as 5m, 8h, 90d or 2w, up to ten years."
}
