import LeadModel
import RecordFormats

/// The scalars of a small JSON body by their dotted paths, each in the spelling that it came in: `user.company`, `org.0.name`.
struct JSONScalars {
    private var values: [String: [String]] = [:]

    /// - Throws: `http.unauthorized` where it is no JSON: only answers are read so that say who we are, or give tokens.
    init(_ body: [UInt8], _ host: String) throws(Fault) {
        let isList = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == 0x5B
        let shape = JSONShape(layout: isList ? .array : .one)
        var reader = JSONReader(bytes: MemoryBytes(body), file: host, shape: shape)
        do throws(Fault) {
            while let page = try reader.nextPage() {
                if page.entries.contains(where: { $0.fault != nil }) { throw HTTPFault.token(host) }
                for cell in page.cells where cell.form == .text || cell.form == .number || cell.form == .flag {
                    values[page.columns[Int(cell.column)], default: []].append(page.text(of: cell))
                }
            }
        } catch {
            throw HTTPFault.token(host)
        }
    }

    /// What stands at a path, of which a number says which item of a list is meant; without one it is the first.
    subscript(path: String) -> String? {
        let parts = path.split(separator: ".")
        let number = parts.lazy.compactMap { Int($0) }.first ?? 0
        // A key may be a number, too.
        if let own = values[path]?.first { return own }
        let found = values[parts.filter { Int($0) == nil }.joined(separator: ".")]
        return found.flatMap { $0.indices.contains(number) ? $0[number] : nil }
    }
}
