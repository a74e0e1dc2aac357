/// The spellings under which a record's id may be stored.
public enum RecordIDSpelling {
    /// The id as it is, and where it may be one of Salesforce's 15 or 18 characters, the 18 that mappings store.
    public static func all(of id: String) -> [String] {
        var scratch: [UInt8] = []
        do {
            try RecordID.readSalesforce(Array(id.utf8).span, into: &scratch)
        } catch {
            return [id]
        }
        let long = String(decoding: scratch, as: UTF8.self)
        return long == id ? [id] : [id, long]
    }
}
