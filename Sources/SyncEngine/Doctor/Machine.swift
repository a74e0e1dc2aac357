import Connectors
import FieldMapping
import Foundation
import Glibc
import LeadModel
import LeadStore
import RecordFormats

/// What the machine gives this process: what the doctor judges, as it was found.
struct Machine: Sendable {
    /// Of SQLite, as `sqlite3_libversion_number` has it: 3051003 is 3.51.3.
    var sqlite: Int
    var libraries: [String]
    /// The number of the account; 0 is root.
    var account: UInt32
    /// How many files it may have open at once.
    var openFiles: UInt64
    /// What is loaded before every other library, by its own word in the environment.
    var preloaded: String?
    /// Where certificates of authorities are looked for, and how many are there.
    var authorities: (place: String?, count: Int)
    /// Whether the zones of the world are known.
    var knowsZones: Bool
    var clock: Instant

    static func look() -> Machine {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Machine(
            sqlite: StoreLibraries.sqliteNumber,
            libraries: StoreLibraries.versions + FormatLibraries.versions + LoadedLibraries.versions
                + MappingLibraries.versions + LibraryVersions.all,
            account: geteuid(), openFiles: UInt64(limit.rlim_cur),
            preloaded: getenv("LD_PRELOAD").map { String(cString: $0) },
            authorities: (place: TrustedAuthorities.place, count: TrustedAuthorities.count()),
            knowsZones: CivilZone("Europe/Amsterdam") != nil, clock: .now)
    }
}

extension Machine {
    /// So many files are open at once at most, with something to spare: the store, exports, connections, and feeds.
    private static let openFilesWanted: UInt64 = 256
    /// Before this program was written.
    private static let earliest = Instant(rfc3339: "2026-01-01T00:00:00Z")

    /// - Parameter speaksTLS: whether anything of the configuration needs the certificates of authorities.
    func findings(speaksTLS: Bool) -> [Doctor.Finding] {
        [
            .good("libraries", libraries.joined(separator: ", ")), ofSQLite, ofSyncing, ofAccount, ofClock, ofZones,
            ofAuthorities(speaksTLS: speaksTLS), ofOpenFiles,
        ]
    }

    /// The fault of SQLite's write-ahead log that was mended in 3.51.3, 3.50.7 and 3.44.6 (sqlite.org/wal.html, "The WAL-Reset Bug"):
    /// it takes two connections that write or fold in the log at the same instant, and here is one.
    private var ofSQLite: Doctor.Finding {
        let version = "\(sqlite / 1_000_000).\(sqlite / 1_000 % 1_000).\(sqlite % 1_000)"
        let isMended =
            sqlite >= 3_051_003 || (3_050_007..<3_051_000).contains(sqlite)
            || (3_044_006..<3_045_000).contains(sqlite)
        return isMended
            ? .good("sqlite", "\(version), without the WAL-reset fault")
            : .good(
                "sqlite",
                "\(version) has the WAL-reset fault (mended in 3.51.3): one writer at a time keeps clear of it")
    }

    private var ofSyncing: Doctor.Finding {
        guard let preloaded, preloaded.contains("eatmydata") else {
            return .good(
                "durability", "a commit is on the disk before it counts (synchronous = \(LeadStore.durableLevel))")
        }
        return .bad(
            "durability", "libeatmydata is loaded: a power loss takes what was acknowledged", mend: "unset LD_PRELOAD")
    }

    private var ofAccount: Doctor.Finding {
        guard account == 0 else { return .good("account", "number \(account), not root") }
        return .odd(
            "account", "it runs as root, and needs no right of root's",
            mend: "Let an account of its own run it: see \"Run it in production\".")
    }

    private var ofClock: Doctor.Finding {
        guard let earliest = Machine.earliest, clock < earliest else { return .good("clock", "\(clock)") }
        return .bad("clock", "it says \(clock): what falls due by time would wait", mend: "timedatectl set-ntp true")
    }

    private var ofZones: Doctor.Finding {
        knowsZones
            ? .good("time zones", "known")
            : .bad("time zones", "this machine knows none", mend: "apt-get install tzdata")
    }

    private func ofAuthorities(speaksTLS: Bool) -> Doctor.Finding {
        let place = authorities.place ?? "no place that libcurl knows"
        guard authorities.count == 0 else {
            return .good("certificates", "of \(authorities.count) authorities in \(place)")
        }
        let told = "of no authority in \(place): nobody can be asked over HTTPS"
        let mend = "apt-get install ca-certificates"
        return speaksTLS ? .bad("certificates", told, mend: mend) : .odd("certificates", told, mend: mend)
    }

    private var ofOpenFiles: Doctor.Finding {
        guard openFiles < Machine.openFilesWanted else {
            return .good("open files", openFiles > UInt64(Int64.max) ? "as many as wanted" : "up to \(openFiles)")
        }
        return .odd(
            "open files", "only \(openFiles) may be open at once", mend: "ulimit -n \(Machine.openFilesWanted * 4)")
    }
}
