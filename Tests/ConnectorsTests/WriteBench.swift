import Foundation
import LeadModel
import Synchronization
import TestSupport
import Testing

@testable import Connectors

/// A vendor's scripted receiver over loopback, and the shipped file that writes to it.
struct WriteBench {
    let port: Int
    private let text: String
    static let now = Instant(rfc3339: "2026-03-10T12:00:00Z") ?? Instant(milliseconds: 0)
    /// What every secret of a shipped file is for these servers.
    private static let secret = "canary-secret"

    /// - Parameter file: of `config/vendors/destinations`, without `to-` and its ending.
    init(_ server: Server, _ file: String) throws {
        let folder = URL(fileURLWithPath: Server.folder).appendingPathComponent("../../config/vendors/destinations")
        self.init(
            server, text: try String(contentsOf: folder.appendingPathComponent("to-\(file).yaml"), encoding: .utf8))
    }

    /// - Parameter text: of a destination's file.
    init(_ server: Server, text: String) {
        port = server.port
        _ = WriteBench.environment
        // The names of the file are those that tests of sources give other values, in the same process.
        self.text = text.replacing(#/env:[A-Z0-9_]+/#, with: "env:\(WriteBench.variable)")
    }

    private static let variable = "LEADLOOP_WRITE_SECRET"
    private static let environment: Void = { setenv(variable, secret, 1) }()

    /// The file with every host of it turned into this machine, and limits that a test can wait for.
    func destination() throws -> HTTPDestination {
        let local = try #require(try? NSRegularExpression(pattern: #"https?://[A-Za-z0-9.-]+(:\d+)?"#))
        var text = local.stringByReplacingMatches(
            in: text, range: NSRange(text.startIndex..., in: text), withTemplate: "http://127.0.0.1:\(port)")
        text += "\nnetwork: { allow: 127.0.0.1 }\nlimits: { connect: 2s, stall: 2s, total: 3s }\n"
        let definition: DestinationDefinition
        do {
            definition = try DestinationDefinition.compile(text, file: "destination.yaml")
        } catch {
            Issue.record("\(error)")
            throw error
        }
        guard case .http(let destination) = definition.door else {
            throw Fault(.configWrongType, .stopRun, "no http", advice: "")
        }
        return destination
    }

    func writer(waits: PullBench.Waits = PullBench.Waits()) throws -> HTTPWriter {
        HTTPWriter(
            try destination(), folder: "/",
            clock: HTTPSession.Clock(now: { WriteBench.now.adding(seconds: waits.seconds.withLock { $0.reduce(0, +) }) }
            ) {
                seconds in
                waits.seconds.withLock { $0.append(seconds) }
            })
    }

    /// Says how the next requests are answered.
    func play(_ script: [String: Any] = [:]) throws { _ = try own("POST", "/play", script) }

    struct Asked {
        let method: String
        let path: String
        let query: [String: String]
        let headers: [String: String]
        let body: String

        /// Of JSON, a value at a dotted path.
        func value(_ path: String) -> Any? {
            var value = try? JSONSerialization.jsonObject(with: Data(body.utf8))
            for part in path.split(separator: ".") {
                value = Int(part).flatMap { (value as? [Any])?[$0] } ?? (value as? [String: Any])?[String(part)]
            }
            return value
        }

        func text(_ path: String) -> String? { value(path) as? String }
        func count(_ path: String) -> Int? { (value(path) as? [Any])?.count }
    }

    /// What was asked since the last time, but for tokens.
    func log() throws -> [Asked] {
        let list = try #require(try own("GET", "/log", nil) as? [[String: Any]])
        return list.map { entry in
            Asked(
                method: entry["method"] as? String ?? "", path: entry["path"] as? String ?? "",
                query: entry["query"] as? [String: String] ?? [:],
                headers: entry["headers"] as? [String: String] ?? [:],
                body: entry["body"] as? String ?? "")
        }.filter { !$0.path.contains("token") }
    }

    private func own(_ method: String, _ path: String, _ body: [String: Any]?) throws -> Any {
        var source = HTTPSource(address: "http://127.0.0.1:\(port)")
        source.reach = NetworkReach(allowed: [try #require(NetworkBlock("127.0.0.1"))])
        let session = HTTPSession(source, folder: "/", clock: HTTPSession.Clock(now: { WriteBench.now }) { _ in })
        var plan = RequestPlan(method, RequestTemplate(literally: path))
        plan.headers = [RequestParameter("Accept-Encoding", RequestTemplate("identity"))]
        if let body {
            let text = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
            plan.body = .json(try #require(RequestJSON(text)))
        }
        let answer = try #require(try session.ask(plan, [:]))
        return try JSONSerialization.jsonObject(with: Data(answer.transfer.readAll()))
    }

    // MARK: Rows

    /// A row whose cells stand under the batch's columns; `nil` was not spoken of.
    static func row(
        _ number: Int, _ cells: [FieldValue?], _ action: FeedAction = .add, receiver: String? = nil
    ) -> DeliveryRow {
        DeliveryRow(
            id: "msg-\(number)", lead: LeadID(number: Int64(number)), revision: 7, action: action, decided: now,
            cells: cells,
            receiverID: receiver)
    }

    static func batch(_ columns: [String], with parameters: [String: String] = [:], _ rows: [DeliveryRow])
        -> DeliveryBatch
    {
        DeliveryBatch(feed: "recycled", columns: columns, parameters: parameters, rows: rows)
    }
}

extension DeliveryVerdict {
    /// `accepted`, `rejected 1005`, `failed http.throttled`, `failed? network.timeout` where it may have arrived.
    var told: String {
        switch self {
        case .accepted: "accepted"
        case .rejected(let refusal): "rejected\(refusal.code.map { " \($0)" } ?? "")"
        case .untried: "untried"
        case .failed(let fault, let mayHaveArrived): "failed\(mayHaveArrived ? "?" : "") \(fault.code.rawValue)"
        }
    }

    var receipt: DeliveryReceipt? { if case .accepted(let receipt) = self { receipt } else { nil } }
    var refusal: DeliveryRefusal? { if case .rejected(let refusal) = self { refusal } else { nil } }
    var fault: Fault? { if case .failed(let fault, _) = self { fault } else { nil } }
}
