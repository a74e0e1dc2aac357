"""Words the fictional world is made of: names, firms, places, phone ranges kept free for fiction."""

FIRST_NAMES = {
    "english": """Abigail Adrian Albert Alice Amelia Andrew Anthony Audrey Barbara Benjamin Bernadette Calvin Caroline
        Catherine Charlotte Christine Christopher Clara Curtis Daniel Deborah Dominic Dorothy Edward Eleanor Eugene Evelyn
        Florence Frances Frederick Gabriel Geoffrey Georgina Gerald Gregory Harold Helena Henrietta Isabel Jacob Jacqueline
        James Jasmine Jeffrey Jessica Jonathan Josephine Joshua Judith Kenneth Laurence Leonard Lillian Louisa Madeline
        Malcolm Marcia Marjorie Matthew Melissa Miriam Nathaniel Nicholas Nora Pamela Patricia Penelope Philip Rebecca
        Reginald Rosalind Samantha Samuel Sebastian Stephanie Stephen Susannah Theodore Timothy Valerie Vincent Vivian
        Walter Winifred Zachary""".split(),
    "german": """Annegret Bettina Björn Brigitte Cäcilie Christoph Detlef Dörte Eberhard Eckhard Elfriede Friederike
        Gisela Götz Günther Hannelore Heike Hildegard Horst Ingeborg Jörg Jürgen Käthe Karsten Katharina Klaus Lieselotte
        Lothar Mareike Matthias Ottokar Philipp Rüdiger Sabine Siegfried Sönke Stefanie Thorsten Ulrike Ute Volker
        Waltraud Wiebke Wolfgang""".split(),
    "french": """Adèle Amélie Aurélie Bénédicte Bertrand Céleste Cécile Clément Corentin Delphine Édouard Élodie Étienne
        Fabrice Geneviève Guillaume Hélène Jérôme Joséphine Léon Loïc Mathieu Mélanie Noémie Océane Raphaël Rémi Séverine
        Solène Thibault Valérie Yannick""".split(),
    "swedish": """Agneta Åke Anders Åsa Birgitta Björn Elin Fredrik Göran Gunilla Håkan Ingegerd Jonas Kerstin Lennart
        Linnéa Mårten Märta Nils Pär Sigrid Sören Torbjörn Ulla Viveka Östen""".split(),
}

FAMILY_NAMES = {
    "english": """Abernathy Ainsworth Alderman Applewhite Archibald Ashdown Atherton Babcock Balfour Bancroft Barnaby
        Beauchamp Beckwith Bellweather Blakeney Bramley Brockhurst Burnside Caldicott Carmody Cavendish Chadwick Claybourne
        Cobblestone Copperfield Cranshaw Crowley Cumberland Danforth Dashwood Delacroix Drummond Dunleavy Eastgate Ellsworth
        Fairbanks Farnsworth Fennimore Fitzgibbon Foxworthy Gallagher Garrity Gatsworth Goodfellow Granville Greystone
        Hadleigh Halloran Harkness Hawksworth Hemsley Hobhouse Holbrooke Huxtable Inglewood Jessop Kettering Kilbride
        Kingsley Lachlan Lambourne Langtree Leatherby Lockhart Lovelace Ludlow MacAllister Mallory Marchbanks McGillicuddy
        Merriweather Middleton Montague Mulvaney Nettleship Nightingale Norcross Oakhurst O'Bannon O'Hara Osgood Pemberton
        Penhaligon Pettigrew Pinkerton Prendergast Quimby Radcliffe Ravenscroft Redfern Rockwell Rutherford Sandringham
        Satterfield Silverthorne Somerville Stanhope Stickney Summerfield Tattersall Thackeray Thistlewood Tolliver
        Underhill Vanderhoof Wainwright Walmsley Weatherbee Wentworth Whitlock Winterbourne Wolcott Woodhull
        Wyndham Yardley""".split(),
    "german": """Achterberg Bäumler Bergengrün Birkenfeld Blümlein Böckenförde Brückner Dünnebier Ehrenpreis Eichhörnle
        Fährmann Feuerbach Flörsheim Gänsewein Grünspan Grützmacher Haferkorn Häberlin Heidenreich Himmelsbach Hölzlein
        Jägersberg Kirschbaum Klöppelmann Königsee Kräutler Kühnapfel Lindwurm Löwenzahn Mühlstein Nachtigall Nußbaumer
        Öchsner Pfefferkorn Preißler Quellmalz Rübezahl Sauerländer Schäferling Schönhuth Silbermann Spätzle Steinbrück
        Sürthmann Tannenzapf Übelacker Vogelsang Wacholder Weißenfels Wüstenrath Zimtstern Zwölfer""".split(),
    "french": """Aubépine Beaurivage Bellefleur Bélanger Boisvert Chanterelle Châtelet Clairefontaine Crémieux
        Dampierre Delaunay Deschênes Échalier Fontrésor Fougères Grandpré Hautecœur Jolivet Lacombelle Lavallée Légaré
        Maisonneuve Mirabelle Montclair Pâquerette Préfontaine Rochebrune Saint-Aubin Tournesol Vaucresson Verdière""".split(),
    "swedish": """Åkerblom Almgren Björklund Blomqvist Dahlström Ekenstam Fjällström Granlöf Hägerström Hjortsberg Källgren
        Lönnblad Månssond Norrfors Öberg Rönnkvist Sjölander Skogfors Söderlind Tallbacka Vinterfält Ådahl""".split(),
}

