import Foundation
public import LeadModel

/// What somebody who delivers a file says of it: how many records it has, what its SHA-256 is.
public struct DropManifest: Sendable, Hashable {
    /// Of its records.
    public var rows: Int?
    /// Small hexadecimal digits.
    public var sha256: String?
    /// Where it says so.
    public var file: String

    /// The most that a manifest may be.
    public static let mostBytes = 1 << 20

    /// Reads the manifest of a file.
    /// - Parameter export: whose it is.
    public init(_ manifest: ReadyExport, of export: String) throws(Fault) {
        let source = try manifest.open()
        var bytes: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while case let count = try source.read(into: buffer), count > 0, bytes.count <= DropManifest.mostBytes {
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        try self.init(bytes, file: manifest.name, of: export)
    }

    /// The same of a file that is part of the one that it was written of.
    public func only(rows: Int) -> DropManifest {
        var manifest = self
        (manifest.rows, manifest.sha256) = (rows, nil)
        return manifest
    }

    /// Reads `{ "rows": 12, "sha256": "…" }`, or lines as `sha256sum` writes them.
    /// - Parameter export: whose it is; of several lines the one that names it counts.
    init(_ bytes: [UInt8], file: String, of export: String) throws(Fault) {
        self.file = file
        let isJSON = bytes.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) } == 0x7B
        if isJSON { try readJSON(bytes) } else { readLines(bytes, of: export) }
        guard rows != nil || sha256 != nil else { throw unreadable("the manifest says nothing of '\(export)'") }
    }

    private struct Document: Decodable {
        var rows: Int?
        var sha256: String?
    }

    private mutating func readJSON(_ bytes: [UInt8]) throws(Fault) {
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(bytes))
        } catch {
            throw unreadable("the manifest cannot be read")
        }
        rows = document.rows
        sha256 = try document.sha256.map { text throws(Fault) in
            guard let digest = DropManifest.digest(text) else {
                throw unreadable("the manifest has no SHA-256 that is one")
            }
            return digest
        }
        if let rows, rows < 0 { throw unreadable("the manifest names a number of rows below zero") }
    }

    /// `<64 digits>  name`, the name behind a star where the file was read as binary; or the digits alone.
    private mutating func readLines(_ bytes: [UInt8], of export: String) {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        for line in lines {
            let words = line.split(separator: " ", maxSplits: 1)
            guard let first = words.first, let digest = DropManifest.digest(String(first)) else { continue }
            let name = words.count > 1 ? words[1].drop { $0 == " " || $0 == "*" } : ""
            if name.isEmpty ? lines.count == 1 : name.split(separator: "/").last.map(String.init) == export {
                sha256 = digest
            }
        }
    }

    private static func digest(_ text: String) -> String? {
        let small = text.lowercased()
        return small.utf8.count == 64
            && small.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
            ? small : nil
    }

    private func unreadable(_ summary: String) -> Fault {
        Fault(
            .fileManifest, .stopStream, summary, at: Origin(file: file),
            advice: #"Have it written as { "rows": 12, "sha256": "…" }, or as sha256sum does."#)
    }

    /// How a file differs that has so many bytes of that digest; `nil` where it does not.
    public func contradiction(sha256 found: [UInt8], export: String) -> Fault? {
        guard let sha256, sha256 != Hex.text(found) else { return nil }
        return Fault(
            .fileManifest, .stopStream,
            "the file is not the one that its manifest was written of: its SHA-256 is another",
            at: Origin(file: export), seen: .word("\(Hex.text(found).prefix(12))…, not \(sha256.prefix(12))…"),
            advice: "Have it delivered again, whole and with its own manifest; nothing of it was taken in.")
    }

    /// How a file differs that has so many records.
    public func contradiction(rows found: Int, export: String) -> Fault? {
        guard let rows, rows != found else { return nil }
        return Fault(
            .fileManifest, .stopStream, "the file has \(found) records, and its manifest says \(rows)",
            at: Origin(file: export), advice: "Have it delivered again, whole; nothing of it was taken in.")
    }
}
