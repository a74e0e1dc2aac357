/// States, provinces, cantons and countries of a kingdom, as addresses name them.
///
/// A line is `code|name|other names…`: codes of ISO 3166-2, names as the country writes them in English or its own
/// language, other spellings as seen in exports. Written for this file after the standard's public listing; case, accents,
/// spaces and punctuation do not count (`RegionName`).
enum RegionNames {
    static let lines = """
        US-AL|Alabama|Ala.
        US-AK|Alaska
        US-AZ|Arizona|Ariz.
        US-AR|Arkansas|Ark.
        US-CA|California|Calif.|Cal.
        US-CO|Colorado|Colo.
        US-CT|Connecticut|Conn.
        US-DE|Delaware|Del.
        US-DC|District of Columbia|Washington DC|Washington, D.C.
        US-FL|Florida|Fla.
        US-GA|Georgia
        US-HI|Hawaii|Hawaiʻi
        US-ID|Idaho
        US-IL|Illinois|Ill.
        US-IN|Indiana|Ind.
        US-IA|Iowa
        US-KS|Kansas|Kans.
        US-KY|Kentucky
        US-LA|Louisiana
        US-ME|Maine
        US-MD|Maryland
        US-MA|Massachusetts|Mass.
        US-MI|Michigan|Mich.
        US-MN|Minnesota|Minn.
        US-MS|Mississippi|Miss.
        US-MO|Missouri
        US-MT|Montana|Mont.
        US-NE|Nebraska|Nebr.
        US-NV|Nevada|Nev.
        US-NH|New Hampshire
        US-NJ|New Jersey
        US-NM|New Mexico
        US-NY|New York|New York State
        US-NC|North Carolina
        US-ND|North Dakota
        US-OH|Ohio
        US-OK|Oklahoma|Okla.
        US-OR|Oregon|Ore.
        US-PA|Pennsylvania|Penn.|Penna.
        US-RI|Rhode Island
        US-SC|South Carolina
        US-SD|South Dakota
        US-TN|Tennessee|Tenn.
        US-TX|Texas|Tex.
        US-UT|Utah
        US-VT|Vermont
        US-VA|Virginia
        US-WA|Washington|Wash.|Washington State
        US-WV|West Virginia|W. Va.
        US-WI|Wisconsin|Wis.|Wisc.
        US-WY|Wyoming|Wyo.
        US-AS|American Samoa
        US-GU|Guam
        US-MP|Northern Mariana Islands
        US-PR|Puerto Rico
        US-UM|United States Minor Outlying Islands
        US-VI|U.S. Virgin Islands|Virgin Islands
        CA-AB|Alberta|Alta.
        CA-BC|British Columbia|Colombie-Britannique
        CA-MB|Manitoba
        CA-NB|New Brunswick|Nouveau-Brunswick
        CA-NL|Newfoundland and Labrador|Newfoundland & Labrador|Newfoundland|NF
        CA-NS|Nova Scotia|Nouvelle-Écosse
        CA-NT|Northwest Territories
        CA-NU|Nunavut
        CA-ON|Ontario|Ont.
        CA-PE|Prince Edward Island|PEI
        CA-QC|Quebec|Québec|PQ
        CA-SK|Saskatchewan|Sask.
        CA-YT|Yukon|Yukon Territory|YK
        AU-ACT|Australian Capital Territory
        AU-NSW|New South Wales
        AU-NT|Northern Territory
        AU-QLD|Queensland
        AU-SA|South Australia
        AU-TAS|Tasmania
        AU-VIC|Victoria
        AU-WA|Western Australia
        DE-BW|Baden-Württemberg|Baden-Wuerttemberg
        DE-BY|Bayern|Bavaria
        DE-BE|Berlin
        DE-BB|Brandenburg
        DE-HB|Bremen|Freie Hansestadt Bremen
        DE-HH|Hamburg|Freie und Hansestadt Hamburg
        DE-HE|Hessen|Hesse
        DE-MV|Mecklenburg-Vorpommern|Mecklenburg-Western Pomerania
        DE-NI|Niedersachsen|Lower Saxony
        DE-NW|Nordrhein-Westfalen|North Rhine-Westphalia|NRW
        DE-RP|Rheinland-Pfalz|Rhineland-Palatinate|RLP
        DE-SL|Saarland
        DE-SN|Sachsen|Saxony
        DE-ST|Sachsen-Anhalt|Saxony-Anhalt
        DE-SH|Schleswig-Holstein
        DE-TH|Thüringen|Thueringen|Thuringia
        AT-1|Burgenland
        AT-2|Kärnten|Kaernten|Carinthia
        AT-3|Niederösterreich|Niederoesterreich|Lower Austria|NÖ
        AT-4|Oberösterreich|Oberoesterreich|Upper Austria|OÖ
        AT-5|Salzburg
        AT-6|Steiermark|Styria
        AT-7|Tirol|Tyrol
        AT-8|Vorarlberg
        AT-9|Wien|Vienna
        CH-AG|Aargau|Argovie
        CH-AI|Appenzell Innerrhoden
        CH-AR|Appenzell Ausserrhoden
        CH-BE|Bern|Berne
        CH-BL|Basel-Landschaft|Baselland
        CH-BS|Basel-Stadt
        CH-FR|Fribourg|Freiburg
        CH-GE|Genève|Genf|Geneva
        CH-GL|Glarus
        CH-GR|Graubünden|Graubuenden|Grisons|Grigioni
        CH-JU|Jura
        CH-LU|Luzern|Lucerne
        CH-NE|Neuchâtel|Neuenburg
        CH-NW|Nidwalden
        CH-OW|Obwalden
        CH-SG|St. Gallen|Sankt Gallen
        CH-SH|Schaffhausen
        CH-SO|Solothurn
        CH-SZ|Schwyz
        CH-TG|Thurgau
        CH-TI|Ticino|Tessin
        CH-UR|Uri
        CH-VD|Vaud|Waadt
        CH-VS|Valais|Wallis
        CH-ZG|Zug
        CH-ZH|Zürich|Zuerich|Zurich
        GB-ENG|England
        GB-NIR|Northern Ireland
        GB-SCT|Scotland
        GB-WLS|Wales|Cymru|CYM
        IN-AN|Andaman and Nicobar Islands|Andaman & Nicobar Islands
        IN-AP|Andhra Pradesh
        IN-AR|Arunachal Pradesh
        IN-AS|Assam
        IN-BR|Bihar
        IN-CH|Chandigarh
        IN-CG|Chhattisgarh|CT
        IN-DH|Dadra and Nagar Haveli and Daman and Diu|Daman and Diu|Dadra and Nagar Haveli
        IN-DL|Delhi|New Delhi
        IN-GA|Goa
        IN-GJ|Gujarat
        IN-HR|Haryana
        IN-HP|Himachal Pradesh
        IN-JK|Jammu and Kashmir|Jammu & Kashmir
        IN-JH|Jharkhand
        IN-KA|Karnataka
        IN-KL|Kerala
        IN-LA|Ladakh
        IN-LD|Lakshadweep
        IN-MP|Madhya Pradesh
        IN-MH|Maharashtra
        IN-MN|Manipur
        IN-ML|Meghalaya
        IN-MZ|Mizoram
        IN-NL|Nagaland
        IN-OD|Odisha|Orissa|OR
        IN-PY|Puducherry|Pondicherry
        IN-PB|Punjab
        IN-RJ|Rajasthan
        IN-SK|Sikkim
        IN-TN|Tamil Nadu
        IN-TS|Telangana|TG
        IN-TR|Tripura
        IN-UP|Uttar Pradesh
        IN-UK|Uttarakhand|UT
        IN-WB|West Bengal
        BR-AC|Acre
        BR-AL|Alagoas
        BR-AM|Amazonas
        BR-AP|Amapá
        BR-BA|Bahia
        BR-CE|Ceará
        BR-DF|Distrito Federal
        BR-ES|Espírito Santo
        BR-GO|Goiás
        BR-MA|Maranhão
        BR-MG|Minas Gerais
        BR-MS|Mato Grosso do Sul
        BR-MT|Mato Grosso
        BR-PA|Pará
        BR-PB|Paraíba
        BR-PE|Pernambuco
        BR-PI|Piauí
        BR-PR|Paraná
        BR-RJ|Rio de Janeiro
        BR-RN|Rio Grande do Norte
        BR-RO|Rondônia
        BR-RR|Roraima
        BR-RS|Rio Grande do Sul
        BR-SC|Santa Catarina
        BR-SE|Sergipe
        BR-SP|São Paulo
        BR-TO|Tocantins
        MX-AGU|Aguascalientes
        MX-BCN|Baja California
        MX-BCS|Baja California Sur
        MX-CAM|Campeche
        MX-CHH|Chihuahua
        MX-CHP|Chiapas
        MX-CMX|Ciudad de México|Mexico City|CDMX|Distrito Federal|DF
        MX-COA|Coahuila de Zaragoza|Coahuila
        MX-COL|Colima
        MX-DUR|Durango
        MX-GRO|Guerrero
        MX-GUA|Guanajuato
        MX-HID|Hidalgo
        MX-JAL|Jalisco
        MX-MEX|México|Estado de México
        MX-MIC|Michoacán de Ocampo|Michoacán
        MX-MOR|Morelos
        MX-NAY|Nayarit
        MX-NLE|Nuevo León
        MX-OAX|Oaxaca
        MX-PUE|Puebla
        MX-QUE|Querétaro
        MX-ROO|Quintana Roo
        MX-SIN|Sinaloa
        MX-SLP|San Luis Potosí
        MX-SON|Sonora
        MX-TAB|Tabasco
        MX-TAM|Tamaulipas
        MX-TLA|Tlaxcala
        MX-VER|Veracruz de Ignacio de la Llave|Veracruz
        MX-YUC|Yucatán
        MX-ZAC|Zacatecas
        NL-DR|Drenthe
        NL-FL|Flevoland
        NL-FR|Fryslân|Friesland
        NL-GE|Gelderland
        NL-GR|Groningen
        NL-LI|Limburg
        NL-NB|Noord-Brabant|North Brabant
        NL-NH|Noord-Holland|North Holland
        NL-OV|Overijssel
        NL-UT|Utrecht
        NL-ZE|Zeeland
        NL-ZH|Zuid-Holland|South Holland
        """
}
