public import LeadModel

/// The share of a track's leads that marketing does not get, so that it can be measured what nurturing them earns.
///
/// Whether a lead is held out is drawn by its number, the track and the cycle alone: neither time nor any other lead makes
/// a difference, another cycle is drawn anew, and a greater share holds out the same leads and more of them.
public struct ControlShare: Sendable, Hashable {
    /// As the file writes it, such as `10%`.
    public let words: String
    /// The share in hundred-thousandths.
    let parts: Int
    /// `nil` for every track that no other share names.
    public let tracks: [String]?
    public let place: Origin

    static let whole = 100_000

    /// Whether a lead is held out of a track in a cycle.
    public func holdsOut(_ lead: LeadID, track: String, cycle: Int) -> Bool {
        ControlShare.draw(lead, track: track, cycle: cycle) < parts
    }

    /// A number from 0 up to `whole`, each as likely as any other.
    ///
    /// FNV-1a over the text `number/track/cycle` (Fowler, Noll and Vo; 64 bits), whose bits MurmurHash3's finalizer mixes
    /// (Appleby): FNV alone leaves the highest bits of texts that differ in their end too much alike.
    static func draw(_ lead: LeadID, track: String, cycle: Int) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(lead.number)/\(track)/\(cycle)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        hash ^= hash >> 33
        return Int(hash.multipliedFullWidth(by: UInt64(whole)).high)
    }
}

extension RecyclingPolicy {
    /// The share that is held out of a track; `nil` where none is.
    public func controlShare(of track: String) -> ControlShare? {
        control.first { $0.tracks?.contains(track) ?? false } ?? control.first { $0.tracks == nil }
    }

    /// Whether a lead that goes into a track is held out of it in this cycle.
    func holdsOut(_ lead: LeadID, track: String, cycle: Int) -> Bool {
        controlShare(of: track)?.holdsOut(lead, track: track, cycle: cycle) ?? false
    }
}
