import LeadModel

/// Holds the profile of an export against those of earlier readings. Pure; knows no store and no clock.
///
/// A share is compared with the median of the earlier ones, and must lie outside all of them, so that what was seen and
/// accepted lately is no news, and exports that differ by turns raise no alarm. Two things are asked of a difference: that
/// it is large (floors, below), and that chance does not explain it (`Chance`).
struct DriftJudge {
    /// A smaller export says nothing about shares, and no baseline is made of it.
    static let recordsAtLeast = ReadingProfile.looksFrom
    /// So many earlier readings are looked at.
    static let readings = 5
    /// A column that held less is not missed when it holds nothing, unless it is a vital one.
    static let filledBefore = 0.2
    /// What counts as nothing.
    static let nearlyNone = 0.01
    /// A smaller difference of shares is no news, however sure.
    static let difference = 0.1
    /// What is left of something that has broken off.
    static let half = 0.5
    static let jump = 3.0
    static let wordsAtLeast = 20
    /// Fewer known ids are those of a source that was numbered anew, or of new records only.
    private static let idsKnown = 0.05
    /// An export of so much less than those before is another kind of export, such as changes only: it is told of, and
    /// nothing of it is held.
    private static let comparableShare = 0.1

    /// Earlier readings, the newest first.
    let baseline: [ReadingProfile]
    let roles: ColumnRoles
    /// Records of a usual reading.
    let usual: Int
    /// The columns of each earlier reading, by their names.
    let columnsBefore: [[String: ReadingProfile.Column]]

    init(baseline: [ReadingProfile], roles: ColumnRoles) {
        self.baseline = Array(baseline.filter { $0.records >= DriftJudge.recordsAtLeast }.prefix(DriftJudge.readings))
        self.roles = roles
        usual = Int(Chance.median(self.baseline.map { Double($0.records) }))
        columnsBefore = self.baseline.map { DriftJudge.byName($0.columns) }
    }

