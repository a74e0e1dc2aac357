internal import LeadModel

/// Reads the name of a column: what it may be about, and how sure that is.
struct HeaderReader {
    /// What a name may mean.
    struct Meaning: Sendable, Hashable {
        var concept: Concept
        /// 0 to 1.
        var score: Double
        /// Why, for the comment in the mapping.
        var because: String
    }

    let kind: RecordKind
    let vendor: VendorKnowledge?

    /// The meanings of a name, the likeliest first; one for each concept.
    func meanings(of name: String) -> [Meaning] {
        if let vendor, let (meant, rank) = vendor.meaning(of: name) {
            let concept = meant == .id && isOfSomebody(name) ? .leadID : meant
            let score = 0.97 - 0.001 * Double(min(rank, 20))
            return [Meaning(concept: concept, score: score, because: "a column of \(vendor.name)")]
        }
        let path = ColumnPath(name)
        if let meaning = meaningInContext(path) { return [meaning] }
        var found: [Concept: Meaning] = [:]
        for (words, score) in readings(of: path) {
            // What is left of a name when a word is taken away says less about what else it holds.
            var meanings = exactly(words, score) + (score >= 0.9 ? within(words, score) : [])
            if words != path.words, path.words.first.map(ColumnPath.strangers.contains) ?? false {
                // How a customer stands is not how far sales came with a lead.
                meanings.removeAll { [.status, .reason, .stage, .lifecycle].contains($0.concept) }
            }
            for meaning in meanings {
                if meaning.score > found[meaning.concept]?.score ?? 0 { found[meaning.concept] = meaning }
            }
        }
        return found.values.sorted { ($1.score, $0.concept.rawValue) < ($0.score, $1.concept.rawValue) }
    }

    /// `Lead ID` in an export of what was done with leads: whom it concerns.
    private func isOfSomebody(_ name: String) -> Bool {
        kind != .lead && [["lead", "id"], ["contact", "id"]].contains(ColumnPath(name).words)
    }

    /// Whether a column of this name holds words of a vocabulary, whatever kind of record it stands in.
    static func isVocabulary(_ name: String) -> Bool {
        let vendors = VendorKnowledge.all
        if let known = vendors.lazy.compactMap({ $0.meaning(of: name) }).first { return known.concept.isVocabulary }
        let path = ColumnPath(name)
        let words = path.words
        guard !ColumnPath.isOwner(path.above), !ColumnPath.isUser(words) else { return false }
        let phrases =
            RecordKind.allCases.flatMap { HeaderWords.special(for: $0)?.exactly(words.joined()) ?? [] }
            + HeaderWords.general.exactly(words.joined())
        // A name that may be a person's in some language is none of a vocabulary.
        if !phrases.isEmpty { return phrases.allSatisfy(\.concept.isVocabulary) }
        return HeaderReader(kind: .lead, vendor: nil).meanings(of: name).first.map {
            $0.score >= 0.75 && $0.concept.isVocabulary
        } ?? false
    }

    // MARK: Context

    /// What lies below somebody's owner, account or campaign is not about the lead.
    private func meaningInContext(_ path: ColumnPath) -> Meaning? {
        let isName = path.isName
        if ColumnPath.isOwner(path.above) || path.above.isEmpty && ColumnPath.isUser(path.words) {
            let isTheOwner = path.above.contains {
                $0.hasPrefix("owner") || $0.hasPrefix("assigned") || $0 == "smowner" || $0 == "contactowner"
                    || $0 == "leadowner"
            }
            if isName, isTheOwner { return Meaning(concept: .owner, score: 0.93, because: "the name below 'owner'") }
            return Meaning(concept: .ofOwner, score: 0.9, because: "of a user, not of the lead")
        }
        if path.above.contains(where: ColumnPath.companies.contains) {
            if isName { return Meaning(concept: .company, score: 0.9, because: "the name below 'company'") }
            guard !["email", "phone", "id"].contains(path.last) else {
                return Meaning(concept: .ofCompany, score: 0.9, because: "of the company")
            }
        }
        if path.above.last == "campaign" || path.above.last == "campaignid" {
            return Meaning(concept: isName ? .campaign : .technical, score: 0.9, because: "below 'campaign'")
        }
        return nil
    }

    /// The readings of a path: its last part, that with the one above, and both without what is put around names.
    private func readings(of path: ColumnPath) -> [(words: [String], score: Double)] {
        var readings: [(words: [String], score: Double)] = []
        func add(_ words: [String], _ score: Double) {
            guard !words.isEmpty, !readings.contains(where: { $0.words == words }) else { return }
            readings.append((words, score))
        }
        if path.above.isEmpty || !path.isName { add(path.words, path.above.count > 1 ? 0.8 : 0.95) }
        if let parent = path.parentWords {
            add(parent + path.words, 0.95)
            if path.isName { add(parent, 0.9) }
        }
        for (words, score) in readings {
            var bare = words
            while bare.count > 1, let first = bare.first, ColumnPath.fronts.contains(first) {
                bare.removeFirst()
                add(bare, score - 0.1)
            }
            bare = words
            while bare.count > 1, let last = bare.last, ColumnPath.backs.contains(last) || last.allSatisfy(\.isNumber) {
                bare.removeLast()
                add(bare, score - 0.1)
            }
        }
        return readings
    }

    private func exactly(_ words: [String], _ score: Double) -> [Meaning] {
        let special = HeaderWords.special(for: kind)?.exactly(words.joined()) ?? []
        let general = HeaderWords.general.exactly(words.joined())
        return (special + general).enumerated().map { index, phrase in
            let isGeneral = index >= special.count && !special.isEmpty
            return Meaning(
                concept: phrase.concept, score: isGeneral ? score - 0.2 : score, because: "header (\(phrase.language))")
        }
    }

