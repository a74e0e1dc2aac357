/// What columns of activities, opportunities and campaigns are called; asked only where records are such.
extension HeaderWords {
    static let activity = """
        id
            en activity id, task id, event id, engagement id, call id, marketo guid
        type
            en type, activity type, task type, task subtype, engagement type, event type, activity, hs engagement type, activity type id, kind, category, call type
            de typ, art, aktivitatstyp, aktivitatsart, aufgabentyp, art der aktivitat
            fr type, type d activite, nature
            es tipo, tipo de actividad
            it tipo, tipo attivita, tipo di attivita
            nl type, soort, activiteitstype, soort activiteit
            pt tipo, tipo de atividade
            pl typ, rodzaj, typ aktywnosci
            sv typ, type, aktivitetstyp, aktivitetstype
        at
            en at, on, when, date, activity date, date time, activitydate, activity datetime, due date, start time, call date, timestamp, occurred at, happened at, time, event date, completed date, hs timestamp, start date time, activity date time, created, created date, date completed
            de datum, aktivitatsdatum, zeitpunkt, datum uhrzeit, termin, durchgefuhrt am
            fr date, date de l activite, date heure
            es fecha, fecha de actividad, fecha y hora
            it data, data attivita, data e ora
            nl datum, activiteitsdatum, tijdstip
            pt data, data da atividade, data e hora
            pl data, data aktywnosci, termin
            sv datum, dato, aktivitetsdatum, tidpunkt, tidspunkt
        subject
            en subject, task subject, activity subject, title, call subject, primary attribute value
            de betreff, thema
            fr objet, sujet
            es asunto
            it oggetto
            nl onderwerp
            pt assunto
            pl temat
            sv amne, emne
        outcome
            en outcome, result, call result, call outcome, call disposition, disposition, status
            de ergebnis, gesprachsergebnis
            fr resultat
            es resultado
            it esito, risultato
            nl resultaat, uitkomst
            pt resultado
            pl wynik, rezultat
            sv resultat, utfall, utfald
        """

    static let opportunity = """
        id
            en opportunity id, deal id, opportunityid, dealid, deal number
        name
            en name, opportunity name, deal name, dealname, title, deal title, topic, opportunity
            de name der opportunity, verkaufschance, opportunity name, projektname, bezeichnung
            fr nom de l opportunite, nom de l affaire, affaire, opportunite
            es nombre de la oportunidad, oportunidad, negocio
            it nome opportunita, opportunita, trattativa
            nl naam verkoopkans, verkoopkans, dealnaam
            pt nome da oportunidade, oportunidade, negocio
            pl nazwa szansy, szansa sprzedazy, nazwa transakcji
            sv affarsnamn, affar, salgsmulighed, salgsmulighet
        stage
            en stage, stage name, stagename, deal stage, dealstage, status, opportunity stage, sales stage, pipeline stage, statecode, state
            de phase, stufe, status, vertriebsphase, verkaufsphase
            fr etape, phase, statut, etape de vente
            es etapa, fase, estado
            it fase, stato, fase di vendita
            nl fase, status, stadium
            pt etapa, fase, estagio, status
            pl etap, faza, status
            sv fas, steg, fase, status
        amount
            en amount, value, deal value, opportunity amount, deal amount, deal size, expected value, estimated value, total, price, estimatedvalue, actualvalue, expected revenue, expectedrevenue, opportunity value, planned revenue
            de betrag, wert, summe, auftragswert, volumen, angebotswert, erwarteter umsatz
            fr montant, valeur, montant total
            es importe, monto, valor, cantidad
            it importo, valore, ammontare
            nl bedrag, waarde
            pt valor, montante, quantia
            pl kwota, wartosc
            sv belopp, varde, belob, vaerdi, belop, verdi
        closed
            en close date, closedate, closed date, expected close date, estimated close date, closed at, actual close date, close time, won time, lost time, date closed, estimatedclosedate, actualclosedate, date deadline, deadline
            de abschlussdatum, abschluss, abgeschlossen am, schlusstermin, erwarteter abschluss
            fr date de cloture, date de signature, cloture
            es fecha de cierre, cierre
            it data chiusura, data di chiusura, chiusura
            nl sluitingsdatum, afsluitdatum
            pt data de fechamento, data de encerramento, fechamento
            pl data zamkniecia, zamkniecie
            sv avslutsdatum, slutdatum, lukkedato, avslutningsdato
        lost-reason
            en lost reason, loss reason, lossreason, reason lost, reason, lost reason id, closed lost reason, reason for loss, close reason, lostreason
            de verlustgrund, grund, absagegrund
            fr motif de perte, raison de la perte, motif
            es motivo de perdida, motivo
            it motivo perdita, motivo della perdita, motivo
            nl reden verlies, verliesreden
            pt motivo da perda, motivo
            pl powod utraty, powod przegranej
            sv forlustorsak, tabsarsag, tapsarsak
        """

    static let campaign = """
        id
            en campaign id, campaignid, program id
        name
            en name, campaign name, title, campaign, program name
            de name, kampagnenname, bezeichnung
            fr nom, nom de la campagne
            es nombre, nombre de la campana
            it nome, nome campagna
            nl naam, campagnenaam
            pt nome, nome da campanha
            pl nazwa, nazwa kampanii
            sv namn, navn, kampanjnamn
        channel
            en channel, type, campaign type, program type, medium, campaign channel
            de kanal, typ, art, kampagnentyp
            fr canal, type
            es canal, tipo
            it canale, tipo
            nl kanaal, type
            pt canal, tipo
            pl kanal, typ
            sv kanal, typ, type
        cost
            en cost, actual cost, budgeted cost, budget, spend, campaign cost, costs, amount spent, budget cost, actualcost
            de kosten, istkosten, budget, ausgaben
            fr cout, budget, depense
            es coste, costo, gasto, presupuesto
            it costo, spesa, budget
            nl kosten, budget
            pt custo, gasto, orcamento
            pl koszt, budzet
            sv kostnad, omkostning, kostnader, budget
        start
            en start, start date, startdate, begin, begins, from, launch date, start time
            de beginn, start, startdatum, anfang
            fr debut, date de debut
            es inicio, fecha de inicio, comienzo
            it inizio, data inizio, data di inizio
            nl start, startdatum, begin, begindatum
            pt inicio, data de inicio
            pl start, poczatek, data rozpoczecia
            sv start, startdatum, startdato
        end
            en end, end date, enddate, ends, until, finish date, end time
            de ende, enddatum, schluss
            fr fin, date de fin
            es fin, fecha de fin, final
            it fine, data fine, data di fine
            nl einde, einddatum
            pt fim, data de fim, termino
            pl koniec, data zakonczenia
            sv slut, slutdatum, slutdato
        """
}
