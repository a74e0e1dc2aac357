import LeadModel

/// Which rows go together in one request, and what they are there.
extension HTTPDelivery {
    /// Rows that share what the request names of a row, in as many requests as they take.
    func requests(_ write: WriteRule, _ needs: WriteNeeds, _ chosen: [Int]) -> [[Int]] {
        guard write.takesMany else { return chosen.map { [$0] } }
        let columns = write.file.flatMap { $0.kind == .csv ? UploadBody(file: $0) : nil }
        guard !needs.ofRow.isEmpty || columns != nil else { return chunks(write, chosen) }
        var order: [[String]] = []
        var groups: [[String]: [Int]] = [:]
        for index in chosen {
            let values = values(index)
            var sign = needs.ofRow.map { values[$0] ?? "" }
            if let columns { sign += columns.columns(of: values) }
            if groups[sign] == nil { order.append(sign) }
            groups[sign, default: []].append(index)
        }
        return order.flatMap { chunks(write, groups[$0] ?? []) }
    }

    /// Parts that are no longer than a request may be, each with one row of a key: the last word about it goes last.
    private func chunks(_ write: WriteRule, _ indices: [Int]) -> [[Int]] {
        var chunks: [[Int]] = []
        var waiting = indices
        while !waiting.isEmpty {
            var chunk: [Int] = []
            var bytes = HTTPDelivery.frameBytes
            var keys: Set<String> = []
            var later: [Int] = []
            for index in waiting {
                let key = rows[index].text["key"].map(RowAnswers.plain)
                if let key, keys.contains(key) {
                    later.append(index)
                    continue
                }
                if let fault = unwritable(write, index) {
                    rows[index].reject("unwritable", "\(write.name): \(fault.summary)")
                    continue
                }
                let size = size(write, index)
                if HTTPDelivery.frameBytes + size > write.mostBytes {
                    rows[index].reject(
                        "too-long",
                        "\(write.name): the row alone is longer than the \(write.mostBytes) bytes of a request")
                    continue
                }
                if chunk.count >= write.mostRows || bytes + size > write.mostBytes {
                    chunks.append(chunk)
                    (chunk, bytes, keys) = ([], HTTPDelivery.frameBytes, [])
                }
                chunk.append(index)
                bytes += size
                if let key { keys.insert(key) }
            }
            if !chunk.isEmpty { chunks.append(chunk) }
            waiting = later
        }
        return chunks
    }

    /// What stands around the rows of a request.
    private static let frameBytes = 1_024

    /// Why a row cannot stand in a file, such as a character that CSV has none for.
    private func unwritable(_ write: WriteRule, _ index: Int) -> Fault? {
        guard let file = write.file, file.kind == .csv else { return nil }
        do throws(Fault) {
            _ = try UploadBody(file: file).csv([values(index)])
            return nil
        } catch {
            return error
        }
    }

    private func size(_ write: WriteRule, _ index: Int) -> Int {
        guard let file = write.file, file.kind == .csv else { return json(write, index).count + 1 }
        return rows[index].text.cells.reduce(16) { $0 + $1.name.utf8.count + 2 * $1.value.description.utf8.count + 3 }
    }

    /// A row in the body.
    func json(_ write: WriteRule, _ index: Int) -> [UInt8] {
        if let json = rows[index].json { return json }
        let json = write.row.bytes(values(index), rows[index].text.splices(write.shape)) ?? Array("{}".utf8)
        rows[index].json = json
        return json
    }
}

/// What a write needs of its rows.
struct WriteNeeds {
    /// What has to be looked up where it is not known.
    let lookedUp: [String]
    /// What has to have a value.
    let values: [String]
    /// What the request itself names of a row.
    let ofRow: [String]

    init(_ write: WriteRule, _ destination: HTTPDestination) {
        lookedUp = write.lookedUp(destination)
        values = write.needed
        ofRow = write.rowNames(destination)
    }
}

extension WriteRule {
    /// What it names that a system gives: its own id of the lead, and whatever else is looked up.
    func lookedUp(_ destination: HTTPDestination) -> [String] {
        let names = Set(plans.flatMap(\.names)).union(row.names).union(file?.columns.flatMap(\.value.names) ?? [])
        let plain = names.map { $0.hasSuffix("-number") ? String($0.dropLast("-number".count)) : $0 }
        return Set(plain).filter { $0 == "receiver-id" || destination.lookup($0) != nil }.sorted()
    }

    /// What the request itself names of a row: rows that differ in it go in requests of their own.
    func rowNames(_ destination: HTTPDestination) -> [String] {
        Set(plans.flatMap(\.names)).filter { isOfRow($0, destination) }.sorted()
    }

    /// Whether a name is one of a row, and not of the feed or of a login.
    func isOfRow(_ name: String, _ destination: HTTPDestination) -> Bool {
        let plain = name.hasSuffix("-number") ? String(name.dropLast("-number".count)) : name
        return plain == "receiver-id" || RowText.names.contains { $0.name == plain } || destination.names[plain] != nil
            || destination.lookup(plain) != nil
    }

    /// Names that must have a value.
    var needed: [String] { Set(plans.flatMap(\.needed) + row.needed).sorted() }
}
