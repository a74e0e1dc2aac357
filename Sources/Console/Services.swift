import LeadModel
import Logging
import ServiceLifecycle
import UnixSignals

/// Services that run together, until SIGTERM or SIGINT, or until one of them fails.
struct Services {
    private let services: [any Service]
    private let drain: Duration

    /// - Parameters:
    ///   - services: the last is stopped first.
    ///   - drain: what is under way when they are stopped has so long to its end.
    init(_ services: [any Service], drain: Duration) {
        self.services = services
        self.drain = drain
    }

    /// - Throws: why one of them failed.
    func run() async throws(Fault) {
        let quiet = Logger(label: "leadloop") { _ in SwiftLogNoOpLogHandler() }
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        configuration.maximumGracefulShutdownDuration = drain
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch is CancellationError {
            // The time to come to an end was over.
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(
                .serveListen, .stopRun, "the service ended: \(type(of: error))",
                advice: "Start it again. Please report this with `leadloop --version`.")
        }
    }
}
