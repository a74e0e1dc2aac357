/// Words of a status that mean one thing in every company; whatever may mean two things is left out, and an admin decides.
extension StatusWords {
    static let stageTable = """
        new
            en new, new lead, raw, fresh, inbound
            de neu, neuer lead, offen neu
            fr nouveau, nouveau lead
            es nuevo, nuevo lead
            it nuovo, nuovo lead
            nl nieuw, nieuwe lead
            pt novo, novo lead
            pl nowy, nowa
            sv ny, nytt, nytt lead
        nurturing
            en nurture, nurturing, in nurture, long term nurture, subscriber
            de nurturing, in pflege
            fr nurturing, en nurturing
            es en nutricion, nurturing
            it nurturing
            pt em nutricao, nutricao
        marketing-qualified
            en mql, marketing qualified, marketing qualified lead, marketing qualified mql
            de marketing qualifiziert
        assigned
            en assigned, open not contacted, not contacted, not yet contacted, uncontacted, unworked
            de zugewiesen, nicht kontaktiert, noch nicht kontaktiert
            fr attribue, non contacte, assigne
            es asignado, no contactado, sin contactar
            it assegnato, non contattato
            nl toegewezen, niet gecontacteerd
            pt atribuido, nao contatado
            pl przypisany, nieskontaktowany
            sv tilldelad, ej kontaktad, tildelt, ikke kontaktet
        working
            en working, in progress, contacted, working contacted, attempted to contact, attempting contact, in process, attempted contact, left voicemail, contacting, following up, follow up
            de in bearbeitung, kontaktiert, in arbeit, kontaktversuch, angerufen
            fr en cours, contacte, en cours de traitement
            es en curso, en proceso, contactado, en progreso, trabajando
            it in corso, in lavorazione, contattato
            nl in behandeling, gecontacteerd, in bewerking, mee bezig
            pt em andamento, em progresso, contatado, contactado
            pl w toku, w trakcie, skontaktowano, w realizacji
            sv pagaende, kontaktad, under bearbetning, i gang, kontaktet, under behandling, igangvaerende
        sales-accepted
            en sal, sales accepted, sales accepted lead, accepted, meeting set, working meeting set, meeting scheduled, connected
            de angenommen, termin vereinbart, vertrieb angenommen
            fr accepte, rendez vous pris
            es aceptado
            it accettato
            nl geaccepteerd
            pt aceito
        sales-qualified
            en sql, sales qualified, sales qualified lead, converted, closed converted
            de konvertiert, umgewandelt, vertriebsqualifiziert
            fr converti
            es convertido
            it convertito
            nl geconverteerd
            pt convertido
            pl skonwertowany, przekonwertowany
            sv konverterad, konverteret, konvertert
        opportunity
            en opportunity, open deal, proposal, proposal sent, quote sent, negotiation
            de angebot, angebot gesendet, verhandlung, verkaufschance
            fr opportunite, devis envoye, negociation, proposition envoyee
            es oportunidad, presupuesto enviado, negociacion, propuesta enviada
            it opportunita, offerta inviata, trattativa
            nl offerte, offerte verstuurd, onderhandeling
            pt oportunidade, proposta enviada, negociacao
            pl oferta, oferta wyslana, negocjacje
            sv offert, forhandling, tilbud, tilbud sendt
        won
            en won, closed won, customer, client, existing customer
            de gewonnen, kunde
            fr gagne, client
            es ganado, cliente
            it vinto, acquisito, cliente
            nl gewonnen, klant
            pt ganho, cliente
            pl wygrany, wygrana, klient
            sv vunnen, vundet, vunnet, kund, kunde
        lost
            en lost, closed lost
            de verloren
            fr perdu
            es perdido
            it perso
            nl verloren
            pt perdido
            pl przegrany, przegrana, utracony
            sv forlorad, tabt, tapt
        discarded
            en disqualified, unqualified, not qualified, junk, junk lead, dead, dead lead, discarded, closed not converted, rejected, invalid, bad lead, lost lead, not interested, no longer interested, trash
            de disqualifiziert, nicht qualifiziert, abgelehnt, unqualifiziert, kein interesse, ungultig, tot, verworfen
            fr disqualifie, non qualifie, rejete, refuse, pas interesse, invalide
            es descalificado, no calificado, rechazado, descartado, no interesado, no cualificado
            it squalificato, non qualificato, rifiutato, scartato, non interessato
            nl gediskwalificeerd, niet gekwalificeerd, afgewezen, niet geinteresseerd, ongeldig
            pt desqualificado, nao qualificado, rejeitado, descartado, sem interesse
            pl zdyskwalifikowany, odrzucony, niezainteresowany, niekwalifikowany
            sv diskvalificerad, avvisad, ej intresserad, diskvalificeret, afvist, ikke interesseret, diskvalifisert, avvist, ikke interessert
        recycled
            en recycled, recycle, returned to marketing
            de recycelt, zuruck an marketing
            fr recycle
            es reciclado
            it riciclato
            pt reciclado
        """

