import FieldMapping
import LeadModel
import TestSupport
import Testing

@testable import FieldMapping

/// Nobody who opted out is written to: a column that may say so is mapped, or left to the admin by name.
@Suite struct `A column of consent` {
    private func suggest(_ columns: [(String, [String])], vendor: String? = nil) throws -> MappingSuggestion {
        let id = ("Id", (1...columns[0].1.count).map(String.init))
        let all = [id, ("E-Mail", id.1.map { "p\($0)@example.com" })] + columns
        var profiler = ExportProfiler(sampleRecords: 3)
        profiler.add(page(all))
        return try MappingSuggestion.suggest(
            profiler.finish(), .init(name: "leads", kind: .lead, vendor: vendor, file: "leads.csv"))
    }

    private func page(_ columns: [(String, [String])]) -> RecordPage {
        TestPage.csv(columns.map(\.0), columns[0].1.indices.map { row in columns.map { $0.1[row] } })
    }

    /// What the suggested mapping says of each record's opt-out, once the rest is decided.
    private func optedOut(_ columns: [(String, [String])], vendor: String? = nil) throws -> [FieldValue?] {
        let suggestion = try suggest(columns, vendor: vendor)
        let mapping = try FieldMapping.compile(Decisions.made(in: suggestion.text), file: "leads.yaml")
        #expect(mapping.runTests().isEmpty, "\(mapping.runTests())\n\(suggestion.text)")
        let id = ("Id", (1...columns[0].1.count).map(String.init))
        let page = page([id, ("E-Mail", id.1.map { "p\($0)@example.com" })] + columns)
        var mapper = mapping.mapper(source: "crm", file: "leads.csv")
        return page.entries.indices.map { mapper.observe(page, $0).fields?[.optedOut] }
    }

    private static let yes: FieldValue = .flag(true)
    private static let no: FieldValue = .flag(false)

    @Test(arguments: [
        ("Unsubscribed", "true", "false"), ("is_do_not_email", "1", "0"), ("Newsletter abbestellt", "ja", "nein"),
        ("Baja newsletter", "sí", "no"), ("Désinscrit de la newsletter", "oui", "non"), ("Do Not Contact", "yes", "no"),
        ("Werbewiderspruch", "ja", "nein"), ("Blacklisted", "Y", "N"), ("Spam complaint", "true", "false"),
        ("Afgemeld voor nieuwsbrief", "ja", "nee"), ("Cancelou inscrição", "sim", "não"),
        ("Rezygnacja z newslettera", "tak", "nie"), ("Avregistrerad från nyhetsbrev", "ja", "nej"),
        ("Disiscritto dalla newsletter", "sì", "no"), ("consent.unsubscribed", "true", "false"),
        ("Einwilligung widerrufen", "ja", "nein"), ("Consent withdrawn", "yes", "no"),
    ])
    func `that says who refused is the opt-out`(header: String, yes: String, no: String) throws {
        #expect(try optedOut([(header, [yes, no, no, yes])]) == [Self.yes, Self.no, Self.no, Self.yes])
    }

    @Test(arguments: [
        ("consent.email", "true", "false"), ("Email Opt-In", "yes", "no"), ("GDPR Consent", "Y", "N"),
        ("Marketing Permission", "1", "0"), ("Einwilligung", "ja", "nein"), ("Consentement", "oui", "non"),
        ("Newsletter subscribed", "true", "false"), ("Consenso marketing", "sì", "no"), ("Toestemming", "ja", "nee"),
        ("Consentimento", "sim", "não"), ("Zgoda marketingowa", "tak", "nie"), ("Samtycke", "ja", "nej"),
        ("Consentimiento", "sí", "no"), ("DSGVO-Einwilligung", "ja", "nein"),
    ])
    func `that says who agreed is the opt-out turned round`(header: String, yes: String, no: String) throws {
        #expect(try optedOut([(header, [yes, no, no, yes])]) == [Self.no, Self.yes, Self.yes, Self.no])
    }

