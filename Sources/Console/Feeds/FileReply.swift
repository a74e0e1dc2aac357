import Connectors
import HTTPTypes
import LeadModel
import SyncEngine

/// A file of a feed, or its manifest, as an answer: RFC 9110 on conditions and parts, RFC 9530 on sums.
struct FileReply {
    private let file: FeedDownloads.File
    private let opened: FeedDownloads.Opened

    init(_ file: FeedDownloads.File, _ opened: FeedDownloads.Opened) {
        self.file = file
        self.opened = opened
    }

    /// - Throws: `serve.precondition`, and `serve.range` with the file's length as what was seen.
    func reply(to fields: HTTPFields) throws(Fault) -> Reply {
        let conditions = Preconditions(tag: "\"\(file.sha256)\"")
        var reply = Reply(status: .ok)
        FileReply.describe(&reply.fields, tag: conditions.tag)
        switch conditions.verdict(fields) {
        case .failed: throw FileReply.otherFile
        case .unchanged:
            reply.status = .notModified
            return reply
        case .send: break
        }
        let sum = ":\(Base64.text(ofHex: file.sha256)):"
        reply.fields[.contentType] = file.type
        reply.fields[.contentDisposition] = "attachment; filename=\"\(file.name)\""
        reply.fields[.acceptRanges] = "bytes"
        reply.fields[.reprDigest] = "sha-256=\(sum)"
        var part = 0..<file.bytes
        switch conditions.allowsPart(fields) ? ByteRange(fields[.range], of: file.bytes) : .whole {
        case .whole: reply.fields[.contentDigest] = "sha-256=\(sum)"
        case .part(let range):
            part = range
            reply.status = .partialContent
            reply.fields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.bytes)"
        case .unsatisfiable:
            throw Fault(
                .serveRange, .stopStream, "the file ends before the part that is asked for", field: "'Range'",
                seen: .word(String(file.bytes)),
                advice: "Ask for a part of it, or for all of it where its ETag is another than you know.")
        }
        reply.fields[.contentLength] = String(part.count)
        reply.body = .file(opened, part)
        return reply
    }

    /// The manifest by itself.
    static func manifest(of file: FeedDownloads.File, _ fields: HTTPFields) -> Reply {
        // The file's sum stands in it, and so does all else that may change.
        let conditions = Preconditions(tag: "\"\(file.sha256)-manifest\"")
        var reply = Reply.text(file.manifest, type: "application/json")
        switch conditions.verdict(fields) {
        case .failed: return .problem(otherFile)
        case .unchanged: reply = Reply(status: .notModified)
        case .send:
            reply.fields[.contentDisposition] = "attachment; filename=\"\(file.name).manifest.json\""
        }
        describe(&reply.fields, tag: conditions.tag)
        return reply
    }

    private static func describe(_ fields: inout HTTPFields, tag: String) {
        fields[.eTag] = tag
        // People are in it: nobody on the way keeps a copy for others.
        fields[.cacheControl] = "private, no-cache"
        fields[.xContentTypeOptions] = "nosniff"
    }

    private static var otherFile: Fault {
        Fault(
            .serveCondition, .stopStream, "the file is another by now", field: "'If-Match'",
            advice: "Fetch it from its beginning.")
    }
}
