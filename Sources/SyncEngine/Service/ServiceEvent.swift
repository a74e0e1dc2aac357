public import LeadModel

/// What a service tells whoever runs it. No word of a person is in it.
public enum ServiceEvent: Sendable {
    /// Sources are about to be read, or none, where only time asks for something.
    case syncing([String])
    /// A run has ended.
    case ran(RunReport)
    /// Something was sent, or could not be.
    case delivered([DeliveryTally])
    /// Files of feeds were put where their destinations want them.
    case uploaded(Int)
    /// A backup of the store was made.
    case backedUp(BackupDesk.Made)
    /// Another process writes to the store; it is waited for.
    case waiting(Fault)
    /// Something stopped a piece of work, which is tried again.
    case failed(Fault, againAt: Instant)
    /// What is odd and stops nothing.
    case warned(Fault)
    /// The configuration was read anew.
    case reloaded
    /// A new configuration has findings; the old one goes on.
    case refused([Fault])
    /// No more work is begun.
    case stopping
    /// Work was under way when the time to come to an end was over; the next start goes on with it.
    case leftUnfinished
}
