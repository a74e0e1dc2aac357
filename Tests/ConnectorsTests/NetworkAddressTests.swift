import Testing

@testable import Connectors

@Suite struct `An address of the network` {
    @Test(arguments: [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1",
        "::127.0.0.1", "::ffff:169.254.169.254",
    ]) func `of the inside is refused`(text: String) throws {
        let address = try #require(NetworkAddress(text))
        #expect(NetworkReach().refusal(of: address) != nil)
    }

    @Test(arguments: [
        "8.8.8.8", "172.15.255.255", "172.32.0.1", "169.253.255.255", "100.128.0.1", "2001:4860:4860::8888",
        "64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8", "fbff::1",
    ]) func `of the world is let through`(text: String) throws {
        let address = try #require(NetworkAddress(text))
        #expect(NetworkReach().refusal(of: address) == nil)
    }

    @Test(arguments: ["127.1", "0x7f.0.0.1", "2130706433", "0177.0.0.1", "1.2.3", "localhost", "", "[::1", "::g"])
    func `is read in one spelling only`(text: String) { #expect(NetworkAddress(text) == nil) }

    @Test func `is let through where it is listed, and its neighbours are not`() throws {
        let reach = NetworkReach(allowed: [
            try #require(NetworkBlock("10.1.0.0/16")), try #require(NetworkBlock("::1")),
        ])
        func isOpen(_ text: String) throws -> Bool { reach.refusal(of: try #require(NetworkAddress(text))) == nil }
        #expect(try isOpen("10.1.255.255") && isOpen("::1") && isOpen("::ffff:10.1.0.1"))
        #expect(try !isOpen("10.2.0.1") && !isOpen("127.0.0.1") && !isOpen("::2:1".isEmpty ? "" : "fe80::1"))
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "10.0.0.0/x", "a/8", "::/129", "10.0.0.0/8/8"])
    func `block is refused where it says two things`(text: String) { #expect(NetworkBlock(text) == nil) }

    @Test func `reads back as it is written`() throws {
        for text in ["192.0.2.1", "2001:db8::1"] { #expect(try #require(NetworkAddress(text)).description == text) }
    }

    @Test func `of a transfer tells place from secret`() throws {
        let address = try #require(TransferAddress("https://CRM.example:8443/api?key=secret#x"))
        #expect(address.place == "crm.example:8443" && address.path == "/api?key=secret#x")
        #expect(TransferAddress("https://crm.example")?.place == "crm.example")
        #expect(TransferAddress("https://[::1]:99/")?.host == "[::1]")
        for text in [
            "crm.example", "https://", "https://user:secret@crm.example/", "gopher://x/", "https://a b/",
            "https://x:0/",
            "https://x:99999/", "https://::1/", "file:///etc/passwd", "https://x\\@y/", "https://x/\r\nHost: y",
        ] {
            #expect(TransferAddress(text) == nil, "\(text)")
        }
    }

    @Test func `of an answer is taken from where it came`() throws {
        let address = try #require(TransferAddress("https://crm.example/api/leads?page=1"))
        #expect(address.resolving("/next") == "https://crm.example/next")
        #expect(address.resolving("?page=2") == "https://crm.example/api/leads?page=2")
        #expect(address.resolving("more") == "https://crm.example/api/more")
        #expect(address.resolving("//other.example/x") == "https://other.example/x")
        #expect(address.resolving("http://other.example/x") == "http://other.example/x")
        #expect(address.resolving("file:///etc/passwd") == nil)
    }
}
