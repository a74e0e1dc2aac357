import LeadModel
import RecordFormats

/// The scalars of a small JSON body by their dotted paths, each in the spelling that it came in: `user.company`, `org.0.name`, in
/// which a number says which item of a list is meant.
struct JSONScalars {
    private let scan: JSONScan

    /// - Parameter fault: what is wrong where it is no JSON, and why not.
    init(_ body: [UInt8], otherwise fault: (Fault) -> Fault) throws(Fault) {
        scan = JSONScan(body)
        do throws(Fault) {
            _ = try JSONScalars.page(of: body)
        } catch {
            throw fault(error)
        }
    }

    subscript(path: String) -> String? {
        guard var place = scan.root else { return nil }
        for part in path.split(separator: ".") {
            let key = Array(RequestJSON.quoted(String(part)).utf8)
            if let members = scan.members(of: place) {
                guard let member = members.first(where: { scan.body[$0.name].elementsEqual(key) }) else { return nil }
                place = member.value
            } else if let items = scan.items(of: place), let index = Int(part), items.indices.contains(index) {
                place = items[index]
            } else {
                return nil
            }
        }
        guard !scan.isNested(place) else { return nil }
        // The strict reader says what a text with escapes is; it has read all of the body before, and refuses nothing of it now.
        let alone = Array("{\"value\":".utf8) + scan.body[place] + [0x7D]
        let page = try? JSONScalars.page(of: alone)
        return page.flatMap { page in
            page.cells.first { [.text, .number, .flag].contains($0.form) }.map(page.text)
        }
    }

    /// The only record of a document; of a list the first page of its records.
    /// - Throws: where the document, or one of its records, is no JSON.
    private static func page(of body: [UInt8]) throws(Fault) -> RecordPage? {
        let isList = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == 0x5B
        let shape = JSONShape(layout: isList ? .array : .one)
        var reader = JSONReader(bytes: MemoryBytes(body), file: "", shape: shape)
        var first: RecordPage?
        while let page = try reader.nextPage() {
            if let broken = page.entries.lazy.compactMap(\.fault).first { throw broken }
            first = first ?? page
        }
        return first
    }
}
