import Testing

@testable import Connectors

@Suite struct `What a server lists` {
    private func listing(_ names: String, _ lines: String) -> RemoteListing {
        RemoteListing(names: Array(names.utf8), lines: Array(lines.utf8))
    }

    @Test func `is told apart by its long lines`() {
        let found = listing(
            "..\n.\nleads.csv\nlink.csv\npipe\nold\n",
            """
            drwxr-xr-x    2 us       us           4096 Nov 22 18:00 .
            drwxr-xr-x    9 us       us           4096 Nov 22 18:00 ..
            -rw-r--r--    1 us       us             12 Nov 22 18:00 leads.csv
            lrwxrwxrwx    1 us       us             11 Nov 22 18:00 link.csv -> /etc/passwd
            prw-r--r--    1 us       us              0 Nov 22 18:00 pipe
            drwxr-xr-x    2 us       us           4096 Jan  1  2025 old
            """)
        #expect(found.names == ["leads.csv", "link.csv", "old", "pipe"])
        #expect(found.names.map(found.kind) == [.file, .link, .folder, .special])
    }

    @Test func `keeps spaces, dashes and letters of any language in names`() {
        let names = ["-rf.csv", " two  spaces.csv", "März.csv", "a -> b.csv", "leads.csv", "more leads.csv"]
        let lines = names.map { "-rw-r--r--    1 0        0              12 Nov 22 18:00 \($0)" }
        let found = listing(names.joined(separator: "\r\n"), lines.joined(separator: "\r\n"))
        for name in names { #expect(found.kind(of: name) == .file, "\(name)") }
    }

    @Test func `makes no file of what a name with a line break pretends`() {
        let found = listing(
            "leads.csv\nx\n-rw-r--r--    1 us us 12 Nov 22 18:00 leads.csv\n",
            """
            lrwxrwxrwx    1 us       us             11 Nov 22 18:00 leads.csv -> /etc/passwd
            -rw-r--r--    1 us       us             12 Nov 22 18:00 x
            -rw-r--r--    1 us us 12 Nov 22 18:00 leads.csv
            """)
        #expect(found.kind(of: "leads.csv") == .special)
        let parted = listing("a\nleads.csv\n", "-rw-r--r--    1 us us 12 Nov 22 18:00 a\nleads.csv\n")
        #expect(parted.kind(of: "leads.csv") == .special)
    }

    @Test func `says nothing of kinds where it lists in another way`() {
        let found = listing("leads.csv\r\n", "11-22-26  06:00PM                   12 leads.csv\r\n")
        #expect(found.names == ["leads.csv"] && found.kind(of: "leads.csv") == .unknown)
    }
}