NICKNAMES = {
    "Abigail": "Abby", "Albert": "Bert", "Alexander": "Alex", "Andrew": "Andy", "Anthony": "Tony", "Benjamin": "Ben",
    "Catherine": "Cathy", "Charlotte": "Lottie", "Christine": "Chris", "Christopher": "Chris", "Daniel": "Dan",
    "Deborah": "Debbie", "Dorothy": "Dot", "Edward": "Ted", "Eleanor": "Ellie", "Elizabeth": "Liz", "Eugene": "Gene",
    "Florence": "Flo", "Frances": "Fran", "Frederick": "Fred", "Gabriel": "Gabe", "Geoffrey": "Geoff", "Gerald": "Gerry",
    "Gregory": "Greg", "Harold": "Harry", "Jacqueline": "Jackie", "Jacob": "Jake", "James": "Jim", "Jeffrey": "Jeff",
    "Jessica": "Jess", "Jonathan": "Jon", "Josephine": "Jo", "Joshua": "Josh", "Judith": "Judy", "Katherine": "Kate",
    "Kenneth": "Ken", "Laurence": "Larry", "Leonard": "Len", "Madeline": "Maddie", "Matthew": "Matt", "Melissa": "Mel",
    "Nathaniel": "Nate", "Nicholas": "Nick", "Pamela": "Pam", "Patricia": "Pat", "Penelope": "Penny", "Philip": "Phil",
    "Rebecca": "Becky", "Reginald": "Reg", "Samantha": "Sam", "Samuel": "Sam", "Sebastian": "Seb", "Stephanie": "Steph",
    "Stephen": "Steve", "Susannah": "Sue", "Theodore": "Ted", "Timothy": "Tim", "Valerie": "Val", "Vincent": "Vince",
    "Winifred": "Winnie", "Zachary": "Zach", "Friederike": "Rike", "Matthias": "Matze", "Katharina": "Kathi",
    "Christoph": "Chris", "Wolfgang": "Wolf", "Stefanie": "Steffi", "Fredrik": "Fredde", "Kerstin": "Kicki",
}

WRITTEN_OUT = str.maketrans({
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "Å": "Aa", "é": "e", "è": "e",
    "ê": "e", "ë": "e", "É": "E", "â": "a", "à": "a", "î": "i", "ï": "i", "ô": "o", "û": "u", "ç": "c", "œ": "oe", "ø": "oe",
})

TITLES = """Head of Operations|IT Director|Procurement Manager|Chief Financial Officer|Plant Manager|VP Sales|Marketing Manager|
    Data Analyst|Operations Manager|Managing Director|Controller|Head of Logistics|Purchasing Agent|Business Analyst|
    Director of Engineering|Office Manager|Quality Manager|Head of Finance""".replace("\n    ", "").split("|")

FIRM_FIRST = {
    "english": """Amberley Ashcombe Beacon Birchwood Bluestone Brightwater Cedarfield Clearbrook Copperline Crestview Driftwood
        Eastmoor Elmhurst Fairhaven Flintlock Foxglove Graniteville Greenbriar Harborview Hazelmere Highmark Ironbridge
        Juniper Keystone Lakemont Larkspur Longmeadow Maplecrest Meridian Millrace Northgate Oakfield Overlook
        Pinecrest Redwater Riverbend Rosewood Saltmarsh Sandpiper Silverleaf Southport Stonebridge Sunfield
        Tamarack Thornbury Timberline Tradewind Upland Wayfarer Westbrook Whitecap Willowmere Windrose
        Wrenfield Yarrow""".split(),
    "german": """Alpenblick Bernstein Donautal Edelweiß Falkensee Grünwald Hafenkante Isartor Kranich Lindenhof Mühlental
        Nordstern Oderbruch Rheinblick Seerose Spreewald Tannenhof Uferwerk Waldkauz Zugspitz""".split(),
    "french": """Atlantide Beauséjour Bellevue Clairval Étoile Hirondelle Lumière Mistral Perce-Neige Sologne""".split(),
    "swedish": """Björkdal Fjärdholm Gullviva Högvik Kornblå Norrsken Skärgård Tallhed""".split(),
}

FIRM_SECOND = {
    "english": "Logistics|Foods|Instruments|Health|Packaging|Software|Energy|Textiles|Machine Works|Dental|Credit Union|"
               "Building Supply|Outdoor|Publishing|Robotics|Insurance|Catering|Optics".split("|"),
    "german": "Maschinenbau|Messtechnik|Spedition|Lebensmittel|Verlag|Elektronik|Bau|Optik|Energie|Möbel".split("|"),
    "french": "Conseil|Transports|Industrie|Traiteur|Énergie|Éditions".split("|"),
    "swedish": "Teknik|Logistik|Livs|Möbler|Energi".split("|"),
}

