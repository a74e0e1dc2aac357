import LeadModel
import RecordFormats

/// A source whose records a Singer tap writes: what is true of all its streams.
public struct SingerSource: Sendable, Hashable {
    /// Where the tap's messages come from.
    public enum Output: Sendable, Hashable {
        /// A program and what it is started with: never through a shell.
        case command([String])
        /// A file or a named pipe that holds what a tap wrote; relative to the folder that holds `config`.
        case recorded(String)
    }

    /// What says which streams and fields the tap reads: `catalog:`.
    public enum Catalog: Sendable, Hashable {
        /// The tap is asked first.
        case discovered
        /// A file of the user's, in which what a stream needs is selected.
        case file(String)
        /// The tap takes none.
        case none
    }

    public var output: Output
    /// The tap's own configuration; it is named to it, and not read here.
    public var config: String?
    public var catalog = Catalog.discovered
    /// By which option the tap takes its catalog, without its hyphens.
    public var catalogOption = "catalog"
    /// All that the tap finds in its environment, besides where programs and its folder are.
    public var environment: [String: SecretValue] = [:]
    /// A file that keeps the beginning of the tap's error output; `nil`: nobody does.
    public var errorOutput: String?
    public var limits = TapLimits()

    public init(_ output: Output) { self.output = output }
}

/// What a tap may take.
public struct TapLimits: Sendable, Hashable {
    public var stallSeconds = 600
    public var totalSeconds = 12 * 3_600
    public var cpuSeconds = 4 * 3_600
    public var megabytes = 4_096
    public var openFiles = 256

    public init() {}
}

/// One stream of a tap.
public struct SingerStream: Sendable, Hashable {
    /// As the tap calls it.
    public var name: String
    /// Whether the tap is asked for every field, or for those alone that the mapping reads.
    public var takesAllFields = false

    public init(_ name: String) { self.name = name }

    /// How its records are kept: each as the tap wrote it, without what stands around it in its message.
    static let format = DeclaredFormat(kind: .json, layout: .lines, recordPath: [])
}
