import ConfigFiles
import LeadModel

/// Reads `control:` of a recycling policy.
extension RecyclingCompiler {
    /// - Parameter rules: those of the policy, whose tracks may be named.
    func readControl(_ value: ConfigValue, _ rules: [[RecycleRule]]) -> [ControlShare] {
        // Where a rule cannot be read, nobody knows its track.
        let known = findings.faults.isEmpty ? Set(rules.joined().map(\.track)) : nil
        var shares: [ControlShare] = []
        for item in value.items {
            guard let map = item.map, let text = map["share"], let parts = share(text) else { continue }
            let tracks = map["tracks"].map { readTracks($0, known, beside: shares) }
            if tracks == nil, let other = shares.first(where: { $0.tracks == nil }) {
                findings.add(
                    .agreementContradiction, "two shares hold leads out of every track", at: map.place,
                    advice: "The other stands at line \(other.place.line ?? 0). Name the 'tracks' of one of them.")
            }
            shares.append(ControlShare(words: text.text ?? "", parts: parts, tracks: tracks, place: map.place))
        }
        return shares
    }

    private func readTracks(_ value: ConfigValue, _ known: Set<String>?, beside others: [ControlShare]) -> [String] {
        var tracks: [String] = []
        for item in value.items {
            guard let track = item.text else { continue }
            if let known, !known.contains(track) {
                findings.add(
                    .agreementContradiction, "no rule puts leads into the track '\(track)'", at: item.place,
                    advice: Nearest.advice(for: track, among: known.sorted()))
            } else if tracks.contains(track) || others.contains(where: { $0.tracks?.contains(track) ?? false }) {
                findings.add(
                    .agreementContradiction, "the track '\(track)' has two shares", at: item.place,
                    advice: "Keep one of them.")
            }
            tracks.append(track)
        }
        return tracks
    }

    /// `10%` or `12.5%`, in hundred-thousandths.
    private func share(_ value: ConfigValue) -> Int? {
        guard let text = value.text else { return nil }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        let isDigits = parts.allSatisfy {
            (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard text.last == "%", (1...2).contains(parts.count), isDigits, let whole = Int(parts[0]) else {
            findings.add(
                .configWrongType, "'share' must be a share of the leads", at: value.place, seen: .word(text),
                advice: "Write such as 10% or 12.5%.")
            return nil
        }
        let digits = parts.count == 2 ? String(parts[1]) : ""
        let share = whole * 1_000 + (Int(digits.padding(to: 3)) ?? 0)
        guard share < ControlShare.whole else {
            findings.add(
                .agreementContradiction, "a share of \(text) leaves nobody to be nurtured", at: value.place,
                advice: "Write less than 100%; 10% is usual.")
            return nil
        }
        return share
    }
}

extension String {
    /// With noughts behind it until it has so many digits.
    fileprivate func padding(to count: Int) -> String { self + String(repeating: "0", count: count - utf8.count) }
}
