public import LeadModel

extension HTTPPull {
    /// Keeps the first answer of the stream, as it came, in a file that nobody else may read.
    /// - Throws: where the system cannot be asked, or the file cannot be written.
    public func keepFirstAnswer(in path: String) throws(Fault) {
        if bookmark.open == nil { bookmark.open = window(after: bookmark.watermark) }
        // An export is made for it, and taken away again.
        if let job = stream.job { while try prepare(job) {} }
        defer {
            if let job = stream.job { noteEnd(of: job) }
            takeAwayJob()
        }
        guard try hasParents(), let open = bookmark.open else { throw HTTPFault.noParents(name) }
        let values = requestValues(open)
        var plan = plan(stream.request, at: open.position, values)
        plan.headers.append(RequestParameter("Accept-Encoding", RequestTemplate("identity")))
        guard let answer = try session.ask(plan, values) else { throw HTTPFault.passedOver(name) }
        defer { answer.transfer.cancel() }
        try WholeFile.keep(answer.transfer, in: path)
    }
}