    static let reasonTable = """
        timing
            en bad timing, timing, not now, wrong timing, contact in future, too early, project postponed, not ready, later, no timeline
            de falscher zeitpunkt, schlechter zeitpunkt, zeitpunkt, spater, zu fruh, projekt verschoben
            fr mauvais moment, pas maintenant, trop tot, projet reporte, mauvais timing
            es mal momento, no es el momento, mas adelante, proyecto aplazado
            it momento sbagliato, non ora, tempistica, progetto rinviato
            nl slechte timing, verkeerd moment, niet nu, project uitgesteld
            pt momento errado, nao agora, timing ruim, mau momento
            pl zly moment, nie teraz, za wczesnie
            sv fel tidpunkt, dalig timing, inte nu, darlig timing, forkert tidspunkt, feil tidspunkt
        no-response
            en no response, no reply, unresponsive, not responsive, non responsive, no answer, could not reach, cannot contact, no contact, unable to contact, unreachable, not reached, ghosted, never responded
            de keine antwort, keine ruckmeldung, nicht erreicht, keine reaktion, nicht erreichbar, kein kontakt
            fr pas de reponse, sans reponse, injoignable, aucune reponse, non joignable
            es sin respuesta, no responde, no contesta, ilocalizable
            it nessuna risposta, non risponde, irraggiungibile, non raggiungibile
            nl geen antwoord, geen reactie, niet bereikbaar, niet bereikt
            pt sem resposta, nao responde, nao atende, sem retorno
            pl brak odpowiedzi, brak kontaktu, nie odpowiada, brak reakcji
            sv inget svar, ej svar, intet svar, ingen svar, ikke svar
        no-budget
            en no budget, budget, lack of budget, no funds, lost funding, too expensive, price, pricing, price too high, insufficient budget, no money, cost
            de kein budget, budget, zu teuer, preis, preis zu hoch, kein geld
            fr pas de budget, budget, trop cher, prix, budget insuffisant, prix trop eleve
            es sin presupuesto, presupuesto, demasiado caro, precio, muy caro
            it nessun budget, budget, troppo caro, prezzo, budget insufficiente, senza budget, troppo costoso
            nl geen budget, budget, te duur, prijs
            pt sem orcamento, orcamento, muito caro, preco, sem verba
            pl brak budzetu, budzet, za drogo, cena
            sv ingen budget, budget, for dyrt, pris, intet budget
        no-authority
            en no authority, not decision maker, not the decision maker, no decision maker, wrong contact, wrong person
            de nicht entscheider, kein entscheider, falscher ansprechpartner, nicht zustandig
            fr pas decideur, pas decisionnaire, mauvais contact, mauvais interlocuteur
            es sin autoridad, no decide, contacto equivocado
            it non decisore, contatto sbagliato
            nl geen beslisser, verkeerde contactpersoon
            pt sem autoridade, nao decide, contato errado
            pl brak decyzyjnosci, nie decyduje
            sv ej beslutsfattare, fel kontakt, ikke beslutningstager, ikke beslutningstaker
        no-need
            en no need, no interest, not interested, no longer interested, no requirement, no project, no use case
            de kein bedarf, kein interesse, nicht interessiert, kein projekt
            fr pas de besoin, pas interesse, aucun besoin, pas d interet, plus de besoin
            es sin necesidad, no interesado, sin interes, no necesita
            it nessun interesse, nessuna necessita, non interessato, nessun bisogno
            nl geen behoefte, geen interesse, niet geinteresseerd
            pt sem necessidade, sem interesse, nao tem interesse
            pl brak potrzeby, brak zainteresowania, niezainteresowany
            sv inget behov, ej intresserad, intet behov, ingen interesse, ikke behov
        not-a-fit
            en not a fit, no fit, bad fit, poor fit, wrong fit, not a match, wrong size, too small, out of territory, wrong industry, not target, missing feature, missing features, wrong region, outside territory, not icp
            de passt nicht, nicht passend, zu klein, falsche branche, keine zielgruppe, falsche region, funktion fehlt
            fr ne correspond pas, hors cible, trop petit, hors secteur
            es no encaja, fuera de perfil, demasiado pequeno, fuera de zona
            it non adatto, fuori target, troppo piccolo
            nl past niet, geen match, te klein, buiten doelgroep
            pt fora do perfil, nao se encaixa, muito pequeno
            pl nie pasuje, poza grupa docelowa, za mala firma
            sv passar inte, passer ikke, for liten, for lille
        competitor
            en competitor, went with competitor, lost to competitor, chose competitor, competition, using competitor
            de wettbewerb, wettbewerber, konkurrenz, mitbewerber, an wettbewerb verloren
            fr concurrent, concurrence, parti chez un concurrent
            es competencia, competidor, eligio competencia
            it concorrente, concorrenza, scelto concorrente
            nl concurrent, concurrentie, gekozen voor concurrent
            pt concorrente, concorrencia, fechou com concorrente
            pl konkurencja, wybrano konkurencje, konkurent
            sv konkurrent, valde konkurrent, valgte konkurrent
        existing-customer
            en existing customer, already a customer, already customer, current customer, customer
            de bestandskunde, bereits kunde, schon kunde
            fr deja client, client existant
            es ya es cliente, cliente existente
            it gia cliente, cliente esistente
            nl bestaande klant, al klant
            pt ja e cliente, cliente existente
            pl obecny klient, juz klient
            sv befintlig kund, redan kund, eksisterende kunde
        duplicate
            en duplicate, duplicate lead, duplicate record, dupe
            de dublette, duplikat, doppelt
            fr doublon, double
            es duplicado
            it duplicato, doppione
            nl dubbel, duplicaat
            pt duplicado
            pl duplikat
            sv dubblett, duplikat, dublet
        bad-data
            en bad data, invalid data, wrong number, invalid email, bad contact info, incorrect data, bad contact information, invalid contact, wrong data, bounced, incomplete data, missing contact data
            de falsche daten, ungultige daten, falsche nummer, fehlerhafte daten, falsche kontaktdaten
            fr mauvaises donnees, donnees invalides, faux numero, coordonnees invalides
            es datos incorrectos, datos erroneos, datos invalidos, numero equivocado
            it dati errati, dati non validi, numero errato
            nl verkeerde gegevens, onjuiste gegevens, ongeldige gegevens
            pt dados incorretos, dados invalidos, numero errado
            pl bledne dane, zle dane, nieprawidlowe dane
            sv felaktiga uppgifter, fel uppgifter, forkerte data, feil data
        spam
            en spam, fake, test, bot, junk, student, solicitation, spam lead
            de spam, werbung, test
            fr spam, pourriel
            es spam, correo basura
            it spam
            nl spam
            pt spam
            pl spam
            sv spam, skrap
        other
            en other, others, miscellaneous
            de sonstiges, andere, sonstige, anderer grund
            fr autre, autres
            es otro, otros, otra
            it altro, altri
            nl anders, overig, overige
            pt outro, outros
            pl inne, inny
            sv annat, ovrigt, andet, annet
        unknown
            en unknown, not known
            de unbekannt
            fr inconnu
            es desconocido
            it sconosciuto
            nl onbekend
            pt desconhecido
            pl nieznany, nieznane
            sv okand, ukendt, ukjent
        """

