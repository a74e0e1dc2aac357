import CCurl
import Dispatch
import Foundation
import Glibc
public import LeadModel
import Synchronization

/// Moves bytes for any number of transfers on one thread of its own, by libcurl's multi interface.
///
/// Connections are kept for the next transfer of the same engine, and never shared with another: a source that may reach an inner
/// address has an engine of its own, so that no other source finds its connection open.
public final class TransferEngine: Sendable {
    private let loop: TransferLoop

    public init() {
        TransferEngine.prepare
        loop = TransferLoop()
        let loop = loop
        let thread = Thread { loop.run() }
        thread.name = "leadloop-transfers"
        thread.stackSize = 1 << 20
        thread.start()
    }

    deinit {
        TransferEngine.ending.enter()
        loop.tell(.stop)
    }

    /// Engines that are gone, and whose threads still close their connections.
    fileprivate static let ending = DispatchGroup()

    /// How long the end of the process waits for these, in seconds.
    private static let patience = 5.0

    /// Once in a process, before its first handle.
    private static let prepare: Void = {
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        // Called before the libraries below libcurl take themselves down, since these were set up before: a connection that is closed
        // while they do brings the process down with them, after all its work was done.
        atexit { _ = TransferEngine.ending.wait(timeout: .now() + TransferEngine.patience) }
    }()

    /// Sends a request. Answers that point to another address are followed where the request allows it, and only where it is
    /// the same scheme, host and port, so that no credential goes elsewhere.
    ///
    /// Whoever does not read the body to its end cancels the transfer.
    /// - Throws: where the request cannot be sent, and what went wrong before the head of the answer was there.
    public func open(_ request: TransferRequest) throws(Fault) -> (transfer: Transfer, head: ResponseHead) {
        var request = request
        var left = request.redirects
        while true {
            let transfer = try start(request)
            let head = try transfer.head()
            guard [301, 302, 303, 307, 308].contains(head.status) else { return (transfer, head) }
            transfer.cancel()
            guard let here = TransferAddress(request.url), let to = head["Location"].flatMap(here.resolving),
                let there = TransferAddress(to)
            else { throw TransferFault.redirect(request, head.status, "which no address can be read from") }
            guard here.isSamePlace(as: there) else {
                throw TransferFault.redirect(
                    request, head.status, "which is another place (\(there.scheme)://\(there.place))")
            }
            guard left > 0 else {
                throw TransferFault.redirect(
                    request, head.status, request.redirects == 0 ? "and redirects are not allowed" : "once too often")
            }
            left -= 1
            request.url = to
            if head.status == 303 || head.status < 303 && request.method == "POST" {
                (request.method, request.body) = ("GET", nil)
            }
        }
    }

    /// Sends a request and follows nothing.
    func start(_ request: TransferRequest) throws(Fault) -> Transfer {
        let transfer = Transfer(request, engine: self)
        let handle = try TransferHandle(transfer)
        loop.tell(.add(handle))
        return transfer
    }

    func resume(_ transfer: Transfer) { loop.tell(.resume(ObjectIdentifier(transfer))) }
    func cancel(_ transfer: Transfer) { loop.tell(.cancel(ObjectIdentifier(transfer))) }
}

/// The thread's own side of an engine.
private final class TransferLoop: @unchecked Sendable {
    enum Command {
        case add(TransferHandle)
        case resume(ObjectIdentifier)
        case cancel(ObjectIdentifier)
        case stop
    }

    private let commands = Mutex<[Command]>([])
    private let multi: UnsafeMutableRawPointer
    /// Of the thread alone.
    private var handles: [ObjectIdentifier: TransferHandle] = [:]

    init() {
        guard let multi = curl_multi_init() else { preconditionFailure("libcurl has no memory for a multi handle") }
        self.multi = multi
        ccurl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, 32)
    }

    func tell(_ command: Command) {
        commands.withLock { $0.append(command) }
        // The only call that another thread may make.
        curl_multi_wakeup(multi)
    }

    func run() {
        while obey() {
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            settle()
            curl_multi_poll(multi, nil, 0, 1_000, nil)
        }
        for handle in handles.values { end(handle, CURLE_ABORTED_BY_CALLBACK) }
        curl_multi_cleanup(multi)
        ccurl_thread_ends()
        TransferEngine.ending.leave()
    }

    /// - Returns: `false` when it is to stop.
    private func obey() -> Bool {
        let told = commands.withLock { commands in
            defer { commands = [] }
            return commands
        }
        for command in told {
            switch command {
            case .stop: return false
            case .add(let handle):
                handles[handle.id] = handle
                if curl_multi_add_handle(multi, handle.easy) != CURLM_OK { end(handle, CURLE_FAILED_INIT) }
            case .resume(let id):
                if let handle = handles[id] { curl_easy_pause(handle.easy, CURLPAUSE_CONT) }
            case .cancel(let id):
                if let handle = handles[id] { end(handle, CURLE_ABORTED_BY_CALLBACK) }
            }
        }
        return true
    }

    private func settle() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            var result = CURLE_OK
            guard let easy = ccurl_done(message, &result) else { continue }
            if let handle = handles.values.first(where: { $0.easy == easy }) { end(handle, result) }
        }
    }

    private func end(_ handle: TransferHandle, _ result: CURLcode) {
        handles[handle.id] = nil
        curl_multi_remove_handle(multi, handle.easy)
        handle.finish(result)
    }
}
