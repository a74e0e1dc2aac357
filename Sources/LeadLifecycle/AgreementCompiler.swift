import ConfigFiles
import LeadModel

/// Reads `agreement:` and the keys of one version that are not about recycling.
struct AgreementCompiler {
    let findings = Findings()
    var warnings: [Fault] = []

    static func compile(_ text: String, file: String) throws(FaultList) -> Agreement {
        let root = try ConfigNode.parse(text, file: file)
        var compiler = AgreementCompiler()
        let versions = compiler.versions(root)
        try compiler.findings.check()
        return Agreement(file: file, versions: versions, warnings: compiler.warnings)
    }

    private mutating func versions(_ root: ConfigNode) -> [AgreementVersion] {
        var map = ConfigMap(root, of: "an agreement file", into: findings)
        let node = map.required("agreement")
        map.refuseUnknownKeys()
        guard let node else { return [] }
        guard case .list(let items) = node.content, !items.isEmpty else {
            findings.add(
                .configWrongType, "'agreement' must be a list of dated versions, not \(node.kindWord)", at: node.place,
                advice: "Begin each version with `- effective-from: 2026-01-01`.")
            return []
        }
        var versions: [AgreementVersion] = []
        for item in items {
            guard let version = version(item) else { continue }
            if let other = versions.first(where: {
                $0.effectiveFrom == version.effectiveFrom || $0.begins == version.begins
            }) {
                findings.add(
                    .agreementContradiction, "two versions take effect on \(version.effectiveFrom)", at: version.place,
                    advice: "The other stands at line \(other.place.line ?? 0). Keep one, or give one another date.")
            }
            versions.append(version)
        }
        return versions.sorted { $0.begins < $1.begins }
    }

    private mutating func version(_ node: ConfigNode) -> AgreementVersion? {
        var map = ConfigMap(node, of: "a version of the agreement", into: findings)
        let date = effectiveFrom(&map)
        let zone = zone(&map)
        let hours = map.optional("business-hours").flatMap { businessHours($0, zone: zone) }
        let sales = map.optional("sales").map(salesLevels)
        let marketing = map.optional("marketing").map(marketingLevels)
        let recycling = map.required("recycling").flatMap { node in
            var compiler = RecyclingCompiler(findings: findings)
            let policy = compiler.compile(node)
            warnings += compiler.warnings
            return policy
        }
        map.refuseUnknownKeys()
        guard let date, let zone, let recycling else { return nil }
        return AgreementVersion(
            effectiveFrom: date.text, begins: zone.instant(days: date.day), place: node.place, zone: zone,
            businessHours: hours, sales: sales ?? salesLevels(nil), marketing: marketing ?? marketingLevels(nil),
            recycling: recycling)
    }

    private func effectiveFrom(_ map: inout ConfigMap) -> (text: String, day: Int)? {
        guard let node = map.required("effective-from"), let text = findings.text(node, of: "effective-from") else {
            return nil
        }
        return day(text, at: node.place).map { (text, $0) }
    }

    private func zone(_ map: inout ConfigMap) -> CivilZone? {
        guard let node = map.required("zone"), let text = findings.text(node, of: "zone") else { return nil }
        if let zone = CivilZone(text) { return zone }
        findings.add(
            .configUnknownValue, "'\(text)' is not a known zone", at: node.place,
            advice: "Write an IANA name such as America/New_York or Europe/Berlin; abbreviations mean several zones.")
        return nil
    }

    private func day(_ text: String, at place: Origin) -> Int? {
        if let day = CivilZone.day(ofDate: text) { return day }
        findings.add(
            .configWrongType, "a date is needed here", at: place, seen: .word(text),
            advice: "Write year, month and day, such as 2026-10-01.")
        return nil
    }

    private func businessHours(_ node: ConfigNode, zone: CivilZone?) -> BusinessHours? {
        var map = ConfigMap(node, of: "business hours", into: findings)
        let days = map.required("days").flatMap {
            findings.text($0, of: "days").flatMap { weekdays($0, at: node.place) }
        }
        let from = minutes(&map, "from")
        let to = minutes(&map, "to")
        let holidays = map.optional("holidays").map { node -> [Int] in
            guard case .list(let items) = node.content else {
                return findings.text(node, of: "holidays").flatMap { day($0, at: node.place) }.map { [$0] } ?? []
            }
            return items.compactMap { item in findings.text(item, of: "holidays").flatMap { day($0, at: item.place) } }
        }
        map.refuseUnknownKeys()
        guard let days, let from, let to, let zone else { return nil }
        guard from < to else {
            findings.add(
                .agreementContradiction, "business hours end before they begin", at: node.place,
                advice: "Write an earlier 'from' or a later 'to'.")
            return nil
        }
        return BusinessHours(days: days, hours: from..<to, holidays: Set(holidays ?? []), zone: zone)
    }

    /// `mon-fri`, `sun-thu`, `mon`: a run of days, which may pass the end of the week.
    private func weekdays(_ text: String, at place: Origin) -> [Bool]? {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { names.firstIndex(of: String($0)) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else {
            findings.add(
                .configUnknownValue, "'\(text)' is not a run of days", at: place,
                advice: "Write such as mon-fri, with the days mon, tue, wed, thu, fri, sat, sun.")
            return nil
        }
        var days = [Bool](repeating: false, count: 7)
        for step in 0...((last - first + 7) % 7) { days[(first + step) % 7] = true }
        return days
    }

    /// Minutes past midnight of `"09:00"`; 24:00 ends a day.
    private func minutes(_ map: inout ConfigMap, _ key: String) -> Int? {
        guard let node = map.required(key), let text = findings.text(node, of: key) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 1_440
        {
            return hour * 60 + minute
        }
        findings.add(
            .configWrongType, "'\(key)' must be a time of day", at: node.place, seen: .word(text),
            advice: "Write hours and minutes in quotes, such as \"09:00\".")
        return nil
    }
}
