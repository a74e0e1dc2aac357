import Foundation
import HTTPTypes
import LeadModel
import SyncEngine

/// What a request is answered with.
struct Reply: Sendable {
    enum Body: Sendable {
        case none
        case text([UInt8])
        /// A part of a file, or all of it.
        case file(FeedDownloads.Opened, Range<Int64>)
    }

    var status: HTTPResponse.Status
    var fields = HTTPFields()
    var body = Body.none
    /// Who asked, where that is known.
    var receiver: String?
    /// What was asked for, for the log: nothing of it that is not known to be a name of ours.
    var subject = "-"
    /// What the operator is to hear of it.
    var complaint: Fault?

    /// A text with its length, for GET and HEAD alike.
    static func text(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Reply {
        var reply = Reply(status: status, body: .text(bytes))
        reply.fields[.contentType] = type
        reply.fields[.contentLength] = String(bytes.count)
        return reply
    }

    /// Texts and numbers as JSON, for GET and HEAD alike.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Reply {
        text(json(value), type: "application/json", status: status)
    }

    /// Texts and numbers as JSON, on one line.
    static func json(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try Array(encoder.encode(value)) + [0x0A]
        } catch {
            preconditionFailure("texts and numbers are always JSON")
        }
    }

    /// What a fault is answered with.
    static func problem(_ fault: Fault) -> Reply {
        let problem = Problem(fault)
        var reply = text(problem.bytes, type: Problem.type, status: Problem.status(of: fault.code))
        if case .retry(let seconds) = fault.remedy {
            reply.fields[.retryAfter] = String(seconds)
        } else if reply.status == .serviceUnavailable {
            reply.fields[.retryAfter] = "5"
        }
        if fault.code == .serveLogin { reply.fields[.wwwAuthenticate] = "Bearer realm=\"leadloop\"" }
        if fault.code == .serveMethod { reply.fields[.allow] = "GET, HEAD" }
        if fault.code.room != .serve { reply.complaint = fault }
        return reply
    }
}
