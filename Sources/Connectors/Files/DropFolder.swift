public import LeadModel

/// A file of a folder, as it was when somebody looked.
public struct DroppedFile: Sendable, Hashable {
    /// As it stands in the folder.
    public var name: String
    public var bytes: Int64
    public var modified: Instant

    public init(name: String, bytes: Int64, modified: Instant) {
        self.name = name
        self.bytes = bytes
        self.modified = modified
    }
}

/// A folder that exports are put into, here or on another machine.
public protocol DropFolder: AnyObject {
    /// What messages call it, without a secret.
    var name: String { get }
    /// The names of all that lies in it, ascending by bytes.
    /// - Throws: where it is not there or may not be listed.
    func names() throws(Fault) -> [String]
    /// How a file is right now; `nil` where it has gone.
    /// - Throws: `file.not-regular` for what is no file, `file.name` for what cannot be asked for.
    func look(at name: String) throws(Fault) -> DroppedFile?
    /// Makes sure that a file can be read here, as it was when it was looked at.
    /// - Throws: `file.changed-while-read` where it is no longer so.
    func fetch(_ file: DroppedFile) throws(Fault) -> ReadyExport
    /// Moves files into another folder, which is made where it is not there. What lies there already stays.
    func archive(_ names: [String], in folder: String) throws(Fault)
}

extension DropFolder {
    /// What messages call a file of it.
    public func path(of name: String) -> String { "\(self.name)/\(name)" }
}

/// An export that can be opened on this machine.
public struct ReadyExport: Sendable, Hashable {
    private enum Place: Hashable {
        case path(String)
        case beneath(String, name: String)
        case nowhere(Fault)
    }

    /// What messages and the store call it.
    public let name: String
    private let place: Place
    /// What somebody says of it who delivered it.
    public var manifest: DropManifest?
    /// What else was delivered by it, such as the archive that it is the last file of.
    public var standsFor: [String] = []

    /// A file of its own, such as one that was fetched.
    public init(path: String, named name: String? = nil) {
        self.name = name ?? path
        place = .path(path)
    }

    /// One that cannot be had: whoever opens it is told why.
    public init(_ fault: Fault, named name: String) {
        self.name = name
        place = .nowhere(fault)
    }

    /// A file of a folder.
    init(_ name: String, beneath folder: String) {
        self.name = "\(folder)/\(name)"
        place = .beneath(folder, name: name)
    }

    /// Its path, where it lies in a folder as a file of its own.
    func path(beneath folder: String) -> String? {
        if case .path(let path) = place, path.hasPrefix(folder + "/") { path } else { nil }
    }

    /// How it differs from its manifest, having that SHA-256; `nil` where it does not.
    public func contradiction(sha256: [UInt8]) -> Fault? { manifest?.contradiction(sha256: sha256, export: name) }

    /// How it differs from its manifest, having so many records; `nil` where it does not.
    public func contradiction(rows: Int) -> Fault? { manifest?.contradiction(rows: rows, export: name) }

    public func open() throws(Fault) -> FileBytes {
        switch place {
        case .path(let path): try FileBytes(path: path, named: name)
        case .beneath(let folder, let name): try FileBytes(name, beneath: folder)
        case .nowhere(let fault): throw fault
        }
    }
}
