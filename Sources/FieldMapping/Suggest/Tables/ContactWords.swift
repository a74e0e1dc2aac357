/// Words of writing to people and of calling them, and of what they allow, in ten languages.
///
/// A yes or no beside such a word may say who must not be written to, in words that no list of phrases foresees.
enum ContactWords {
    /// Whether a name says that contact is allowed, wanted or refused: `Werbung erlaubt`, `Rifiuta pubblicità`, `Can contact`.
    static func saysWhatMayBeDone(_ words: [String]) -> Bool {
        words.contains(where: isOfContact(word:))
            && words.contains { word in
                shortWills.contains(word)
                    || wills.contains { word.hasPrefix($0) || $0.utf8.count >= 5 && word.contains($0) }
            }
    }

    /// Whether the name of a column, without what is put around all columns, holds a word of contacting somebody.
    static func isOfContact(_ name: String) -> Bool {
        let path = ColumnPath(name)
        return path.words.contains(where: isOfContact(word:)) || path.above.contains(where: isOfContact(word:))
    }

    private static func isOfContact(word: String) -> Bool {
        shortContacts.contains(word)
            || contacts.contains { word.hasPrefix($0) || $0.utf8.count >= 6 && word.contains($0) }
            || ["mail", "mails", "mailing", "call", "phone", "contact", "kontakt"].contains { word.hasSuffix($0) }
    }

    // MARK: Words, folded as headers are

    /// How words of contact begin.
    private static let contacts = [
        "email", "mail", "newsletter", "contact", "kontakt", "contatt", "contat", "werb", "publicit", "publicid",
        "pubblicit", "reklam", "reclame", "marketing", "advert", "promo", "telefon", "telephon", "phone", "anruf",
        "anschreib", "angeschrieb", "schreib", "rundschreib", "appel", "llama", "chiama", "telefona", "gebeld", "dzwon",
        "write", "writing", "written", "ecri", "escrib", "scriv", "schrijv", "aanschrijv", "escrev", "skriv",
        "courriel",
        "correo", "epost", "nieuwsbrief", "nyhetsbrev", "nyhedsbrev", "boletin", "boletim", "bollettin", "bulletin",
        "infolettre", "biuletyn", "whatsapp", "communicat", "kommunik", "comunica", "komunik", "solicit", "angerufen",
    ]
    private static let shortContacts: Set<String> = [
        "call", "calls", "called", "calling", "sms", "fax", "post", "bellen", "ligar", "ring", "ringa", "ringe",
        "pisac",
        "pisz", "send", "ads", "poczta",
    ]
    /// How words of allowing, wanting and refusing begin.
    private static let wills = [
        "refus", "accept", "acept", "accett", "aceit", "akcept", "allow", "permit", "permis", "permes", "erlaub",
        "untersag",
        "verbot", "verbiet", "verbod", "sperr", "gesperrt", "block", "bloqu", "blocc", "quiere", "desea", "rechaz",
        "rifiut", "vuole", "weiger", "recus", "odmaw", "nekar", "onsk", "objec", "want", "wish", "wunsch", "agree",
        "declin",
        "denied", "reject", "gewenst", "souhait", "tillat", "tillad", "zabron", "zakaz", "forbud", "forbid", "prohib",
        "interdi", "viet", "proib", "stop", "toegestaan", "mogen",
    ]
    private static let shortWills: Set<String> = [
        "may", "can", "darf", "ok", "okay", "wil", "mag", "quer", "pode", "puede", "peut", "puo", "chce", "mozna",
        "vill",
        "vil", "far", "veut", "nicht", "kein", "keine", "pas", "niet", "geen", "nao", "inte", "ikke", "ingen", "not",
        "never", "sans", "ohne", "senza", "deny",
    ]
}
