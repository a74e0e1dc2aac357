/// Tells by its name whether a column says who agreed to be written to, or who did not.
///
/// Whoever opted out must never be written to. So a name is suspected rather by one word too many than by one too few: what
/// is suspected and not understood is left to the admin, and never ignored in silence.
enum ConsentLook {
    /// What a yes in such a column means.
    enum Sense: Sendable, Hashable {
        /// The person wants no mail.
        case refusal
        /// The person agreed to mail.
        case permission
        /// The person wants no calls.
        case noCalls
        /// Mail to the person came back.
        case hardBounce
        /// Something of consent, and nobody but the admin knows what.
        case unclear
    }

    /// The sense of a name; `nil` where it is about something else.
    static func sense(of name: String) -> Sense? {
        let words = HeaderWords.words(name)
        let text = " " + words.joined(separator: " ") + " "
        let glued = words.joined()
        // `(Do Not Modify) Lead` of Dynamics is about the spreadsheet, `hs_lifecyclestage_subscriber_date` of HubSpot a stage.
        if text.contains(" do not modify ") || text.contains(" lifecyclestage ") { return nil }
        let refuses = holds(refusals, text, words) || forbids(text, glued)
        let allows = holds(permissions, text, words)
        let bounces = holds(bounces, text, words)
        guard refuses || allows || bounces || holds(suspects, text, words) else { return nil }
        let isAboutIt = words.contains { details.contains($0) }
        if isAboutIt || holds(suspects, text, words) && !refuses { return .unclear }
        if bounces {
            return refuses || allows || words.contains(where: { $0.hasPrefix("soft") }) ? .unclear : .hardBounce
        }
        let isOfCalls = words.contains { calls.contains($0) } || glued.hasSuffix("phone") || glued.hasSuffix("call")
        let isOfMail = words.contains { mails.contains($0) } || glued.contains("mail")
        if words.contains(where: otherChannels.contains) { return .unclear }
        if isOfCalls { return refuses && !isOfMail ? .noCalls : .unclear }
        if refuses {
            let both = text.contains(" opt in ") || glued.contains("optin") || text.contains(" opted in ")
            let isDenied = words.contains { ["not", "nicht", "never"].contains($0) } && text.contains(" unsub")
            return both || isDenied || text.contains(" subscribe unsub") ? .unclear : .refusal
        }
        return holds(agreements, text, words) && !words.contains(where: negations.contains) ? .permission : .unclear
    }

    /// Whether a mark stands in a name: several words with a space, or how a word begins.
    private static func holds(_ marks: [String], _ text: String, _ words: [String]) -> Bool {
        marks.contains { mark in
            mark.contains(" ")
                ? text.contains(" " + mark)
                : words.contains { $0.hasPrefix(mark) }
                    // German puts words together: `Werbeeinwilligung`, `Newsletterabmeldung`.
                    || mark.utf8.count >= 6 && words.contains { $0.contains(mark) }
        }
    }

    /// `do not email`, `donotbulkemail`, `is_do_not_call`.
    private static func forbids(_ text: String, _ glued: String) -> Bool {
        let what = [
            "email", "e mail", "mail", "bulk", "call", "phone", "contact", "send", "market", "sms", "fax", "post",
            "solicit", "disturb", "text", "write",
        ]
        return what.contains {
            text.contains(" do not \($0)") || text.contains(" dont \($0)") || text.contains(" don t \($0)")
                || glued.contains("donot\($0.replacing(" ", with: ""))")
        }
    }

    // MARK: Words, folded as headers are

