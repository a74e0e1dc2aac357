public import LeadModel
import NIOPosix
import ServiceLifecycle
public import SyncEngine

/// All that runs unattended, in one process: the worker that does what is due, the files of feeds for those who fetch them, and the pages
/// that tell how it is. Until SIGTERM or SIGINT; SIGHUP has the configuration read anew.
public final class LeadloopService: Sendable {
    /// How it runs.
    public struct Options: Sendable {
        /// Where receivers fetch feeds, where any may.
        public var listen: ListenAddress
        /// Whether a proxy that speaks TLS stands in front, also on another machine.
        public var isBehindProxy = false
        /// Where supervisors and Prometheus ask; `nil`: nowhere.
        public var status: ListenAddress?
        /// Whether lines of the log are JSON.
        public var logsJSON = true
        /// What is under way when it is stopped has so long to its end.
        public var drain: Duration = .seconds(30)

        public init(listen: ListenAddress) { self.listen = listen }
    }

    private let options: Options
    private let log: ServiceLog
    private let notice = SupervisorNotice()
    private let metrics: ServiceMetrics
    private let worker: ServiceWorker
    private let feeds: FeedServer?

    /// - Parameters:
    ///   - config: the folder of the configuration.
    ///   - workspace: what is in it, checked.
    ///   - version: of the program.
    ///   - descriptor: where the log goes.
    /// - Throws: where receivers may fetch feeds and a token cannot be used; `serve.exposed`.
    public init(
        config: String, workspace: Workspace, options: Options, version: String, logTo descriptor: Int32
    ) throws(Fault) {
        self.options = options
        let log = ServiceLog(options.logsJSON ? .json : .text, to: descriptor)
        let metrics = ServiceMetrics(version: version)
        self.log = log
        self.metrics = metrics
        try options.listen.requirePrivate(isBehindProxy: options.isBehindProxy)
        let worker = ServiceWorker(config: config, workspace: workspace) { event in
            metrics.count(event)
            log.note(event)
        }
        self.worker = worker
        guard workspace.letsFeedsBeFetched else {
            feeds = nil
            return
        }
        let complain: @Sendable (Fault) -> Void = { log.note(.fault($0)) }
        feeds = FeedServer(
            try FeedDownloads(workspace, complain: complain), at: options.listen, isBehindProxy: options.isBehindProxy,
            renew: { () throws(Fault) in try FeedDownloads(worker.workspace, complain: complain) },
            hear: { log.note($0) })
    }

    /// Runs until it is told to stop. Once.
    /// - Throws: `serve.listen`.
    public func run() async throws(Fault) {
        // The last is stopped first.
        var services: [any Service] = []
        if let status = options.status {
            services.append(
                StatusServer(
                    worker: worker, metrics: metrics, address: status, threads: NIOThreadPool(numberOfThreads: 2),
                    hear: { [log] in log.note(.listening(address: $0)) }
                ).listener)
        }
        if let feeds { services.append(feeds.listener) }
        services.append(WorkerService(worker: worker, drain: options.drain, notice: notice, log: log))
        services.append(await Reloads { await self.reload() })
        try await Services(services, drain: options.drain).run()
    }

    private func reload() async {
        notice.reloading()
        worker.reload()
        await feeds?.renewDownloads()
        notice.ready()
    }
}
