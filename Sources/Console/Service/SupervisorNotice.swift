import Foundation
import Glibc

/// Tells a supervisor such as systemd how the service is, by the datagrams of sd_notify(3). Nothing is told where nobody asks for it.
struct SupervisorNotice: Sendable {
    /// Where to; a path, or a name of the abstract namespace behind `@`.
    private let socketPath: String?
    /// Half of the time after which a silent service is killed; `nil` where nobody watches.
    let watchdogSeconds: Double?

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        socketPath = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        let isMeant = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        let micros = isMeant ? environment["WATCHDOG_USEC"].flatMap { Double($0) } : nil
        watchdogSeconds = micros.flatMap { $0 > 0 ? $0 / 2e6 : nil }
    }

    /// It answers now.
    func ready() { send("READY=1\nSTATUS=waits for what is due") }

    /// It is being told to stop.
    func stopping() { send("STOPPING=1") }

    /// A new configuration is being read; `ready` comes behind it.
    func reloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        send("RELOADING=1\nMONOTONIC_USEC=\(Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)")
    }

    /// It is alive.
    func alive() { send("WATCHDOG=1") }

    private func send(_ text: String) {
        guard let socketPath else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(socketPath.utf8)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        if path[0] == UInt8(ascii: "@") { path[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout.size(ofValue: address.sun_family) + path.count)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                Array(text.utf8).withUnsafeBytes {
                    sendto(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL), address, length)
                }
            }
        }
    }
}
