import LeadModel
import RecordFormats
import TestSupport
import Testing

/// Files of others, where they are there: what is well-formed is read, what is not is refused.
@Suite(.enabled(if: PublicData.isThere, Comment(rawValue: PublicData.absence))) struct `Public JSON` {
    @Test func `of the JSON test suite is judged as its names say`() throws {
        for (name, bytes) in try PublicData.files("nasty-json-nst/test_parsing") {
            let verdict = verdict(of: bytes)
            switch name.prefix(2) {
            // A key twice is well-formed, but which of its values counts cannot be known.
            case "y_" where name.contains("duplicated_key"): #expect(verdict == .jsonDuplicateKey, "\(name)")
            case "y_": #expect(verdict == nil, "\(name)")
            case "n_": #expect(verdict != nil, "\(name)")
            // Free to each parser: half surrogates and what is not UTF-8 are refused, numbers of any size are kept.
            default:
                let isText = !name.contains("surrogate") && !name.contains("UTF") && !name.contains("utf")
                #expect(!isText || name.contains("string") || verdict == nil || verdict == .jsonTooDeep, "\(name)")
            }
        }
    }

    @Test func `of the JSON test suite keeps the spelling of numbers`() throws {
        for (name, bytes) in try PublicData.files("nasty-json-nst/test_transform") where name.hasPrefix("number_") {
            let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
            let read = readJSON("[{\"v\": \(text)}]")
            #expect(read.cells == [["v!\(text.dropFirst().dropLast())"]], "\(name)")
        }
    }

    @Test func `of vendors is read to its end`() throws {
        let shapes: [String: JSONShape] = [
            "accountsList.json": jsonArray(at: "accounts"), "lead_by_list.json": jsonArray(at: "responses"),
            "lists_response.json": jsonArray(at: "responses"), "lead_describe.json": jsonArray(at: "result"),
        ]
        for folder in ["activecampaign-java", "marketo-embulk"] {
            for (name, bytes) in try PublicData.files(folder) {
                guard let shape = shapes[name] else { continue }
                let read = readJSON(bytes, shape)
                #expect(read.ending == nil && !read.records.isEmpty, "\(name)")
                #expect(read.codes.allSatisfy { $0 == nil }, "\(name)")
            }
        }
    }

    @Test func `of Salesforce is records, or an error by its code`() throws {
        for (name, bytes) in try PublicData.files("salesforce-restforce")
        where name.hasSuffix(".json") && name.contains("query") {
            let read = readJSON(bytes, jsonArray(at: "records"))
            if name.contains("error") {
                #expect(read.ending?.code == .jsonErrorBody, "\(name)")
            } else {
                #expect(read.ending == nil && read.records.isEmpty == name.contains("empty"), "\(name)")
            }
        }
    }

    @Test func `of recorded exchanges is read whole, one document a record`() throws {
        for (name, bytes) in try PublicData.files("hubspot-vcr/json") {
            let read = readJSON([0x5B] + bytes + [0x5D])
            #expect(read.ending == nil && read.codes == [nil], "\(name)")
            var body = bytes
            if body.count > 2 {
                body.removeLast(2)
                #expect(readJSON([0x5B] + body).ending?.code == .jsonTruncated, "\(name)")
            }
        }
    }

    /// Why a document is refused that stands as the value of a record's member.
    private func verdict(of bytes: [UInt8]) -> FaultCode? {
        let read = readJSON(Array("[{\"v\":".utf8) + bytes + Array("}]".utf8))
        if let code = read.codes.first, read.records.count == 1 { return code ?? read.ending?.code }
        return read.ending?.code ?? .jsonMalformed
    }
}
