import Foundation
import Testing

@Suite struct `A public declaration` {
    /// What others call or name; operators say by their sign what they do.
    private static var declaration: Regex<Substring> {
        #/^\s*public (?:(?:static|mutating|indirect|final|nonisolated) )*(?:func (?![<=+])|struct |enum |final class |class |actor |protocol )/#
    }

    @Test(arguments: ["ConfigFiles", "LeadStore", "SyncEngine"])
    func `has a sentence of its own`(room: String) throws {
        let folder = Repository.path("Sources/\(room)")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
        #expect(files.count > 10)
        for file in files {
            let lines = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false)
            for (number, line) in lines.enumerated() where try Self.declaration.prefixMatch(in: line) != nil {
                let above = lines[..<number].last { !$0.drop { $0 == " " }.hasPrefix("@") } ?? ""
                #expect(
                    above.drop { $0 == " " }.hasPrefix("///"), "Sources/\(room)/\(file):\(number + 1): \(line)")
            }
        }
    }
}
