import LeadModel

/// What may be wrong with an answer to rows that were sent. No word of a person stands in any of them.
enum WriteFault {
    /// Seconds to wait, of those that are asked for.
    static func wait(_ asked: Int?) -> Int { min(max(asked ?? 0, 0), DeliveryFault.longestAsked) }

    /// An answer that refuses all of a request.
    static func refused(_ answer: ErrorAnswer, _ host: String) -> Fault {
        switch answer.status {
        case 401: return DeliveryFault.unauthorized(host)
        case 410:
            return Fault(
                .deliveryGone, .stopStream, "nobody takes anything there any more (status 410)", at: Origin(file: host),
                advice:
                    "Ask whoever runs the system where it is taken now, and correct the address or take the feed's 'to' out."
            )
        case 200..<300:
            return Fault(
                .httpStatus, .stopStream, "the request was refused in an answer of status \(answer.status)",
                at: Origin(file: host), seen: answer.code.map(Seen.word),
                advice:
                    "Look the code up in the vendor's pages; 'errors' of the destination says what is done about it.")
        default:
            var fault = HTTPFault.status(answer.status, code: answer.code, host, of: .destination)
            fault.advice = advice(answer.status)
            return fault
        }
    }

    private static func advice(_ status: Int) -> String {
        switch status {
        case 429: "It is tried again when the host allows it; 'quota' of the destination keeps to what it allows."
        case 500...: "It is tried again. If it stays so, ask the system's operator, or look at its status page."
        default:
            "Look the status up in the vendor's pages, and correct the write's request; what was not delivered waits."
        }
    }

    static func noParameter(_ name: String, _ meaning: String, _ feed: String, _ host: String) -> Fault {
        Fault(
            .configMissingKey, .stopStream, "the feed '\(feed)' does not say '\(name)'", at: Origin(file: host),
            advice: "Add it to the feed's `with`: \(meaning)")
    }

    static func later(_ code: String, _ host: String) -> Fault {
        Fault(
            .deliveryPutOff, .retry(afterSeconds: 0), "the system has put this row off", at: Origin(file: host),
            seen: ErrorAnswer.isCode(code) ? .word(code) : .shape(of: code.utf8),
            advice: "It is sent again; 'later' of the write names the codes of which that is true.")
    }

    static func unanswered(_ host: String) -> Fault {
        Fault(
            .deliveryUnanswered, .retry(afterSeconds: 0), "the answer says nothing of this row", at: Origin(file: host),
            advice: "It is sent again. If it stays so, look at 'rows' and 'by' of the write's 'answer'.")
    }

    static func strangers(_ count: Int, _ host: String) -> Fault {
        Fault(
            .deliveryUnanswered, .deadLetter,
            "the answer names \(count) row\(count == 1 ? "" : "s") of which nobody was sent", at: Origin(file: host),
            advice: "Nothing is done about it. If it stays so, look at 'rows' and 'by' of the write's 'answer'.")
    }

    static func unreadable(_ cause: Fault, _ host: String) -> Fault {
        Fault(
            .deliveryUnreadable, .retry(afterSeconds: 0), "the answer cannot be read",
            at: Origin(file: host),
            seen: .word(cause.code.rawValue),
            advice:
                "What was sent may have arrived; it is sent again. A login page, a firewall or a proxy may have answered."
        )
    }

    static func notUnderstood(_ path: String, _ host: String) -> Fault {
        Fault(
            .deliveryUnreadable, .stopStream, "the answer has no '\(path)'", at: Origin(file: host),
            advice: "Look at what the vendor's pages say of it, and correct the write's 'answer' or 'job'.")
    }
}