    @Test(arguments: [
        "Subscription Status", "Newsletter", "GDPR", "Opt-In Date", "Opt-Out Date", "SMS Opt-In", "Not unsubscribed",
        "Opt-In / Opt-Out", "Email Status", "Soft Bounce", "No consent", "Robinson list", "Double Opt-In", "RGPD",
        "consent.sms", "Einwilligung Telefon", "Marketing contact status", "Kein Newsletter-Abonnent seit",
        // One word more turns the meaning round.
        "Withdrew consent", "Consent refused", "Permission denied", "Not opted out", "Consent to stop",
        "Unsubscribe reverted", "Einwilligung abgelehnt", "Opt-out aufgehoben", "Consentement retiré",
        "Retrait consentement", "Consentimiento revocado", "Consentimiento retirado", "Consentimento revogado",
        "Consenso revocato", "Nessun consenso", "Toestemming ingetrokken", "Zgoda wycofana", "Samtycke återkallat",
        "Hard bounce cleared", "Do not call lifted",
        // In words of no list of phrases.
        "Werbung erlaubt", "Nicht anschreiben", "Mailing-Sperre", "Sperrvermerk", "Gesperrt", "Postsperre",
        "Kontakt erlaubt", "Darf angeschrieben werden", "Pas de publicité", "Refuse les emails", "Accepte les emails",
        "No quiere emails", "Rechaza publicidad", "Rifiuta pubblicità", "May be mailed", "Mailing OK", "Can contact",
        "Refused marketing", "Objection to marketing",
    ])
    func `that is not understood is undecided, and never ignored in silence`(header: String) throws {
        for values in [["ja", "nein", "ja", "nein"], ["A", "B", "A", "B"], ["2026-01-01", "", "", "2026-01-02"]] {
            try expectUndecided(header, values)
        }
    }

    private func expectUndecided(_ name: String, _ values: [String]) throws {
        let suggestion = try suggest([(name, values)])
        #expect(!suggestion.fields.contains { $0.column == name }, "\(suggestion.text)")
        let faults = findings(suggestion.text).filter { $0.summary.contains("'\(name)' says who must not") }
        #expect(faults.count == 1 && faults[0].code == .mappingUndecidedWord, "\(suggestion.text)")
        #expect(suggestion.open.contains { $0.contains(name) }, "\(suggestion.open)")
        // Once it is decided, it is a column like any other.
        let mapping = try FieldMapping.compile(Decisions.made(in: suggestion.text), file: "leads.yaml")
        #expect(mapping.ignored.contains(name), "\(suggestion.text)")
    }

    @Test(arguments: ["Werbeverbot", "Werbung untersagt"])
    func `is the opt-out where it forbids by a phrase that is known`(header: String) throws {
        #expect(try optedOut([(header, ["ja", "nein"])]) == [Self.yes, Self.no])
    }

    @Test(arguments: [
        "Mail Merge", "Werbegeschenk", "Anruf am Abend", "Contatto", "Écrire", "Schrijven", "Boletim", "Reklama",
        "Ring upp", "Correo", "Newsletter-Empfänger", "Sends ads", "Skriv", "Post",
    ])
    func `of yes and no with a word of contacting is undecided`(header: String) throws {
        try expectUndecided(header, ["ja", "nein", "ja", "nein"])
        try expectUndecided(header, ["nein", "nein", "nein", "nein"])
    }