    static let dealStageTable = """
        open
            en open, prospecting, qualification, needs analysis, value proposition, id decision makers, perception analysis, proposal price quote, proposal quote, negotiation review, negotiation, proposal, in progress, new, discovery, demo, contract sent, presentation scheduled, appointment scheduled, qualified to buy, decision maker bought in, qualified
            de offen, angebot, verhandlung, in bearbeitung, neu, qualifizierung
            fr ouvert, ouverte, en cours, negociation, proposition
            es abierto, abierta, en curso, negociacion, propuesta
            it aperto, aperta, in corso, trattativa, proposta
            nl open, offerte, onderhandeling
            pt aberto, aberta, em andamento, negociacao, proposta
            pl otwarty, otwarta, negocjacje, oferta
            sv oppen, aben, apen, pagaende
        won
            en won, closed won, closedwon
            de gewonnen
            fr gagne, gagnee
            es ganado, ganada
            it vinto, vinta
            nl gewonnen
            pt ganho, ganha
            pl wygrany, wygrana
            sv vunnen, vundet, vunnet
        lost
            en lost, closed lost, closedlost
            de verloren
            fr perdu, perdue
            es perdido, perdida
            it perso, persa
            nl verloren
            pt perdido, perdida
            pl przegrany, przegrana
            sv forlorad, tabt, tapt
        """

