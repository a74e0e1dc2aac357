import LeadModel

/// What may be wrong with an answer over HTTP. Nothing of its body stands in any of them but a code of the vendor's.
enum HTTPFault {
    /// What becomes of what was not done.
    /// - Parameter asker: on whose behalf the host is asked.
    static func later(_ asker: TransferAsker) -> String {
        asker == .destination
            ? "What waits is tried again by the destination's pace." : "The next run goes on where this one stopped."
    }

    /// - Parameter asker: on whose behalf the host is asked.
    static func unauthorized(_ host: String, of asker: TransferAsker) -> Fault {
        let may = asker == .destination ? "do" : "read"
        return Fault(
            .httpUnauthorized, .stopStream, "the credentials were refused", at: Origin(file: host),
            advice: "Check 'auth' of the \(asker), and what its account may \(may). \(later(asker))")
    }

    /// - Parameters:
    ///   - code: the vendor's word for it, where the body has one.
    ///   - asker: on whose behalf the host is asked.
    static func status(_ status: Int, code: String?, _ host: String, of asker: TransferAsker) -> Fault {
        if status == 429 {
            return Fault(
                .httpThrottled, .stopStream, "the host asks to ask less often (status 429)", at: Origin(file: host),
                seen: code.map(Seen.word),
                advice: asker == .destination
                    ? "\(later(asker)) 'quota' of the destination keeps to what the host allows."
                    : "The next run goes on where this one stopped; run it later, or less often.")
        }
        if status == 414 || status == 431 {
            return Fault(
                .httpStatus, .stopStream, "the address of the request is too long for the host (status \(status))",
                at: Origin(file: host), seen: code.map(Seen.word),
                advice:
                    "Let the mapping read fewer columns, or write 'split' under 'fields' of the stream: they are asked for in parts then."
            )
        }
        if status >= 500 {
            return Fault(
                .httpStatus, .stopStream, "the host has failed with status \(status)", at: Origin(file: host),
                seen: code.map(Seen.word),
                advice:
                    "\(later(asker)) If it stays so, ask the system's operator, or look at its status page."
            )
        }
        return Fault(
            status == 404 || status == 410 ? .httpMissing : .httpStatus, .stopStream,
            "the request was refused with status \(status)", at: Origin(file: host), seen: code.map(Seen.word),
            advice:
                "Look the status up in the vendor's pages, and correct the request of the \(asker == .destination ? "destination" : "stream"). \(later(asker))"
        )
    }

    /// - Parameters:
    ///   - seconds: that were asked for.
    ///   - asker: on whose behalf the host is asked.
    static func throttled(_ status: Int, waiting seconds: Int, _ host: String, of asker: TransferAsker) -> Fault {
        Fault(
            .httpThrottled, .retry(afterSeconds: seconds),
            "status \(status): the host asks to wait \(seconds) s, longer than a run waits", at: Origin(file: host),
            advice: asker == .destination
                ? "\(later(asker)) 'limits: wait' allows more."
                : "The next run goes on where this one stopped; 'limits: wait' allows more.")
    }

    static func exhausted(_ attempts: Int, _ last: Fault) -> Fault {
        var fault = last
        fault.remedy = .stopStream
        fault.summary += "; tried \(attempts) times"
        return fault
    }

    static func token(_ host: String) -> Fault {
        Fault(
            .httpUnauthorized, .stopStream, "the answer to the login holds no token", at: Origin(file: host),
            advice: "Check 'auth': the address, and where the token stands in the answer.")
    }

    static func otherAccount(_ stream: String, _ host: String) -> Fault {
        Fault(
            .httpOtherAccount, .stopStream, "another account answers than the one that \(stream) was read of",
            at: Origin(file: host),
            advice:
                "Nothing of it was taken in: its ids are other people. Put the right credentials back; if it is meant to be this one from now on, `sync --full` reads it from its beginning."
        )
    }

    static func noAccount(_ path: String, _ host: String) -> Fault {
        Fault(
            .httpNotData, .stopStream, "the answer to 'identity' has no '\(path)' that says which account it is",
            at: Origin(file: host), advice: "Correct 'account' of 'identity'; `source check` shows what it answers.")
    }

    static func earlierStart(_ begun: Instant, _ host: String) -> Fault {
        Fault(
            .pullLeavesOut, .stopStream, "'start' is earlier than where the first pull began, \(begun)",
            at: Origin(file: host),
            advice: "What was changed before is asked for by `sync --full` alone.")
    }

