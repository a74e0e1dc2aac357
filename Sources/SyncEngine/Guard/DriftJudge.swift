import LeadModel

/// What is odd about an export, compared with those that its stream had before.
struct Drift {
    enum Kind {
        case vanished(renamedTo: String?)
        case appeared
        case blank
        case fell
        case shifted
        case jumped(word: String)
        case newWord(String)
    }

    var kind: Kind
    /// The column, or that of the vocabulary.
    var column: String
    /// Share of the records before, and now.
    var before: Double
    var now: Double
    /// Whether leads would be spoiled by it.
    var isBreaking: Bool
}

/// Holds the profile of an export against those of earlier readings. Pure; knows no store and no clock.
///
/// A share is compared with the median of the earlier ones, and must lie outside all of them, so that what was seen and
/// accepted lately is no news, and exports that differ by turns raise no alarm. Two things are asked of a difference: that
/// it is large (absolute floors, below), and that chance does not explain it: the two-proportion z-test with a pooled
/// estimate, `z = (p₁ − p₂) / √(p (1 − p) (1/n₁ + 1/n₂))` (NIST/SEMATECH e-Handbook of Statistical Methods, 7.3.3).
/// `z ≥ 4.5` comes about by chance once in 300,000 comparisons: with fifty columns and words a day, every sixteen years.
struct DriftJudge {
    /// A smaller export says nothing about shares, and no baseline is made of it.
    static let recordsAtLeast = 50
    /// So many earlier readings are looked at.
    static let readings = 5
    private static let significance = 4.5
    /// A column that held less is not missed when it holds nothing.
    private static let filledBefore = 0.2
    /// What counts as nothing.
    private static let nearlyNone = 0.01
    /// A smaller difference of shares is no news, however sure.
    private static let difference = 0.1
    private static let jump = 3.0
    private static let wordsAtLeast = 20
    /// An export of so much less than those before is another kind of export, such as changes only: it is told of, and
    /// nothing of it is held.
    private static let comparableShare = 0.1

    /// Earlier readings, the newest first.
    let baseline: [ReadingProfile]
    let isRead: (String) -> Bool
    let isIgnored: (String) -> Bool
    /// Records of a usual reading.
    private let usual: Int
    /// The columns of each earlier reading, by their names.
    private let columnsBefore: [[String: ReadingProfile.Column]]

    init(
        baseline: [ReadingProfile], isRead: @escaping (String) -> Bool, isIgnored: @escaping (String) -> Bool
    ) {
        self.baseline = Array(baseline.filter { $0.records >= DriftJudge.recordsAtLeast }.prefix(DriftJudge.readings))
        self.isRead = isRead
        self.isIgnored = isIgnored
        usual = Int(DriftJudge.median(self.baseline.map { Double($0.records) }))
        columnsBefore = self.baseline.map { DriftJudge.byName($0.columns) }
    }

    /// What is odd about an export: what breaks something first.
    func judge(_ profile: ReadingProfile) -> [Drift] {
        guard !baseline.isEmpty, profile.records >= DriftJudge.recordsAtLeast else { return [] }
        var drifts = columns(profile) + profile.vocabularies.flatMap { words($0) }
        if Double(profile.records) < Double(usual) * DriftJudge.comparableShare {
            for index in drifts.indices { drifts[index].isBreaking = false }
        }
        return drifts.filter(\.isBreaking) + drifts.filter { !$0.isBreaking }
    }

    // MARK: Columns

