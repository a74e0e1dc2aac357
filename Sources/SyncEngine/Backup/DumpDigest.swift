import Connectors
import LeadModel
import LeadStore

/// A digest of the canonical dump that needs no order of its lines, and so no memory for them: the sum of their SHA-256, as numbers of
/// 256 bits. Equal stores have equal ones.
enum DumpDigest {
    /// Of a store with more leads nobody waits for its dump: some seconds for each hundred thousand.
    static let leadsAtMost: Int64 = 200_000

    static func of(_ store: LeadStore) throws(Fault) -> String {
        var sum = [UInt8](repeating: 0, count: 32)
        let digest = RunningDigest()
        try CanonicalDump(store).forEachLine { line in
            digest.add(Array(line.utf8))
            var carry = 0
            for (place, byte) in digest.finishBytes().enumerated() {
                let total = Int(sum[place]) + Int(byte) + carry
                sum[place] = UInt8(total & 0xFF)
                carry = total >> 8
            }
        }
        return Hex.text(sum)
    }
}
