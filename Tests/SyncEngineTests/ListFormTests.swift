import Testing

@testable import SyncEngine

@Suite struct `A list of people as spreadsheets and others write it` {
    private func importing(_ list: [UInt8], _ words: [String] = []) throws -> Program.Said {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync()
        try bench.write("list.csv", bytes: list)
        return try Program.run(
            ["suppression", "import", "list.csv", "--reason", "opt-out", "--output", "csv"] + words, in: bench.folder)
    }

    private func added(_ said: Program.Said) -> String {
        said.output.split(separator: "\n").last?.split(separator: ",").prefix(5).joined(separator: ",") ?? ""
    }

    @Test(arguments: [
        "sep=;\nemail;note\nlead1@example.com;x, y\nlead2@example.com;x\n",
        "\"sep=;\"\r\nemail;note\r\nlead1@example.com;x\r\nlead2@example.com;\r\n",
        "sep=|\nemail\nlead1@example.com\nlead2@example.com\n", "sep=,\nlead1@example.com\nlead2@example.com\n",
        "lead1@example.com,\nlead2@example.com,\n", "lead1@example.com;;;\nlead2@example.com\n",
        "lead1@example.com\nlead2@example.com,,\n",
        "email,since\nlead1@example.com,,,\nlead2@example.com,2026-03-01,\n",
    ])
    func `is taken without a doubt`(text: String) throws {
        let said = try importing(Array(text.utf8))
        #expect(said.status == 0 && added(said) == "2,2,0,0,0", "\(text): \(said.all)")
    }

    @Test func `in UTF-16 without a mark is taken once its encoding is said, and that is advised`() throws {
        let text = Array("email\nlead1@example.com\nlead2@example.com\n".utf16)
        for (name, bytes) in [
            ("UTF-16LE", text.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
            ("UTF-16BE", text.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }),
        ] {
            let refused = try importing(bytes)
            #expect(
                refused.status == 65 && refused.unfolded.contains("--encoding \(name)")
                    && refused.talk.contains("[suppression.unreadable]"), "\(refused.all)")
            let said = try importing(bytes, ["--encoding", name])
            #expect(said.status == 0 && added(said) == "2,2,0,0,0", "\(said.all)")
        }
    }

    @Test func `tells how many numbers it passes over beside addresses, and takes them for all channels`() throws {
        let list = Array(
            """
            email,phone
            lead1@example.com,+13125550142
            lead2@example.com,(312) 555-0143
            lead3@example.com,
            ,+13125550144

            """.utf8)
        let said = try importing(list)
        #expect(said.status == 0 && added(said) == "4,4,0,0,0", "\(said.all)")
        #expect(said.output.split(separator: "\n").last?.hasSuffix(",2") == true, "\(said.all)")
        #expect(said.unfolded.contains("2 telephone numbers beside an address were passed over"), "\(said.all)")
        #expect(said.unfolded.contains("--channel all"), "\(said.all)")
        let all = try importing(list, ["--channel", "all", "--region", "US"])
        #expect(all.output.split(separator: "\n").last?.hasSuffix(",0") == true, "\(all.all)")
        #expect(!all.unfolded.contains("passed over"), "\(all.all)")
    }
}
