import LeadLifecycle
import LeadModel
import Testing

#if !DEBUG
    /// A design property: deciding must not be what a run waits for. Measured in release builds only.
    @Suite(.serialized) struct `Deciding about a simple lead` {
        @Test func `takes less than six microseconds`() throws {
            let agreement = try Sketch.shipped()
            let person: [Field: FieldValue] = [
                .email: .text("lillian.thackeray@birchwood-foods.example"), .firstName: .text("Lillian"),
                .lastName: .text("Thackeray"),
                .company: .text("Birchwood Foods Inc."), .phone: .text("+13125550142"), .country: .text("US"),
                .owner: .text("0055f000004QzXWAA0"), .created: .instant(Sketch.at("2026-01-02")),
                .leadSource: .text("Webinar"),
                .modified: .instant(Sketch.at("2026-01-02")), .statusWord: .text("Working - Contacted"),
                .optedOut: .flag(false),
            ]
            let lead = Sketch.lead(
                .init("2026-01-02", .assigned, nil, person), .init("2026-02-01", .discarded, .timing, person),
                id: "00Q5f000004QzXWAA0")
            let contact = Sketch.lead(.init("2026-01-01", .nurturing, nil, person), id: "51", in: Sketch.marketing)
            let dossiers = [Sketch.dossier(lead, contact, contact: person), Sketch.dossier(lead, contact: person)]
            let now = Sketch.at("2026-12-01")
            var recycled = 0
            let rounds = 200_000
            let elapsed = ContinuousClock().measure {
                for round in 0..<rounds {
                    let dossier = dossiers[round & 1]
                    let standing = agreement.standing(of: dossier)
                    recycled +=
                        agreement.decide(dossier, standing: standing, suppressed: [], at: now).kind == .recycle ? 1 : 0
                }
            }
            let nanoseconds = Double(elapsed.components.attoseconds) / 1e9 + Double(elapsed.components.seconds) * 1e9
            print("standing, suppressions and decision: \(Int(nanoseconds / Double(rounds))) ns per lead")
            #expect(recycled == rounds)
            #expect(nanoseconds / Double(rounds) < 6_000)
        }
    }
#endif
