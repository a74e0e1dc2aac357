import Glibc
import HTTPTypes
import HummingbirdCore
import LeadModel
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// An HTTP/1.1 server on one address, as a service: it ends when it is told to, after what is being answered.
struct Listener: Service {
    let address: ListenAddress
    /// Further connections wait until one ends.
    let connections: Int
    /// A connection on which nothing is asked for so long is closed.
    let idleSeconds: Int
    let answer: @Sendable (Request, consuming ResponseWriter, any NIOCore.Channel) async throws -> Void
    /// Comes before it listens.
    var begin: @Sendable () -> Void = {}
    /// Hears where it listens, such as `http://127.0.0.1:8420`.
    let hear: @Sendable (String) -> Void
    /// Comes when it listens no more.
    var end: @Sendable () -> Void = {}

    /// - Throws: `serve.listen`.
    func run() async throws {
        begin()
        defer { end() }
        let quiet = Logger(label: "leadloop") { _ in SwiftLogNoOpLogHandler() }
        let answer = answer
        let hear = hear
        let address = address
        do {
            try await HTTPServerBuilder.http1(
                configuration: .init(
                    idleTimeout: .seconds(Int64(idleSeconds)),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
            ).buildServer(
                configuration: ServerConfiguration(
                    address: .hostname(address.host, port: address.port),
                    availableConnectionsDelegate: MaximumAvailableConnections(connections, logger: quiet)),
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quiet,
                responder: { request, writer, channel in try await answer(request, writer, channel) },
                onServerRunning: { channel in
                    let port = channel.localAddress?.port ?? address.port
                    let host = address.host.contains(":") ? "[\(address.host)]" : address.host
                    hear("http://\(host):\(port)")
                }
            ).run()
        } catch is CancellationError {
            // The time to come to an end was over.
        } catch {
            throw Fault(
                .serveListen, .stopRun,
                "it cannot listen on \(address.host):\(address.port): \(Listener.reason(error))",
                advice: "Name a free port of an address of this machine with --listen.")
        }
    }

    private static func reason(_ error: any Error) -> String {
        if let error = error as? IOError { return String(cString: strerror(error.errnoCode)) }
        if error is SocketAddressError { return "nobody knows this host" }
        return String(describing: type(of: error))
    }
}
