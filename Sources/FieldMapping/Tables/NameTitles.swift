/// What stands before and behind names and belongs to none, in the languages that exports come in. Without dots, in small
/// letters.
enum NameTitles {
    /// Forms of address, academic titles and ranks before a name.
    static let before = words(
        """
        mr mrs ms miss mx sir dame lord lady madam master hon rev reverend capt captain lt sgt maj cmdr dr prof professor \
        herr hr frau fr fräulein hrn dres priv-doz pd dipl mag univ-prof ao-univ-prof \
        monsieur m-me mme madame mlle mademoiselle maître pr dre docteur \
        señor señora señorita sr sra srta dña doña lic licda ldo lda \
        sig sigra signa signor signora signorina dott dottssa dottore dottoressa avv geom rag \
        srª drª dra eng engª exmo exma senhor senhora \
        dhr mevr mevrouw mw meneer drs ir mgr bc rndr mudr judr phdr paeddr thdr inž inż pan pani \
        herra rouva fru frøken fröken siv-ing bay bayan sayın doç uzm öğr
        """)

    /// Those among them that are names, too, and count with a dot only.
    static let dotted = words("hon master fr pr mag sig rag lic pan bay bc eng pd rev maj geom m-me ir doç")

    /// What may follow an academic title: `Dr. med. dent.`, `Prof. Dr. Dr. h.c. mult.`
    static let faculties = words(
        """
        med dent vet rer nat phil iur jur oec pol theol techn ing sc agr mont soc paed pharm troph hc eh mult habil hab \
        univ math human biol psych cult public forest fh dr prof kfm kffr inform phys chem betriebsw volksw
        """)

    /// Titles that faculties may follow.
    static let academic = words("dr dres prof dipl mag univ-prof pd priv-doz dott mudr")

    /// Generations, degrees, professions and orders behind a name.
    static let behind = words(
        """
        jr sr jnr snr jun sen ii iii iv phd dphil md dds dmd dvm pharmd psyd edd jd llb llm esq cpa cfa cfp cma \
        acca aca fca pmp mba emba dba msc bsc meng beng mphil mres mpa mph mfa bcom mcom rn csc dis mdb mdl ad qc kc obe mbe \
        cbe frs faia pe
        """)

    /// Degrees that are surnames, too: behind a comma, with dots, or in capitals behind a name that is not.
    static let behindOrSurname = words("ma ba bs ms md do dis pe ad rn sen")

    private static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }
}
