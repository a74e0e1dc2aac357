import Glibc
import LeadModel

/// How the process is, under the names that Prometheus' own client libraries give these figures.
enum ProcessGauges {
    static func add(to text: inout MetricsText, started: Instant) {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        text.add(
            "process_cpu_seconds_total", .counter, "Time of the processor that the process has used.",
            seconds(usage.ru_utime) + seconds(usage.ru_stime))
        text.add(
            "process_resident_memory_bytes", .gauge, "Memory of the process that is in use.", residentBytes)
        text.add(
            "process_start_time_seconds", .gauge, "When the process was started.", ServiceMetrics.seconds(started))
    }

    /// The second number of /proc/self/statm, proc(5), counts pages; `nil` where there is no such file.
    private static var residentBytes: Double? {
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = read(file, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let words = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
        return words.count > 1 ? Double(words[1]).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) } : nil
    }
}
