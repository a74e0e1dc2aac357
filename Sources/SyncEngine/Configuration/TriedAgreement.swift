public import ConfigFiles
import Connectors
import LeadLifecycle
public import LeadModel

/// An agreement that is not in force and is looked at as if it were.
public struct TriedAgreement: Sendable {
    let agreement: Agreement
    /// What `config check` would warn of, were this the agreement of the configuration.
    public let warnings: [Fault]

    /// Reads and checks a file beside a configuration.
    /// - Throws: every finding in it, as `config check` tells them.
    public init(file: String, config folder: String, now: Instant) throws(FaultList) {
        let text: String
        do throws(Fault) {
            text = try TextFile.read(file)
        } catch {
            throw FaultList(error)
        }
        let agreement = try Agreement.compile(text, file: file)
        var warnings =
            agreement.warnings
            + [agreement.notYetInForce(at: now), agreement.withoutHolidays(at: now)].compactMap(\.self)
        var files = WorkspaceLoader(configFolder: folder, texts: nil)
        files.replace(agreement)
        // What others say of each other is no news of this file.
        warnings += ConfigurationLint(files).warnings.filter { $0.origin?.file == file }
        self.agreement = agreement
        self.warnings = warnings
    }
}
