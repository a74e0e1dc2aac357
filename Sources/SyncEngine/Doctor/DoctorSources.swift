import Connectors
import Glibc
import LeadModel

/// Whether sources can be read, as far as that shows without asking anybody.
extension Doctor {
    func examine(_ source: SourceDefinition, _ workspace: Workspace) -> [Finding] {
        let subject = "source \(source.name)"
        guard let path = source.folder.map(workspace.resolve) else { return [examine(reached: source, workspace)] }
        let folder = ExportFolder(path: path)
        do throws(Fault) {
            var count = 0
            var closed: [String] = []
            for (_, pattern) in source.fileStreams {
                let files = try folder.files(matching: pattern)
                count += files.count
                closed += files.filter { access($0, R_OK) != 0 }
            }
            if let first = closed.first {
                return [
                    .bad(
                        subject,
                        "this account may not read \(self.count(closed.count, "export")), the first \(shown(first))",
                        mend: "chmod +r \(shown(first))")
                ]
            }
            return unguarded(subject) + [
                count > 0
                    ? .good(subject, "\(self.count(count, "file")) in \(shown(folder.path))")
                    : .odd(
                        subject, "no file in \(shown(folder.path)) fits",
                        mend: "Put exports there, or correct 'files:' of the source.")
            ]
        } catch {
            return [.bad(subject, error)]
        }
    }

    /// That the kernel does not keep the way within a folder, where that is so.
    private func unguarded(_ subject: String) -> [Finding] {
        guard !LocalDrop.isGuarded else { return [] }
        return [
            .odd(
                subject, "the kernel knows no openat2: files are opened by single names, and no link is followed",
                mend: "Linux 5.6 or newer, or a container profile that allows openat2")
        ]
    }

    /// Of a system that is asked: whether all that it is asked with is there, and, where that is wanted, whether it answers.
    private func examine(reached source: SourceDefinition, _ workspace: Workspace) -> Finding {
        let secrets = source.secrets
        let subject = "source \(source.name)"
        do throws(Fault) {
            for secret in secrets { _ = try secret.value(from: workspace.root) }
            if case .singer(let program) = source.door {
                try SingerTap(program, folder: workspace.root).find(of: source.name)
            }
        } catch {
            return .bad(subject, error)
        }
        if isAsking { return ask(source, workspace) }
        let found = secrets.isEmpty ? "it is asked without a secret" : "\(count(secrets.count, "secret")) found"
        return .good(subject, "\(found); `leadloop source check \(source.name)` asks it")
    }
}
