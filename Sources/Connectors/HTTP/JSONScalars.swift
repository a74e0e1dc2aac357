import LeadModel
import RecordFormats

/// The scalars of a small JSON body by their dotted paths, each in the spelling that it came in: `user.company`, `org.0.name`.
struct JSONScalars {
    private var values: [String: [String]] = [:]

    /// - Parameter fault: what is wrong where it is no JSON, and why not.
    init(_ body: [UInt8], otherwise fault: (Fault) -> Fault) throws(Fault) {
        let isList = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == 0x5B
        let shape = JSONShape(layout: isList ? .array : .one)
        var reader = JSONReader(bytes: MemoryBytes(body), file: "", shape: shape)
        do throws(Fault) {
            while let page = try reader.nextPage() {
                if let broken = page.entries.lazy.compactMap(\.fault).first { throw broken }
                for cell in page.cells where cell.form == .text || cell.form == .number || cell.form == .flag {
                    values[page.columns[Int(cell.column)], default: []].append(page.text(of: cell))
                }
            }
        } catch {
            throw fault(error)
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
