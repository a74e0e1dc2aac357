/// The phrases of consent that mean one thing: how a column is called that may be mapped without asking anybody.
///
/// A name counts only where it is one of these phrases and nothing else but plain words around it. One word more, in whatever
/// language, may turn the meaning round (`Consent refused`, `Opt-out aufgehoben`), so no list of such words could be long
/// enough; what is not listed here is left to the admin.
enum ConsentPhrases {
    /// What a name says that is made of a phrase and plain words alone; `nil` for every other name.
    static func sense(of name: String) -> ConsentLook.Sense? {
        let words = HeaderWords.words(bare(name))
        var found: ConsentLook.Sense?
        for (phrase, sense) in phrases where phrase.count <= words.count {
            let isOfMail = sense == .refusal || sense == .permission
            for start in 0...words.count - phrase.count {
                let end = start + phrase.count
                guard words[start..<end].elementsEqual(phrase),
                    (words[..<start] + words[end...]).allSatisfy({
                        plain.contains($0) || isOfMail && topics.contains($0)
                    })
                else { continue }
                guard found == nil || found == sense else { return nil }
                found = sense
            }
        }
        return found
    }

    /// Whether nothing in a name could turn round what the words of its cells say: `Subscription Status`, `Newsletter`.
    static func leavesItToTheWords(_ name: String) -> Bool {
        if sense(of: name) != nil { return true }
        let words = HeaderWords.words(bare(name))
        return !words.isEmpty
            && words.allSatisfy { plain.contains($0) || topics.contains($0) || ofStatuses.contains($0) }
    }

    /// A name without the number of a repeated cell, and without what is put around a key: `FL[val=Opt Out]`.
    private static func bare(_ name: String) -> String {
        guard name.hasSuffix("]"), let open = name.lastIndex(of: "[") else { return name }
        let inner = name[name.index(after: open)...].dropLast()
        if let equals = inner.firstIndex(of: "=") { return String(inner[inner.index(after: equals)...]) }
        return inner.allSatisfy(\.isNumber) ? String(name[..<open]) : name
    }

    // MARK: Words, folded as headers are

    /// Words that say nothing of their own, whichever phrase they stand beside.
    private static let plain: Set<String> = [
        "is", "has", "of", "the", "our", "c", "flag", "field", "value", "values", "properties", "fields", "attributes",
        "contact", "contacts", "lead", "leads", "person", "customer", "kunde", "kontakt", "hs",
    ]
    /// What is sent, in ten languages, and the words that tie it to a phrase.
    private static let topics: Set<String> = [
        "email", "emails", "e", "mail", "mails", "mailing", "mailings", "newsletter", "newsletters", "marketing",
        "marketingowa", "gdpr", "dsgvo", "rgpd", "rodo", "nieuwsbrief", "nyhetsbrev", "nyhedsbrev", "werbung", "all",
        "for", "from", "to", "fur", "zu", "zum", "zur", "vom", "von", "de", "la", "du", "des", "aux", "alla", "dalla",
        "al", "voor", "van", "na", "fran", "fra", "til", "till",
    ]
    private static let ofStatuses: Set<String> = [
        "status", "state", "subscription", "subscriptions", "subscriber", "consent", "permission", "opt", "in", "out",
        "optin", "optout", "abo",
    ]

    private static let phrases: [(words: [String], sense: ConsentLook.Sense)] =
        ([
            (refusals, .refusal), (permissions, .permission), (noCalls, .noCalls), (hardBounces, .hardBounce),
        ] as [(String, ConsentLook.Sense)]).flatMap { text, sense in
            text.split { $0 == "," || $0 == "\n" }.map { ($0.split(separator: " ").map(String.init), sense) }
        }

    private static let refusals = """
        unsubscribed, unsubscribe, opt out, optout, opted out, opts out, email optout, emailoptout, emailoptedout
        hasoptedoutofemail, isunsubscribed, emailaddressisoptedout, consent unsubscribed
        do not email, do not e mail, do not mail, do not contact, do not bulk email, do not bulk e mail, do not market
        donotemail, donotmail, donotcontact, donotbulkemail, dont email, dont contact, don t email, don t contact
        no email, no emails, no e mail, no e mails, no mail, no mails, no mailing, no mailings, no marketing, no newsletter
        blocklisted, blacklisted, suppressed, spam complaint, complained, email blocked, marketing blocked
        consent withdrawn, consent revoked, permission withdrawn, permission revoked
        abgemeldet, abbestellt, newsletter abmeldung, newsletterabmeldung, widersprochen, werbewiderspruch, werbesperre
        mailsperre, e mail sperre, email sperre, newslettersperre, kontaktsperre, keine werbung, keine e mail, keine e mails
        keine email, keine emails, keine mails, kein newsletter, keine newsletter, nicht kontaktieren, werbeverbot
        werbung untersagt, einwilligung widerrufen, einwilligung entzogen
        desinscrit, desinscrite, desabonne, desabonnee, ne pas contacter, ne pas contacter par e mail
        ne pas envoyer d e mail, ne pas envoyer d email, refus e mail, refus email
        baja newsletter, baja de newsletter, dado de baja, no enviar e mail, no enviar email, no enviar emails
        no enviar correo, no enviar correos, no contactar, desuscrito
        disiscritto, disiscritta, non inviare e mail, non inviare email, non contattare
        afgemeld, uitgeschreven, niet mailen, geen mail, geen e mail, geen email
        descadastrado, cancelou inscricao, nao enviar e mail, nao enviar email, nao enviar emails, nao contatar
        nao contactar, wypisany, wypisana, rezygnacja z newslettera, nie kontaktowac
        avregistrerad, avanmald, avmeldt, afmeldt, ingen e post, inte e post
        """

    private static let permissions = """
        consent, consented, consent given, permission, opt in, optin, opted in, opts in, subscribed, email optin, emailoptin
        accepts marketing, acceptsmarketing, accept marketing
        einwilligung, einwilligung erteilt, werbeeinwilligung, emaileinwilligung, newslettereinwilligung, zustimmung
        werbeerlaubnis, abonniert
        consentement, inscrit newsletter, inscrit a la newsletter, abonne newsletter, abonne a la newsletter
        consentimiento, acepta publicidad, suscrito newsletter, suscrito a la newsletter
        consenso, iscritto newsletter, iscritto alla newsletter
        toestemming, ingeschreven nieuwsbrief, ingeschreven voor nieuwsbrief
        consentimento, zgoda, samtycke, samtykke, tilmeldt nyhedsbrev
        """

    private static let noCalls = """
        do not call, do not phone, donotcall, donotphone, dont call, don t call, dnc, no calls, phone opt out, call opt out
        opted out of calls, phone optout, call optout
        nicht anrufen, kein anruf, keine anrufe, telefonsperre, anrufsperre
        ne pas appeler, no llamar, non chiamare, non telefonare, niet bellen, nao ligar, nao telefonar, nie dzwonic
        ring inte, ring ikke, ikke ring
        """

    private static let hardBounces = """
        hard bounce, hard bounced, hardbounce, hardbounced, bounced, bounce, email bounce, email bounced, e mail bounced
        mail bounced, email hard bounce, email hard bounced, e mail hard bounced, unzustellbar, e mail unzustellbar
        email unzustellbar, undeliverable, email undeliverable
        """
}
