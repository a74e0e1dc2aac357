import ConfigFiles
import Foundation
import LeadModel

/// Reads one column of a feed.
struct FeedColumnCompiler {
    let findings: Findings

    func column(_ entry: ConfigEntryValue) -> FeedDefinition.Column? {
        guard let (field, rendering) = content(entry.value) else { return nil }
        return .init(name: entry.key, field: field, rendering: rendering, place: entry.keyPlace)
    }

    private func content(_ value: ConfigValue) -> (FeedField, FeedRendering?)? {
        guard let map = value.map else { return FeedField.word(value.text).map { ($0, nil) } }
        // What does not fit is told with its reason, not as a key that nobody reads.
        for key in ["as", "for", "pattern", "zone", "words", "blank"] { _ = map[key] }
        if let source = map.text("id-in") {
            refuse(["for", "pattern", "zone", "words"], of: map, unless: false)
            return rendering(of: .id(source: source), map).map { (.id(source: source), $0) }
        }
        if let text = map.text("text") {
            refuse(["as", "for", "pattern", "zone", "words", "blank"], of: map, unless: false)
            return (.text(text), nil)
        }
        guard let field = FeedField.word(map.text("from")) else { return nil }
        return rendering(of: field, map).map { (field, $0) }
    }

    private func rendering(of field: FeedField, _ map: ConfigMap) -> FeedRendering? {
        let form = map.text("as")
        refuse(["pattern", "zone"], of: map, unless: form == "time")
        refuse(["for"], of: map, unless: form == "sha256")
        var rendering = FeedRendering()
        if let blank = map["blank"] {
            // `null` is no word of YAML, but what it means.
            rendering.blank = blank.text.map { FeedRendering.Blank(rawValue: $0) ?? .null } ?? .null
        }
        if let words = map.map("words") {
            refuse(["as"], of: map, unless: false)
            return self.words(words, of: field, map.place(of: "words")).map {
                rendering.form = .words($0)
                return rendering
            }
        }
        let found: FeedRendering.Form?
        switch form {
        case "sha256": found = hash(field, map)
        case "time": found = time(field, map)
        case "epoch-seconds":
            found = check(field, [.instant], map, "a time") ? .epochSeconds : nil
        case "number": found = check(field, [.money, .number], map, "an amount") ? .number : nil
        case "currency": found = check(field, [.money], map, "an amount") ? .currency : nil
        default: found = .plain
        }
        guard let found else { return nil }
        rendering.form = found
        return rendering
    }

    private func refuse(_ keys: [String], of map: ConfigMap, unless fits: Bool) {
        for key in keys where !fits && map.isGiven(key) {
            map.passOver(key)
            findings.add(
                .feedInvalid, "'\(key)' does not go with the rest of the column", at: map.place(of: key),
                advice: "Take it out.")
        }
    }

    private func check(_ field: FeedField, _ kinds: [FeedValueKind], _ map: ConfigMap, _ what: String) -> Bool {
        if kinds.contains(field.kind) { return true }
        findings.add(
            .feedInvalid, "'\(field.word)' is not \(what)", at: map.place(of: "as"),
            advice: "Take 'as' out, or name another field.")
        return false
    }

    private func hash(_ field: FeedField, _ map: ConfigMap) -> FeedRendering.Form? {
        let receiver = map.text("for").flatMap(HashedValue.Receiver.init(rawValue:))
        guard let subject = field.hashed else {
            findings.add(
                .feedInvalid, "'\(field.word)' is nothing that receivers know by its hash", at: map.place(of: "as"),
                advice: "Take 'as' out, or name an address, a number, a name, a place or an id.")
            return nil
        }
        if receiver == nil, !map.isGiven("for"), subject != .email, subject != .id {
            findings.add(
                .feedInvalid, "receivers write '\(field.word)' differently before it is hashed",
                at: map.place(of: "as"),
                advice: "Add `for: google` or `for: meta`.")
            return nil
        }
        if receiver == .google, subject == .place {
            findings.add(
                .feedInvalid, "Google wants '\(field.word)' as it is, without a hash", at: map.place(of: "for"),
                advice: "Write the field alone.")
            return nil
        }
        return .hash(HashedValue(subject: subject, receiver: receiver))
    }

    private func time(_ field: FeedField, _ map: ConfigMap) -> FeedRendering.Form? {
        guard check(field, [.instant], map, "a time") else { return nil }
        guard let pattern = map.text("pattern"), let name = map.text("zone") else {
            for key in ["pattern", "zone"] where !map.isGiven(key) {
                findings.add(
                    .configMissingKey, "a column with `as: time` needs '\(key)'", at: map.place,
                    advice: key == "zone"
                        ? "Add the zone that the receiver reads times in, such as `zone: Europe/Amsterdam`."
                        : "Add such as `pattern: \"yyyy-MM-dd HH:mm:ss\"`.")
            }
            return nil
        }
        guard name == "UTC" || name.contains("/"), let zone = TimeZone(identifier: name) else {
            findings.add(
                .configUnknownValue, "this is no time zone", at: map.place(of: "zone"), seen: .word(name),
                advice: "Write a name such as Europe/Amsterdam, or UTC.")
            return nil
        }
        guard let read = TimePattern(pattern, zone: zone) else {
            findings.add(
                .feedInvalid, "the pattern has a letter that means nothing, or a quote that stays open",
                at: map.place(of: "pattern"), seen: .word(pattern),
                advice: "Use yyyy, MM, dd, HH, mm, ss, SSS and xxx, xx or XXX; put other letters into single quotes.")
            return nil
        }
        return .time(read)
    }

    /// Every word that the field can hold must be there, where that is known.
    private func words(_ map: ConfigMap, of field: FeedField, _ place: Origin) -> [String: String]? {
        var words: [String: String] = [:]
        for entry in map.entries { words[entry.key] = entry.value.text }
        guard case .words(let known) = field.kind else { return words }
        for entry in map.entries where !known.contains(entry.key) {
            findings.add(
                .configUnknownValue, "'\(field.word)' never is '\(entry.key)'", at: entry.keyPlace,
                advice: Nearest.advice(for: entry.key, among: known))
        }
        let missing = known.filter { words[$0] == nil }
        if !missing.isEmpty {
            findings.add(
                .feedInvalid, "'words' says nothing of \(missing.joined(separator: ", "))", at: place,
                advice: "Add them: a row with a word that is not there is left out, and no word stands for all others.")
        }
        return words
    }
}