    private static func byName(_ columns: [ReadingProfile.Column]) -> [String: ReadingProfile.Column] {
        Dictionary(columns.lazy.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func columns(_ profile: ReadingProfile) -> [Drift] {
        var before: Set<String> = []
        let known = baseline.flatMap(\.columns).map(\.name).filter { before.insert($0).inserted }
        let there = DriftJudge.byName(profile.columns)
        var appeared = profile.columns.filter { column in
            !before.contains(column.name) && !isIgnored(column.name)
                && (profile.isTable || share(column.filled, profile) >= DriftJudge.filledBefore / 4)
        }
        var drifts: [Drift] = []
        for name in known {
            let shares = zip(baseline, columnsBefore).map { earlier, columns in
                columns[name].map { share($0.filled, earlier) }
            }
            let median = DriftJudge.median(shares.map { $0 ?? 0 })
            let low = shares.map { $0 ?? 0 }.min() ?? 0
            guard let column = there[name] else {
                // One that came and went before may do so again.
                guard shares.allSatisfy({ $0 != nil }), !isIgnored(name) else { continue }
                guard profile.isTable || isSure(median, 0, of: profile.records, usual: usual) else { continue }
                let twin = renamed(name, median, among: appeared, profile)
                appeared.removeAll { $0.name == twin }
                let isMissed = isRead(name) && median >= DriftJudge.filledBefore && low > DriftJudge.nearlyNone
                drifts.append(
                    Drift(
                        kind: .vanished(renamedTo: twin), column: name, before: median, now: 0,
                        isBreaking: isMissed && isSure(median, 0, of: profile.records, usual: usual)))
                continue
            }
            if let drift = shifted(column) { drifts.append(drift) }
            let now = share(column.filled, profile)
            guard isRead(name), now < low, isSure(median, now, of: profile.records, usual: usual) else { continue }
            if median >= DriftJudge.filledBefore, now < DriftJudge.nearlyNone, low > DriftJudge.nearlyNone {
                drifts.append(Drift(kind: .blank, column: name, before: median, now: now, isBreaking: true))
            } else if median - now >= DriftJudge.difference, now < median * 0.7 {
                drifts.append(Drift(kind: .fell, column: name, before: median, now: now, isBreaking: false))
            }
        }
        return drifts
            + appeared.map {
                Drift(kind: .appeared, column: $0.name, before: 0, now: share($0.filled, profile), isBreaking: false)
            }
    }

    /// A column that appeared, by the name of which or by how full it is the vanished one may be known.
    private func renamed(
        _ name: String, _ median: Double, among appeared: [ReadingProfile.Column], _ profile: ReadingProfile
    ) -> String? {
        if let near = Nearest.name(for: name, among: appeared.map(\.name)) { return near }
        let alike = appeared.filter { abs(share($0.filled, profile) - median) <= 0.02 }
        return alike.count == 1 && median >= DriftJudge.filledBefore ? alike[0].name : nil
    }

    /// Values under the wrong headings: a column of e-mail addresses that holds none.
    private func shifted(_ column: ReadingProfile.Column) -> Drift? {
        guard let addresses = column.addresses, column.filled >= DriftJudge.wordsAtLeast else { return nil }
        let before = columnsBefore.compactMap { columns -> Double? in
            guard let same = columns[column.name], same.filled > 0 else { return nil }
            return same.addresses.map { Double($0) / Double(same.filled) }
        }
        let median = DriftJudge.median(before)
        let now = Double(addresses) / Double(column.filled)
        guard median >= 0.5, now < DriftJudge.nearlyNone, before.allSatisfy({ $0 > DriftJudge.nearlyNone }) else {
            return nil
        }
        return Drift(kind: .shifted, column: column.name, before: median, now: now, isBreaking: true)
    }

    // MARK: Words

    private func words(_ vocabulary: ReadingProfile.Vocabulary) -> [Drift] {
        let earlier = baseline.compactMap { profile in
            profile.vocabularies.first { $0.field == vocabulary.field && $0.column == vocabulary.column }
        }.filter { $0.total >= DriftJudge.recordsAtLeast }
        guard !earlier.isEmpty, vocabulary.total >= DriftJudge.recordsAtLeast else { return [] }
        let usual = Int(DriftJudge.median(earlier.map { Double($0.total) }))
        return vocabulary.counts.sorted { $0.key < $1.key }.compactMap { word, count in
            let shares = earlier.map { Double($0.counts[word] ?? 0) / Double($0.total) }
            let median = DriftJudge.median(shares)
            let now = Double(count) / Double(vocabulary.total)
            guard now > median, isSure(median, now, of: vocabulary.total, usual: usual) else { return nil }
            if shares.allSatisfy({ $0 == 0 }) {
                guard now >= 0.02 else { return nil }
                return Drift(
                    kind: .newWord(word), column: vocabulary.column, before: 0, now: now, isBreaking: false)
            }
            guard count >= DriftJudge.wordsAtLeast, now >= median * DriftJudge.jump,
                now - median >= DriftJudge.difference, now > (shares.max() ?? 0) * 1.5
            else { return nil }
            return Drift(
                kind: .jumped(word: word), column: vocabulary.column, before: median, now: now,
                isBreaking: vocabulary.field == "status")
        }
    }

    // MARK: Shares

    private func share(_ count: Int, _ profile: ReadingProfile) -> Double {
        Double(count) / Double(max(profile.records, 1))
    }

    /// Whether a share of these records differs from the one before by more than chance explains.
    /// - Parameter usual: of how many records the share before is.
    private func isSure(_ before: Double, _ now: Double, of records: Int, usual: Int) -> Bool {
        let known = Double(max(usual, 1))
        let new = Double(max(records, 1))
        let pooled = (before * known + now * new) / (known + new)
        let deviation = (pooled * (1 - pooled) * (1 / known + 1 / new)).squareRoot()
        return deviation > 0 && abs(before - now) / deviation >= DriftJudge.significance
    }

    private static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