SUFFIXES = {
    "US": ["Inc.", "LLC", "Corp."], "CA": ["Inc.", "Ltd."], "GB": ["Ltd", "PLC"], "IE": ["Ltd"], "AU": ["Pty Ltd"],
    "DE": ["GmbH", "AG", "GmbH & Co. KG"], "AT": ["GmbH"], "CH": ["AG"], "FR": ["SAS", "SARL"], "SE": ["AB"],
}

TONGUE = {"US": "english", "CA": "english", "GB": "english", "IE": "english", "AU": "english", "DE": "german", "AT": "german",
          "CH": "german", "FR": "french", "SE": "swedish"}

LANGUAGE = {"US": "en-us", "CA": "en-ca", "GB": "en-gb", "IE": "en-ie", "AU": "en-au", "DE": "de", "AT": "de-at", "CH": "de-ch",
            "FR": "fr", "SE": "sv"}

COUNTRY_NAMES = {
    "US": ["United States", "USA", "US"], "CA": ["Canada", "CA"], "GB": ["United Kingdom", "UK", "GB"], "IE": ["Ireland", "IE"],
    "AU": ["Australia", "AU"], "DE": ["Germany", "DE"], "AT": ["Austria", "AT"], "CH": ["Switzerland", "CH"],
    "FR": ["France", "FR"], "SE": ["Sweden", "SE"],
}

PLACES = {  # city, region, postal code
    "US": [("Chicago", "IL", "60601"), ("Denver", "CO", "80202"), ("Austin", "TX", "78701"), ("Portland", "OR", "97205"),
           ("Columbus", "OH", "43215"), ("Omaha", "NE", "68102"), ("Raleigh", "NC", "27601"), ("Tampa", "FL", "33602"),
           ("Boise", "ID", "83702"), ("Providence", "RI", "02903"), ("Duluth", "MN", "55802"), ("Tucson", "AZ", "85701")],
    "CA": [("Toronto", "ON", "M5H 2N2"), ("Halifax", "NS", "B3J 1S9")],
    "GB": [("London", "Greater London", "EC2A 4BX"), ("Leeds", "West Yorkshire", "LS1 4AP"), ("Bristol", "Avon", "BS1 6QF")],
    "IE": [("Cork", "Cork", "T12 W8KP")],
    "AU": [("Sydney", "NSW", "2000"), ("Newcastle", "NSW", "2300")],
    "DE": [("Berlin", "Berlin", "10115"), ("Köln", "Nordrhein-Westfalen", "50667"), ("München", "Bayern", "80331"),
           ("Lübeck", "Schleswig-Holstein", "23552")],
    "AT": [("Graz", "Steiermark", "8010")],
    "CH": [("Zürich", "ZH", "8001")],
    "FR": [("Lyon", "Rhône", "69002"), ("Besançon", "Doubs", "25000")],
    "SE": [("Göteborg", "Västra Götaland", "411 03"), ("Malmö", "Skåne", "211 22")],
}

STREETS = {
    "english": ["Foundry Street", "Harbor Road", "Market Street", "Station Road", "Mill Lane", "Orchard Avenue"],
    "german": ["Lindenstraße", "Hafenweg", "Mühlgasse", "Schloßplatz"],
    "french": ["rue des Tilleuls", "avenue du Marché", "quai des Pêcheurs"],
    "swedish": ["Storgatan", "Hamngatan", "Björkvägen"],
}

INDUSTRIES = ["Manufacturing", "Transportation", "Food & Beverage", "Healthcare", "Retail", "Energy", "Media", "Construction"]
LEAD_SOURCES = ["Web", "Webinar", "Trade Show", "Content Download", "Referral", "Partner", "Purchased List"]
PRODUCTS = ["Planning", "Forecasting", "Reporting", "Data Hub", "Mobile"]
FORMS = ["White paper: Planning without spreadsheets", "Webinar registration", "Newsletter sign-up", "Price list", "Contact us"]

# Area codes are real, the numbers 555-0100 to 555-0199 in them are kept free for fiction.
US_AREA_CODES = """312 720 512 503 614 402 919 813 208 401 218 520 206 303 404 415 469 504 602 615 617 646 702 713 757 804 816 832
    858 901 916 941 952 971 210 224 240 267 281 305 317 330 347 360 385 407 414 424 443 480""".split()
CA_AREA_CODES = "416 902 604 514".split()

NOTES = [
    "Asked for pricing, wants a call after lunch.",
    "Met at the booth.\nSaid: \"we are still on spreadsheets\", and laughed.",
    "Runs a team of 12; two plants, one warehouse.",
    "Left a voicemail\nand a second one, no answer.",
    "Prefers e-mail, not phone. \"Please, no calls before 10.\"",
    "Compared us with two others; budget is decided in January.",
    "Downloaded the paper \"Planning, at last\".",
    "Forwarded by a partner: \"good fit, bit slow\".\n\nFirst line of the mail lost.",
    "Tel. & e-mail checked <ok>",
]
