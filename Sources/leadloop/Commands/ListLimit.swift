import ArgumentParser

/// How long a list may be.
enum ListLimit {
    static func check(_ limit: Int) throws {
        guard (1...1_000_000).contains(limit) else {
            throw ValidationError("--limit must be from 1 to 1000000.")
        }
    }

    /// Says on standard error how many are not listed.
    static func tell(shown: Int, omitted: Int, _ one: String, _ many: String) {
        guard omitted > 0 else { return }
        Terminal.talk(
            "The first \(RunText.grouped(shown)) are listed; \(RunText.grouped(omitted)) more \(omitted == 1 ? one : many). --limit N lists more."
        )
    }
}