    /// Phrases that stand in a longer name, such as the status in `Kontaktstatus` and in `Status of contact`.
    private func within(_ words: [String], _ score: Double) -> [Meaning] {
        let whole = words.joined()
        guard whole.utf8.count >= 6 else { return [] }
        var meanings: [Meaning] = []
        for table in [HeaderWords.special(for: kind), HeaderWords.general].compactMap(\.self) {
            for phrase in table.phrases {
                let key = phrase.key
                guard key.utf8.count >= 5, key.utf8.count < whole.utf8.count else { continue }
                let isPart = stands(phrase.words, in: words)
                guard isPart || (words.count == 1 && key.utf8.count >= 6 && whole.hasSuffix(key)) else { continue }
                let share = Double(key.utf8.count) / Double(whole.utf8.count)
                meanings.append(
                    Meaning(
                        concept: phrase.concept, score: min(score, 0.35 + 0.4 * share),
                        because: "header holds '\(phrase.words.joined(separator: " "))' (\(phrase.language))"))
            }
        }
        return meanings
    }

    private func stands(_ phrase: [String], in words: [String]) -> Bool {
        guard phrase.count < words.count else { return false }
        return (0...words.count - phrase.count).contains { words[$0..<$0 + phrase.count].elementsEqual(phrase) }
    }
}

/// The name of a column as a path: `Owner.Name`, `properties.email`, `FL[val=Lead Owner]`, `country_id[1]`.
struct ColumnPath {
    /// Parts above the last one, folded into one word each.
    private(set) var above: [String] = []
    private(set) var words: [String] = []
    private(set) var parentWords: [String]?
    /// The number of a repeated cell.
    private(set) var number: Int?

    var last: String { words.joined() }
    /// Whether it is the name of what stands above it.
    var isName: Bool {
        ["name", "fullname", "displayname", "label", "text", "title"].contains(last)
            || (number == 1 && above.isEmpty && last.hasSuffix("id"))
    }

    /// Parts that are put around everything, and say nothing.
    private static let wrappers: Set<String> = [
        "properties", "fields", "all", "core", "current", "data", "attributes", "value", "values", "normalizedvalue",
        "results", "contact",
        "lead", "prospect", "record", "entity", "formattedvalue", "displayvalue", "newvalue",
    ]
    static let companies: Set<String> = [
        "account", "company", "organization", "organisation", "org", "orgid", "accountid", "companyid",
        "parentcustomer", "firma",
    ]
    private static let owners: Set<String> = [
        "owner", "ownerid", "createdby", "modifiedby", "lastmodifiedby", "creator", "creatoruserid", "user", "userid",
        "assignedto",
        "assigneduser", "manager", "smowner", "leadowner", "contactowner", "reportsto", "updatedby", "approver",
        "assignedby",
    ]
    /// Words that are put in front of a name, and behind it.
    static let fronts: Set<String> = [
        "lead", "contact", "person", "prospect", "customer", "kontakt", "primary", "main", "work", "business", "hs",
        "mailing",
        "new", "client", "member", "current", "my", "the", "sf", "crm", "zoho", "mkto", "custom", "person", "leads",
        "contacts", "partner",
        "interessent", "interessenten", "kunden", "kunde",
    ]
    /// Those in front of which a status is no lead's.
    static let strangers: Set<String> = ["customer", "client", "member", "partner", "kunden", "kunde"]
    static let backs: Set<String> = [
        "c", "text", "field", "value", "primary", "pc", "r", "name", "lead", "contact", "date", "pl", "of", "prospect",
        "display", "label",
    ]

    init(_ name: String) {
        var text = name[...]
        // The label that Dynamics adds to a code: `statuscode@OData.Community.Display.V1.FormattedValue`.
        if let sign = text.firstIndex(of: "@"), sign > text.startIndex, text[sign...].hasPrefix("@OData") {
            text = text[..<sign]
        }
        if text.hasSuffix("]"), let open = text.lastIndex(of: "[") {
            let inner = text[text.index(after: open)...].dropLast()
            if let equals = inner.firstIndex(of: "=") {
                text = inner[inner.index(after: equals)...]
            } else {
                number = Int(inner)
                text = text[..<open]
            }
        }
        var parts = text.split(separator: ".").map { HeaderWords.words(String($0)) }.filter { !$0.isEmpty }
        // Abbreviations with dots are no paths: `Tel.-Nr.`, `No. of Employees`.
        if text.contains(". ") || text.contains(".-") || text.hasSuffix(".") { parts = [parts.flatMap(\.self)] }
        while parts.count > 1, Self.wrappers.contains(parts[parts.count - 1].joined()) { parts.removeLast() }
        parts = parts.enumerated().filter {
            $0.offset == parts.count - 1 || !Self.wrappers.contains($0.element.joined())
        }.map(\.element)
        words = parts.last ?? []
        parentWords = parts.count > 1 ? parts[parts.count - 2] : nil
        above = parts.dropLast().map { $0.joined() }
    }

    static func isOwner(_ above: [String]) -> Bool { above.contains(where: owners.contains) }

    /// `Created By`, `Owner Email`, `Assistant Phone`: of somebody who is not the lead.
    static func isUser(_ words: [String]) -> Bool {
        if words.count >= 2, words.last == "by" || words[1] == "by" { return true }
        if words.count >= 3, words[2] == "by" { return true }
        guard words.count >= 2 else { return false }
        let first = words[0]
        return ["owner", "creator", "assistant", "asst", "manager", "user", "parent", "spouse", "referrer"].contains(
            first)
            && ["email", "phone", "mail", "telephone", "mobile", "address"].contains(words[words.count - 1])
    }
}
