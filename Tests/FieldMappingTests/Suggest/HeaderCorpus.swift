import Foundation

/// Headers as exports of several countries and systems write them, with the field that each column is; `-` is a column that
/// no field wants. The values of a column are made up by its field, or stand behind `|`.
enum HeaderCorpus {
    struct Column {
        var header: String
        var field: String?
        var values: [String]
    }

    static let names = texts.map { String($0.prefix { $0 != "\n" }) }

    static func columns(_ name: String) -> [Column] {
        guard let text = texts.first(where: { $0.hasPrefix(name + "\n") }) else { return [] }
        return text.split(separator: "\n").dropFirst().map { line in
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            let meaning = parts[1].split(separator: "|", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            let kind = meaning.count > 1 ? meaning[1] : meaning[0]
            return Column(
                header: parts[0], field: meaning[0] == "-" ? nil : meaning[0], values: (0..<30).map { value(kind, $0) })
        }
    }

    private static func value(_ kind: String, _ number: Int) -> String {
        func one(_ words: String) -> String {
            let words = words.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            return words[number % words.count]
        }
        switch kind {
        case "id": return String(1_000 + number)
        case "email": return "person\(number)@example.com"
        case "first-name":
            return one("Ada, Bo, Cy, Di, Ed, Flo, Gus, Hedy, Ivo, Jo, Kai, Lea, Max, Nia, Oz, Pia, Quin, Rex, Sue")
        case "last-name":
            return one(
                "Example, Sample, Nemo, Blank, Late, Probe, Muster, Specimen, Ejemplo, Esempio, Exemple, Przyklad, Prov"
            ) + "\(number)"
        case "company": return "Firm \(number) Ltd"
        case "phone", "mobile-phone": return "+49 30 55501\(10 + number)"
        case "street": return "Long Road \(number)"
        case "city":
            return one("Oslo, Rome, Lyon, Ghent, Porto, Lodz, Turku, Graz, Bonn, Vigo, Pisa, Brno")
                + (number % 2 == 0 ? "" : " North")
        case "postal-code": return String(10_000 + number * 37)
        case "region": return one("Bavaria, Tuscany, Utrecht, Skane, Galicia, Alentejo")
        case "country": return one("DE, FR, IT, ES, NL, PL")
        case "modified", "created", "last-activity", "time":
            return "2026-0\(1 + number % 9)-\(10 + number % 18)T10:00:00Z"
        case "status": return one("New, In progress, Qualified for later, Lost, Won")
        case "discard-reason": return one("No budget, Timing, Competitor, No response")
        case "lead-source": return one("Web, Fair, Referral, Phone call")
        case "owner": return one("Dana Whitfield, Lee Marsh")
        case "title": return one("Buyer, CEO, Head of Sales, Engineer, Assistant to the CFO")
        case "website": return "https://www.example\(number).com"
        case "industry": return one("Retail, Mining, Software, Health")
        case "employees", "score", "call-attempts", "number": return String(5 + number * 7)
        case "revenue": return String(100_000 + number * 1_000)
        case "opted-out", "do-not-call", "flag": return one("true, false, false")
        case "note": return "Asked about part \(number), wants a call in spring"
        case "language": return one("de, fr, it")
        case "campaign": return one("Spring fair, Newsletter, Webinar series")
        case "interests": return one("Pumps; Valves, Valves, Pumps; Pipes; Valves, Pumps")
        case "text": return "Something \(number) of no use"
        case "code": return "X-\(number)-\(number * 3)"
        default: return one(kind)
        }
    }

    private static let texts = [
        """
        English, as people type it
        Lead No = id
        First Name = first-name
        Surname = last-name
        E-mail address = email
        Telephone = phone
        Cell = mobile-phone
        Company Name = company
        Job Title = title
        Street Address = street
        Town = city
        County = region
        Postcode = postal-code
        Country/Region = country
        Lead Status = status
        Reason for loss = discard-reason
        Source = lead-source
        Assigned to = owner
        Date Created = created
        Last updated = modified
        Comments = note
        No. of employees = employees
        Annual turnover = - | text
        Date of birth = - | time
        Created by = - | owner
        Owner Email = - | email
        Customer Status = - | Active, Dormant
        Row checksum = - | code
        """,
        """
        English, of a database
        contact_id = id
        fname = first-name
        lname = last-name
        email_primary = email
        email_secondary = - | email
        phone_office = phone
        phone_mobile = mobile-phone
        org_name = company
        position = title
        addr_street = street
        addr_city = city
        zip_code = postal-code
        country_code = country
        lead_stage = status
        lost_reason = discard-reason
        lead_origin = lead-source
        sales_rep = owner
        created_at = created
        updated_at = modified
        last_contacted_at = last-activity
        lead_score = score
        unsubscribed = opted-out
        do_not_call = do-not-call
        created_by_id = - | number
        utm_campaign = campaign
        Reservation_Status__c = - | Draft, Not Started
        Customer_Status__c = - | Active, Dormant
        session_hash = - | code
        """,
        """
        German
        Datensatz-ID = id
        Vorname = first-name
        Nachname = last-name
        E-Mail-Adresse = email
        Telefon (geschäftlich) = phone
        Mobilnummer = mobile-phone
        Firmenname = company
        Funktion = title
        Straße = street
        PLZ = postal-code
        Ort = city
        Bundesland = region
        Land = country
        Leadstatus = status
        Ablehnungsgrund = discard-reason
        Leadquelle = lead-source
        Zuständig = owner
        Erstellt am = created
        Zuletzt geändert = modified
        Bemerkung = note
        Anzahl Mitarbeiter = employees
        Branche = industry
        Webseite = website
        Anrede = - | Herr, Frau
        Geburtsdatum = - | time
        Faxnummer = - | phone
        Interne Prüfziffer = - | code
        """,
        """
        French
        Identifiant = id
        Prénom = first-name
        Nom = last-name
        Adresse e-mail = email
        Téléphone fixe = phone
        Téléphone portable = mobile-phone
        Société = company
        Fonction = title
        Rue = street
        Code postal = postal-code
        Ville = city
        Pays = country
        Statut du lead = status
        Motif de refus = discard-reason
        Origine du lead = lead-source
        Commercial = owner
        Date de création = created
        Dernière modification = modified
        Commentaires = note
        Effectif = employees
        Secteur d'activité = industry
        Civilité = - | M., Mme
        Date de naissance = - | time
        Clé technique = - | code
        """,
        """
        Spanish
        Número de cliente = id
        Nombre = first-name
        Apellidos = last-name
        Correo electrónico = email
        Teléfono = phone
        Móvil = mobile-phone
        Empresa = company
        Cargo = title
        Dirección = street
        Código postal = postal-code
        Ciudad = city
        Provincia = region
        País = country
        Estado del lead = status
        Motivo de pérdida = discard-reason
        Fuente = lead-source
        Propietario = owner
        Fecha de creación = created
        Última modificación = modified
        Observaciones = note
        Tratamiento = - | Sr., Sra.
        Fecha de nacimiento = - | time
        Clave interna = - | code
        """,
        """
        Italian
        Codice cliente = id
        Nome = first-name
        Cognome = last-name
        Indirizzo e-mail = email
        Telefono = phone
        Cellulare = mobile-phone
        Ragione sociale = company
        Ruolo = title
        Via = street
        CAP = postal-code
        Città = city
        Provincia = region
        Nazione = country
        Stato lead = status
        Motivo rifiuto = discard-reason
        Fonte = lead-source
        Venditore = owner
        Data creazione = created
        Ultima modifica = modified
        Note = note
        Sito web = website
        Data di nascita = - | time
        Campo libero 3 = - | code
        """,
        """
        Dutch
        Klantnummer = id
        Voornaam = first-name
        Achternaam = last-name
        E-mailadres = email
        Telefoonnummer = phone
        Mobiel = mobile-phone
        Bedrijfsnaam = company
        Functie = title
        Straat = street
        Postcode = postal-code
        Plaats = city
        Land = country
        Fase = status
        Reden afwijzing = discard-reason
        Herkomst = lead-source
        Toegewezen aan = owner
        Aangemaakt op = created
        Laatst gewijzigd op = modified
        Opmerkingen = note
        Geboortedatum = - | time
        Kenteken = - | code
        """,
        """
        Portuguese
        Código do cliente = id
        Nome = first-name
        Sobrenome = last-name
        E-mail = email
        Telefone comercial = phone
        Celular = mobile-phone
        Empresa = company
        Cargo = title
        Endereço = street
        CEP = postal-code
        Cidade = city
        UF = region | SP, RJ, MG
        País = country
        Situação = status
        Motivo da perda = discard-reason
        Origem do lead = lead-source
        Responsável = owner
        Criado em = created
        Atualizado em = modified
        Observações = note
        Data de nascimento = - | time
        Chave interna = - | code
        """,
        """
        Polish
        Identyfikator = id
        Imię = first-name
        Nazwisko = last-name
        Adres e-mail = email
        Numer telefonu = phone
        Telefon komórkowy = mobile-phone
        Nazwa firmy = company
        Stanowisko = title
        Ulica = street
        Kod pocztowy = postal-code
        Miasto = city
        Województwo = region
        Kraj = country
        Status leada = status
        Powód odrzucenia = discard-reason
        Źródło leada = lead-source
        Opiekun klienta = owner
        Data utworzenia = created
        Data modyfikacji = modified
        Uwagi = note
        Data urodzenia = - | time
        Klucz obcy = - | code
        """,
        """
        Swedish
        Kundnummer = id
        Förnamn = first-name
        Efternamn = last-name
        E-postadress = email
        Telefonnummer = phone
        Mobilnummer = mobile-phone
        Företagsnamn = company
        Befattning = title
        Gatuadress = street
        Postnummer = postal-code
        Ort = city
        Land = country
        Status = status
        Förlustorsak = discard-reason
        Källa = lead-source
        Ansvarig = owner
        Skapad = created
        Senast ändrad = modified
        Anteckningar = note
        Födelsedatum = - | time
        Intern nyckel = - | code
        """,
        """
        Danish and Norwegian
        Kundenummer = id
        Fornavn = first-name
        Efternavn = last-name
        E-mailadresse = email
        Telefon = phone
        Mobiltelefon = mobile-phone
        Virksomhed = company
        Stilling = title
        Adresse = street
        Postnr = postal-code
        By = city
        Land = country
        Leadstatus = status
        Afvisningsårsag = discard-reason
        Leadkilde = lead-source
        Ansvarlig = owner
        Oprettet = created
        Sidst ændret = modified
        Bemærkninger = note
        Intern nøgle = - | code
        """,
        """
        Nested JSON
        id = id
        attributes.firstName = first-name
        attributes.lastName = last-name
        attributes.emailAddress = email
        attributes.phones.work = phone
        attributes.phones.mobile = mobile-phone
        attributes.company.name = company
        attributes.address.street = street
        attributes.address.city = city
        attributes.address.zip = postal-code
        attributes.address.country = country
        attributes.leadStatus = status
        attributes.disqualifiedReason = discard-reason
        attributes.leadSource = lead-source
        owner.name = owner
        owner.email = - | email
        owner.id = - | code
        createdBy.name = - | owner
        meta.createdAt = created
        meta.updatedAt = modified
        meta.requestId = - | code
        """,
    ]
}
