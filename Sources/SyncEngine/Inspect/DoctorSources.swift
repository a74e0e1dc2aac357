import Connectors
import Glibc
import LeadModel

/// Whether sources can be read, as far as that shows without asking anybody.
extension Doctor {
    func examine(_ source: SourceDefinition, _ workspace: Workspace) -> [Finding] {
        guard let path = source.folder.map(workspace.resolve) else { return examine(secretsOf: source, workspace) }
        let folder = ExportFolder(path: path)
        do {
            var count = 0
            var closed: [String] = []
            for (_, pattern) in source.fileStreams {
                let files = try folder.files(matching: pattern)
                count += files.count
                closed += files.filter { access($0, R_OK) != 0 }
            }
            if let first = closed.first {
                return [
                    Finding(
                        verdict: .bad, subject: "source \(source.name)",
                        detail:
                            "this account may not read \(self.count(closed.count, "export")), the first \(shown(first))",
                        advice: "chmod +r \(shown(first))")
                ]
            }
            return unguarded(source) + [
                count > 0
                    ? Finding(
                        verdict: .good, subject: "source \(source.name)",
                        detail: "\(self.count(count, "file")) in \(shown(folder.path))")
                    : Finding(
                        verdict: .odd, subject: "source \(source.name)",
                        detail: "no file in \(shown(folder.path)) fits",
                        advice: "Put exports there, or correct 'files:' of the source.")
            ]
        } catch {
            return [
                Finding(verdict: .bad, subject: "source \(source.name)", detail: error.summary, advice: error.advice)
            ]
        }
    }

    /// That the kernel does not keep the way within a folder, where that is so.
    private func unguarded(_ source: SourceDefinition) -> [Finding] {
        guard !LocalDrop.isGuarded else { return [] }
        return [
            Finding(
                verdict: .odd, subject: "source \(source.name)",
                detail: "the kernel knows no openat2: files are opened by single names, and no link is followed",
                advice: "Linux 5.6 or newer, or a container profile that allows openat2")
        ]
    }

    /// Of a system that is asked: whether all that it is asked with is there. Whether it answers, `source check` says.
    private func examine(secretsOf source: SourceDefinition, _ workspace: Workspace) -> [Finding] {
        let secrets = source.secrets
        do throws(Fault) {
            for secret in secrets { _ = try secret.value(from: workspace.root) }
            if case .singer(let program) = source.door {
                try SingerTap(program, folder: workspace.root).find(of: source.name)
            }
        } catch {
            return [
                Finding(verdict: .bad, subject: "source \(source.name)", detail: error.summary, advice: error.advice)
            ]
        }
        let found = secrets.isEmpty ? "it is asked without a secret" : "\(count(secrets.count, "secret")) found"
        return [
            Finding(
                verdict: .good, subject: "source \(source.name)",
                detail: "\(found); `leadloop source check \(source.name)` asks it")
        ]
    }
}
