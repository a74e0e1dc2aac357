/// What columns about the person are called.
extension HeaderWords {
    static let person = """
        email
            en email, emails, emails address, email addresses, e mail, email address, e mail address, mail, mail address, primary email, work email, business email, email 1, emailaddress, emailaddress1, contact email, email work, personal email, email primary, email from, electronic mail, company email
            de e mail adresse, email adresse, mailadresse, e mail geschaftlich, e mail geschaeftlich, geschaftliche e mail, kontakt e mail, elektronische post
            fr courriel, adresse e mail, adresse email, adresse mail, adresse de courriel, adresse electronique, e mail professionnel, mail professionnel, courrier electronique
            es correo, correo electronico, direccion de correo, direccion de correo electronico, email de contacto, direccion de email, correo del contacto
            it posta elettronica, indirizzo e mail, indirizzo email, indirizzo di posta elettronica, indirizzo mail, mail aziendale
            nl e mailadres, emailadres, mailadres, zakelijk e mailadres, e mail werk
            pt endereco de e mail, endereco de email, correio eletronico, e mail de contato, e mail comercial
            pl adres e mail, adres email, adres mailowy, poczta elektroniczna, mail kontaktowy
            sv e postadress, e post, epost, epostadress, e mailadresse, emailadresse, e postadresse, epostadresse, mejladress, mejl
        second-email
            en secondary email, second email, email 2, other email, alternate email, alternative email, emailaddress2, additional email, hs additional emails, additional emails, email2, private email, home email
            de zweite e mail, weitere e mail, e mail 2, e mail privat, private e mail
            fr autre e mail, e mail secondaire, e mail personnel
            es correo secundario, otro correo, correo alternativo
        first-name
            en first name, firstname, given name, name given, name first, given, givenname, forename, fname, first, contact first name, merge fields fname, christian name
            de vorname, rufname, kontakt vorname
            fr prenom
            es nombre, primer nombre, nombre de pila, nombres
            it nome
            nl voornaam, roepnaam
            pt nome, primeiro nome, prenome
            pl imie
            sv fornamn, fornavn
        last-name
            en last name, lastname, surname, family name, name family, name last, family, familyname, lname, last, contact last name, merge fields lname, second name
            de nachname, familienname, zuname, name nachname, kontakt nachname
            fr nom, nom de famille
            es apellido, apellidos, primer apellido
            it cognome
            nl achternaam, familienaam
            pt sobrenome, apelido, ultimo nome
            pl nazwisko
            sv efternamn, efternavn, etternavn
        full-name
            en name, full name, fullname, contact name, lead name, person name, contact, display name, displayname, member name, partner name, customer name, prospect name, mkto name, marketo name
            de ansprechpartner, ansprechpartnerin, vollstandiger name, vor und nachname, kontaktname, kontaktperson, name des kontakts, ansprechperson
            fr nom complet, nom et prenom, prenom et nom, nom du contact, contact principal, interlocuteur
            es nombre completo, nombre y apellidos, nombre del contacto, persona de contacto
            it nome completo, nome e cognome, nominativo, nome contatto, referente
            nl naam, volledige naam, contactpersoon, naam contactpersoon
            pt nome completo, nome do contato, nome do lead, pessoa de contato
            pl imie i nazwisko, pelna nazwa, osoba kontaktowa, nazwa kontaktu
            sv namn, fullstandigt namn, navn, fulde navn, fullt navn, kontaktperson, kontaktnamn, kontaktnavn
        phone
            en phone, phones, phones number, phone numbers, phone number, telephone, telephone number, tel, tel no, telephone1, work phone, business phone, office phone, main phone, phone work, phone 1, phone no, contact phone, direct phone, primary phone, company phone, direct line, phone office, landline, ph
            de telefon, telefonnummer, tel nr, telefon geschaftlich, telefon geschaeftlich, rufnummer, festnetz, fon, telefon 1, telefon buro, telefon direkt, durchwahl
            fr telephone, numero de telephone, tel, telephone fixe, telephone professionnel, tel fixe, telephone bureau
            es telefono, numero de telefono, tel, telefono fijo, telefono de trabajo, telefono de contacto
            it telefono, numero di telefono, tel, telefono fisso, telefono ufficio, recapito telefonico
            nl telefoon, telefoonnummer, tel, telefoon werk, vast telefoonnummer
            pt telefone, numero de telefone, tel, telefone fixo, telefone comercial, fone
            pl telefon, numer telefonu, tel, nr telefonu, telefon stacjonarny, telefon sluzbowy
            sv telefon, telefonnummer, tlf, tfn, tel, arbetstelefon, telefon arbete, tlf nr
        mobile-phone
            en mobile, mobile phone, mobile number, mobile phone number, cell, cell phone, cellphone, cell number, mobilephone, phone mobile, mobile no, handphone, telephone mobile, sms phone
            de mobil, mobiltelefon, handy, handynummer, mobilnummer, mobilfunk, mobil nr, mobilfunknummer, telefon mobil
            fr mobile, portable, telephone portable, telephone mobile, gsm, numero de portable, tel portable, tel mobile
            es movil, celular, telefono movil, telefono celular, numero de movil
            it cellulare, telefono cellulare, numero di cellulare, mobile, telefono mobile
            nl mobiel, mobiele telefoon, mobiel nummer, gsm, 06 nummer, mobiele nummer
            pt celular, telemovel, telefone celular, telefone movel, numero do celular
            pl komorka, telefon komorkowy, numer komorki, tel komorkowy, komorkowy
            sv mobil, mobiltelefon, mobilnummer, mobiltlf
        fax
            en fax, fax number, faxnumber, de faxnummer, telefax
        title
            en title, job title, jobtitle, position, job position, role, job role, function, designation, job, occupation
            de position, funktion, berufsbezeichnung, stellenbezeichnung, jobtitel, beruf, stellung, rolle
            fr fonction, poste, titre, intitule du poste, intitule de poste, titre du poste
            es cargo, puesto, puesto de trabajo, titulo, funcion
            it ruolo, qualifica, posizione, titolo, mansione, funzione
            nl functie, functietitel, functieomschrijving, functienaam
            pt cargo, funcao, titulo, posicao
            pl stanowisko, funkcja, stanowisko pracy
            sv titel, befattning, stilling, tittel, jobbtitel, jobtitel, roll, rolle
        salutation
            en salutation, honorific, name prefix, courtesy title
            de anrede, titel
            fr civilite
            es tratamiento, saludo
            it titolo di cortesia
            nl aanhef
            pt tratamento, saudacao
            pl zwrot grzecznosciowy, forma grzecznosciowa
            sv hälsningsfras, tiltale
        gender
            en gender, sex
            de geschlecht
            fr sexe, genre
            es sexo, genero
            it sesso, genere
            nl geslacht
            pt sexo, genero
            pl plec
            sv kon, kjonn
        birth-date
            en birth date, birthdate, date of birth, dateofbirth, dob, birthday
            de geburtsdatum, geburtstag
            fr date de naissance
            es fecha de nacimiento
            it data di nascita
            nl geboortedatum
            pt data de nascimento
            pl data urodzenia
            sv fodelsedatum, fodselsdato
        department
            en department, division
            de abteilung
            fr service, departement
            es departamento
            it reparto
            nl afdeling
            pt departamento
            pl dzial
            sv avdelning, afdeling, avdeling
        language
            en language, preferred language, locale, lang, hs language, language code, correspondence language
            de sprache, korrespondenzsprache, bevorzugte sprache
            fr langue, langue preferee
            es idioma, idioma preferido, lengua
            it lingua
            nl taal, voorkeurstaal
            pt idioma, lingua
            pl jezyk, preferowany jezyk
            sv sprak, sprog
        interests
            en interests, interest, product interest, product interests, products of interest, interested in, topics, topic
            de interessen, interesse, produktinteresse, interessiert an, thema, themen
            fr interets, centres d interet, produits d interet
            es intereses, interes, productos de interes
            it interessi, interesse, prodotti di interesse
            nl interesses, interesse, productinteresse
            pt interesses, interesse, produtos de interesse
            pl zainteresowania, interesujace produkty
            sv intressen, interesser, produktintresse
        """
}
