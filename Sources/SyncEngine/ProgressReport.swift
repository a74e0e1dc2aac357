import Connectors
import Foundation
import LeadModel

/// Says what a run is doing, to whoever listens.
///
/// Called from the run's own thread; the listener decides how often it speaks.
public final class ProgressReport {
    /// Where a phase stands.
    public struct State: Sendable {
        public var phase: String
        public var done: Int
        /// `nil` where it is not known beforehand.
        public var total: Int?
        /// Seconds since the phase began.
        public var seconds: Double
        /// Of a system that is asked; `nil` of everything else.
        public var calls: Calls?
        /// So many seconds are being waited, for a host or for its quota; `nil`: it goes on.
        public var waiting: Int?
    }

    /// How often a system was asked, how often it will be, and how often it may be.
    public struct Calls: Sendable {
        public var made: Int
        /// Until the end, going by the last pull; `nil`: nobody knows.
        public var estimated: Int?
        /// Today; `nil`: nobody says.
        public var left: Int?
    }

    private let listener: (State) -> Void
    private var state = State(phase: "", done: 0, total: nil, seconds: 0)
    private var began = DispatchTime.now()
    private var sinceLast = 0

    public init(_ listener: @escaping (State) -> Void) { self.listener = listener }

    func begin(_ phase: String, total: Int? = nil) {
        state = State(phase: phase, done: 0, total: total, seconds: 0)
        began = DispatchTime.now()
        listener(state)
    }

    /// How often a system has been asked, told with the next step.
    func note(_ calls: CallCount?) {
        state.calls = calls.map { Calls(made: $0.made, estimated: $0.estimated, left: $0.left) }
        tell()
    }

    /// Tells that so many seconds are being waited; `nil`: no more.
    func wait(_ seconds: Int?) {
        state.waiting = seconds
        if seconds != nil { tell() }
    }

    private func tell() {
        state.seconds = Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e9
        listener(state)
    }

    func advance(_ count: Int) {
        state.done += count
        sinceLast += count
        // Looking at the clock for every record would cost more than many a record.
        guard sinceLast >= 1_000 else { return }
        sinceLast = 0
        tell()
    }
}
