import ArgumentParser
import Foundation
import LeadModel
import SyncEngine

/// People that are named on the command line, in a file or on standard input.
struct NamedPeople: ParsableArguments {
    @Argument(
        help:
            "E-mail addresses, telephone numbers, SHA-256 or MD5 of an address, leads (L42) or records (SOURCE:ID); `-` reads them from standard input, one a line. What is written here is seen in the list of processes and kept in the shell's history: write addresses and numbers into a file, or to standard input."
    )
    var people: [String] = []

    @Option(name: .customLong("from-file"), help: ArgumentHelp("Read them from a file, one a line.", valueName: "file"))
    var file: String?

    func validate() throws {
        if people.isEmpty, file == nil {
            throw ValidationError("Name somebody, or say `-` and write them to standard input.")
        }
        if file != nil, !people.isEmpty { throw ValidationError("Name people here or in a file, not both.") }
        if people.contains("-"), people.count > 1 { throw ValidationError("`-` stands alone.") }
    }

    func names() throws -> [SuppressionDesk.Name] {
        if let file { return try NamedPeople.lines(of: NamedPeople.bytes(file), file: file) }
        guard people == ["-"] else {
            return people.enumerated().map { index, text in
                SuppressionDesk.Name(text, at: Origin(file: "argument \(index + 1)"))
            }
        }
        return try NamedPeople.lines(
            of: Array(FileHandle.standardInput.readDataToEndOfFile()), file: "standard input")
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw Fault(
                .fileUnreadable, .stopRun, "the file cannot be read", at: Origin(file: path),
                advice: "Check the path, and that this account may read it.")
        }
    }

    /// One a line; a line that is no text is told, and its neighbours are taken.
    private static func lines(of bytes: [UInt8], file: String) throws -> [SuppressionDesk.Name] {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Fault(
                .fileUnreadable, .stopRun, "the file is in UTF-16", at: Origin(file: file), advice: "Save it as UTF-8.")
        }
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        // Files of old Macs end their lines with a carriage return alone.
        let end: UInt8 = text.contains(0x0A) ? 0x0A : 0x0D
        return text.split(separator: end, omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            let place = Origin(file: file, line: index + 1)
            guard let text = String(validating: line, as: UTF8.self) else {
                return SuppressionDesk.Name(
                    "", at: place,
                    fault: Fault(
                        .suppressionUnreadable, .deadLetter, "the line holds bytes that are not UTF-8", at: place,
                        advice: "Correct the line, or save the file as UTF-8."))
            }
            let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
            return trimmed.isEmpty ? nil : SuppressionDesk.Name(trimmed, at: place)
        }
    }
}