    static let activityTable = """
        call
            en call, phone call, phone, telephone, outbound call, inbound call, calls, voicemail, left voicemail
            de anruf, telefonat, telefon
            fr appel, appel telephonique
            es llamada
            it chiamata, telefonata
            nl telefoongesprek, belletje, gesprek
            pt ligacao, chamada, telefonema
            pl telefon, rozmowa, rozmowa telefoniczna
            sv samtal, opkald, telefonsamtale, anrop
        email
            en email, e mail, mail, outbound email, sent email, send email, emails, incoming email
            de e mail, email
            fr e mail, courriel, email
            es correo, correo electronico, email
            it email, e mail
            nl e mail, email
            pt e mail, email
            pl e mail, email
            sv e post, mejl, e mail
        meeting
            en meeting, appointment, demo, event, visit, onsite visit, video call, conference
            de termin, besprechung, meeting, besuch
            fr rendez vous, reunion, visite
            es reunion, cita, visita
            it riunione, incontro, appuntamento, visita
            nl afspraak, vergadering, bezoek
            pt reuniao, visita
            pl spotkanie, wizyta
            sv mote, mode, besok, besog
        form-fill
            en form, form fill, form submission, filled out form, fill out form, form submit, web form
            de formular, formular ausgefullt
            fr formulaire
            es formulario
            it modulo
            nl formulier
            pt formulario
            pl formularz
            sv formular, skjema
        other
            en other, task, to do, todo, note
            de sonstiges, aufgabe, notiz
            fr autre, tache
            es otro, tarea
            it altro, attivita
            nl anders, taak
            pt outro, tarefa
            pl inne, zadanie
            sv annat, uppgift, andet, opgave, annet, oppgave
        page-visit
            en page visit, visit webpage, visit web page, page view, pageview, web visit, website visit, visited website
            de seitenaufruf, seitenbesuch
            fr page vue, visite de page
        email-open
            en email open, open email, opened email, email opened
        email-click
            en email click, click email, clicked email, email clicked, clicked link in email
        link-click
            en link click, click link, clicked link
        download
            en download, downloaded, content download, asset download, whitepaper download
            fr telechargement
            es descarga
        webinar
            en webinar, attended webinar, webinar attended, attend webinar
        demo-request
            en demo request, request demo, request a demo, requested demo, requested a demo, demo requested
            de demo anfrage, demoanfrage
            fr demande de demo
        chat
            en chat, live chat, chat conversation
        """
}
