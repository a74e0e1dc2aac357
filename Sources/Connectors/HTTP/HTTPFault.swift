import LeadModel

/// What may be wrong with an answer over HTTP. Nothing of its body stands in any of them but a code of the vendor's.
enum HTTPFault {
    static func unauthorized(_ host: String) -> Fault {
        Fault(
            .httpUnauthorized, .stopStream, "the credentials were refused", at: Origin(file: host),
            advice:
                "Check 'auth' of the source, and what its account may read. The next run goes on where this one stopped."
        )
    }

    /// - Parameter code: the vendor's word for it, where the body has one.
    static func status(_ status: Int, code: String?, _ host: String) -> Fault {
        Fault(
            status == 404 || status == 410 ? .httpMissing : .httpStatus, .stopStream,
            "the request was refused with status \(status)", at: Origin(file: host), seen: code.map(Seen.word),
            advice:
                "Look the status up in the vendor's pages, and correct the request of the stream. The next run goes on where this one stopped."
        )
    }

    /// - Parameter seconds: that were asked for.
    static func throttled(_ status: Int, waiting seconds: Int, _ host: String) -> Fault {
        Fault(
            .httpThrottled, .retry(afterSeconds: seconds),
            "status \(status): the host asks to wait \(seconds) s, longer than a run waits", at: Origin(file: host),
            advice: "The next run goes on where this one stopped; 'limits: wait' allows more.")
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
            advice: "Check 'auth' of the source: the address, and where the token stands in the answer.")
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
}
