import LeadModel

/// What may be wrong with a tap and its messages. Nothing of a record, a state or its error output stands in any of them.
enum SingerFault {
    static func missing(_ program: String, _ why: String, _ name: String) -> Fault {
        Fault(
            .singerTapMissing, .stopStream, "the tap '\(program)' cannot be started: \(why)", at: Origin(file: name),
            advice:
                "Install it, and name its file under 'command', such as .venv/bin/\(program.split(separator: "/").last ?? "tap"). A name alone is looked for in the PATH of the source's 'environment'."
        )
    }

    /// - Parameter status: what it ended with, or the negative number of a signal.
    static func failed(_ status: Int32, errorLines: Int, isKept: Bool, _ name: String) -> Fault {
        let how = status < 0 ? "was ended by signal \(-status)" : "ended with status \(status)"
        let lines = errorLines == 1 ? "1 line" : "\(errorLines) lines"
        let limits = status < 0 ? " Signals come from its 'limits', too: 24 is the CPU's." : ""
        return Fault(
            .singerTapFailed, .stopStream, "the tap \(how) and wrote \(lines) of errors", at: Origin(file: name),
            advice: (isKept
                ? "Read the file under 'error-output'."
                : "Run it by hand, or keep what it says with 'error-output' of the source: it may hold secrets and names.")
                + limits + " The next run goes on behind its last state.")
    }

    static func silent(_ seconds: Int, _ what: String, _ name: String) -> Fault {
        Fault(
            .singerTapSilent, .stopStream, "the tap \(what) \(seconds) s and was ended", at: Origin(file: name),
            advice:
                "If that is right for this tap, allow more under 'limits' of the source. The next run goes on behind its last state."
        )
    }

    static func message(_ summary: String, line: Int, _ name: String, seen: Seen? = nil) -> Fault {
        Fault(
            .singerMessage, .stopStream, summary, at: Origin(file: name, line: line), seen: seen,
            advice:
                "A tap writes one message of the Singer specification a line, and nothing else, to its output. Report it to the tap's authors."
        )
    }

    static func batch(line: Int, _ name: String) -> Fault {
        Fault(
            .singerMessage, .stopStream, "the tap writes batches of files, which are not read",
            at: Origin(file: name, line: line), seen: .word("BATCH"),
            advice: "Take 'batch_config' out of the tap's configuration: it then writes records.")
    }

    /// - Parameter known: the streams that there are.
    static func noStream(_ stream: String, known: [String], _ name: String) -> Fault {
        let list =
            known.isEmpty
            ? "It named none at all."
            : "\(Nearest.advice(for: stream, among: known)) It has \(known.prefix(20).joined(separator: ", "))."
        return Fault(
            .singerStreamMissing, .stopStream, "the tap has no stream '\(stream)'", at: Origin(file: name),
            advice: "\(list) Say which under 'stream', or select it in the catalog.")
    }

    static func badCatalog(_ why: String, _ name: String) -> Fault {
        Fault(
            .singerCatalog, .stopStream, "the tap's catalog cannot be used: \(why)", at: Origin(file: name),
            advice: "Write one by hand and name it under 'catalog', or say `catalog: none` where the tap takes none.")
    }

    static func pipeTwice(_ name: String) -> Fault {
        Fault(
            .fileNotRegular, .stopStream, "a pipe can be read by one stream only", at: Origin(file: name),
            advice:
                "Write the tap's output to a file, name the tap itself under 'command', or part the source in several."
        )
    }

    static func pipeEnds(line: Int, _ name: String) -> Fault {
        Fault(
            .singerMessage, .stopStream,
            "the pipe ends without a state, as it does where the tap dies that writes into it",
            at: Origin(file: name, line: line == 0 ? nil : line),
            advice:
                "Look how the tap ended, and run it again. Where it gives no states, name it under 'command', or have it write a file that is put in its place once it has ended well."
        )
    }

    // MARK: What is odd and stops nothing

    static func fullTable(_ name: String) -> Fault {
        Fault(
            .singerFullTable, .stopStream, "the tap sends the whole table each time", at: Origin(file: name),
            seen: .word("ACTIVATE_VERSION"),
            advice:
                "A record that is no longer among them is not deleted here: nothing vanishes by being absent, unless the stream says `complete: true`. Where the system marks what it deletes, map that under 'deleted' of 'identity'."
        )
    }

    static func noState(_ name: String) -> Fault {
        Fault(
            .singerStateMissing, .stopStream, "the tap gave no state", at: Origin(file: name),
            advice: "All of it is read each time. Where the tap can go on, choose 'INCREMENTAL' in its catalog.")
    }

    static func passedOver(_ records: Int, _ streams: [String], _ name: String) -> Fault {
        Fault(
            .singerOtherStream, .stopStream,
            "\(records) \(records == 1 ? "record" : "records") of other streams \(records == 1 ? "was" : "were") passed over",
            at: Origin(file: name), seen: .word(streams.prefix(20).joined(separator: ", ")),
            advice: "Each stream of the source is read by a run of its own. Unselect in the catalog what nobody reads."
        )
    }
}
