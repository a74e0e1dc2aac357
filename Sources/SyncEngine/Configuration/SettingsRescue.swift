import Connectors
import LeadModel

/// Where store and mappings lie by settings that have findings, for commands that only look.
///
/// Settings that are not YAML are read line by line. What is not plain is not guessed: another store than the one that is
/// meant would be shown.
enum SettingsRescue {
    /// - Returns: `nil` where nobody can tell what is meant.
    static func settings(_ folder: String) -> Settings? {
        let text: String
        do {
            text = try TextFile.read(folder + "/leadloop.yaml")
        } catch {
            return nil
        }
        guard let store = place("store", in: text), let mappings = place("mappings", in: text) else { return nil }
        var settings = Settings()
        settings.store = store ?? settings.store
        settings.mappings = mappings ?? settings.mappings
        return settings
    }

    /// The plain value of a key that stands on a line of its own.
    /// - Returns: `nil` where it cannot be told, `.some(nil)` where the key is left out.
    private static func place(_ key: String, in text: String) -> String?? {
        var found: String?
        var isDoubtful = false
        for line in text.split(whereSeparator: \.isNewline) {
            let said = line.prefix { $0 != "#" }
            guard let colon = said.firstIndex(of: ":") else { continue }
            let name = said[..<colon]
            if name != key {
                // A key within another, in quotes, or misspelled.
                let word = String(name.filter { $0.isLetter || $0 == "-" })
                isDoubtful = isDoubtful || word.hasSuffix(key) || said[colon...].contains(key + ":")
                isDoubtful = isDoubtful || Nearest.name(for: word, among: [key]) != nil
                continue
            }
            let value = said[said.index(after: colon)...].drop { $0 == " " }
            let path = value.prefix { $0.isLetter || $0.isNumber || "._-/".contains($0) }
            guard found == nil, !path.isEmpty, value.dropFirst(path.count).allSatisfy({ $0 == " " }) else { return nil }
            found = String(path)
        }
        // A key that is there as it should be counts, whatever stands beside it.
        return found == nil && isDoubtful ? nil : .some(found)
    }
}
