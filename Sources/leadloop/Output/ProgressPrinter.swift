import Foundation
import SyncEngine

/// Prints progress to standard error: on a terminal over one line, after the first second; otherwise a line every ten.
final class ProgressPrinter {
    private let isQuiet: Bool
    private let began = Date()
    private var lastShown = Date.distantPast
    private var hasLine = false

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    func show(_ state: ProgressReport.State) {
        let now = Date()
        guard !isQuiet, now.timeIntervalSince(began) > 1,
            now.timeIntervalSince(lastShown) > (Terminal.isInteractive ? 0.2 : 10)
        else { return }
        lastShown = now
        var line = "\(state.phase): \(RunText.grouped(state.done))"
        if let total = state.total { line += " of \(RunText.grouped(total))" }
        if state.seconds > 0.5 {
            let rate = Double(state.done) / state.seconds
            line += ", \(RunText.grouped(Int(rate)))/s"
            if let total = state.total, rate > 0 {
                line += ", \(Int((Double(total - state.done) / rate).rounded())) s left"
            }
        }
        if let calls = state.calls { line += ", \(RunText.calls(calls))" }
        if let seconds = state.waiting { line += ", waiting \(seconds) s" }
        if Terminal.isInteractive {
            Terminal.overwrite(String(line.prefix(Terminal.columns - 1)))
            hasLine = true
        } else {
            Terminal.talk(line)
        }
    }

    func clear() {
        if hasLine { Terminal.overwrite("") }
        hasLine = false
    }
}
