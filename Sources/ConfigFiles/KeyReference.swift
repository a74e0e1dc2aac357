/// A page that names every key of some kinds of files, from the shapes that the files are checked by.
public enum KeyReference {
    /// The page as Markdown: a section for each kind of file, keys in the order of their specification.
    public static func page(of kinds: [ConfigFileKind]) -> String {
        var page = """
            # Every key of every file

            What may stand in the files of a configuration; generated from what checks them.

            ## Overview

            `leadloop config schema --reference` prints this page. Keys in **bold** must be there.

            """
        for kind in kinds {
            var writer = Writer()
            page += "\n## \(kind.path)\n\n\(kind.purpose) Schema: `\(kind.schemaFile)`.\n"
            writer.section("", kind.shape)
            page += writer.text
        }
        return page
    }

    fileprivate struct Writer {
        var text = ""
        private var told: Set<String> = []
        private var waiting: [(path: String, shape: ConfigShape)] = []

        mutating func section(_ path: String, _ shape: ConfigShape) {
            waiting = [(path, shape)]
            while !waiting.isEmpty {
                let (path, shape) = waiting.removeFirst()
                switch shape.plain {
                case .mapping(let mapping): table(path, mapping)
                case .variants(let variants):
                    for variant in variants.variants {
                        let tag = "\(variants.tag): \(variant.word.word)"
                        table(path.isEmpty ? tag : "\(path), \(tag)", variant.mapping)
                    }
                default: break
                }
            }
        }

        private mutating func table(_ path: String, _ mapping: ConfigMapping) {
            if !path.isEmpty { text += "\n### \(path)\n" }
            text += "\n| key | what it says | what may stand there |\n| --- | --- | --- |\n"
            for key in mapping.keys {
                let name = key.isRequired ? "**`\(key.name)`**" : "`\(key.name)`"
                let otherwise = key.otherwise.map { " Left out: \($0)." } ?? ""
                text += "| \(name) | \(cell(key.meaning + otherwise)) | \(cell(forms(key.shape))) |\n"
                follow(key.shape, path.isEmpty ? key.name : "\(path), \(key.name)")
            }
        }

        /// Adds the mappings below a key, each name once.
        private mutating func follow(_ shape: ConfigShape, _ path: String) {
            switch shape {
            case .named(let name, let inner):
                guard told.insert(name).inserted else { return }
                follow(inner, name)
            case .either(let shapes): for shape in shapes { follow(shape, path) }
            case .list(let item, _, _): follow(item, path)
            case .table(let table): follow(table.value, path)
            case .mapping, .variants: waiting.append((path, shape))
            default: break
            }
        }

        private func forms(_ shape: ConfigShape) -> String {
            switch shape {
            case .named(let name, let inner):
                inner.hasKeys ? "see \(name)" : forms(inner)
            case .text(let text): "text, such as `\(text.example)`"
            case .word(let words):
                words.words.count > 14
                    ? "a \(words.noun)" : words.words.map { quoted($0.word) }.joined(separator: ", ")
            case .wholeNumber, .flag: shape.kindWords[0]
            case .list(let item, _, _): "a list: \(forms(item))"
            case .mapping: "keys, see below"
            case .variants: "keys, see below"
            case .table(let table): "\(table.keyMeaning): \(forms(table.value))"
            case .either(let shapes):
                if shapes.count == 2, case .list(let item, _, _) = shapes[1].plain, forms(item) == forms(shapes[0]) {
                    forms(shapes[0]) + ", or a list of them"
                } else {
                    shapes.map(forms).joined(separator: "; or ")
                }
            case .nothing: "`~`"
            }
        }

        private func quoted(_ word: String) -> String {
            switch word {
            case "\t": "`\\t`"
            case "`": "`` ` ``"
            default: "`\(word)`"
            }
        }

        private func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
    }
}
