import Foundation
import Glibc
import LeadModel
import Synchronization
import Testing

@testable import Connectors

/// A folder that goes with the test.
private final class Folder {
    let path = FileManager.default.temporaryDirectory.path + "/leadloop-files-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { print("left behind: \(path)") }
    }

    func write(_ name: String, _ text: String) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        return file
    }
}

@Suite struct `A small file` {
    @Test func `is read whole, and nothing where there is none`() throws {
        let folder = try Folder()
        #expect(try SmallFile.read(folder.write("note", "12 x\n"), limit: 5) == Array("12 x\n".utf8))
        #expect(try SmallFile.read(folder.write("empty", ""), limit: 5) == [])
        #expect(try SmallFile.read(folder.path + "/none", limit: 5) == nil)
    }

    @Test func `that is longer than it can be is not read`() throws {
        let folder = try Folder()
        let path = try folder.write("note", "123456")
        let fault = #expect(throws: Fault.self) { try SmallFile.read(path, limit: 5) }
        #expect(fault?.code == .fileTooLarge && fault?.origin?.file == path, "\(String(describing: fault))")
    }

    @Test func `is a file itself: no link, no folder, no pipe`() throws {
        let folder = try Folder()
        let path = try folder.write("note", "1")
        #expect(symlink(path, folder.path + "/link") == 0 && mkfifo(folder.path + "/pipe", 0o600) == 0)
        for name in ["link", "pipe", ""] {
            let fault = #expect(throws: Fault.self, "\(name)") {
                try SmallFile.read("\(folder.path)/\(name)", limit: 5)
            }
            #expect(fault?.code == .fileNotRegular, "\(name): \(String(describing: fault))")
        }
    }
}

@Suite struct `A file that is read in pieces` {
    private func read(_ file: SteadyFile) throws(Fault) -> Int {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 1)
        defer { buffer.deallocate() }
        return try file.read(at: 0, into: buffer)
    }

    @Test func `is no more what it was where its name leads to another, whatever further names it has`() throws {
        for isLinked in [false, true] {
            let folder = try Folder()
            let path = try folder.write("feed", "before")
            if isLinked { #expect(link(path, folder.path + "/backup") == 0) }
            let file = try SteadyFile(path: path)
            #expect(try read(file) == 4)
            let next = try folder.write("next", "after!")
            #expect(rename(next, path) == 0)
            let fault = #expect(throws: Fault.self, "\(isLinked)") { try read(file) }
            #expect(fault?.code == .fileChanged)
        }
    }

    @Test func `is no more what it was where it was deleted, whatever further names it has`() throws {
        let folder = try Folder()
        let path = try folder.write("feed", "before")
        #expect(link(path, folder.path + "/backup") == 0)
        let file = try SteadyFile(path: path)
        unlink(path)
        let fault = #expect(throws: Fault.self) { try read(file) }
        #expect(fault?.code == .fileChanged)
    }

    @Test func `stays what it was where somebody gives it a further name`() throws {
        let folder = try Folder()
        let path = try folder.write("feed", "before")
        let file = try SteadyFile(path: path)
        #expect(link(path, folder.path + "/backup") == 0)
        #expect(try read(file) == 4)
    }
}

@Suite struct `A lock on a file` {
    @Test func `lets one in at a time, whoever waits`() throws {
        let folder = try Folder()
        let path = folder.path + "/lock"
        let inside = Mutex(0)
        let most = Mutex(0)
        let faults = Mutex<[Fault]>([])
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            do throws(Fault) {
                try FileLock.hold(path, patience: 30) { () throws(Fault) in
                    let now = inside.withLock { count in
                        count += 1
                        return count
                    }
                    most.withLock { $0 = max($0, now) }
                    usleep(20_000)
                    inside.withLock { $0 -= 1 }
                }
            } catch {
                faults.withLock { $0.append(error) }
            }
        }
        #expect(most.withLock { $0 } == 1 && faults.withLock { $0 } == [])
    }

    @Test func `is not waited for for ever, and goes with its holder`() throws {
        let folder = try Folder()
        let path = folder.path + "/lock"
        var inner: Fault?
        try FileLock.hold(path, patience: 1) { () throws(Fault) in
            do throws(Fault) {
                try FileLock.hold(path, patience: 0) { () throws(Fault) in }
            } catch {
                inner = error
            }
        }
        #expect(inner?.code == .runLocked && inner?.origin?.file == path)
        let thrown = #expect(throws: Fault.self) {
            try FileLock.hold(path, patience: 0) { () throws(Fault) in throw Fault(.fileName, .stopRun, "", advice: "")
            }
        }
        #expect(thrown?.code == .fileName)
        try FileLock.hold(path, patience: 0) { () throws(Fault) in }
    }
}
