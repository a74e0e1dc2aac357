import Foundation
@preconcurrency import Glibc
import LeadModel

/// Where words go: data to standard output, talk to standard error.
enum Terminal {
    /// Prints a line of data.
    static func say(_ line: String) { write(line + "\n", to: 1) }

    /// Prints a text of data byte for byte.
    static func sayWhole(_ text: String) { write(text, to: 1) }

    /// Prints a sentence of data for people, folded to the terminal's width.
    static func sayFolded(_ text: String, hang: Int = 4) {
        for line in Prose.lines(TextTable.flat(text), width: columns, hang: hang) { say(line) }
    }

    /// Prints talk, folded to the terminal's width.
    static func talk(_ text: String) {
        for line in Prose.lines(TextTable.flat(text), width: columns) { write(line + "\n", to: 2) }
    }

    /// Prints a line of talk that is to be copied, as it is.
    static func talkLine(_ line: String) { write(line + "\n", to: 2) }

    /// Prints a fault as talk: unfolded, as editors and `grep` read it.
    static func complain(_ fault: Fault, severity: String = "error") {
        write(text(of: fault, severity: severity) + "\n", to: 2)
    }

    /// A fault as it is printed.
    static func text(of fault: Fault, severity: String = "error") -> String {
        var shown = fault
        if let origin = fault.origin { shown.origin?.file = path(origin.file) }
        return shown.rendered(severity: severity)
    }

    /// A path without the `./` that stands for the current folder.
    static func path(_ path: String) -> String { path.hasPrefix("./") ? String(path.dropFirst(2)) : path }

    /// Prints over the current line of talk; only on a terminal.
    static func overwrite(_ line: String) { write("\r\u{1B}[K" + line, to: 2) }

    static var isInteractive: Bool { isatty(2) == 1 }

    /// Whether data may be coloured: on a terminal, where neither `--no-color` nor NO_COLOR says otherwise.
    static func isColoured(_ global: GlobalOptions) -> Bool {
        let noColor = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return isatty(1) == 1 && !global.noColor && !noColor
    }

    /// Columns of the terminal; 80 where it is not known.
    static var columns: Int {
        if let text = ProcessInfo.processInfo.environment["COLUMNS"], let number = Int(text), number >= 40 {
            return number
        }
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else { return 80 }
        return Int(size.ws_col)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // A reader that went away (`| head`) wants no more.
            guard count > 0 else { exit(descriptor == 1 && errno == EPIPE ? 0 : 74) }
            bytes = bytes.dropFirst(count)
        }
    }
}
