#if DEBUG
    import Foundation
    import Glibc
    import Synchronization
#endif

/// A place at which a test lets the program die, as if the power had gone.
///
/// A debug build that finds the name of a place in `LEADLOOP_DIE_AT` kills itself when it comes there; with `name:3` when it
/// comes there for the third time, and with `name:3:2` by signal 2. `write.TABLE` is the place before each statement that writes to
/// a table of the store. With a file in `LEADLOOP_PLACES` it appends a line there for each place that it comes to. A release build
/// has nothing of it.
public enum Failpoint: String, CaseIterable, Sendable {
    /// This process alone writes to the store.
    case lockTaken = "lock.taken"
    /// A run has its number.
    case runBegun = "run.begun"
    /// Some bytes of an answer are there.
    case answerHalf = "answer.half"
    /// Records of a page are read, and nothing of them is kept.
    case pageRead = "page.read"
    /// A file is written under its temporary name.
    case fileWritten = "file.written"
    /// A file that was written is on the disk.
    case fileSynced = "file.synced"
    /// A file has its name, and nobody made sure of that.
    case fileRenamed = "file.renamed"
    /// What is in the log is about to be moved into the store.
    case checkpointBegun = "checkpoint.begun"
    /// What was in the log is in the store.
    case checkpointEnded = "checkpoint.ended"
    /// Pages of an export are taken in.
    case pagesTaken = "pages.taken"
    /// A plan's copy of the store is made.
    case storeCopied = "store.copied"
    /// What time alone changes is decided.
    case dueDecided = "due.decided"
    /// A page of raw records has been read again.
    case pageReplayed = "page.replayed"
    /// Every raw record has been read again that is to be.
    case streamsReplayed = "streams.replayed"
    /// Who is whom is known, and no lead is written yet.
    case keysJoined = "keys.joined"
    /// A page of leads has been settled.
    case leadsSettled = "leads.settled"
    /// A page of leads has been decided anew by other rules, or because their time has come.
    case leadsRedecided = "leads.redecided"
    /// Every lead is up to date, and no receiver has been told.
    case leadsUpdated = "leads.updated"
    /// The leads of a feed that goes are taken back, and no receiver has been told.
    case feedClosed = "feed.closed"
    /// What a feed's receiver must not get yet stands behind the rest, of which no file is written.
    case leadsPutOff = "leads.put-off"
    /// Messages are in the queue of their destination, and none is sent.
    case messagesQueued = "messages.queued"
    /// A batch is about to be sent.
    case beforeSending = "delivery.before-sending"
    /// A batch was answered, and nothing of it is in the ledger.
    case afterSending = "delivery.after-sending"
    /// What became of a batch is in the ledger.
    case deliveriesRecorded = "deliveries.recorded"
    /// Files of feedback stand, and what they tell does not count as told yet.
    case feedbackWritten = "feedback.written"
    /// A destination has a feed's file, and not its manifest.
    case fileSent = "file.sent"
    /// A destination has a feed's file and its manifest, and the store does not know.
    case manifestSent = "manifest.sent"
    /// What runs read is taken back, and the leads have it still.
    case runsTakenBack = "runs.taken-back"
    /// What a run did to the leads is about to be counted.
    case effectsCounted = "effects.counted"
    /// A page of mended rows is taken in.
    case rowsMended = "rows.mended"
    /// Every row of a mending file is taken in, and the leads know of none.
    case fileMended = "file.mended"

    /// A change of the ledger is in the journal beside the store, and not in the store.
    case ledgerJournalled = "ledger.journalled"

    /// A change of the ledger that an older copy of the store lacked is made anew.
    case ledgerMadeAnew = "ledger.made-anew"

    /// Entries of the ledger are written, and the leads know of none.
    case ledgerWritten = "ledger.written"

    /// Rows of a person who is to be erased are out of the files for receivers, and the person is in the store.
    case filesErased = "files.erased"

    /// A file for a receiver is without rows of a person who is to be erased, and its manifest tells of them still.
    case fileCut = "file.cut"

    /// An erasure is in the list beside the store, and the person in the store still.
    case erasureListed = "erasure.listed"

    /// A person who came back with an older copy of the store is out of it again, and the erasure is not held by it yet.
    case erasedAgain = "erased.again"

    /// A backup is written, and nobody has looked at it yet.
    case backupCopied = "backup.copied"

    /// A backup was found to be whole, and does not bear its name yet.
    case backupVerified = "backup.verified"

    /// The store that a backup is to replace is put aside, and nothing is in its place.
    case restoreAside = "restore.aside"

    /// A backup is in the place of the store, and lacks what the files beside it tell of.
    case restorePlaced = "restore.placed"

    /// The store is about to be brought to a newer schema, and a copy of it is kept.
    case migrationBegun = "migration.begun"

    /// The store has a newer schema, or one step of it.
    case migrationEnded = "migration.ended"

    /// A person is out of the store, of which free pages hold the person still, and no receipt is written.
    case personErased = "person.erased"

    /// Comes to the place.
    public func pass() {
        #if DEBUG
            Failpoint.come(to: rawValue)
        #endif
    }
}

#if DEBUG
    extension Failpoint {
        private static let writing = "write."

        /// Whether somebody wants to know of every statement.
        public static var watchesStatements: Bool {
            places != nil || chosen?.place.hasPrefix(writing) == true
        }

        /// Comes to a statement, which may write to a table.
        public static func come(toStatement sql: String) {
            let words = sql.prefix(200).split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
            guard let verb = words.first?.uppercased() else { return }
            let marks: [String] =
                switch verb {
                case "INSERT", "REPLACE": ["INTO"]
                case "DELETE": ["FROM"]
                case "UPDATE": ["UPDATE"]
                default: []
                }
            guard let mark = words.firstIndex(where: { marks.contains($0.uppercased()) }), mark + 1 < words.endIndex
            else { return }
            come(to: writing + words[mark + 1].lowercased())
        }

        private static let passed = Mutex(0)

        private static func come(to place: String) {
            if let places { _ = "\(place)\n".withCString { write(places, $0, strlen($0)) } }
            guard let chosen, chosen.place == place else { return }
            let times = passed.withLock { times in
                times += 1
                return times
            }
            if times == chosen.times { raise(chosen.signal) }
        }

        private static let chosen: (place: String, times: Int, signal: Int32)? = {
            guard let text = ProcessInfo.processInfo.environment["LEADLOOP_DIE_AT"] else { return nil }
            let parts = text.split(separator: ":")
            guard let place = parts.first.map(String.init), parts.count < 4,
                Failpoint(rawValue: place) != nil || place.hasPrefix(writing),
                let times = parts.count < 2 ? 1 : Int(parts[1]),
                let signal = parts.count < 3 ? SIGKILL : Int32(parts[2])
            else { fatalError("LEADLOOP_DIE_AT: there is no place '\(text)'") }
            return (place: place, times: times, signal: signal)
        }()

        /// The file that is told of every place.
        private static let places: Int32? = {
            guard let path = ProcessInfo.processInfo.environment["LEADLOOP_PLACES"] else { return nil }
            let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
            guard file >= 0 else { fatalError("LEADLOOP_PLACES: '\(path)' cannot be written") }
            return file
        }()
    }
#endif
