import Foundation
import HTTPTypes
import HummingbirdCore
import LeadModel
import NIOCore
import NIOPosix
import SyncEngine

/// Tells supervisors and Prometheus how the service is: `/healthz`, `/readyz`, `/metrics`. No word of a person is in any of it.
struct StatusServer: Sendable {
    let worker: ServiceWorker
    let metrics: ServiceMetrics
    let address: ListenAddress
    /// Where the store is looked at, which takes its time.
    let threads: NIOThreadPool
    let hear: @Sendable (String) -> Void

    var listener: Listener {
        Listener(
            address: address, connections: 32, idleSeconds: 60,
            answer: { request, writer, _ in try await answer(request, through: writer) },
            begin: { threads.start() }, hear: hear, end: { threads.shutdownGracefully { _ in } })
    }

    private func answer(_ request: Request, through writer: consuming ResponseWriter) async throws {
        var reply = await reply(to: request.head)
        reply.fields[.date] = HTTPDate.text(.now)
        reply.fields[.cacheControl] = "no-store"
        let head = HTTPResponse(status: reply.status, headerFields: reply.fields)
        guard case .text(let bytes) = reply.body, request.method != .head else {
            return try await writer.writeResponse(head)
        }
        try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    func reply(to request: HTTPRequest) async -> Reply {
        guard request.method == .get || request.method == .head else {
            return .problem(
                Fault(
                    .serveMethod, .stopStream, "nothing is changed here", field: "the method",
                    advice: "Ask by GET or HEAD."))
        }
        let path = (request.path ?? "").prefix { $0 != "?" }
        do {
            return try await threads.runIfActive { [worker, metrics] in
                switch path {
                case "/healthz": StatusServer.reply(.ofProcess(worker.standing, at: .now))
                case "/readyz": StatusServer.reply(.ofWork(worker, at: .now))
                case "/metrics": .text(Array(metrics.page(worker, at: .now).utf8), type: ServiceMetrics.type)
                default:
                    .problem(
                        Fault(
                            .serveUnknown, .stopStream, "there is nothing under this address", field: "the address",
                            advice: "Ask for /healthz, /readyz or /metrics."))
                }
            }
        } catch {
            return .problem(
                Fault(
                    .serveListen, .retry(afterSeconds: 5), "the server is being stopped",
                    advice: "Try again in a moment."))
        }
    }

    /// `{"checks":[…],"status":"ok"}`, with 503 where something is not well.
    private static func reply(_ health: ServiceHealth) -> Reply {
        struct Body: Encodable {
            struct Check: Encodable {
                var name: String
                var ok: Bool
                var detail: String
            }
            var status: String
            var checks: [Check]
        }
        let body = Body(
            status: health.isWell ? "ok" : "unwell",
            checks: health.checks.map { Body.Check(name: $0.name, ok: $0.isWell, detail: $0.detail) })
        return .json(body, status: health.isWell ? .ok : .serviceUnavailable)
    }
}
