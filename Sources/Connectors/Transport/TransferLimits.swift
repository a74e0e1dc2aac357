/// How long a transfer may take, and how much it may bring.
public struct TransferLimits: Sendable, Hashable {
    /// Until a connection stands, its TLS or SSH included, in seconds.
    public var connectSeconds = 20
    /// A transfer slower than `slowestBytes` a second for so long is given up; waiting for us does not count.
    public var stallSeconds = 60
    public var slowestBytes = 64
    /// The whole of it, in seconds; 0: as long as it moves.
    public var totalSeconds = 0
    /// Of the body as it is read: unpacked, where it comes packed.
    public var bodyBytes: Int64 = 256 << 20
    /// Of all headers together.
    public var headerBytes = 256 << 10
    /// So much is held until it is read; then the sender waits.
    public var bufferBytes = 1 << 20

    public init() {}
}
