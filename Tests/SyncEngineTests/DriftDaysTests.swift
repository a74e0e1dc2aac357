import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `Exports of two hundred days` {
    /// A population of leads whose shares move day by day by up to 5 % of themselves, about where they began.
    private struct Population {
        var sizes = 3_000
        var fills = [
            "Email": 0.98, "Phone": 0.4, "Title": 0.25, "Fax": 0.03, "Owner": 0.9, "City": 0.8, "First": 0.95,
            "Optout": 0.5,
        ]
        var words = ["Open": 0.4, "Working": 0.25, "Closed": 0.2, "Converted": 0.13, "Rare": 0.02]

        /// Whether the same people come every day, so that ids are known, or others.
        var isComplete = true

        func day(_ dice: inout Dice) -> ReadingProfile {
            func moved(_ share: Double) -> Double { min(1, share * (0.95 + Double(dice.roll(0..<1_001)) / 10_000)) }
            let records = Int(Double(sizes) * moved(1))
            func drawn(_ share: Double, of count: Int) -> Int {
                (0..<count).reduce(0) { sum, _ in sum + (Double(dice.roll(0..<1_000_000)) < share * 1e6 ? 1 : 0) }
            }
            var columns: [ReadingProfile.Column] = []
            for (name, fill) in fills.sorted(by: { $0.key < $1.key }) {
                let filled = drawn(moved(fill), of: records)
                var column = ReadingProfile.Column(name: name, filled: filled)
                column.look = look(name, filled, &dice)
                if name == "Optout" { column.refusals = drawn(moved(0.1), of: filled) }
                columns.append(column)
            }
            let counts = words.mapValues { drawn(moved($0), of: records) }
            let unknown = drawn(moved(0.01), of: records)
            var profile = ReadingProfile(
                records: records, isTable: true, columns: columns,
                vocabularies: [
                    ReadingProfile.Vocabulary(field: "status", column: "Status", counts: counts, unknown: unknown)
                ])
            let known = isComplete ? moved(0.93) : moved(0.01)
            profile.ids = ReadingProfile.KnownIDs(asked: records, known: drawn(known, of: records))
            return profile
        }

        /// Values of a column: of its own kind but for a few, and of frequencies as names and cities have them.
        private func look(_ name: String, _ filled: Int, _ dice: inout Dice) -> ReadingProfile.Look {
            var look = ReadingProfile.Look()
            let kind: ReadingProfile.Look.Kind =
                switch name {
                case "Email": .address
                case "Phone", "Fax": .phone
                default: .word
                }
            // Where in the pattern a column's frequent words fall.
            let offset = name.utf8.reduce(0) { $0 &* 31 &+ Int($1) }
            for _ in 0..<filled {
                look.kinds[dice.roll(0..<50) == 0 ? ReadingProfile.Look.Kind.mixed.rawValue : kind.rawValue] += 1
                var part = 0
                while part < 31, dice.roll(0..<4) != 0 { part += 1 }
                look.parts[(part * 7 + offset) % 32] += 1
            }
            return look
        }
    }

    private var roles: ColumnRoles {
        ColumnRoles(
            isVital: { ["Email", "Phone", "Fax", "Optout", "First", "City"].contains($0) },
            hasClosedWords: { $0 == "Optout" })
    }

    @Test(arguments: [(3_000, 1, true), (300, 2, true), (60, 3, true), (300, 4, false)] as [(Int, UInt64, Bool)])
    func `that churn by five per cent raise no alarm`(size: Int, seed: UInt64, isComplete: Bool) {
        var dice = Dice(seed: seed)
        var population = Population()
        population.sizes = size
        population.isComplete = isComplete
        var earlier: [ReadingProfile] = []
        for day in 1...200 {
            let profile = population.day(&dice)
            let drifts = DriftJudge(baseline: earlier, roles: roles).judge(profile, samePeople: 0.1)
            #expect(drifts.isEmpty, "day \(day), \(size) records, seed \(seed): \(drifts)")
            earlier.insert(profile, at: 0)
        }
    }

    /// What may happen to an export, and the column that must be held for it.
    private static let accidents: [(String, String, @Sendable (inout ReadingProfile) -> Void)] = [
        ("a column goes blank", "Phone", { $0.change("Phone") { $0.filled = 0 } }),
        ("a thin column goes blank", "Fax", { $0.change("Fax") { $0.filled = 0 } }),
        ("a full column grows thin", "Email", { $0.change("Email") { $0.filled /= 30 } }),
        ("nobody has opted out any more", "Optout", { $0.change("Optout") { $0.refusals = 0 } }),
        (
            "two columns of words are swapped", "City",
            {
                let looks = ($0.look("City"), $0.look("First"))
                $0.change("City") { $0.look = looks.1 }
                $0.change("First") { $0.look = looks.0 }
            }
        ),
        (
            "addresses and numbers are swapped", "Email",
            {
                let looks = ($0.look("Email"), $0.look("Phone"))
                $0.change("Email") { $0.look = looks.1 }
                $0.change("Phone") { $0.look = looks.0 }
            }
        ),
        (
            "a word of the status has another name", "Status",
            {
                $0.vocabularies[0].unknown += $0.vocabularies[0].counts["Working"] ?? 0
                $0.vocabularies[0].counts["Working"] = 0
            }
        ),
        ("the source is numbered anew", "id", { $0.ids?.known = 0 }),
    ]

    @Test(arguments: accidents.indices)
    func `have the accident seen, whatever the day`(_ accident: Int) {
        let (what, column, change) = Self.accidents[accident]
        var dice = Dice(seed: 4)
        var earlier: [ReadingProfile] = []
        for day in 1...60 {
            let profile = Population().day(&dice)
            var broken = profile
            change(&broken)
            let found = DriftJudge(baseline: earlier, roles: roles).judge(broken)
            #expect(
                found.contains { $0.isBreaking && $0.column == column } == (day > 1), "\(what), day \(day): \(found)")
            earlier.insert(profile, at: 0)
        }
    }

    @Test(arguments: accidents.indices)
    func `of fewer than fifty records are not judged`(_ accident: Int) {
        var dice = Dice(seed: 5)
        var population = Population()
        population.sizes = 40
        let earlier = (1...5).map { _ in population.day(&dice) }
        var broken = population.day(&dice)
        Self.accidents[accident].2(&broken)
        #expect(DriftJudge(baseline: earlier, roles: roles).judge(broken).isEmpty)
    }
}

extension ReadingProfile {
    fileprivate mutating func change(_ column: String, _ change: (inout Column) -> Void) {
        for index in columns.indices where columns[index].name == column { change(&columns[index]) }
    }

    fileprivate func look(_ column: String) -> Look? { columns.first { $0.name == column }?.look }
}
