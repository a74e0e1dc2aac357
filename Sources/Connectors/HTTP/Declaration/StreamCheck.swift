import ConfigFiles
import LeadModel
import RecordFormats

/// Whether the parts of a stream fit together: what is asked for must stand somewhere in the request, and what stands there must
/// be known.
struct StreamCheck {
    let findings: Findings
    let map: ConfigMap

    func check(_ stream: HTTPStream) {
        checkPaging(stream)
        checkWindow(stream)
        if stream.fields.split != nil { checkSplit(stream) }
        if stream.job != nil, map.isGiven("for-each") {
            add("a job is asked for by itself", "for-each", "Take 'for-each' out, or 'job'.")
        }
        let needed = stream.request.needed
        if needed.contains("cursor") {
            add(
                "the first page has no cursor to fill into a longer text", "request",
                "Let '{cursor}' stand alone: a parameter that is nothing else is left out where there is none.")
        }
        for key in stream.paging.keyset?.keys ?? [] where needed.contains(key.name) && key.first == nil {
            add(
                "the first page has nothing to fill in for '{\(key.name)}'", "paging",
                "Give it a 'first' that every record comes behind, such as \"0\" or \"{since}\".")
        }
    }

    /// Whether a pull can be all that there is, where it is declared to be.
    func checkComplete(_ stream: HTTPStream) {
        if map.isGiven("for-each") {
            add(
                "what is asked for by the records of another stream is never known to be all that there is", "complete",
                "Take 'complete' out, or 'for-each'.")
        }
        if names(of: stream).contains("until") {
            add(
                "an answer that ends at '{until}' lacks what has changed since", "complete",
                "Take 'complete' out, or '{until}' out of the request.")
        }
    }

    /// All that is filled into the requests of a stream.
    private func names(of stream: HTTPStream) -> Set<String> {
        let firsts = (stream.paging.keyset?.keys ?? []).compactMap(\.first)
        return stream.request.names.union(firsts.flatMap(\.names)).union(stream.job?.create.names ?? [])
            .union(stream.paging.begin?.names ?? [])
    }

    private func checkPaging(_ stream: HTTPStream) {
        let names = stream.request.names
        var wanted: [String] =
            switch stream.paging.way {
            case .cursor, .cursorHeader: ["cursor"]
            case .page: ["page"]
            case .offset: ["offset"]
            case .none, .nextURL, .link, .keyset: []
            }
        wanted += (stream.paging.keyset?.keys ?? []).map(\.name)
        for name in wanted where !names.contains(name) {
            add(
                "the request does not say where '{\(name)}' goes", "request",
                "Put it there, such as `query: { \(name): \"{\(name)}\" }`: every page would be the first.")
        }
        for name in ["cursor", "page", "offset"] where names.contains(name) && !wanted.contains(name) {
            add(
                "the request names '{\(name)}', which 'paging' does not give", "request",
                "Add it to 'paging', or take it out.")
        }
    }

    /// Whether a page can be asked for several times, each time for other columns.
    private func checkSplit(_ stream: HTTPStream) {
        if !stream.request.isLongByFields {
            add(
                "'split' parts the columns of an address, and that of the request has no '{fields}'", "fields",
                "Take 'split' out, or put '{fields}' into the query.")
        }
        let isPlain = stream.format.layout == nil || stream.format.layout == .array || stream.format.layout == .one
        if stream.format.kind != .json || !isPlain || stream.bareColumn != nil || stream.job != nil {
            add(
                "only records of JSON answers are put together of several", "fields",
                "Take 'split' out, and ask for fewer columns.")
        }
        switch stream.paging.way {
        case .nextURL, .link, .cursorHeader:
            add(
                "the next page's address of this way of paging belongs to one request, and 'split' makes several",
                "fields", "Page by a cursor, an offset, a number or a keyset, or take 'split' out.")
        case .none, .cursor, .page, .offset, .keyset: break
        }
    }

    private func checkWindow(_ stream: HTTPStream) {
        let firsts = (stream.paging.keyset?.keys ?? []).compactMap(\.first)
        let names = names(of: stream)
        guard let window = stream.window else {
            // Where the parents have one, it holds.
            if map.isGiven("for-each") { return }
            for name in ["since", "until"] where names.contains(name) {
                add(
                    "the request names '{\(name)}', which needs 'incremental'", "request",
                    "Add `incremental: {}`, or take it out.")
            }
            return
        }
        if stream.paging.deltaLink != nil {
            add("a delta link says itself what is new", "incremental", "Take 'incremental' out, or 'delta-link'.")
        }
        if !names.contains("since") {
            add(
                "'incremental' needs '{since}' in the request", "incremental",
                "Put it where the vendor takes a time, such as `query: { updated_since: \"{since}\" }`.")
        }
        let needed = stream.request.needed.union(firsts.flatMap(\.names)).union(stream.job?.create.needed ?? [])
            .union(stream.paging.begin?.needed ?? [])
        if window.start == nil, needed.contains("since"), map.map("incremental")?.isGiven("start") != true {
            add(
                "the first pull has no '{since}' to fill into a longer text", "incremental",
                "Add a 'start' that is before every record, such as `start: 2000-01-01`.")
        }
    }

    private func add(_ summary: String, _ key: String, _ advice: String) {
        findings.add(.configMissingKey, summary, at: map.place(of: key), advice: advice)
    }
}
