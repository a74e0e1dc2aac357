import LeadModel
import TestSupport
import Testing

@Suite struct `Runs of versions` {
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `hold what was put into them, each at its place, and nothing else`(seed: UInt64) {
        var dice = Dice(seed: seed)
        var runs = VersionRuns()
        var all: [VersionID] = []
        var next: Int64 = 1 << 40
        for _ in 0..<dice.roll(0..<400) {
            next += dice.hits(oneIn: 4) ? Int64(dice.roll(2..<9)) : dice.hits(oneIn: 50) ? 1 << 40 : 1
            runs.append(VersionID(rawValue: next))
            all.append(VersionID(rawValue: next))
        }
        #expect(runs.count == all.count && runs.isEmpty == all.isEmpty, "seed \(seed)")
        for (place, version) in all.enumerated() {
            #expect(runs.place(of: version) == place && runs[place] == version, "seed \(seed)")
        }
        let held = Set(all)
        for version in all.flatMap({ [$0.rawValue - 1, $0.rawValue + 1] }).map(VersionID.init(rawValue:)) {
            #expect(runs.contains(version) == held.contains(version), "seed \(seed)")
        }
        #expect(!runs.contains(VersionID(rawValue: 0)) && !runs.contains(VersionID(rawValue: .max)))
    }
}
