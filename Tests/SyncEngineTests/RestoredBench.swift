import Foundation
import GRDB
import Testing

/// A store's file that is kept and put back, and the program beside it.
extension Workbench {
    private static let storeFile = "store/leadloop.sqlite"

    func copyOfStore() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(Workbench.storeFile))) }

    func putBack(_ copy: Data) throws { try copy.write(to: URL(fileURLWithPath: path(Workbench.storeFile))) }

    /// Runs the program, which has to do what it is told.
    @discardableResult
    func program(_ words: [String]) throws -> Program.Said {
        let said = try Program.run(words, in: folder)
        try #require([0, 4].contains(said.status), "\(said.all)")
        return said
    }
}

extension Workbench {
    /// Past the store's door and its constraints.
    func alter(_ sql: String) throws {
        try DatabaseQueue(path: path("store/leadloop.sqlite")).writeWithoutTransaction { try $0.execute(sql: sql) }
    }
}
