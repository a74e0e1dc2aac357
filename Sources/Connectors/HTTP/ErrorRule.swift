import Foundation
import LeadModel
import RecordFormats

/// What is done about answers that say that something went wrong: `errors:` of a source.
public struct ErrorRule: Sendable, Hashable {
    public enum Treatment: Sendable, Hashable {
        /// The same request again, after the time that the host asks for, or so many seconds.
        case retry(afterSeconds: Int?)
        /// The same request again with a new token.
        case refresh
        /// What it was about is passed over, and told.
        case skip
        /// The place where the stream was to go on is not known any more: it is read anew.
        case anew
        /// The stream stops here; the next run goes on.
        case stop
    }

    /// Of the answer; empty: any.
    public var statuses: [ClosedRange<Int>] = []
    /// The vendor's code in the body; `nil`: any.
    public var code: String?
    /// Words that stand in the body of an answer whose status says that something went wrong, in whatever letters; `nil`: any.
    public var says: String?
    public var treatment: Treatment

    public init(_ treatment: Treatment) { self.treatment = treatment }

    func fits(_ answer: ErrorAnswer) -> Bool {
        if !statuses.isEmpty, !statuses.contains(where: { $0.contains(answer.status) }) { return false }
        if let code, !answer.codes.contains(code) { return false }
        if let says, !answer.says(says) { return false }
        return true
    }
}

/// An answer that is no data, as far as it helps to know what to do.
struct ErrorAnswer {
    var status: Int
    var head: ResponseHead
    /// Its beginning.
    var body: [UInt8]

    /// Of a body, so much is looked at.
    static let mostBytes = 64 << 10

    /// Every word in the body that may be the vendor's code: what stands under `code`, `errorCode` and the like, however deep.
    var codes: Set<String> {
        let front = Array(body.drop { [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) })
        if front.first == 0x3C { return codesOfXML }
        // Under a name of its own the body is a record, and not what the reader itself would take for an error.
        let record = Array("{\"value\":".utf8) + front + [0x7D]
        var reader = JSONReader(bytes: MemoryBytes(record), file: "", shape: JSONShape(layout: .one))
        var found: Set<String> = []
        do throws(Fault) {
            while let page = try reader.nextPage() {
                for cell in page.cells where cell.form == .text || cell.form == .number {
                    let name = page.columns[Int(cell.column)].split(separator: ".").last?.lowercased() ?? ""
                    if ErrorAnswer.names.contains(name) { found.insert(page.text(of: cell)) }
                }
            }
        } catch {
            // What is no JSON, or breaks off, has no code; its status says what is done about it.
            return []
        }
        return found
    }

    /// The same of XML, such as a fault of SOAP: the text of elements of these names, with and without a prefix. A body that breaks
    /// off has those in front of where it does.
    private var codesOfXML: Set<String> {
        var found: Set<String> = []
        for part in String(decoding: body, as: UTF8.self).split(separator: "<").dropFirst() {
            guard let end = part.firstIndex(of: ">") else { continue }
            let name = part[..<end].prefix { !$0.isWhitespace }.split(separator: ":").last?.lowercased() ?? ""
            guard ErrorAnswer.names.contains(name) else { continue }
            let text = part[part.index(after: end)...].trimmingCharacters(in: .whitespacesAndNewlines)
            found.insert(text)
            if let bare = text.split(separator: ":").last { found.insert(String(bare)) }
        }
        return found.subtracting([""])
    }

    /// The first of them, for messages.
    var code: String? { codes.filter(ErrorAnswer.isCode).min() }

    /// Whether a word can be a vendor's code, and no sentence, which may name anybody.
    static func isCode(_ word: String) -> Bool {
        (1...64).contains(word.utf8.count)
            && word.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || "_-.:".utf8.contains($0)
            }
    }

    func says(_ words: String) -> Bool {
        String(decoding: body, as: UTF8.self).lowercased().contains(words.lowercased())
    }

    private static let names: Set<String> = [
        "code", "errorcode", "error_code", "err_code", "error", "faultcode", "exceptioncode", "errortype", "category",
        "policyname",
    ]
}
