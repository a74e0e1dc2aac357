/// What columns that identify and date a record are called.
extension HeaderWords {
    static let identity = """
        id
            en id, record id, lead id, contact id, prospect id, person id, customer id, member id, unique id, row id, rec id, object id, uid, uuid, guid, identifier, key, lead number, contact number, customer number, record number, lead no, internal id, system id, crm id, entity id
            de id, lead nr, nr, lfd nr, laufende nummer, kontakt nr, interessentennummer, kundennr, datensatz id, datensatznummer, lead nummer, leadnummer, kontaktnummer, kundennummer, kunden nr, kd nr, kennung, datensatz nr, nummer, interessenten nr
            fr identifiant, id du lead, id du contact, numero, numero client, numero de lead, id prospect, reference
            es identificador, id de prospecto, id de contacto, id del contacto, id del lead, numero de cliente, numero, codigo, codigo cliente
            it identificativo, id lead, id contatto, numero cliente, codice, codice cliente
            nl nr, lead nr, klant nr, identificatie, klantnummer, leadnummer, contactnummer, relatienummer
            pt identificador, id do lead, id do contato, numero do cliente, codigo, codigo do cliente
            pl nr, nr klienta, identyfikator, numer, numer klienta, id kontaktu, id leada, kod klienta
            sv nr, kundnr, kundnummer, lead id, kontakt id, leadnummer, kundenummer, kontaktnummer
        modified
            en modified, last modified, last modified date, modified date, modified time, modified on, modified at, date modified, updated, updated at, updated on, update time, last updated, last update, date updated, update date, last modification date, last modified time, changed, changed at, changed on, last changed, last change, system modstamp, systemmodstamp, write date, lastmodifieddate, updated timestamp, modification date, modified timestamp, last edited, last edited on
            de geandert, geaendert, geandert am, geaendert am, anderungsdatum, aenderungsdatum, zuletzt geandert, zuletzt geaendert, letzte anderung, letzte aenderung, aktualisiert, aktualisiert am, zuletzt aktualisiert, bearbeitet am, zuletzt bearbeitet, datum der letzten anderung, stand
            fr modifie le, modifie, date de modification, derniere modification, date de derniere modification, mis a jour, mis a jour le, date de mise a jour, derniere mise a jour
            es modificado, modificado el, fecha de modificacion, ultima modificacion, fecha de ultima modificacion, actualizado, actualizado el, fecha de actualizacion, ultima actualizacion
            it modificato, modificato il, data modifica, data di modifica, ultima modifica, data ultima modifica, aggiornato, aggiornato il, ultimo aggiornamento, data aggiornamento
            nl gewijzigd, gewijzigd op, laatst gewijzigd, laatst gewijzigd op, wijzigingsdatum, bijgewerkt, bijgewerkt op, laatste wijziging, datum gewijzigd
            pt modificado, modificado em, data de modificacao, ultima modificacao, data da ultima modificacao, atualizado, atualizado em, data de atualizacao, ultima atualizacao, data de alteracao, alterado em
            pl zmodyfikowano, data modyfikacji, ostatnia modyfikacja, data ostatniej modyfikacji, zmieniono, data zmiany, zaktualizowano, data aktualizacji, ostatnia zmiana
            sv andrad, senast andrad, andringsdatum, andrad den, uppdaterad, senast uppdaterad, aendret, sidst aendret, aendringsdato, opdateret, sidst opdateret, endret, sist endret, endringsdato, oppdatert, sist oppdatert
        created
            en created, created date, created at, created on, created time, create date, createdate, creation date, date created, date added, added, added on, added at, add time, added time, date entered, entry date, inserted at, create time, creation time, created timestamp, registered, registered at, registration date, signup date, sign up date, signed up at, subscribed at, optin time, join date, date joined, lead date, lead created
            de erstellt, erstellt am, erstelldatum, erstellungsdatum, angelegt, angelegt am, anlagedatum, erfasst am, eingang, eingangsdatum, eingegangen am, registriert am, anmeldedatum, datum der anlage
            fr cree le, cree, date de creation, date d ajout, ajoute le, date d inscription, date d entree, inscrit le
            es creado, creado el, fecha de creacion, fecha de alta, anadido el, fecha de registro, fecha de ingreso
            it creato, creato il, data creazione, data di creazione, data inserimento, data di inserimento, data registrazione, aggiunto il
            nl aangemaakt, aangemaakt op, aanmaakdatum, gemaakt op, datum aangemaakt, toegevoegd op, invoerdatum, registratiedatum
            pt criado, criado em, data de criacao, data de cadastro, adicionado em, data de registro, data de inclusao, data de inscricao
            pl utworzono, data utworzenia, dodano, data dodania, data rejestracji, stworzono, data wpisu
            sv skapad, skapad den, skapat, skapandedatum, tillagd, oprettet, oprettelsesdato, oprettet den, opprettet, opprettet dato, registreringsdatum, registreringsdato
        deleted
            en is deleted, deleted, archived, is archived, removed, deleted flag
            de geloscht, geloescht, archiviert
            fr supprime, archive
            es eliminado, archivado
            it eliminato, archiviato
            nl verwijderd, gearchiveerd
            pt excluido, arquivado
            pl usuniety, usuniete, zarchiwizowany
            sv raderad, borttagen, arkiverad, slettet, arkiveret, arkivert
        merged-into
            en master record id, merged into, merged to, master id, merged into id
            de zusammengefuhrt mit, zusammengefuehrt mit
        converted-to
            en converted contact id, converted contact, converted to contact id
        salesforce-id
            en salesforce id, salesforce lead id, salesforceleadid, salesforcecontactid, salesforce contact id, salesforce fid, crm lead fid, crm contact fid, sfdc id, sfdc lead id, sfdc contact id, sf id, sf lead id, sf contact id
        lead-id
            en who id, whoid, lead id, contact id, prospect id, person id, contact, related lead, lead, regarding, person
        technical
            en etag, odata etag, odata context, attributes type, attributes url, reference id, row version, version number, import sequence number, password, checksum, record type id, recordtypeid, ip address, ip, user agent, vid, portal id, cluster, tags, tag, links, photo url, avatar, picture, latitude, longitude, timezone, time zone
        """
}
