import Glibc
import LeadModel
import Testing

@testable import SyncEngine

@Suite struct `A machine, as the doctor judges it,` {
    private static let well = Machine(
        sqlite: 3_051_003, libraries: ["SQLite 3.51.3"], account: 1_000, openFiles: 1_024, preloaded: nil,
        authorities: (place: "/etc/ssl/certs/ca-certificates.crt", count: 140), knowsZones: true,
        clock: Instant(milliseconds: 1_790_000_000_000))

    private func verdicts(
        speaksTLS: Bool = true, _ change: (inout Machine) -> Void = { _ in }
    ) -> [String: Doctor.Finding] {
        var machine = Self.well
        change(&machine)
        return Dictionary(uniqueKeysWithValues: machine.findings(speaksTLS: speaksTLS).map { ($0.subject, $0) })
    }

    @Test func `is well`() {
        let found = verdicts()
        #expect(found.count == 8 && found.values.allSatisfy { $0.verdict == .good && $0.advice == nil })
    }

    @Test func `is found wanting for each thing that it lacks, with what mends it`() {
        let wrong: [(String, Doctor.Verdict, (inout Machine) -> Void)] = [
            ("durability", .bad, { $0.preloaded = "/usr/lib/libeatmydata.so" }), ("account", .odd, { $0.account = 0 }),
            ("clock", .bad, { $0.clock = Instant(milliseconds: 0) }), ("time zones", .bad, { $0.knowsZones = false }),
            ("certificates", .bad, { $0.authorities = (place: nil, count: 0) }),
            ("open files", .odd, { $0.openFiles = 64 }),
        ]
        for (subject, verdict, change) in wrong {
            let found = verdicts(change)
            #expect(found[subject]?.verdict == verdict && found[subject]?.advice?.isEmpty == false, "\(subject)")
            #expect(found.values.filter { $0.verdict != .good }.count == 1, "\(subject)")
        }
        #expect(verdicts(speaksTLS: false) { $0.authorities.count = 0 }["certificates"]?.verdict == .odd)
    }

    @Test(arguments: [
        (3_051_003, false), (3_052_000, false), (3_051_002, true), (3_050_007, false), (3_050_006, true),
        (3_044_006, false),
        (3_044_005, true), (3_045_000, true), (3_040_001, true),
    ]) func `has an SQLite with the WAL-reset fault, or one without`(number: Int, isFaulty: Bool) throws {
        let found = try #require(verdicts { $0.sqlite = number }["sqlite"])
        #expect(found.detail.contains("has the WAL-reset fault") == isFaulty, "\(found.detail)")
        #expect(found.detail.hasPrefix("\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)"))
    }

    @Test func `shows what it is, not what a test says`() {
        let machine = Machine.look()
        #expect(
            machine.account == geteuid() && machine.openFiles > 3 && machine.knowsZones && machine.sqlite > 3_000_000)
        #expect(machine.clock.seconds(since: .now) < 60)
    }
}

@Suite struct `A table of mounts` {
    private static let table = MountTable(
        """
        22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro
        30 22 0:25 / /run rw,nosuid,nodev shared:12 - tmpfs tmpfs rw,size=801872k
        41 22 0:40 / /srv/sales\\040team rw,relatime shared:20 - nfs4 filer:/sales rw,vers=4.2
        42 41 8:1 / /srv/sales\\040team/local rw,relatime - xfs /dev/sda1 rw,nobarrier
        43 22 0:41 / /var/lib/docker/x rw - overlay overlay rw,lowerdir=/a:/b
        44 22 0:42 / /mnt/s3 rw shared:9 master:3 - fuse.s3fs s3fs rw
        45 22 8:2 / /mnt/s3 rw - btrfs /dev/sdb rw
        not a line of it
        """)

    @Test(arguments: [
        ("/var/lib/leadloop", "ext4", MountTable.Mount.Reliance.full), ("/", "ext4", .full),
        ("/run/leadloop", "tmpfs", .passing("memory: the next start of the machine takes it away")),
        ("/running", "ext4", .full), ("/srv/sales team/store", "nfs4", .shared),
        ("/srv/sales team/local/store", "xfs", .unsynced("nobarrier")),
        ("/var/lib/docker/x/work", "overlay", .passing("a container's own layer: it goes with the container")),
        ("/mnt/s3/store", "btrfs", .full),
    ])
    fileprivate func `says what a path lies on, and how far a database can rely on it`(
        path: String, kind: String, reliance: MountTable.Mount.Reliance
    ) throws {
        let mount = try #require(Self.table.mount(of: path))
        #expect(mount.kind == kind && mount.reliance == reliance, "\(mount)")
    }

    @Test func `of a folder in another machine's keeping is no place for a store`() throws {
        let table = MountTable("44 22 0:42 / / rw shared:9 - fuse.sshfs host:/x rw")
        #expect(table.mount(of: "/x")?.reliance == .shared)
        #expect(MountTable("").mount(of: "/x") == nil)
    }

    @Test func `is the kernel's`() throws {
        #expect(try #require(MountTable.ofThisProcess()).mount(of: "/proc/self")?.kind == "proc")
    }
}
