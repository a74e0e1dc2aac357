import Connectors
import LeadModel

extension SourceDefinition {
    /// What has to be decided about a source that is asked before it may be: credentials would be sent to somebody else, or be read
    /// by everybody on the way.
    var unfinished: [Fault] {
        guard case .http(let system) = door else { return [] }
        var faults: [Fault] = []
        let paths = streams.compactMap { stream in
            if case .http(let asked) = stream.part { asked.request.path.text } else { nil }
        }
        if ([system.address] + paths).contains(where: { $0.contains("/your-") || $0.contains(".your-") }) {
            faults.append(
                Fault(
                    .configUnknownValue, .stopRun,
                    "the source '\(name)' still asks 'your-…', as the shipped file has it",
                    at: place, advice: "Write the name of your own account in its place."))
        }
        let isOpen = system.address.lowercased().hasPrefix("http://") && system.authentication != .none
        if isOpen, system.reach.allowed.isEmpty {
            faults.append(
                Fault(
                    .configUnknownValue, .stopRun,
                    "the source '\(name)' sends its credentials over http, where everybody on the way reads them",
                    at: place,
                    advice:
                        "Write https://. Within your own house, name the host's address under `allow` of 'network', and it may be asked so."
                ))
        }
        return faults
    }
}