    /// No list of words that turn a meaning round is ever whole; so it takes none.
    @Test(arguments: [
        "Unsubscribed", "Email Opt-In", "GDPR Consent", "Einwilligung", "Consentement", "Do Not Email", "Do Not Call",
        "Hard bounced", "Newsletter abbestellt", "Zgoda marketingowa", "Subscription Status",
    ])
    func `with one unknown word beside its phrase is never mapped`(phrase: String) throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            var random = Dice(seed: seed)
            let word = String(
                (0..<Int.random(in: 4...9, using: &random)).map { _ in
                    "abcdefghijklmnopqrstuvwxyz".randomElement(using: &random) ?? "x"
                })
            for header in ["\(phrase) \(word)", "\(word) \(phrase)", "\(word).\(phrase)"] {
                for values in [["yes", "no", "no"], ["subscribed", "unsubscribed", "opted out"]] {
                    let suggestion = try suggest([(header, values)])
                    #expect(
                        !suggestion.fields.contains { $0.column == header },
                        "seed \(seed): \(header)\n\(suggestion.text)")
                    #expect(suggestion.text.contains("\(header): undecided"), "seed \(seed): \(suggestion.text)")
                }
            }
        }
    }

    @Test func `that says opted out for yes is not turned round`() throws {
        #expect(try optedOut([("Email Consent", ["Opted out", "Opted in"])]) == [Self.yes, Self.no])
    }

    @Test func `with blanks leaves open what a blank means`() throws {
        let suggestion = try suggest([("GDPR Consent", ["yes", "", "no", "yes"])])
        #expect(suggestion.text.contains("- GDPR Consent: undecided"), "\(suggestion.text)")
    }

    @Test func `beside the opt-out is undecided, for it may say more`() throws {
        let suggestion = try suggest([
            ("Unsubscribed", ["true", "false"]), ("GDPR Consent", ["true", "false"]),
        ])
        #expect(suggestion.text.contains("opted-out: { from: Unsubscribed"), "\(suggestion.text)")
        #expect(suggestion.text.contains("- GDPR Consent: undecided"), "\(suggestion.text)")
    }

    @Test func `of two refusals counts with either`() throws {
        let columns = [("Unsubscribed", ["true", "false", "false"]), ("Do not email", ["false", "true", "false"])]
        #expect(try optedOut(columns) == [Self.yes, Self.yes, Self.no])
    }

    @Test func `with words is mapped by those that are clear`() throws {
        let suggestion = try suggest([
            ("Subscription Status", ["subscribed", "unsubscribed", "lapsed", "lapsed"]),
            ("Status", ["New", "New", "Lost", "Lost"]),
        ])
        for line in ["subscribed: false", "unsubscribed: true", "lapsed: undecided"] {
            #expect(suggestion.text.contains("      \(line)"), "\(line)\n\(suggestion.text)")
        }
        #expect(suggestion.fields.contains { $0.field == "status" && $0.column == "Status" })
        #expect(!suggestion.text.contains("from: [Status, Subscription Status]"))
    }

    @Test func `of calls forbids calls alone, and of bounces says that mail came back`() throws {
        let suggestion = try suggest([
            ("Do Not Call", ["true", "false"]), ("Hard bounced", ["yes", "no"]), ("Telefonsperre", ["ja", "nein"]),
        ])
        #expect(suggestion.fields.contains { $0.field == "do-not-call" }, "\(suggestion.text)")
        #expect(suggestion.fields.contains { $0.field == "hard-bounced" && $0.column == "Hard bounced" })
        #expect(!suggestion.fields.contains { $0.field == "opted-out" }, "\(suggestion.text)")
        #expect(suggestion.text.contains("No column is mapped as `opted-out`"))
    }

    @Test(arguments: [
        "Description", "Address Line 2", "Option", "Mailing Street", "Transcription", "Authority", "Phone",
        "(Do Not Modify) Row Checksum", "hs_lifecyclestage_subscriber_date", "Rodovia", "Notice", "Stand", "Contacts",
        "Permanent address",
    ])
    func `is none where its name only sounds like one`(header: String) {
        #expect(ConsentLook.sense(of: header) == nil)
    }

    @Test func `of Pardot is asked for both ways of opting out`() throws {
        let columns = [
            ("opted_out", ["1", "0", "0"]), ("is_do_not_email", ["0", "1", "0"]), ("crm_lead_fid", ["x", "y", "z"]),
        ]
        #expect(try optedOut(columns, vendor: "pardot") == [Self.yes, Self.yes, Self.no])
    }
}

@Suite struct `The statement that an export has no opt-out` {
    private static let lead = "mapping: m\nrecord: lead\nopt-out: none-in-this-export\nidentity: { id: Id }\n"

    @Test func `is kept, and changes nothing of what a record becomes`() throws {
        let said = try FieldMapping.compile(Self.lead, file: "m.yaml")
        let silent = try FieldMapping.compile(
            Self.lead.replacing("opt-out: none-in-this-export\n", with: ""), file: "m.yaml")
        #expect(said.saysNoOptOut && !silent.saysNoOptOut && said.fingerprint == silent.fingerprint)
    }

    @Test func `is refused beside an opt-out, and where it says anything else`() {
        #expect(findings(Self.lead + "fields: { opted-out: Unsubscribed }").map(\.code) == [.configWrongType])
        #expect(findings(Self.lead.replacing("none-in-this-export", with: "none")).count == 1)
    }
}
