/// What columns about a lead's way through marketing and sales are called.
extension HeaderWords {
    static let lifecycle = """
        status
            en status, lead status, leadstatus, contact status, lead state, status of lead, sales status, prospect status, status reason, lead stage, leadstage, stage, pipeline stage, sales stage, deal stage, current status, member status, statuscode, status code, stage name, qualification status, hs lead status
            de leadstatus, lead status, kontaktstatus, bearbeitungsstatus, vertriebsstatus, status des leads, stand der bearbeitung, phase, vertriebsphase, zustand, interessentenstatus
            fr statut, statut du lead, statut lead, statut du prospect, etat, etat du lead, etape, phase, statut du contact, statut prospect
            es estado del lead, estado del prospecto, estado de prospecto, estado, estatus, etapa, fase, estado del contacto, situacion
            it stato, stato lead, stato del lead, stato contatto, fase, stadio
            nl status, leadstatus, status van lead, fase, contactstatus, verkoopfase
            pt status, estado do lead, status do lead, situacao, etapa, fase, estagio, status do contato
            pl status, status leada, stan, etap, faza, status kontaktu
            sv status, leadstatus, lead status, fas, fase, salgsstatus, saljstatus, salgsfase, stadium
        lifecycle
            en lifecycle stage, lifecyclestage, life cycle stage, lifecycle status, lifecycle, funnel stage, contact stage, revenue stage, lead lifecycle
            de lebenszyklus, lebenszyklusphase, lifecycle phase
            fr phase du cycle de vie, cycle de vie
            es etapa del ciclo de vida, ciclo de vida
            it fase del ciclo di vita, ciclo di vita
            nl levenscyclusfase, levenscyclus
            pt fase do ciclo de vida, ciclo de vida
            pl etap cyklu zycia, cykl zycia
            sv livscykelfas, livscyklusfase, livssyklusfase
        reason
            en reason, disqualified reason, disqualification reason, unqualified reason, lost reason, loss reason, reason lost, rejection reason, rejected reason, discard reason, closed reason, reason for loss, reason for closing, dead reason, close reason, unqualified because, status detail, reason code, lost reason id, nurture reason, recycle reason, disqualify reason, reason for disqualification, not interested reason, junk reason, reason not qualified
            de grund, verlustgrund, ablehnungsgrund, absagegrund, grund der ablehnung, grund fur absage, disqualifikationsgrund, disqualifizierungsgrund, absage grund, grund fur ablehnung, schliessgrund, grund verloren, ausschlussgrund
            fr raison, motif, motif de rejet, raison du rejet, raison de rejet, motif d abandon, motif de cloture, raison du refus, motif de refus, motif de perte, raison de la perte, motif de disqualification, raison perdu, cause de la perte, motif du rejet
            es motivo, razon, motivo de perdida, motivo de rechazo, motivo de descarte, razon de perdida, motivo de descalificacion, causa de perdida
            it motivo, motivazione, motivo perdita, motivo di perdita, motivo rifiuto, motivo di rifiuto, causale, motivo scarto, motivo della perdita
            nl reden, reden verlies, verliesreden, reden van afwijzing, afwijzingsreden, reden afwijzing, reden van verlies
            pt motivo, razao, motivo da perda, motivo de perda, motivo da recusa, motivo do descarte, motivo de desqualificacao
            pl powod, przyczyna, powod odrzucenia, powod utraty, przyczyna odrzucenia, powod straty, przyczyna utraty
            sv orsak, anledning, forlustorsak, avslagsorsak, arsag, tabsarsag, afvisningsarsag, arsak, tapsarsak, grunn, skal
        rating
            en rating, lead rating, lead quality, priority, quality, grade, temperature, lead grade, member rating
            de bewertung, prioritat, qualitat, leadqualitat, einstufung
            fr note, priorite, evaluation, qualite
            es calificacion, valoracion, prioridad, calidad
            it valutazione, priorita, qualita
            nl beoordeling, prioriteit, waardering, kwaliteit
            pt classificacao, avaliacao, prioridade, qualidade
            pl ocena, priorytet, jakosc
            sv betyg, prioritet, vurdering, bedomning
        lead-source
            en lead source, leadsource, source, original source, source name, lead origin, origin, traffic source, marketing source, original source type, acquisition source, channel source, how did you hear about us, source of lead, lead source detail, contact source, registration source type, hs analytics source
            de quelle, leadquelle, herkunft, lead quelle, ursprung, kanal herkunft, kontaktquelle, leadherkunft
            fr source, source du lead, origine, provenance, origine du lead, source du prospect, origine du contact
            es fuente, origen, origen del lead, fuente del lead, fuente de prospecto, origen del prospecto, procedencia
            it fonte, origine, fonte lead, origine lead, provenienza, origine del lead
            nl bron, leadbron, herkomst, oorsprong
            pt fonte, origem, origem do lead, fonte do lead, procedencia
            pl zrodlo, zrodlo leada, pochodzenie, zrodlo kontaktu
            sv kalla, leadkalla, ursprung, kilde, leadkilde, oprindelse, opprinnelse
        campaign
            en campaign, campaign name, last campaign, most recent campaign, marketing campaign, source campaign, utm campaign, acquisition program, original campaign, primary campaign, campaign source, first campaign
            de kampagne, kampagnenname, marketingkampagne, aktion
            fr campagne, nom de la campagne, campagne marketing
            es campana, nombre de la campana, campana de marketing
            it campagna, nome campagna
            nl campagne, campagnenaam
            pt campanha, nome da campanha
            pl kampania, nazwa kampanii
            sv kampanj, kampanjnamn, kampagne, kampanje
        nurture-track
            en nurture track, nurture program, nurture stream, nurture campaign, nurturing track, nurturing program, current nurture, drip campaign, engagement program, engagement stream, nurture cadence
            de nurture strecke, nurturing strecke, nurturing programm, nurture programm
        nurture-step
            en nurture step, nurturing step, last nurture email, last nurture content, last nurture step, nurture content, current nurture step, last drip email
            de nurture schritt, nurturing schritt, letzte nurture mail
        nurture-step-at
            en nurture step at, nurture step date, last nurture email date, last nurture email sent, last nurture date, last nurture sent at, last nurture touch
            de datum nurture schritt, letzte nurture mail am
        owner
            en owner, lead owner, owner name, contact owner, record owner, sales rep, sales representative, assigned to, assignee, account manager, account executive, salesperson, sales person, responsible, rep, sales owner, assigned user, assigned user name, owner full name, deal owner, opportunity owner, assigned
            de besitzer, inhaber, zustandig, zustaendig, verantwortlich, verantwortlicher, betreuer, bearbeiter, vertriebsmitarbeiter, zustandiger mitarbeiter, lead inhaber, kundenbetreuer, zugewiesen an, sachbearbeiter, vertriebler, eigentumer
            fr proprietaire, responsable, commercial, assigne a, proprietaire du lead, commercial responsable, charge d affaires, attribue a
            es propietario, responsable, comercial, asignado a, propietario del lead, vendedor, ejecutivo, propietario de prospecto, agente
            it proprietario, responsabile, commerciale, assegnato a, venditore, agente, proprietario lead
            nl eigenaar, verantwoordelijke, toegewezen aan, accountmanager, verkoper, behandelaar
            pt proprietario, responsavel, vendedor, atribuido a, dono, proprietario do lead, consultor
            pl wlasciciel, opiekun, przypisany do, handlowiec, odpowiedzialny, opiekun klienta, sprzedawca, osoba odpowiedzialna
            sv agare, ansvarig, tilldelad, saljare, ejer, ansvarlig, tildelt, saelger, selger, eier, handlaggare
        owner-id
            en owner id, ownerid, assigned user id, hubspot owner id, user id, owner user id, sales rep id, assigned to id
        score
            en score, lead score, leadscore, points, hubspot score, hubspotscore, engagement score, lead scoring, behavior score, predictive score, scoring
            de punkte, punktzahl, leadscore, punktestand
            fr score, points, score du lead, notation
            es puntuacion, puntaje, puntos, score
            it punteggio, punti, score
            nl score, punten, leadscore
            pt pontuacao, pontos, score
            pl punkty, punktacja, wynik
            sv poang, point, poeng
        note
            en note, notes, comments, comment, description, message, remarks, lead notes, additional information, free text, details, internal notes, remark
            de notiz, notizen, bemerkung, bemerkungen, kommentar, kommentare, beschreibung, anmerkung, anmerkungen, nachricht, hinweis
            fr notes, commentaire, commentaires, remarque, remarques, description, message
            es notas, comentarios, comentario, observaciones, descripcion, mensaje
            it note, commenti, commento, osservazioni, descrizione, messaggio
            nl notities, opmerkingen, opmerking, notitie, omschrijving, beschrijving, bericht
            pt notas, comentarios, comentario, observacoes, descricao, mensagem, obs
            pl notatki, uwagi, komentarz, komentarze, opis, wiadomosc, notatka
            sv anteckningar, anteckning, kommentarer, kommentar, beskrivning, meddelande, noter, bemaerkninger, beskrivelse, besked, notater, melding
        assigned
            en assigned date, assigned at, assigned on, date assigned, owner assigned date, hubspot owner assigneddate, assignment date
            de zugewiesen am, zuweisungsdatum, ubergeben am, uebergabedatum
        first-response
            en first response, first response at, first response date, first contacted, first contact date, first contacted on, first touch, first engagement date, first response time, date first contacted
            de erstkontakt, erste reaktion, erstkontakt am, erstmals kontaktiert
        last-activity
            en last activity, last activity date, last activity at, last contacted, last contact date, last contact, last touch, last touch date, last engagement, last activity time, last contacted on, last interaction, notes last contacted, last touched, last contacted date, last seen, last active, last engagement date
            de letzte aktivitat, letzter kontakt, zuletzt kontaktiert, datum letzter kontakt, letzte aktivitaet, letzte kontaktaufnahme
            fr derniere activite, dernier contact, date du dernier contact, date derniere activite
            es ultima actividad, ultimo contacto, fecha de ultimo contacto, fecha de ultima actividad
            it ultima attivita, ultimo contatto, data ultimo contatto, data ultima attivita
            nl laatste activiteit, laatste contact, laatst gecontacteerd, datum laatste contact
            pt ultima atividade, ultimo contato, data do ultimo contato, data da ultima atividade
            pl ostatnia aktywnosc, ostatni kontakt, data ostatniego kontaktu
            sv senaste aktivitet, senaste kontakt, senast kontaktad, seneste aktivitet, sidste kontakt, seneste kontakt, siste aktivitet, siste kontakt
        call-attempts
            en call attempts, number of call attempts, attempts, contact attempts, number of attempts, num contacted notes, times contacted, number of times contacted, attempt count, no of attempts, calls made
            de anrufversuche, kontaktversuche, anzahl anrufversuche, anzahl kontaktversuche
            fr tentatives d appel, nombre d appels, tentatives de contact
            es intentos de llamada, intentos de contacto, numero de intentos
            it tentativi di chiamata, tentativi di contatto
            nl belpogingen, contactpogingen, aantal belpogingen
            pt tentativas de contato, tentativas de ligacao
            pl proby kontaktu, liczba prob kontaktu
            sv samtalsforsok, kontaktforsok, opkaldsforsog
        converted
            en converted date, converted at, converted on, conversion date, date converted, convert date
            de konvertiert am, konvertierungsdatum
        is-converted
            en is converted, isconverted, converted, converted flag
            de konvertiert
        opted-out
            en opted out, opt out, email opt out, has opted out of email, hasoptedoutofemail, unsubscribed, do not email, email optout, is unsubscribed, unsubscribe, donotemail, do not bulk email, donotbulkemail, optout, email opted out, opted out of email, is do not email, hs email optout, email unsubscribed, emailaddressisoptedout, no email, do not mail, unsubscribed from all email
            de abgemeldet, newsletter abgemeldet, keine e mails, keine e mail, keine werbung, werbesperre, widersprochen, opt out, werbewiderspruch, e mail sperre, mailsperre
            fr desinscrit, desabonne, ne pas contacter par e mail, ne pas envoyer d e mail, opt out, refus e mail
            es baja, dado de baja, no enviar correo, no desea correo, cancelo suscripcion, desuscrito, excluir correo
            it disiscritto, disiscrizione, non inviare e mail, no email, cancellato
            nl afgemeld, uitgeschreven, niet mailen, geen e mail, geen mail
            pt descadastrado, nao enviar e mail, cancelou inscricao, removido da lista, descadastrado de e mail
            pl wypisany, nie wysylac maili, zrezygnowal, rezygnacja z mailingu
            sv avregistrerad, avanmald, afmeldt, avmeldt, ingen e post, skicka inte e post
        opted-in
            en opted in, opt in, email opt in, newsletter, newsletter consent, marketing consent, consent, gdpr consent, email consent, marketing opt in, subscribed, newsletter subscribed, subscribe, consent given
            de einwilligung, newsletter einwilligung, werbeeinwilligung, zustimmung, dsgvo einwilligung, newsletter abonniert
            fr consentement, optin, abonne, inscrit newsletter, accord rgpd
            es consentimiento, suscrito, acepta publicidad, acepta comunicaciones
            it consenso, consenso marketing, iscritto newsletter
            nl toestemming, nieuwsbrief
            pt consentimento, inscrito, aceita e mail
            pl zgoda, zgoda marketingowa
            sv samtycke, samtykke, nyhetsbrev, nyhedsbrev
        hard-bounced
            en hard bounced, hard bounce, bounced, is bounced, email bounced, email invalid, emailinvalid, bounced hard, isemailbounced, invalid email, emailisinvalid, email is invalid, bounce, undeliverable
            de unzustellbar, e mail ungultig, mail unzustellbar, bounce
            fr rebond, email invalide, rejete, adresse invalide
            es rebotado, correo invalido, rebote
            it rimbalzata, email non valida
            nl onbestelbaar, e mail ongeldig
            pt devolvido, e mail invalido
            pl odbity, nieprawidlowy e mail
            sv studsad, ogiltig e post, ugyldig e mail
        bounce-reason
            en bounce reason, email bounced reason, emailbouncedreason, hard bounce reason, email invalid cause, hs email hard bounce reason enum, hard bounce reason enum
        do-not-call
            en do not call, donotcall, no call, no calls, donotphone, do not phone, is do not call, dnc, phone opt out, call opt out, opted out of calls
            de nicht anrufen, kein anruf, keine anrufe, anrufsperre, telefonsperre
            fr ne pas appeler, pas d appel, opposition telephone
            es no llamar, no desea llamadas
            it non chiamare, non telefonare
            nl niet bellen, bel me niet
            pt nao ligar, nao telefonar, nao ligue
            pl nie dzwonic
            sv ring inte, ring ikke, ikke ring
        customer
            en is customer, customer, existing customer, mkto is customer, client, current customer
            de ist kunde, kunde, bestandskunde
            fr client, est client
            es cliente, es cliente
            it cliente
            nl klant, is klant
            pt cliente
            pl klient
            sv kund, kunde, er kunde
        """
}
