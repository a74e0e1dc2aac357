import Connectors
import Foundation
import LeadModel

/// Files of one kind that come with Leadloop, one a vendor, to be put into somebody's configuration.
struct ShippedFile {
    /// `source` or `destination`, as its first key says.
    let noun: String
    /// Of the configuration.
    let folder: String
    let all: [String: [UInt8]]
    /// What to say of names that none of them has, and somebody may look for.
    var others: [String: String] = [:]

    private static func advice(for vendor: String, among names: [String]) -> String {
        let near = Nearest.name(for: vendor, among: names).map { "Did you mean '\($0)'? " } ?? ""
        return "\(near)There are \(names.joined(separator: ", "))."
    }

    private var names: [String] { all.keys.sorted() }

    /// What a vendor's file says of itself: the lines of comment that it begins with, but for the editor's.
    static func about(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").prefix { $0.hasPrefix("#") }
            .filter { !$0.contains("yaml-language-server") }.map { $0.drop { $0 == "#" || $0 == " " } }
            .joined(separator: " ")
    }

    /// The file for somebody's own system.
    /// - Parameters:
    ///   - vendor: one of those that come along.
    ///   - name: what it is called; `nil`: as the vendor.
    ///   - address: of the user's own system; `nil`: what stands in the file.
    /// - Returns: where it goes, and what stands in it.
    /// - Throws: `config.unknown-reference` where there is no such vendor, and `config.unknown-value` where the name or the address is
    ///   none, or such a file is there already.
    func text(
        _ vendor: String, as name: String?, address: String?, config: String
    ) throws(Fault) -> (path: String, text: String) {
        guard let bytes = all[vendor] else {
            throw Fault(
                .configUnknownReference, .stopRun, "there is no shipped \(noun) '\(vendor)'",
                advice: ShippedFile.advice(for: vendor, among: names) + (others[vendor].map { " \($0)" } ?? ""))
        }
        let name = name ?? vendor
        guard let first = name.utf8.first, (0x61...0x7A).contains(first), name.utf8.allSatisfy(ShippedFile.isOfName)
        else {
            throw Fault(
                .configUnknownValue, .stopRun, "a \(noun)'s name is made of small letters, digits and hyphens",
                seen: .shape(of: name.utf8), advice: "Choose another behind --as, such as \(vendor)-north.")
        }
        let path = "\(config)/\(folder)/\(name).yaml"
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Fault(
                .configUnknownValue, .stopRun, "there is a \(noun) '\(name)' already", at: Origin(file: path),
                advice: "Edit it, or choose another name: leadloop \(noun) add \(vendor) --as \(name)-2")
        }
        return (path, try changed(String(decoding: bytes, as: UTF8.self), vendor, name, address))
    }

    /// The file under another name and with another address; where a token is had at the same host, it is had there, too.
    private func changed(
        _ text: String, _ vendor: String, _ name: String, _ address: String?
    ) throws(Fault) -> String {
        // Where the schemas lie as seen from the shipped files is not where they lie as seen from somebody's own.
        var text = text.replacing("../../schema/", with: "../schema/", maxReplacements: 1)
        text = text.replacing("\(noun): \(vendor)\n", with: "\(noun): \(name)\n", maxReplacements: 1)
        guard let address else { return text }
        guard let own = TransferAddress(address), ["http", "https"].contains(own.scheme), own.path == "/" else {
            throw Fault(
                .configUnknownValue, .stopRun, "this is no address of a host", seen: .shape(of: address.utf8),
                advice: "Write its scheme and host, such as https://your-company.example.")
        }
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("address: ") }),
            let shipped = TransferAddress(String(line.dropFirst("address: ".count)))
        else { return text }
        text = text.replacing("\(shipped.scheme)://\(shipped.place)", with: "\(own.scheme)://\(own.place)")
        return text
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }

    static func write(_ bytes: [UInt8], _ path: String) throws(Fault) {
        try WholeFile.makeFolder((path as NSString).deletingLastPathComponent)
        let file = try WholeFile(path: path)
        try file.write(bytes)
        _ = try file.commit()
    }
}
