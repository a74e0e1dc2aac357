public import ConfigFiles
import LeadModel

/// A system that rows are written to by the calls that it has for it.
public struct HTTPDestination: Sendable, Hashable {
    /// How it is reached.
    public var system: HTTPSource
    /// The column by whose value the system knows a lead; `nil`: it needs none.
    public var key: String?
    /// Columns that requests name, by the name in braces; they are no part of `{columns}`.
    public var names: [String: String] = [:]
    /// What feeds may say to it under `with:`, and what each is.
    public var parameters: [String: String] = [:]
    /// Of an answer that is fine; another one is an error, whatever its status.
    public var fine: WriteAnswer.Test?
    /// Of an error.
    public var error = WriteAnswer.Reason()
    public var lookups: [Lookup] = []
    /// In the order in which they are made.
    public var writes: [WriteRule]

    public init(_ system: HTTPSource, writes: [WriteRule]) {
        self.system = system
        self.writes = writes
    }

    /// Every secret that it is written with.
    public var secrets: [SecretReference] { system.secrets }

    /// Names in braces that are looked up where nobody knows them.
    func lookup(_ name: String) -> Lookup? { lookups.first { $0.name == name } }
}
