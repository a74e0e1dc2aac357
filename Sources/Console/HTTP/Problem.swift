import Foundation
import HTTPTypes
import LeadModel

/// A fault as whoever asked is told of it: `application/problem+json` of RFC 9457, with the fault's place, cause and remedy.
///
/// Where files lie on this machine, and what is wrong with the store, is the operator's matter: they are told all of it, whoever asked
/// is told what it means for them.
struct Problem: Encodable {
    let title: String
    let status: Int
    let detail: String
    let code: String
    let place: String?
    let remedy: String

    static let type = "application/problem+json"

    init(_ fault: Fault) {
        let status = Problem.status(of: fault.code)
        title = status.reasonPhrase
        self.status = status.code
        code = fault.code.rawValue
        switch fault.code.room {
        case .serve:
            detail = fault.summary + (fault.seen.map { "; saw \($0)" } ?? "")
            place = fault.field
            remedy = fault.advice
        case .file, .feed:
            detail = fault.summary
            place = fault.origin.flatMap { $0.file.split(separator: "/").last.map(String.init) }
            remedy =
                status == .serviceUnavailable ? "Try again in a moment." : "Have the sender see to it: \(fault.advice)"
        default:
            detail = "the files cannot be looked up now"
            place = nil
            remedy = "Try again in a moment; if it stays so, tell the sender, whose log says why."
        }
    }

    /// The text.
    var bytes: [UInt8] { Reply.json(self) }

    /// The status that a fault is told by.
    static func status(of code: FaultCode) -> HTTPResponse.Status {
        switch code {
        case .serveRequest: .badRequest
        case .serveLogin: .unauthorized
        case .serveUnknown, .fileMissing: .notFound
        case .serveMethod: .methodNotAllowed
        case .serveAhead: .conflict
        case .serveCondition: .preconditionFailed
        case .serveRange: .rangeNotSatisfiable
        case .serveThrottled: .tooManyRequests
        case .feedDamaged, .fileNotRegular, .fileUnreadable: .internalServerError
        default: .serviceUnavailable
        }
    }
}
