import LeadModel
import RecordFormats

/// The bytes of rows that are sent as a file, and of the form that it may be a part of (RFC 7578).
struct UploadBody {
    let file: UploadFile

    /// Columns of a row, which all rows of one file have in common: what a row does not speak of would be emptied otherwise.
    func columns(of row: RowValues) -> [String] {
        row.row.cells.map(\.name) + file.columns.filter { $0.value.filled(row) != nil }.map(\.name)
    }

    /// - Throws: where a value cannot stand in such a file.
    func csv(_ rows: [RowValues]) throws(Fault) -> [UInt8] {
        guard let first = rows.first else { return [] }
        var writer = try CSVWriter(columns: columns(of: first), audience: .machine)
        var bytes: [UInt8] = []
        writer.begin(into: &bytes)
        for row in rows {
            var cells: [FieldValue?] = row.row.cells.map { $0.value == .null ? .text(file.nullWord) : $0.value }
            cells += file.columns.compactMap { column in column.value.filled(row).map { .text($0) } }
            try writer.append(cells, into: &bytes)
        }
        return bytes
    }

    /// Puts a file into a request.
    /// - Parameter mark: a word that stands nowhere in it.
    func put(_ bytes: [UInt8], into request: inout TransferRequest, mark: String, _ values: [String: String]) {
        let type = file.kind == .csv ? "text/csv; charset=utf-8" : "application/x-ndjson"
        guard let part = file.part else {
            request.body = bytes
            request.headers.append((name: "Content-Type", value: type))
            return
        }
        let boundary = "leadloop-\(mark)"
        var body: [UInt8] = []
        for field in file.form {
            guard let value = field.value.filled(values) else { continue }
            body += Array(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field.name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        body += Array(
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(part)\"; filename=\"\(file.name)\"\r\nContent-Type: \(type)\r\n\r\n"
                .utf8)
        body += bytes + Array("\r\n--\(boundary)--\r\n".utf8)
        request.body = body
        request.headers.append((name: "Content-Type", value: "multipart/form-data; boundary=\(boundary)"))
    }
}
