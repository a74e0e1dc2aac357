import LeadModel

/// What may be wrong with where the next page is.
enum PagingFault {
    static func fault(_ summary: String, _ host: String, _ advice: String) -> Fault {
        Fault(.httpPaging, .stopStream, summary, at: Origin(file: host), advice: advice)
    }

    static func cycle(_ host: String) -> Fault {
        fault(
            "the pages come round again: a cursor that was read before came once more", host,
            "Check 'paging' of the stream and where {cursor} stands in its request: pages would repeat for ever.")
    }

    static func round(_ host: String) -> Fault {
        fault(
            "the pages come round again: one holds the very same records as one before it", host,
            "Check 'paging' of the stream and where its name in braces stands in its request.")
    }

    static func keyMissing(_ path: String, _ host: String) -> Fault {
        fault(
            "the last record of a page has no '\(path)' to go on behind", host,
            "Name a column under 'keyset' that every record has, and ask for it.")
    }

    static func keyNoTime(_ path: String, _ host: String) -> Fault {
        fault(
            "'\(path)' of the last record of a page is no time", host,
            "Take 'as' out of this key of 'keyset', or name a column that holds a time with its zone.")
    }

    static func unsorted(_ path: String, _ host: String) -> Fault {
        fault(
            "the records of a page are not in the order of '\(path)'", host,
            "Ask for them in this order: those behind the last one would be passed over otherwise.")
    }

    static func ties(_ keys: [String], _ host: String) -> Fault {
        fault(
            "a whole page has the same \(keys.map { "'\($0)'" }.joined(separator: " and ")): nobody knows what comes behind",
            host, "Add the record's id to 'keyset' and to the request, or 'full' where the page was the last.")
    }

    static func capped(_ cap: Int, _ host: String) -> Fault {
        fault(
            "there are more than the \(cap) records that the host gives for one request", host,
            "Add 'keyset' to 'paging', so that it begins anew behind the last one, or a smaller 'step' to 'incremental'."
        )
    }

    static func parentMissing(_ column: String, _ host: String) -> Fault {
        fault(
            "no record has a '\(column)' to ask by", host,
            "Correct 'id' of 'for-each', or ask for this column in its stream.")
    }

    static func parentWithComma(_ column: String, _ host: String) -> Fault {
        fault(
            "'\(column)' of a record holds a comma, by which ids are parted", host,
            "Name the column of their ids as 'id' of 'for-each'.")
    }

    static func shifting(_ host: String) -> Fault {
        fault(
            "records move between the pages faster than they are read", host,
            "Ask for them in an order that does not change, such as by id; the next run goes on where this one stopped."
        )
    }
}

extension HTTPFault {
    static func longBareItems(_ megabytes: Int, _ host: String) -> Fault {
        Fault(
            .networkTooLarge, .stopStream, "an answer of bare values is longer than \(megabytes) MiB",
            at: Origin(file: host),
            advice: "Ask for fewer at once.")
    }

    static func moreUnsaid(_ path: String, _ host: String) -> Fault {
        Fault(
            .httpPaging, .stopStream, "the answer does not say under '\(path)' whether there are more pages",
            at: Origin(file: host),
            advice:
                "Correct 'more' of the stream's 'paging' after the vendor's pages: true, false or a number stands there."
        )
    }

    static func parentsWithout(_ column: String, _ count: Int, _ host: String) -> Fault {
        Fault(
            .httpPaging, .stopStream,
            "\(count) \(count == 1 ? "record" : "records") of the stream that 'for-each' names \(count == 1 ? "has" : "have") no readable '\(column)', and nothing is asked for by \(count == 1 ? "it" : "them")",
            at: Origin(file: host),
            advice: "Look at these records in the system itself; `source check` reads some of them.")
    }

    /// - Parameter count: of records of the other list.
    static func parentsGone(_ count: Int, _ host: String) -> Fault {
        Fault(
            .httpMissing, .stopStream,
            "\(count) \(count == 1 ? "record" : "records") of the stream that 'for-each' names \(count == 1 ? "was" : "were") gone when something was asked for by \(count == 1 ? "it" : "them")",
            at: Origin(file: host),
            advice: "Nothing is to be done where they were deleted in between; what they had is not to be had.")
    }

    static func errorsBeside(_ host: String) -> Fault {
        Fault(
            .httpPartial, .stopStream,
            "an answer tells of errors beside its records: some of what was asked for is not among them",
            at: Origin(file: host),
            advice:
                "What came counts; the next run asks for this time once more. Look at such an answer with `source sample --keep`."
        )
    }

    static func passedOverInside(_ host: String) -> Fault {
        Fault(
            .httpStatus, .stopStream,
            "a rule passes over a page in the middle of a list, and nothing says where it goes on",
            at: Origin(file: host),
            advice: "Write `then: stop` or `retry` in its place under 'errors': the next run goes on with this page.")
    }

    /// - Parameter count: of requests.
    static func passedOver(_ count: Int, _ host: String) -> Fault {
        Fault(
            .httpStatus, .stopStream, count == 1 ? "a request was passed over" : "\(count) requests were passed over",
            at: Origin(file: host), advice: "A rule under 'errors' says so; what they would have answered is not read.")
    }

    /// - Parameter name: in braces, in the request.
    static func noValue(_ name: String) -> Fault {
        Fault(
            .networkAddress, .stopStream, "'{\(name)}' stands in the request and has no value", seen: .word(name),
            advice: name == "fields"
                ? "Write a mapping that says which columns are wanted, or name them with `--fields` of `source sample`."
                : "A name within a longer text needs one on every page: give it a 'start' or a 'first', or let it stand alone."
        )
    }
}

extension Fault {
    /// The place where a stream was to go on is not there any more.
    static func begunAnew(_ what: String, _ host: String) -> Fault {
        Fault(
            .httpOutdated, .stopStream, "\(what); it is read anew", at: Origin(file: host),
            advice: "Nothing is lost: what is known already is passed over.")
    }

    /// The same where the place itself would have told what was deleted.
    static func begunAnewWithoutDeletions(_ what: String, _ host: String) -> Fault {
        Fault(
            .httpOutdated, .stopStream, "\(what); it is read anew", at: Origin(file: host),
            advice:
                "What is known already is passed over. What was deleted since the last pull is told by nobody any more: look it up in the system, and keep such people out with `leadloop suppression add`."
        )
    }
}