    /// What is odd about an export: what breaks something first.
    /// - Parameter samePeople: where its ids are new, the share of its people who are known by their addresses.
    func judge(_ profile: ReadingProfile, samePeople: Double? = nil) -> [Drift] {
        guard !baseline.isEmpty, profile.records >= DriftJudge.recordsAtLeast else { return [] }
        var drifts =
            columns(profile) + looks(profile) + profile.vocabularies.flatMap { words($0) }
            + ids(profile, samePeople: samePeople)
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
            !before.contains(column.name) && !roles.isIgnored(column.name)
                && (profile.isTable || share(column.filled, profile) >= DriftJudge.filledBefore / 4)
        }
        var drifts: [Drift] = []
        for name in known {
            if let column = there[name] {
                if roles.isRead(name), let drift = filling(of: column, in: profile) { drifts.append(drift) }
            } else if let drift = vanishing(of: name, from: profile, &appeared) {
                drifts.append(drift)
            }
        }
        return drifts
            // One that the mapping reads has been waited for.
            + appeared.filter { !roles.isRead($0.name) }.map {
                Drift(kind: .appeared, column: $0.name, before: 0, now: share($0.filled, profile), isBreaking: false)
            }
    }

    private func vanishing(
        of name: String, from profile: ReadingProfile, _ appeared: inout [ReadingProfile.Column]
    ) -> Drift? {
        let shares = shares(of: name) { $0.filled }
        // One that came and went before may do so again.
        guard columnsBefore.allSatisfy({ $0[name] != nil }), !roles.isIgnored(name) else { return nil }
        let median = Chance.median(shares)
        let low = shares.min() ?? 0
        let isSure = isSure(median, 0, of: profile.records)
        guard profile.isTable || isSure else { return nil }
        // One that the mapping reads for something else has not come in its place.
        let twin = renamed(
            name, median, among: appeared.filter { isFree($0.name) || fill(name, $0.name) }, profile)
        appeared.removeAll { $0.name == twin }
        // The mapping has followed the new name already.
        if let twin, roles.isRead(twin) { return nil }
        let isMissed =
            median >= DriftJudge.filledBefore && low > DriftJudge.nearlyNone || roles.isVital(name) && low > 0
        return Drift(
            kind: .vanished(renamedTo: twin), column: name, before: median, now: 0,
            isBreaking: roles.isRead(name) && isMissed && isSure)
    }

    private func isFree(_ column: String) -> Bool { !roles.isRead(column) }

    /// Whether a column fills what another does, or may: one that the mapping does not read any more.
    private func fill(_ name: String, _ other: String) -> Bool {
        !roles.isRead(name) || !roles.fields(name).isDisjoint(with: roles.fields(other))
    }

    /// Whether a column that is there holds less, or says less, than it did.
    private func filling(of column: ReadingProfile.Column, in profile: ReadingProfile) -> Drift? {
        let shares = shares(of: column.name) { $0.filled }
        let median = Chance.median(shares)
        let low = shares.min() ?? 0
        let now = share(column.filled, profile)
        func drift(_ kind: Drift.Kind, isBreaking: Bool) -> Drift {
            Drift(kind: kind, column: column.name, before: median, now: now, isBreaking: isBreaking)
        }
        let isVital = roles.isVital(column.name)
        if now < low, isSure(median, now, of: profile.records) {
            let isNone = now < DriftJudge.nearlyNone && now < median * 0.1
            // As little as another reading had, give or take chance, has been accepted with that one.
            let isLess = now <= low * DriftJudge.half && isSure(low, now, of: profile.records)
            if isNone, median >= DriftJudge.filledBefore && low > DriftJudge.nearlyNone || isVital && isLess {
                return drift(.blank, isBreaking: true)
            }
            if isVital, isLess { return drift(.fell, isBreaking: true) }
            if let refusals = refusals(of: column, in: profile) { return refusals }
            if now < median * 0.7, isVital || median - now >= DriftJudge.difference {
                return drift(.fell, isBreaking: false)
            }
            return nil
        }
        return refusals(of: column, in: profile)
    }

    /// Those who must not be contacted do not become half as many, or three times as many, overnight.
    private func refusals(of column: ReadingProfile.Column, in profile: ReadingProfile) -> Drift? {
        guard let count = column.refusals else { return nil }
        let shares = shares(of: column.name) { $0.refusals ?? 0 }
        let median = Chance.median(shares)
        let now = share(count, profile)
        guard isSure(median, now, of: profile.records) else { return nil }
        let low = shares.min() ?? 0
        let hasFallen = now < low && now <= low * DriftJudge.half && isSure(low, now, of: profile.records)
        let hasJumped =
            now >= median * DriftJudge.jump && now - median >= DriftJudge.difference
            && now > (shares.max() ?? 0) * 1.5 && median > 0
        guard hasFallen || hasJumped else { return nil }
        return Drift(
            kind: hasFallen ? .refusalsFell : .refusalsJumped, column: column.name, before: median, now: now,
            isBreaking: true)
    }

    // MARK: Ids

    /// A source that was numbered anew delivers the same people as if they were others. An export of new records does so
    /// rightly: it is told by what the stream delivered before, or by its people.
    private func ids(_ profile: ReadingProfile, samePeople: Double?) -> [Drift] {
        guard let ids = profile.ids, ids.asked >= DriftJudge.recordsAtLeast,
            Double(profile.records) >= Double(usual) * DriftJudge.half
        else { return [] }
        let now = Double(ids.known) / Double(ids.asked)
        guard now < DriftJudge.idsKnown else { return [] }
        let earlier = baseline.compactMap(\.ids).filter { $0.asked > 0 }
        let shares = earlier.map { Double($0.known) / Double($0.asked) }
        let median = Chance.median(shares)
        if shares.isEmpty {
            // Only one reading came before, and of that one nobody knows whether the next would be like it.
            guard let samePeople, samePeople >= DriftJudge.half else { return [] }
        } else {
            let asked = Int(Chance.median(earlier.map { Double($0.asked) }))
            // Where a reading was as new before, this one is no news.
            guard median >= DriftJudge.half, (shares.min() ?? 0) >= DriftJudge.idsKnown,
                Chance.isOut(median, of: asked, now, of: ids.asked)
            else { return [] }
        }
        return [
            Drift(
                kind: .newIDs(samePeople: samePeople), column: "id", before: shares.isEmpty ? 1 : median, now: now,
                isBreaking: true)
        ]
    }

    // MARK: Shares

    func share(_ count: Int, _ profile: ReadingProfile) -> Double {
        Double(count) / Double(max(profile.records, 1))
    }

    /// The shares of a column in the earlier readings; none where it was not there.
    private func shares(of name: String, _ count: (ReadingProfile.Column) -> Int) -> [Double] {
        zip(baseline, columnsBefore).map { earlier, columns in
            columns[name].map { share(count($0), earlier) } ?? 0
        }
    }

    /// Whether a share of these records differs from that of a usual reading by more than chance explains.
    private func isSure(_ before: Double, _ now: Double, of records: Int) -> Bool {
        Chance.isOut(before, of: usual, now, of: records)
    }
}
