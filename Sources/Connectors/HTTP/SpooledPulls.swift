import Glibc

/// Files of ours into which exports are brought whole before anything of them is read.
extension HTTPSession {
    /// What the file of a stream is called: the same in every run, so that the next goes on with what one began.
    func spoolName(of stream: HTTPStream) -> String {
        "pull-" + Hex.text(RunningDigest.of(place(of: stream.request).utf8).prefix(8))
    }

    /// Lets go of what a run has left there and no other goes on with: whole files, which are brought anew, and parts of what no
    /// stream asks for any more.
    /// - Parameter streams: all that the source has.
    public func sweepSpool(keeping streams: [HTTPStream]) {
        guard let folder = spool else { return }
        let spool = Spool(folder: folder)
        for stream in streams where stream.job != nil { spool.claimParts(of: spoolName(of: stream)) }
        spool.sweep()
        // Unless something is kept there.
        rmdir(folder)
    }
}
