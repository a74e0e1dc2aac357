import ConfigFiles

/// `config/leadloop.yaml`: where things lie; every key may be left out.
struct Settings {
    var store = "store/leadloop.sqlite"
    var mappings = "mappings"
    var feedback = "feedback"
    var feedbackEachSync = true

    static func compile(_ text: String, file: String) throws(FaultList) -> Settings {
        let document = try ConfigDocument(text, file: file, of: fileKind)
        return try document.result(read(document))
    }

    static let fileKind = ConfigFileKind(
        "leadloop", at: "config/leadloop.yaml",
        "Where things lie; paths start at the folder that holds `config`. Every key may be left out.",
        .mapping(
            ConfigMapping(
                "the settings",
                [
                    .optional(
                        "store", .text("store/leadloop.sqlite"), "The file of the unified lead store.",
                        otherwise: "store/leadloop.sqlite"),
                    .optional("mappings", .text("mappings"), "The folder of the field mappings.", otherwise: "mappings"),
                    .optional(
                        "feedback", .text("feedback"), "The folder for what marketing is told about its leads.",
                        otherwise: "feedback"),
                    .optional(
                        "feedback-when",
                        .word(
                            "time for feedback",
                            [
                                ConfigWord("each-sync", "Every sync writes the feedback anew."),
                                ConfigWord("on-request", "Only `leadloop feed export` writes it."),
                            ]), "When the feedback is written.", otherwise: "each-sync"),
                ]))
    ) { _ = read($0) }

    private static func read(_ document: ConfigDocument) -> Settings? {
        guard let map = document.root else { return nil }
        var settings = Settings()
        if let store = map.text("store") { settings.store = store }
        if let mappings = map.text("mappings") { settings.mappings = mappings }
        if let feedback = map.text("feedback") { settings.feedback = feedback }
        if let when = map.text("feedback-when") { settings.feedbackEachSync = when == "each-sync" }
        return settings
    }
}
