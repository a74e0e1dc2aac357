import Connectors
import LeadModel

extension SourceDefinition {
    /// What has to be decided about a source that is asked before it may be: credentials would be sent to somebody else, or be read
    /// by everybody on the way.
    var unfinished: [Fault] {
        guard case .http(let system) = door else { return [] }
        var faults: [Fault] = []
        if system.places(of: streams).contains(where: { $0.contains("/your-") || $0.contains(".your-") }) {
            faults.append(
                Fault(
                    .configUnknownValue, .stopRun,
                    "the source '\(name)' still asks 'your-…', as the shipped file has it", at: place,
                    advice: "Write the name of your own account in its place."))
        }
        let isRead = system.keyed.contains { $0.lowercased().hasPrefix("http://") }
        if isRead, system.reach.allowed.isEmpty {
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

extension HTTPSource {
    /// Addresses that credentials are sent to.
    fileprivate var keyed: [String] {
        switch authentication {
        case .none: []
        case .oauth2(let oauth): [address, oauth.tokenURL]
        case .bearer, .basic, .header, .query, .login: [address]
        }
    }

    /// Every address and path that it is asked by.
    fileprivate func places(of streams: [StreamDefinition]) -> [String] {
        var places = [address, identity?.request.path.text ?? ""]
        if case .oauth2(let oauth) = authentication { places.append(oauth.tokenURL) }
        for stream in streams {
            guard case .http(let asked) = stream.part else { continue }
            let plans = [
                asked.request, asked.record, asked.paging.begin, asked.job?.create, asked.job?.start, asked.job?.status,
                asked.job?.delete,
            ]
            places += plans.compactMap { $0?.path.text }
        }
        return places
    }
}
