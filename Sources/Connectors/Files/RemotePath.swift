import LeadModel

/// Names of files in a folder on another machine, as addresses and commands spell them.
extension RemoteFolder {
    /// A path as the commands of SFTP take it: whole, because they know no current folder but the home.
    func quoted(_ name: String) throws(Fault) -> String {
        guard let address = TransferAddress(address) else { throw TransferFault.addressUnreadable }
        var base = RemoteFolder.decoded(address.path)
        if base == "/~" { base = "." } else if base.hasPrefix("/~/") { base = String(base.dropFirst(3)) }
        let path = name.hasPrefix("/") ? name : base == "/" ? "/\(name)" : "\(base)/\(name)"
        return "\"\(path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }

    /// Names are lines of commands: one with a line break in it would be two. And none leads elsewhere.
    func checkName(_ name: String) throws(Fault) {
        let isPlain = !name.isEmpty && name != "." && name != ".." && !name.contains("/")
        guard isPlain, !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }), !name.contains("\u{FFFD}") else {
            throw Fault(
                .fileName, .stopStream, "a file has a name that cannot be asked for",
                at: Origin(file: address),
                advice: "Have it renamed: without slashes and line breaks, and in UTF-8.")
        }
    }

    /// A name as a part of an address.
    static func encoded(_ name: String) -> String {
        var text = ""
        for byte in name.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "%" + Hex.text([byte]).uppercased()
            }
        }
        return text
    }

    private static func decoded(_ path: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let first = rest.popFirst() {
            if first == 0x25, rest.count >= 2,
                let byte = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(first)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