    private static let refusals = [
        "unsub", "optout", "opt out", "opted out", "opts out", "opting out", "no email", "no e mail", "no mail",
        "no marketing", "no contact", "no newsletter", "no call", "no phone", "dnc ", "suppress", "blocklist",
        "block list", "blacklist", "black list", "denylist", "complain", "spam report", "withdrawn", "revoked",
        "dncl", "email blocked", "marketing blocked",
        "abbestell", "abgemeld", "abmeld", "widersp", "widerruf", "werbesperr", "mailsperr", "kontaktsperr",
        "telefonsperr", "anrufsperr", "nicht anrufen", "kein anruf", "keine anrufe", "keine werbung", "keine mail",
        "keine e mail", "keine newsletter", "kein newsletter", "kein kontakt", "nicht kontaktieren", "sperrliste",
        "beschwerde", "ausgetragen",
        "desinscri", "desabonn", "ne pas ", "refus e mail", "refus email", "refus de contact", "liste noire",
        "liste rouge", "plainte", "opposition", "pas d appel",
        "baja ", "desuscri", "no enviar", "no contactar", "no desea", "no llamar", "lista negra", "queja",
        "cancelo suscripcion", "excluir correo",
        "disiscri", "disdett", "non inviare", "non contattare", "non chiamare", "non telefonare", "reclamo",
        "lista nera",
        "afgemeld", "afmeld", "uitgeschreven", "uitschrij", "niet mailen", "niet bellen", "niet contact", "geen mail",
        "geen e mail", "geen contact", "klacht", "zwarte lijst",
        "descadastr", "nao enviar", "nao contatar", "nao contactar", "nao ligar", "nao telefonar",
        "cancelou inscricao", "reclamacao",
        "wypisan", "rezygn", "nie wysyl", "nie kontakt", "nie dzwon", "sprzeciw", "skarga", "czarna lista",
        "avregistr", "avanm", "afmeldt", "avmeld", "frameld", "ingen e post", "inte e post", "ring inte", "ring ikke",
        "ikke ring", "sparrlist",
    ]
    /// Those that say an agreement.
    private static let agreements = [
        "consent", "permission", "optin", "opt in", "opted in", "opts in", "subscribed", "einwillig", "zustimm",
        "erlaubnis", "abonniert", "consentement", "abonne", "consentimiento", "consentimento", "suscrito", "acepta ",
        "consenso", "iscritt", "toestemming", "ingeschreven", "inscrit", "zgoda", "zgody", "samtyck", "samtykke",
        "tilmeldt",
        "aceita ",
    ]
    private static let permissions =
        agreements + [
            "subscri", "newsletter", "gdpr", "dsgvo", "rgpd", "rodo ", "lgpd", "lopd", "suscri",
            "subskry", "nyhetsbrev", "nyhedsbrev", "nieuwsbrief", "prenumer",
            "inscrito", "inscricao", "mailable", "contactable", "emailallow", "allowemail", "allow email",
            "email allowed", "marketing allowed", "accepts marketing", "acceptsmarketing", "accept marketing", "abonn",
            "datenschutz", "privacy", "legal basis", "rechtsgrundlage",
        ]
    /// Those of which not even the direction is known.
    private static let suspects = [
        "robinson", "marketing contact", "bloctel", "marketing status", "email status", "mail status", "e mail status",
        "emailstatus",
        "mailstatus", "contactability", "communication preference", "email preference", "preference center",
        "marketing suspended", "suspended marketing", "double opt", "doi ", "autoriz", "autoris",
    ]
    private static let bounces = [
        "bounc", "hardbounc", "unzustellbar", "rucklauf", "rebond", "rebot", "rimbalz", "onbestelbaar", "odbit",
        "studs", "undeliver", "npai",
    ]
    private static let calls: Set<String> = [
        "call", "calls", "phone", "telephone", "telefon", "telefono", "telefone", "telefoon", "dnc", "anruf", "anrufe",
        "anrufen", "anrufsperre", "telefonsperre", "appel", "appeler", "llamar", "llamadas", "chiamare", "telefonare",
        "bellen", "ligar", "telefonar", "dzwonic", "ring",
    ]
    private static let mails: Set<String> = [
        "email", "emails", "mail", "mails", "mailing", "correo", "courriel", "epost",
    ]
    private static let otherChannels: Set<String> = [
        "sms", "whatsapp", "post", "postal", "fax", "brief", "text", "cookie", "cookies",
    ]
    private static let negations: Set<String> = [
        "no", "not", "non", "without", "missing", "lacks", "unconfirmed", "pending", "kein", "keine", "ohne", "fehlt",
        "nicht", "pas", "sans", "sin", "senza", "geen", "niet", "zonder", "sem", "nao", "nie", "bez", "brak", "ingen",
        "inte", "ikke", "uten", "uden", "utan", "cancelled", "canceled", "expired",
    ]
    /// What is told beside a consent, such as since when: nothing says what it means that it is filled.
    private static let details: Set<String> = [
        "date", "time", "at", "on", "timestamp", "datum", "zeitpunkt", "am", "fecha", "data", "dato", "ip", "source",
        "quelle", "reason", "reasons", "cause", "grund", "motif", "motivo", "version", "count", "number", "code", "id",
        "by", "method", "type", "types", "channel", "plan", "url", "link", "score", "note",
        "notes", "history",
    ]
}
