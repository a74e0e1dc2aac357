import LeadModel

/// When somebody has waited for long enough: a lead that sales has and that nobody touches.
///
/// A span in minutes or hours is one of work, where the version states when sales is at work; one in days or weeks is of the
/// calendar, as it is written.
struct Patience: Sendable, Hashable {
    private let span: AgreedSpan
    private let hours: BusinessHours?
    /// Laid out for all that is likely to be asked, because every lead that waits is: later times are walked to.
    private let laidOut: WorkingTime?

    /// From the beginning of a version on; a zone's rules for later are a guess anyway.
    private static let laidOutDays = 7_300

    /// - Parameter begins: when the version is in force; no lead that waits by it was handed over before.
    init(_ span: AgreedSpan, in hours: BusinessHours?, from begins: Instant) {
        self.span = span
        self.hours = span.isOfWork ? hours : nil
        laidOut = self.hours.map {
            WorkingTime($0, from: begins, to: begins.adding(days: Patience.laidOutDays))
        }
    }

    func ends(for handedOver: Instant) -> Instant {
        guard let hours else { return span.after(handedOver) }
        return laidOut?.instant(span.milliseconds, after: handedOver)
            ?? hours.instant(span.milliseconds, after: handedOver)
    }
}

extension AgreementVersion {
    /// When a lead that was handed over at a time counts as untouched; `nil` where that is no trigger.
    func untouched(since handedOver: Instant) -> Instant? { patience?.ends(for: handedOver) }
}
