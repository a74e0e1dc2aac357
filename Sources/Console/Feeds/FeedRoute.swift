import LeadModel

/// What is asked for, by the address: nothing but names of feeds and numbers ever comes out of it.
///
/// ```
/// /api/v1/feeds                          the feeds that the token opens
/// /api/v1/feeds/NAME/files               its files, ?after=CURSOR&limit=N
/// /api/v1/feeds/NAME/files/CURSOR        a file; `latest` of a full feed
/// /api/v1/feeds/NAME/files/CURSOR/manifest
/// ```
enum FeedRoute: Equatable {
    /// A file of a feed.
    enum Which: Equatable {
        case cursor(Int64)
        case latest
    }

    /// How much of a list is asked for.
    struct Stretch: Equatable {
        var after: Int64 = 0
        var limit = 100

        static let mostFiles = 1_000
    }

    case feeds
    case list(feed: String, Stretch)
    case file(feed: String, Which)
    case manifest(feed: String, Which)

    /// Reads the target of a request.
    /// - Returns: `nil` where there is nothing of the kind.
    /// - Throws: `serve.request`, where something of ours is asked for and a number or parameter is none.
    static func read(_ target: String) throws(Fault) -> FeedRoute? {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.starts(with: ["", "api", "v1", "feeds"]) else { return nil }
        var stretch = Stretch()
        if halves.count == 2 { try read(parameters: halves[1], into: &stretch, ofList: parts.count == 6) }
        if parts.count == 4 { return .feeds }
        guard parts.count >= 6, parts[5] == "files", isName(parts[4]) else { return nil }
        switch parts.count {
        case 6: return .list(feed: parts[4], stretch)
        case 7: return .file(feed: parts[4], try which(parts[6]))
        case 8 where parts[7] == "manifest": return .manifest(feed: parts[4], try which(parts[6]))
        default: return nil
        }
    }

    /// Small letters, digits and hyphens, as feeds are named.
    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
            }
    }

    private static func which(_ text: String) throws(Fault) -> Which {
        if text == "latest" { return .latest }
        guard let cursor = number(text[...]) else {
            throw refused("the address", "a file is named by its cursor", text[...])
        }
        return .cursor(cursor)
    }

    private static func read(parameters: Substring, into stretch: inout Stretch, ofList: Bool) throws(Fault) {
        var seen: Set<Substring> = []
        for parameter in parameters.split(separator: "&") {
            let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = pair[0]
            let value = pair.count == 2 ? pair[1] : ""
            guard ofList, name == "after" || name == "limit", seen.insert(name).inserted else {
                throw Fault(
                    .serveRequest, .stopStream,
                    ofList && (name == "after" || name == "limit")
                        ? "a parameter stands twice" : "a parameter is not known here",
                    field: "the address",
                    advice:
                        "A list takes after=CURSOR and limit=N, nothing else takes any; a token goes into the Authorization header."
                )
            }
            guard let number = number(value) else { throw refused("'\(name)'", "this is no number", value) }
            if name == "after" { stretch.after = number } else { stretch.limit = Int(number) }
        }
        guard (1...Stretch.mostFiles).contains(stretch.limit) else {
            throw Fault(
                .serveRequest, .stopStream, "so many files are not listed at once", field: "'limit'",
                advice: "Ask for 1 to \(Stretch.mostFiles), and go on with 'after'.")
        }
    }

    /// Digits, as many as a cursor may have.
    private static func number(_ text: Substring) -> Int64? {
        guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }

    private static func refused(_ place: String, _ summary: String, _ text: Substring) -> Fault {
        Fault(
            .serveRequest, .stopStream, summary, field: place, seen: .shape(of: text.utf8),
            advice: "Take a 'cursor-to' of the feed's list, 0 for the beginning.")
    }
}

extension FeedRoute {
    /// The feed; `nil` where none is named.
    var feed: String? {
        switch self {
        case .feeds: nil
        case .list(let feed, _), .file(let feed, _), .manifest(let feed, _): feed
        }
    }

    /// The address for the log, without parameters.
    /// - Parameter isKnown: whether the feed's name is one of ours; anything else may be anybody's words.
    func subject(isKnown: Bool) -> String {
        let feed = isKnown ? self.feed ?? "?" : "?"
        switch self {
        case .feeds: return "/api/v1/feeds"
        case .list: return "/api/v1/feeds/\(feed)/files"
        case .file(_, let which): return "/api/v1/feeds/\(feed)/files/\(which)"
        case .manifest(_, let which): return "/api/v1/feeds/\(feed)/files/\(which)/manifest"
        }
    }
}

extension FeedRoute.Which: CustomStringConvertible {
    var description: String {
        switch self {
        case .cursor(let cursor): String(cursor)
        case .latest: "latest"
        }
    }
}
