/// Tells by its name whether a column says who agreed to be written to, or who did not.
///
/// Whoever opted out must never be written to. So a name is suspected rather by one word too many than by one too few, and
/// understood only where every word of it is (`ConsentPhrases`): what is suspected and not understood is left to the admin, and
/// never ignored in silence.
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
        if let certain = ConsentPhrases.sense(of: name) { return certain }
        let isSuspect =
            [refusals, permissions, bounces, suspects].contains { holds($0, text, words) } || forbids(text, glued)
            || ContactWords.saysWhatMayBeDone(words)
        return isSuspect ? .unclear : nil
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
    private static let permissions = [
        "consent", "permission", "optin", "opt in", "opted in", "opts in", "subscribed", "einwillig", "zustimm",
        "erlaubnis", "abonniert", "consentement", "abonne", "consentimiento", "consentimento", "suscrito", "acepta ",
        "consenso", "iscritt", "toestemming", "ingeschreven", "inscrit", "zgoda", "zgody", "samtyck", "samtykke",
        "tilmeldt",
        "aceita ",
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
        "gesperrt", "sperrvermerk", "sperrkennzeichen", "postsperr", "mailing sperr", "blocked", "anschreib",
        "angeschrieb",
        "einspruch",
    ]
    private static let bounces = [
        "bounc", "hardbounc", "unzustellbar", "rucklauf", "rebond", "rebot", "rimbalz", "onbestelbaar", "odbit",
        "studs", "undeliver", "npai",
    ]
}
