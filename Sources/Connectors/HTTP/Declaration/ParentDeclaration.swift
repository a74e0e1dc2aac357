import ConfigFiles
import LeadModel

/// Joins streams that are asked for by the records of another with the list of these.
struct ParentDeclaration {
    let findings: Findings

    /// - Parameter streams: all of the source, each with what its file says.
    func resolve(_ streams: inout [StreamDefinition], _ maps: [String: ConfigMap]) {
        let before = streams
        // What is wrong elsewhere in a stream is no reason to say that these were not read.
        for map in maps.values.compactMap({ $0.map("for-each") }) { _ = (map["stream"], map["id"], map["batch"]) }
        for index in streams.indices {
            guard let map = maps[streams[index].name]?.map("for-each"), case .http(var stream) = streams[index].part
            else {
                continue
            }
            let batch = map.wholeNumber("batch") ?? 1
            let id = map.text("id")
            guard let name = map["stream"], let text = name.text, let id else { continue }
            guard let parent = before.first(where: { $0.name == text }), case .http(let list) = parent.part else {
                if maps[text] == nil {
                    findings.add(
                        .configUnknownReference, "there is no stream '\(text)' in this source", at: name.place,
                        advice: Nearest.advice(for: text, among: maps.keys.sorted()))
                }
                continue
            }
            check(stream, by: list, isOfAnother: maps[text]?.isGiven("for-each") == true, batch, map)
            stream.parents = .of(list, id: id, batch: batch)
            stream.window = list.window
            streams[index].part = .http(stream)
        }
    }

    private func check(_ stream: HTTPStream, by list: HTTPStream, isOfAnother: Bool, _ batch: Int, _ map: ConfigMap) {
        let names = stream.request.names
        if stream.window != nil {
            add(
                "'incremental' is said by the stream of the parents", map,
                "Take it out here: parents that changed are asked about.")
        }
        if isOfAnother || list.paging.deltaLink != nil {
            add(
                "the parents are asked for by others themselves, or by delta links", map,
                "Name a stream that is asked for by itself, such as one of ids alone.")
        }
        if !names.contains("id"), !names.contains("ids") {
            add("the request does not say where '{id}' goes", map, "Put it there, such as `get: /contacts/{id}/deals`.")
        }
        if batch > 1, !names.contains("ids"), !stream.request.namesEachID {
            add("of several parents at once, the request needs '{ids}'", map, "Put it there, or take 'batch' out.")
        }
        if list.window == nil {
            for name in ["since", "until"] where names.contains(name) {
                add(
                    "the request names '{\(name)}', which needs 'incremental' in the stream of the parents", map,
                    "Add it there.")
            }
        }
    }

    private func add(_ summary: String, _ map: ConfigMap, _ advice: String) {
        findings.add(.configMissingKey, summary, at: map.place, advice: advice)
    }
}
