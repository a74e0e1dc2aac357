/// What columns about the company and its address are called.
extension HeaderWords {
    static let company = """
        company
            en company, company name, companyname, account name, account, organization, organisation, organization name, organisation name, org name, orgname, employer, business, business name, company account, associated company, parent customer, firm, org, institution, customer company
            de firma, firmenname, unternehmen, unternehmensname, gesellschaft, firmenbezeichnung, firma name, organisation, betrieb, arbeitgeber
            fr societe, entreprise, nom de la societe, nom de l entreprise, raison sociale, organisation, nom de societe, compte
            es empresa, compania, nombre de la empresa, nombre de empresa, organizacion, razon social, cuenta
            it azienda, societa, nome azienda, ragione sociale, impresa, organizzazione, ditta, nome societa
            nl bedrijf, bedrijfsnaam, organisatie, onderneming, firma, naam bedrijf
            pt empresa, nome da empresa, companhia, organizacao, razao social, conta
            pl firma, nazwa firmy, przedsiebiorstwo, organizacja, spolka, nazwa organizacji
            sv foretag, foretagsnamn, bolag, organisation, firma, firmanavn, virksomhed, virksomhedsnavn, selskap, bedrift, bedriftsnavn, firmanavn, virksomhet
        website
            en website, web site, web, url, homepage, home page, company website, web page, webpage, websiteurl, website url, site, domain, company domain, domain name, web address, account url
            de webseite, internetseite, webadresse, internetadresse, internet, webauftritt
            fr site web, site internet, site, url du site
            es sitio web, pagina web, web, sitio
            it sito, sito web, sito internet, pagina web
            nl website, webadres, internetadres, webpagina
            pt site, website, pagina da web, sitio web
            pl strona internetowa, strona www, witryna, www, adres www
            sv webbplats, hemsida, hjemmeside, nettside, nettsted, webbsida
        industry
            en industry, industry sector, sector, vertical, business sector, line of business, industry code
            de branche, industrie, wirtschaftszweig, sektor
            fr secteur, secteur d activite, industrie, branche
            es sector, industria, rubro, sector de actividad, giro
            it settore, industria, settore di attivita
            nl branche, sector, bedrijfstak
            pt setor, industria, ramo, ramo de atividade, segmento
            pl branza, przemysl, sektor
            sv bransch, branche, bransje
        employees
            en employees, number of employees, numberofemployees, no of employees, num employees, employee count, employees count, company size, headcount, staff, size, num emp, nb employees, numemp
            de mitarbeiter, anzahl mitarbeiter, mitarbeiterzahl, mitarbeiteranzahl, beschaftigte, anzahl der mitarbeiter, unternehmensgrosse, firmengrosse, ma anzahl
            fr nombre d employes, effectif, effectifs, nombre de salaries, taille de l entreprise
            es numero de empleados, empleados, numero empleados, tamano de la empresa, plantilla, cantidad de empleados
            it numero di dipendenti, dipendenti, numero dipendenti, addetti
            nl aantal medewerkers, aantal werknemers, medewerkers, werknemers, bedrijfsgrootte
            pt numero de funcionarios, funcionarios, numero de empregados, empregados, colaboradores
            pl liczba pracownikow, pracownicy, zatrudnienie, wielkosc firmy
            sv antal anstallda, anstallda, antal ansatte, ansatte, antall ansatte, antal medarbejdere
        revenue
            en revenue, annual revenue, annualrevenue, turnover, yearly revenue, company revenue, sales volume, annual turnover, annual revenue eur, annual revenue usd
            de umsatz, jahresumsatz, umsatz pro jahr, umsatz eur
            fr chiffre d affaires, ca, ca annuel, chiffre d affaires annuel, revenu annuel
            es ingresos, ingresos anuales, facturacion, facturacion anual, volumen de negocio
            it fatturato, fatturato annuo, ricavi, ricavi annui
            nl omzet, jaaromzet
            pt receita, receita anual, faturamento, faturamento anual
            pl przychod, przychody, roczny przychod, obrot, obroty
            sv omsattning, arsomsattning, omsaetning, arsomsaetning, omsetning
        currency
            en currency, currency code, currencyisocode, currency iso code, lead currency, annual revenue currency
            de wahrung, waehrung, wahrungscode
            fr devise, monnaie
            es moneda, divisa
            it valuta
            nl valuta, munt
            pt moeda
            pl waluta
            sv valuta
        street
            en street, street address, address, address 1, address line 1, address1, address1 line1, mailing street, address line1, street 1, mailing address, billing street, address one, addr, address street, street name, business address, merge fields address addr1
            de strasse, straße, anschrift, adresse, strasse und hausnummer, strasse hausnummer, str, strasse nr, adresszeile 1
            fr rue, adresse, adresse 1, adresse postale, numero et rue, ligne d adresse 1, voie
            es calle, direccion, domicilio, direccion 1, calle y numero
            it via, indirizzo, indirizzo 1, via e numero
            nl straat, adres, straatnaam, adresregel 1, straat en huisnummer
            pt rua, endereco, logradouro, morada
            pl ulica, adres, ulica i numer
            sv gata, gatuadress, adress, vej, adresse, gade, gateadresse, vejnavn, gate
        city
            en city, town, mailing city, address1 city, city town, suburb, locality, address city, billing city, municipality
            de ort, stadt, wohnort, ortschaft
            fr ville, commune, localite
            es ciudad, poblacion, localidad, municipio
            it citta, comune, localita
            nl plaats, stad, woonplaats, plaatsnaam
            pt cidade, localidade, municipio
            pl miasto, miejscowosc
            sv stad, ort, postort, by, poststed, bynavn, sted
        region
            en state, state province, province, region, county, state region, mailing state, address1 stateorprovince, stateorprovince, state code, address state, billing state, state or province, territory
            de bundesland, land region, region, kanton, provinz
            fr region, departement, province, etat
            es provincia, estado, region, comunidad autonoma
            it provincia, regione
            nl provincie, regio, staat
            pt estado, uf, regiao, provincia, distrito
            pl wojewodztwo, region
            sv lan, region, fylke, landsdel
        postal-code
            en postal code, postalcode, zip, zip code, zipcode, post code, postcode, zip postal code, mailing zip, mailing postal code, address1 postalcode, zip code postal code, postal, address zip, billing postal code
            de plz, postleitzahl
            fr code postal, cp
            es codigo postal, cp, cod postal
            it cap, codice postale, codice di avviamento postale
            nl postcode
            pt cep, codigo postal
            pl kod pocztowy
            sv postnummer, postnr
        country
            en country, country name, country code, country region, mailing country, address1 country, nation, countrycode, address country, country iso, billing country, country of residence
            de land, staat, landercode, laendercode, landeskennzeichen, herkunftsland
            fr pays, code pays
            es pais, codigo de pais
            it paese, nazione, stato
            nl land, landcode
            pt pais
            pl kraj, panstwo, kod kraju
            sv land, landkod, landekode
        """
}
