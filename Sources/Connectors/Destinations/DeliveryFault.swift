import LeadModel

/// What can be wrong with a delivery.
enum DeliveryFault {
    /// Seconds that a receiver may ask us to wait: 30 days. Whoever asks for longer is asked again after that.
    static let longestAsked = 2_592_000

    static func gone(_ host: String) -> Fault {
        Fault(
            .deliveryGone, .stopStream, "the receiver says that it is there no more (410)", at: Origin(file: host),
            advice:
                "Nothing is sent to it from now on. Ask its operator for the new address, or take its feeds away; `leadloop destination resume NAME` sends what waits."
        )
    }

    /// The event itself is refused, and perhaps no other.
    static func refused(_ status: Int, _ host: String) -> Fault {
        Fault(
            .deliveryRefused, .retry(afterSeconds: 0), "the receiver refuses this message with status \(status)",
            at: Origin(file: host),
            advice: "It is tried again by the destination's pace. Ask its operator what it lacks.")
    }

    static func unauthorized(_ host: String) -> Fault {
        Fault(
            .httpUnauthorized, .stopStream, "the receiver refuses our credentials", at: Origin(file: host),
            advice:
                "Check 'auth' of the destination, and what its account may write. Messages wait, and are tried again by its pace."
        )
    }

    /// - Parameter asked: seconds that the receiver asks to wait; `nil`: it does not say.
    static func status(_ status: Int, asked: Int? = nil, _ host: String) -> Fault {
        let wait = Fault.Remedy.retry(afterSeconds: min(asked ?? 0, longestAsked))
        let again = "Messages wait, and are tried again by the destination's pace."
        return switch status {
        case 429:
            Fault(
                .httpThrottled, wait, "the receiver asks to send less often (status 429)", at: Origin(file: host),
                advice: "\(again) Write 'quota' into the destination where this is usual.")
        case 404, 405:
            Fault(
                .httpMissing, wait, "nothing takes messages at this address (status \(status))", at: Origin(file: host),
                advice: "\(again) Check the address of the destination.")
        case 500...:
            Fault(
                .httpStatus, wait, "the receiver has failed with status \(status)", at: Origin(file: host),
                advice: "\(again) If it stays so, ask its operator.")
        default:
            Fault(
                .httpStatus, wait, "the receiver refuses us with status \(status)", at: Origin(file: host),
                advice: "\(again) Ask its operator what it lacks.")
        }
    }

    static func elsewhere(_ status: Int, _ host: String) -> Fault {
        Fault(
            .networkRedirect, .stopStream,
            "the receiver points elsewhere with status \(status), and events follow nobody",
            at: Origin(file: host), advice: "Write the address that it points to into the destination.")
    }
}
