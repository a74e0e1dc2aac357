import LeadModel
import Testing

@testable import LeadStore

@Suite struct `A word that this version does not know` {
    @Test(arguments: [
        "UPDATE source_stream SET kind = 99", "UPDATE source_stream SET role = 'landlord'",
        "UPDATE version SET grade = 7", "UPDATE version SET grade = 257", "UPDATE quarantine SET code = 'moon.full'",
    ])
    func `is a fault with place and remedy, not a default`(damage: String) throws {
        let place = try TemporaryStore()
        do {
            let (store, stream, run) = try place.openWithStream()
            _ = try store.append([
                try Page.intake(stream: stream, run: run, versions: [Page.version(1)], refused: [Page.refused(3)])
            ])
        }
        try place.execute(damage)
        let store = try place.open()
        let readings: [() throws -> Void] = [
            { _ = try store.streams() }, { _ = try store.versions(of: 1, after: 0, limit: 9) },
            { _ = try store.digests(of: 1, after: 0, limit: 9) }, { _ = try store.quarantined(limit: 9) },
            {
                let kept = try store.keptPages(of: 1)
                for page in kept.pages { _ = try store.kept(on: page, of: kept) }
            },
        ]
        var found: [Fault] = []
        for reading in readings {
            do { try reading() } catch { if let fault = error as? Fault { found.append(fault) } }
        }
        #expect(!found.isEmpty)
        for fault in found {
            #expect(fault.code == .storeDamaged && fault.remedy == .stopRun && fault.origin?.file == place.path)
            #expect(fault.advice.contains("backup"))
        }
    }
}
