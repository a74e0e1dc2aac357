/// Knows how a document says that there are no records, which otherwise means that the wrong element was asked for.
enum XMLEmptyResult {
    /// How vendors name the number of records: Salesforce `size`, Pardot `total_results`, the rest by custom.
    private static let totals: Set<String> = ["size", "total_results", "totalSize", "total", "count"]

    /// A total that is zero, a query that is done and names no total, Zoho's `nodata`.
    static func isSaid(in scalars: [String: String]) -> Bool {
        let stated = scalars.filter { totals.contains(String(lastPart(of: $0.key))) }.compactMap { Int($0.value) }
        if !stated.isEmpty { return stated.contains(0) }
        return scalars["response.nodata.code"] != nil
            || scalars.contains { lastPart(of: $0.key) == "done" && $0.value == "true" }
    }

    private static func lastPart(of path: String) -> Substring { path.split(separator: ".").last ?? "" }
}
