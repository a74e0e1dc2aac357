public import LeadModel

extension DestinationDesk.Trial {
    /// What is wrong with a destination that was tried, with what to do about it: nothing waits because of a trial, and nothing is
    /// stopped by it.
    public static func told(_ fault: Fault, of name: String) -> Fault {
        var told = fault
        let again = "`leadloop destination test \(name)` tries it again."
        switch fault.code {
        case .deliveryGone:
            told.advice =
                "Ask its operator for the new address, and write it into the destination's file. This was a trial, and stops nothing: it is stopped when a message is answered so."
        case .deliveryRefused:
            told.advice =
                "Ask its operator what the sample lacks: it is signed as every message is, and its type is `leadloop.test`. \(again)"
        case .httpStatus:
            told.advice =
                "This was a trial: nothing of it is kept, or tried again. Its operator can say why, or its own log. \(again)"
        case .httpMissing: told.advice = "Check 'address' in the destination's file. \(again)"
        case .httpUnauthorized:
            told.advice = "Check 'auth' in the destination's file, and what its account may do. \(again)"
        case .httpThrottled: told.advice = "Try it again later; where this is usual, write 'quota' into its file."
        case .networkTruncated: told.advice = "Look at the receiver's own log, or a proxy's in between. \(again)"
        default: break
        }
        return told
    }
}