    static func badHeader(_ name: String, _ host: String) -> Fault {
        Fault(
            .networkAddress, .stopStream, "what is filled in for the header '\(name)' holds a line break or the like",
            at: Origin(file: host), advice: "A secret's file holds one line; look at what else the header names.")
    }

    static func notIdentity(_ host: String) -> Fault {
        Fault(
            .httpNotData, .stopStream, "the answer to 'identity' is no JSON", at: Origin(file: host),
            advice: "Check 'identity'; nothing else depends on it.")
    }

    static func notMoving(_ host: String) -> Fault {
        Fault(
            .httpPaging, .stopStream, "the next page has the same cursor as the one before", at: Origin(file: host),
            advice:
                "Check 'paging' of the stream and where {cursor} stands in its request: pages would repeat for ever.")
    }

    static func repeating(_ host: String) -> Fault {
        Fault(
            .httpPaging, .stopStream, "two pages in a row hold the very same records", at: Origin(file: host),
            advice: "Check 'paging' of the stream and where {page} or {offset} stands in its request.")
    }

    static func endless(_ pages: Int, _ host: String) -> Fault {
        Fault(
            .httpPaging, .stopStream, "the stream has more than \(pages) pages", at: Origin(file: host),
            advice:
                "If it is so long, allow more with 'at-most' of its 'paging'; the next run goes on where this one stopped."
        )
    }

    static func packed(_ way: String, _ host: String) -> Fault {
        Fault(
            .networkProtocol, .stopStream, "the answer is packed in a way that was not asked for",
            at: Origin(file: host), seen: ErrorAnswer.isCode(way) ? .word(way) : .shape(of: way.utf8),
            advice: "Tell the operator of the host, or of a proxy in between: gzip is understood.")
    }

    static func promised(_ host: String) -> Fault {
        Fault(
            .httpPaging, .stopStream, "a page that was promised came without anything in it", at: Origin(file: host),
            advice:
                "The next run asks for it again. If the host ends a list so, look its paging up in the vendor's pages."
        )
    }

    static func longCursor(_ host: String) -> Fault {
        Fault(
            .httpPaging, .stopStream, "the cursor of the next page is longer than one can be", at: Origin(file: host),
            advice: "Check 'paging' of the stream: it may name the wrong value.")
    }

    /// - Parameter seconds: that the server's clock is ahead of ours; below 0: behind it.
    static func clock(_ seconds: Int64, _ host: String) -> Fault {
        Fault(
            .httpClock, .stopStream,
            "the clock of the host is \(span(abs(seconds))) \(seconds > 0 ? "ahead of" : "behind") ours",
            at: Origin(file: host),
            advice:
                "Nothing is lost: the slower one of the two says how far a pull reaches. Set whichever is wrong: `timedatectl` shows ours."
        )
    }

    /// In the largest unit of which there are two or more, rounded.
    private static func span(_ seconds: Int64) -> String {
        for (unit, name) in [(86_400, "days"), (3_600, "hours")] as [(Int64, String)] where seconds >= 2 * unit {
            return "\((seconds + unit / 2) / unit) \(name)"
        }
        return "\((seconds + 30) / 60) minutes"
    }

    static func noParents(_ place: String) -> Fault {
        Fault(
            .httpMissing, .stopStream, "the stream is asked for by the records of another, which has none",
            at: Origin(file: place), advice: "Look whether the stream that 'for-each' names brings records.")
    }

    static func passedOver(_ place: String) -> Fault {
        Fault(
            .httpStatus, .stopStream, "a rule of the source passes this answer over", at: Origin(file: place),
            advice: "Look at 'errors' of the source: the rule that fits says `then: skip`.")
    }

    static func notData(_ kind: String, _ host: String) -> Fault {
        Fault(
            .httpNotData, .stopStream, "a page for people came instead of data (\(kind))", at: Origin(file: host),
            advice: "Check the address: a login page, a firewall or a proxy may have answered.")
    }

    static func noBeginning(_ path: String, _ host: String) -> Fault {
        Fault(
            .httpPaging, .stopStream, "the answer to 'begin' has no cursor at '\(path)'", at: Origin(file: host),
            advice: "Check 'begin' and 'cursor' of the stream's 'paging'.")
    }
}
