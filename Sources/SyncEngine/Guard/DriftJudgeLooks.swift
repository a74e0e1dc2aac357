import LeadModel

/// What the values of columns look like: under the wrong headings, or under a new one.
extension DriftJudge {
    /// Fewer values say nothing about a column.
    private static let valuesAtLeast = ReadingProfile.looksFrom
    /// A column of words lies so far from what it was when it holds those of another.
    private static let apart = 0.15
    /// So near is a renamed column to what it was.
    private static let near = 0.2

    func looks(_ profile: ReadingProfile) -> [Drift] {
        let read = profile.columns.filter { roles.isRead($0.name) }
        let kinds = read.compactMap { kind(of: $0) }
        return kinds + swaps(among: read.filter { column in !kinds.contains { $0.column == column.name } })
    }

    /// The looks of a column in all earlier readings, together.
    private func lookBefore(_ name: String) -> ReadingProfile.Look? {
        let looks = columnsBefore.compactMap { $0[name]?.look }
        guard !looks.isEmpty else { return nil }
        return looks.reduce(into: ReadingProfile.Look()) { sum, look in
            for index in look.kinds.indices { sum.kinds[index] += look.kinds[index] }
            for index in look.parts.indices { sum.parts[index] += look.parts[index] }
        }
    }

    // MARK: Kinds

    /// Values of another kind than those that the column had: telephone numbers among e-mail addresses. Words of a closed
    /// list are left out: `yes` may become `1`. So are ids: they grow longer, and a source may put letters before them.
    private func kind(of column: ReadingProfile.Column) -> Drift? {
        guard !roles.hasClosedWords(column.name), !roles.holdsIDs(column.name), let look = column.look,
            look.values >= Self.valuesAtLeast
        else {
            return nil
        }
        let earlier = columnsBefore.compactMap { $0[column.name]?.look }.filter { $0.values >= Self.valuesAtLeast }
        let values = Int(Chance.median(earlier.map { Double($0.values) }))
        for kind in ReadingProfile.Look.Kind.allCases {
            let shares = earlier.map { $0.share(of: kind) }
            let median = Chance.median(shares)
            let now = look.share(of: kind)
            let low = shares.min() ?? 0
            guard median >= Self.half, now <= low * Self.half, low - now >= Self.difference,
                Chance.isOut(median, of: values, now, of: look.values),
                let other = ReadingProfile.Look.Kind.allCases.max(by: { look.share(of: $0) < look.share(of: $1) })
            else { continue }
            // Telephone numbers that were digits alone are spelled with marks now.
            if kind == .number, other == .phone { continue }
            return Drift(
                kind: .otherKind(kind, now: other), column: column.name, before: median, now: now, isBreaking: true)
        }
        return nil
    }

    // MARK: Swaps

    /// Columns of words that hold what another of them held: each has left its own pattern, and fits that of the other,
    /// which has left its own, too. Words that only became more or fewer fit no other column, and what one of the earlier
    /// readings held is no news.
    private func swaps(among columns: [ReadingProfile.Column]) -> [Drift] {
        let displaced = columns.compactMap { column -> (name: String, now: [Int], before: [Int])? in
            guard let look = column.look, let before = lookBefore(column.name), look.values >= Self.valuesAtLeast,
                before.values >= Self.valuesAtLeast, look.share(of: .word) >= Self.half,
                before.share(of: .word) >= Self.half, Chance.distance(before.parts, look.parts) >= Self.apart,
                Chance.isOut(before.parts, look.parts), !wasSeen(look, in: column.name)
            else { return nil }
            return (column.name, look.parts, before.parts)
        }
        return displaced.compactMap { column in
            let own = Chance.distance(column.before, column.now)
            let others = displaced.filter { other in
                other.name != column.name
                    && Chance.distance(other.before, column.now) < own * Self.half
                    && Chance.isLikelier(column.now, from: other.before, than: column.before)
            }
            let nearest = others.min {
                Chance.distance($0.before, column.now) < Chance.distance($1.before, column.now)
            }
            return nearest.map {
                Drift(kind: .swapped(with: $0.name), column: column.name, before: 1, now: 0, isBreaking: true)
            }
        }
    }

    /// Whether a column had this pattern in one of the earlier readings, as far as chance tells.
    private func wasSeen(_ look: ReadingProfile.Look, in name: String) -> Bool {
        columnsBefore.compactMap { $0[name]?.look }.contains { earlier in
            earlier.values >= Self.valuesAtLeast
                && (Chance.distance(earlier.parts, look.parts) < Self.apart || !Chance.isOut(earlier.parts, look.parts))
        }
    }

    // MARK: Renamed columns

    /// A column that appeared and looks as the vanished one did; where nothing is known of how that looked, one by the name
    /// of which it may be known.
    func renamed(
        _ name: String, _ median: Double, among appeared: [ReadingProfile.Column], _ profile: ReadingProfile
    ) -> String? {
        let alike = appeared.filter { abs(share($0.filled, profile) - median) <= max(0.02, median * 0.2) }
        if let before = lookBefore(name), before.values >= Self.valuesAtLeast {
            let ranked =
                alike.compactMap { column -> (name: String, distance: Double)? in
                    guard let look = column.look, look.values >= Self.valuesAtLeast,
                        Chance.distance(before.kinds, look.kinds) <= Self.near
                    else { return nil }
                    return (column.name, Chance.distance(before.parts, look.parts))
                }.sorted { $0.distance < $1.distance }
            // The same people have the same values; of others, only the kind tells, and the name.
            if let best = ranked.first, best.distance <= Self.near,
                ranked.count == 1 || best.distance < ranked[1].distance * Self.half
            {
                return best.name
            }
            if let near = Nearest.name(for: name, among: ranked.map(\.name)) { return near }
            return ranked.count == 1 ? ranked[0].name : nil
        }
        if let near = Nearest.name(for: name, among: appeared.map(\.name)) { return near }
        return alike.count == 1 && median >= Self.filledBefore ? alike[0].name : nil
    }
}
