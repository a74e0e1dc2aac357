/// The countries, their ISO 3166 codes and their names as CRMs and people write them.
///
/// A line is `alpha-2|alpha-3|name|…`: English, German and local names of CLDR 44, official English names of ISO
/// 3166-1, and spellings seen in exports. Case, accents, spaces and punctuation do not count (`CountryName`).
enum CountryNames {
    static let lines = """
        AD|AND|Andorra|Principality of Andorra
        AE|ARE|United Arab Emirates|Vereinigte Arabische Emirate|الإمارات العربية المتحدة|UAE|VAE|Emirates|Emirate
        AF|AFG|Afghanistan|افغانستان|Islamic Republic of Afghanistan
        AG|ATG|Antigua & Barbuda|Antigua und Barbuda|Antigua and Barbuda
        AI|AIA|Anguilla
        AL|ALB|Albania|Albanien|Shqipëri|Republic of Albania
        AM|ARM|Armenia|Armenien|Հայաստան|Republic of Armenia
        AO|AGO|Angola|Republic of Angola
        AQ|ATA|Antarctica|Antarktis
        AR|ARG|Argentina|Argentinien|Argentine Republic
        AS|ASM|American Samoa|Amerikanisch-Samoa
        AT|AUT|Austria|Österreich|Republic of Austria|Autriche|Oesterreich
        AU|AUS|Australia|Australien
        AW|ABW|Aruba
        AX|ALA|Åland Islands|Ålandinseln|Åland
        AZ|AZE|Azerbaijan|Aserbaidschan|Azərbaycan|Republic of Azerbaijan
        BA|BIH|Bosnia & Herzegovina|Bosnien und Herzegowina|Bosna i Hercegovina|Republic of Bosnia and Herzegovina|\
        Bosnia and Herzegovina|Bosnia|Bosnien
        BB|BRB|Barbados
        BD|BGD|Bangladesh|Bangladesch|বাংলাদেশ|People's Republic of Bangladesh
        BE|BEL|Belgium|Belgien|België|Kingdom of Belgium|Belgique
        BF|BFA|Burkina Faso
        BG|BGR|Bulgaria|Bulgarien|България|Republic of Bulgaria
        BH|BHR|Bahrain|البحرين|Kingdom of Bahrain
        BI|BDI|Burundi|Uburundi|Republic of Burundi
        BJ|BEN|Benin|Republic of Benin
        BL|BLM|St. Barthélemy|Saint-Barthélemy
        BM|BMU|Bermuda
        BN|BRN|Brunei|Brunei Darussalam
        BO|BOL|Bolivia|Bolivien|Plurinational State of Bolivia|Bolivia, Plurinational State of
        BQ|BES|Caribbean Netherlands|Karibische Niederlande|Bonaire, Sint Eustatius and Saba
        BR|BRA|Brazil|Brasilien|Brasil|Federative Republic of Brazil
        BS|BHS|Bahamas|Commonwealth of the Bahamas|The Bahamas
        BT|BTN|Bhutan|འབྲུག|Kingdom of Bhutan
        BV|BVT|Bouvet Island|Bouvetinsel
        BW|BWA|Botswana|Botsuana|Republic of Botswana
        BY|BLR|Belarus|Беларусь|Republic of Belarus|Weißrussland
        BZ|BLZ|Belize
        CA|CAN|Canada|Kanada
        CC|CCK|Cocos (Keeling) Islands|Kokosinseln|Kepulauan Cocos (Keeling)
        CD|COD|Congo - Kinshasa|Kongo-Kinshasa|Jamhuri ya Kidemokrasia ya Kongo|DR Congo|\
        Democratic Republic of the Congo|Congo, The Democratic Republic of the|Congo (DRC)
        CF|CAF|Central African Republic|Zentralafrikanische Republik|République centrafricaine
        CG|COG|Congo - Brazzaville|Kongo-Brazzaville|Republic of the Congo|Congo
        CH|CHE|Switzerland|Schweiz|Swiss Confederation|Suisse|Svizzera|Svizra|Swiss
        CI|CIV|Côte d’Ivoire|Republic of Côte d'Ivoire|Ivory Coast|Elfenbeinküste
        CK|COK|Cook Islands|Cookinseln
        CL|CHL|Chile|Republic of Chile
        CM|CMR|Cameroon|Kamerun|Cameroun|Republic of Cameroon
        CN|CHN|China|China mainland|China, Festland|中国大陆|People's Republic of China|PRC|Volksrepublik China|Mainland China
        CO|COL|Colombia|Kolumbien|Republic of Colombia
        CR|CRI|Costa Rica|Republic of Costa Rica
        CU|CUB|Cuba|Kuba|Republic of Cuba
        CV|CPV|Cape Verde|Cabo Verde|Republic of Cabo Verde|Kap Verde
        CW|CUW|Curaçao
        CX|CXR|Christmas Island|Weihnachtsinsel
        CY|CYP|Cyprus|Zypern|Κύπρος|Republic of Cyprus
        CZ|CZE|Czechia|Tschechien|Česko|Czech Republic|Tschechische Republik|Česká republika
        DE|DEU|Germany|Deutschland|Federal Republic of Germany|Bundesrepublik Deutschland|BRD|Allemagne|Alemania|\
        Germania|Duitsland|Niemcy
        DJ|DJI|Djibouti|Dschibuti|Republic of Djibouti
        DK|DNK|Denmark|Dänemark|Danmark|Kingdom of Denmark
        DM|DMA|Dominica|Commonwealth of Dominica
        DO|DOM|Dominican Republic|Dominikanische Republik|República Dominicana
        DZ|DZA|Algeria|Algerien|الجزائر|People's Democratic Republic of Algeria
        EC|ECU|Ecuador|Republic of Ecuador
        EE|EST|Estonia|Estland|Eesti|Republic of Estonia
        EG|EGY|Egypt|Ägypten|مصر|Arab Republic of Egypt
        EH|ESH|Western Sahara|Westsahara|الصحراء الغربية
        ER|ERI|Eritrea|ኤርትራ|the State of Eritrea
        ES|ESP|Spain|Spanien|España|Kingdom of Spain
        ET|ETH|Ethiopia|Äthiopien|ኢትዮጵያ|Federal Democratic Republic of Ethiopia
        FI|FIN|Finland|Finnland|Suomi|Republic of Finland
        FJ|FJI|Fiji|Fidschi|Republic of Fiji
        FK|FLK|Falkland Islands|Falklandinseln|Falkland Islands (Malvinas)
        FM|FSM|Micronesia|Mikronesien|Federated States of Micronesia|Micronesia, Federated States of
        FO|FRO|Faroe Islands|Färöer|Føroyar
        FR|FRA|France|Frankreich|French Republic|Francia
        GA|GAB|Gabon|Gabun|Gabonese Republic
        GB|GBR|United Kingdom|Vereinigtes Königreich|United Kingdom of Great Britain and Northern Ireland|UK|\
        Great Britain|Britain|England|Scotland|Wales|Northern Ireland|Großbritannien|Grossbritannien|Schottland|\
        Nordirland
        GD|GRD|Grenada
        GE|GEO|Georgia|Georgien|საქართველო
        GF|GUF|French Guiana|Französisch-Guayana|Guyane française
        GG|GGY|Guernsey
        GH|GHA|Ghana|Gaana|Republic of Ghana
        GI|GIB|Gibraltar
        GL|GRL|Greenland|Grönland|Kalaallit Nunaat
        GM|GMB|Gambia|Republic of the Gambia|The Gambia
        GN|GIN|Guinea|Guinée|Republic of Guinea
        GP|GLP|Guadeloupe
        GQ|GNQ|Equatorial Guinea|Äquatorialguinea|Guinea Ecuatorial|Republic of Equatorial Guinea
        GR|GRC|Greece|Griechenland|Ελλάδα|Hellenic Republic|Hellas
        GS|SGS|So. Georgia & So. Sandwich Isl.|Südgeorgien und die Südlichen Sandwichinseln
        GT|GTM|Guatemala|Republic of Guatemala
        GU|GUM|Guam
        GW|GNB|Guinea-Bissau|Guiné-Bissau|Republic of Guinea-Bissau
        GY|GUY|Guyana|Republic of Guyana
        HK|HKG|Hong Kong|香港|Hong Kong Special Administrative Region of China|Hong Kong SAR China
        HM|HMD|Heard & McDonald Islands|Heard und McDonaldinseln|Heard and McDonald Islands
        HN|HND|Honduras|Republic of Honduras
        HR|HRV|Croatia|Kroatien|Hrvatska|Republic of Croatia
        HT|HTI|Haiti|Republic of Haiti
        HU|HUN|Hungary|Ungarn|Magyarország
        ID|IDN|Indonesia|Indonesien|Republic of Indonesia
        IE|IRL|Ireland|Irland|Republic of Ireland|Eire
        IL|ISR|Israel|ישראל|State of Israel
        IM|IMN|Isle of Man
        IN|IND|India|Indien|भारत|Republic of India|Bharat
        IO|IOT|Chagos Archipelago|Chagos-Archipel
        IQ|IRQ|Iraq|Irak|العراق|Republic of Iraq
        IR|IRN|Iran|ایران|Islamic Republic of Iran|Iran, Islamic Republic of
        IS|ISL|Iceland|Island|Republic of Iceland
        IT|ITA|Italy|Italien|Italia|Italian Republic|Italie
        JE|JEY|Jersey
        JM|JAM|Jamaica|Jamaika
        JO|JOR|Jordan|Jordanien|الأردن|Hashemite Kingdom of Jordan
        JP|JPN|Japan|日本|Nippon
        KE|KEN|Kenya|Kenia|Republic of Kenya
        KG|KGZ|Kyrgyzstan|Kirgisistan|Кыргызстан|Kyrgyz Republic
        KH|KHM|Cambodia|Kambodscha|កម្ពុជា|Kingdom of Cambodia
        KI|KIR|Kiribati|Republic of Kiribati
        KM|COM|Comoros|Komoren|جزر القمر|Union of the Comoros
        KN|KNA|St. Kitts & Nevis|St. Kitts und Nevis|Saint Kitts and Nevis
        KP|PRK|North Korea|Nordkorea|북한|Democratic People's Republic of Korea|Korea, Democratic People's Republic of|\
        Korea (North)
        KR|KOR|South Korea|Südkorea|대한민국|Republic of Korea|Korea|Korea, Republic of|Korea (South)
        KW|KWT|Kuwait|الكويت|State of Kuwait
        KY|CYM|Cayman Islands|Kaimaninseln
        KZ|KAZ|Kazakhstan|Kasachstan|Казахстан|Republic of Kazakhstan
        LA|LAO|Laos|ລາວ|Lao People's Democratic Republic
        LB|LBN|Lebanon|Libanon|لبنان|Lebanese Republic
        LC|LCA|St. Lucia|Saint Lucia
        LI|LIE|Liechtenstein|Principality of Liechtenstein
        LK|LKA|Sri Lanka|ශ්‍රී ලංකාව|Democratic Socialist Republic of Sri Lanka
        LR|LBR|Liberia|Republic of Liberia
        LS|LSO|Lesotho|Kingdom of Lesotho
        LT|LTU|Lithuania|Litauen|Lietuva|Republic of Lithuania
        LU|LUX|Luxembourg|Luxemburg|Grand Duchy of Luxembourg
        LV|LVA|Latvia|Lettland|Latvija|Republic of Latvia
        LY|LBY|Libya|Libyen|ليبيا
        MA|MAR|Morocco|Marokko|المغرب|Kingdom of Morocco
        MC|MCO|Monaco|Principality of Monaco
        MD|MDA|Moldova|Republik Moldau|Republica Moldova|Republic of Moldova|Moldova, Republic of|Moldawien
        ME|MNE|Montenegro|Црна Гора
        MF|MAF|St. Martin|Saint-Martin
        MG|MDG|Madagascar|Madagaskar|Madagasikara|Republic of Madagascar
        MH|MHL|Marshall Islands|Marshallinseln|Republic of the Marshall Islands
        MK|MKD|North Macedonia|Nordmazedonien|Северна Македонија|Republic of North Macedonia|Macedonia|Mazedonien
        ML|MLI|Mali|Republic of Mali
        MM|MMR|Myanmar (Burma)|Myanmar|မြန်မာ|Republic of Myanmar|Burma
        MN|MNG|Mongolia|Mongolei|Монгол
        MO|MAC|Macao|澳门|Macao Special Administrative Region of China|Macau
        MP|MNP|Northern Mariana Islands|Nördliche Marianen|Commonwealth of the Northern Mariana Islands
        MQ|MTQ|Martinique
        MR|MRT|Mauritania|Mauretanien|موريتانيا|Islamic Republic of Mauritania
        MS|MSR|Montserrat
        MT|MLT|Malta|Republic of Malta
        MU|MUS|Mauritius|Moris|Republic of Mauritius
        MV|MDV|Maldives|Malediven|ދިވެހި ރާއްޖެ|Republic of Maldives
        MW|MWI|Malawi|Republic of Malawi
        MX|MEX|Mexico|Mexiko|United Mexican States
        MY|MYS|Malaysia
        MZ|MOZ|Mozambique|Mosambik|Moçambique|Republic of Mozambique
        NA|NAM|Namibia|Namibië|Republic of Namibia
        NC|NCL|New Caledonia|Neukaledonien|Nouvelle-Calédonie
        NE|NER|Niger|Nijar|Republic of the Niger
        NF|NFK|Norfolk Island|Norfolkinsel
        NG|NGA|Nigeria|Federal Republic of Nigeria
        NI|NIC|Nicaragua|Republic of Nicaragua
        NL|NLD|Netherlands|Niederlande|Nederland|Kingdom of the Netherlands|The Netherlands|Holland
        NO|NOR|Norway|Norwegen|Norge|Kingdom of Norway
        NP|NPL|Nepal|नेपाल|Federal Democratic Republic of Nepal
        NR|NRU|Nauru|Republic of Nauru
        NU|NIU|Niue
        NZ|NZL|New Zealand|Neuseeland
        OM|OMN|Oman|عُمان|Sultanate of Oman
        PA|PAN|Panama|Republic of Panama
        PE|PER|Peru|Republic of Peru
        PF|PYF|French Polynesia|Französisch-Polynesien|Polynésie française
        PG|PNG|Papua New Guinea|Papua-Neuguinea|Independent State of Papua New Guinea
        PH|PHL|Philippines|Philippinen|Pilipinas|Republic of the Philippines|The Philippines
        PK|PAK|Pakistan|پاکستان|Islamic Republic of Pakistan
        PL|POL|Poland|Polen|Polska|Republic of Poland
        PM|SPM|St. Pierre & Miquelon|St. Pierre und Miquelon|Saint-Pierre-et-Miquelon|Saint Pierre and Miquelon
        PN|PCN|Pitcairn Islands|Pitcairninseln
        PR|PRI|Puerto Rico
        PS|PSE|Palestinian Territories|Palästinensische Autonomiegebiete|الأراضي الفلسطينية|the State of Palestine|\
        Palestine|Palestine, State of|Palästina
        PT|PRT|Portugal|Portuguese Republic
        PW|PLW|Palau|Republic of Palau
        PY|PRY|Paraguay|Republic of Paraguay
        QA|QAT|Qatar|Katar|قطر|State of Qatar
        RE|REU|Réunion|La Réunion
        RO|ROU|Romania|Rumänien
        RS|SRB|Serbia|Serbien|Србија|Republic of Serbia
        RU|RUS|Russia|Russland|Россия|Russian Federation|Russische Föderation
        RW|RWA|Rwanda|Ruanda|U Rwanda|Rwandese Republic
        SA|SAU|Saudi Arabia|Saudi-Arabien|المملكة العربية السعودية|Kingdom of Saudi Arabia|KSA
        SB|SLB|Solomon Islands|Salomonen
        SC|SYC|Seychelles|Seychellen|Republic of Seychelles
        SD|SDN|Sudan|السودان|Republic of the Sudan
        SE|SWE|Sweden|Schweden|Sverige|Kingdom of Sweden
        SG|SGP|Singapore|Singapur|Republic of Singapore
        SH|SHN|St. Helena|Saint Helena
        SI|SVN|Slovenia|Slowenien|Slovenija|Republic of Slovenia
        SJ|SJM|Svalbard & Jan Mayen|Spitzbergen und Jan Mayen|Svalbard og Jan Mayen|Svalbard and Jan Mayen
        SK|SVK|Slovakia|Slowakei|Slovensko|Slovak Republic|Slowakische Republik
        SL|SLE|Sierra Leone|Republic of Sierra Leone
        SM|SMR|San Marino|Republic of San Marino
        SN|SEN|Senegal|Republic of Senegal
        SO|SOM|Somalia|Soomaaliya|Federal Republic of Somalia
        SR|SUR|Suriname|Republic of Suriname
        SS|SSD|South Sudan|Südsudan|جنوب السودان|Republic of South Sudan
        ST|STP|São Tomé & Príncipe|São Tomé und Príncipe|São Tomé e Príncipe|\
        Democratic Republic of Sao Tome and Principe|Sao Tome and Principe
        SV|SLV|El Salvador|Republic of El Salvador
        SX|SXM|Sint Maarten|Sint Maarten (Dutch part)
        SY|SYR|Syria|Syrien|سوريا|Syrian Arab Republic
        SZ|SWZ|Eswatini|Kingdom of Eswatini|Swaziland|Swasiland
        TC|TCA|Turks & Caicos Islands|Turks- und Caicosinseln|Turks and Caicos Islands
        TD|TCD|Chad|Tschad|Tchad|Republic of Chad
        TF|ATF|French Southern Territories|Französische Süd- und Antarktisgebiete|Terres australes françaises
        TG|TGO|Togo|Togolese Republic
        TH|THA|Thailand|ไทย|Kingdom of Thailand
        TJ|TJK|Tajikistan|Tadschikistan|Тоҷикистон|Republic of Tajikistan
        TK|TKL|Tokelau
        TL|TLS|Timor-Leste|Democratic Republic of Timor-Leste|East Timor|Osttimor
        TM|TKM|Turkmenistan
        TN|TUN|Tunisia|Tunesien|تونس|Republic of Tunisia
        TO|TON|Tonga|Kingdom of Tonga
        TR|TUR|Türkiye|Türkei|Republic of Türkiye|Turkey
        TT|TTO|Trinidad & Tobago|Trinidad und Tobago|Republic of Trinidad and Tobago|Trinidad and Tobago
        TV|TUV|Tuvalu
        TW|TWN|Taiwan|台湾|Taiwan, Province of China|Republic of China
        TZ|TZA|Tanzania|Tansania|United Republic of Tanzania|Tanzania, United Republic of
        UA|UKR|Ukraine|Україна
        UG|UGA|Uganda|Republic of Uganda
        UM|UMI|U.S. Outlying Islands|Amerikanische Überseeinseln
        US|USA|United States|Vereinigte Staaten|United States of America|America|Vereinigte Staaten von Amerika|\
        Amerika|Estados Unidos|Etats-Unis|Stati Uniti
        UY|URY|Uruguay|Eastern Republic of Uruguay
        UZ|UZB|Uzbekistan|Usbekistan|Oʻzbekiston|Republic of Uzbekistan
        VA|VAT|Vatican City|Vatikanstadt|Città del Vaticano|Vatican|Holy See|Vatikan
        VC|VCT|St. Vincent & Grenadines|St. Vincent und die Grenadinen|Saint Vincent and the Grenadines
        VE|VEN|Venezuela|Bolivarian Republic of Venezuela|Venezuela, Bolivarian Republic of
        VG|VGB|British Virgin Islands|Britische Jungferninseln|Virgin Islands, British
        VI|VIR|U.S. Virgin Islands|Amerikanische Jungferninseln|Virgin Islands of the United States|\
        Virgin Islands, U.S.
        VN|VNM|Vietnam|Socialist Republic of Viet Nam
        VU|VUT|Vanuatu|Republic of Vanuatu
        WF|WLF|Wallis & Futuna|Wallis und Futuna|Wallis-et-Futuna|Wallis and Futuna
        WS|WSM|Samoa|Independent State of Samoa
        XK|XKX|Kosovo|Kosovë
        YE|YEM|Yemen|Jemen|اليمن|Republic of Yemen
        YT|MYT|Mayotte
        ZA|ZAF|South Africa|Südafrika|Republic of South Africa
        ZM|ZMB|Zambia|Sambia|Republic of Zambia
        ZW|ZWE|Zimbabwe|Simbabwe|Republic of Zimbabwe
        """
}
