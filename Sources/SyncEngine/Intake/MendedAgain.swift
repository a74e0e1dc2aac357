import Connectors
import FieldMapping
import LeadModel
import LeadStore

extension ExportIntake {
    /// What rows by which a person mended records say once more, as of this delivery: each as the row was read, and with its
    /// bytes, which are read again in the frame that they were read in.
    func mendedAgain(
        _ versions: [VersionID], _ export: IncomingExport, _ reading: Reading
    ) throws(Fault) -> [IntakePage] {
        guard !versions.isEmpty else { return [] }
        var pages: [IntakePage] = []
        for version in try store.versions(versions.sorted()) {
            guard let raw = try store.rawPage(version.page), version.slot < raw.records.count else {
                throw RawReplay.pageIsGone(store)
            }
            let observation = Observation(kind: mapping.kind, fields: version.observation)
            let evidence = Evidence(of: observation, datesDeletions: datesDeletions, readAt: reading.trueAt)
            current.repeat(observation.id, mendedBy: version.digest, by: evidence)
            var page = emptyPage(of: export, frame: raw.frame)
            page.versions = [
                IntakePage.Version(
                    digest: version.digest, evidence: evidence, slot: 0, observation: version.observation)
            ]
            let record = Array(raw.records[version.slot])
            page.rawBody = try RawPageCodec.pack([0..<record.count], of: record)
            pages.append(page)
        }
        return pages
    }
}
