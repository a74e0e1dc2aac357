import ConfigFiles
import LeadModel

/// Reads `audit:` of a destination.
struct MemberListDeclaration {
    let findings: Findings
    /// What feeds say under `with`, and what the login gives.
    let names: [(name: String, meaning: String)]

    /// Of a stream: a list is read whole, each time.
    private static let streamKeys: Set<String> = ["request", "format", "fields", "bare", "paging"]
    private static let parentKeys: Set<String> = ["request", "format", "bare", "paging"]

    static let mapping = ConfigMapping(
        "'audit'",
        HTTPStreamDeclaration.keys.filter { streamKeys.contains($0.name) } + [
            .optional(
                "for-each", .mapping(parents),
                "A list that gives ids alone: `request` is then asked for some of them at a time, as `{ids}` or once for each `{id}`."
            ),
            .optional(
                "key", .text("email_address"), "The column of a record in which the key stands.",
                otherwise: "the column that `key` of the destination names"),
            .optional("id", .text("id"), "The column of a record in which the system's own id of it stands."),
            .optional(
                "below", .text("properties"), "What stands before the names of a feed's columns in a record.",
                otherwise: "nothing"),
            .optional(
                "where", .text("tags.name"), "The column that tells whether somebody is meant.",
                otherwise: "everybody in the list is"),
            .optional(
                "is", .text("{tag}"), "What has to stand there; where the feed does not say it, everybody is meant."),
        ])

    private static let parents = ConfigMapping(
        "'for-each'",
        HTTPStreamDeclaration.keys.filter { parentKeys.contains($0.name) } + [
            .required("id", .text("recordId"), "The column of the ids."),
            .optional("batch", .wholeNumber(1...10_000), "How many ids are asked about at once.", otherwise: "1"),
        ])

    func read(_ map: ConfigMap) -> MemberList? {
        let stream = HTTPStreamDeclaration(findings: findings, logged: names, only: Self.streamKeys).read(map)
        let reader = HTTPStreamDeclaration(findings: findings, logged: names, only: Self.parentKeys)
        var parents: ParentList?
        if let each = map.map("for-each") {
            let batch = each.wholeNumber("batch") ?? 1
            let id = each.text("id")
            if let list = reader.read(each), let id { parents = .of(list, id: id, batch: batch) }
            if let stream { check(stream, batch, each) }
        }
        let (key, id, below) = (map.text("key"), map.text("id"), map.text("below"))
        let (column, word) = (map.text("where"), map["is"])
        if (column == nil) != (word == nil) {
            findings.add(
                .configMissingKey, "'where' and 'is' belong together", at: map.place,
                advice: "Say in which column it stands whether somebody is meant, and what has to stand there.")
        }
        let value = word.map(RequestDeclaration(findings: findings, names: names).template)
        guard var stream else { return nil }
        stream.parents = parents
        var members = MemberList(stream, place: map.place)
        (members.key, members.id, members.below) = (key, id, below)
        if let column, let value { members.filter = MemberList.Filter(column: column, value: value) }
        return members
    }

    private func check(_ stream: HTTPStream, _ batch: Int, _ map: ConfigMap) {
        let names = stream.request.names
        if !names.contains("id"), !names.contains("ids") {
            findings.add(
                .configMissingKey, "the request does not say where '{id}' goes", at: map.place,
                advice: "Put it there, or '{ids}' for several at once.")
        }
        if batch > 1, !names.contains("ids"), !stream.request.namesEachID {
            findings.add(
                .configMissingKey, "of several ids at once, the request needs '{ids}'", at: map.place,
                advice: "Put it there, or take 'batch' out.")
        }
    }
}
