extension Schema {
    /// What others hold or wait for: feeds, messages, quarantine, suppressions.
    static let receivers = """
        -- What a feed's receiver holds.
        CREATE TABLE feed_member (
            feed TEXT NOT NULL,
            lead INTEGER NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (feed, lead)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX feed_member_lead ON feed_member (lead);

        -- What the cells of rows are: the words of fields, as JSON, by the number that stands in front of each row.
        CREATE TABLE feed_layout (
            layout INTEGER PRIMARY KEY,
            fields TEXT NOT NULL
        ) STRICT;

        -- Messages in the order they were decided; the number is the feed's cursor.
        CREATE TABLE outbox (
            message INTEGER PRIMARY KEY AUTOINCREMENT,
            feed TEXT NOT NULL,
            lead INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            -- Lists of three and more in IN cost a temporary table for each row that is written.
            action TEXT NOT NULL CHECK (action = 'add' OR action = 'change' OR action = 'withdraw'),
            run INTEGER NOT NULL,
            content BLOB NOT NULL
        ) STRICT;
        CREATE INDEX outbox_feed ON outbox (feed, message);

        -- How far the messages of a feed have been taken into the queue of its destination.
        CREATE TABLE delivery_feed (
            feed TEXT NOT NULL,
            destination TEXT NOT NULL,
            cursor INTEGER NOT NULL,
            PRIMARY KEY (feed, destination)
        ) STRICT, WITHOUT ROWID;

        -- The ledger of deliveries: what became of each message of such a feed. Codes of `StoredCodes`.
        CREATE TABLE delivery (
            destination TEXT NOT NULL,
            message INTEGER NOT NULL,
            feed TEXT NOT NULL,
            lead INTEGER NOT NULL,
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 9),
            -- The id under which it was sent last.
            id TEXT,
            -- What was sent: 0 add, 1 change, 2 withdraw; of one that was not, what would be.
            action INTEGER NOT NULL CHECK (action BETWEEN 0 AND 2),
            attempts INTEGER NOT NULL DEFAULT 0,
            -- When it is to be tried, of those that wait.
            due INTEGER,
            -- 1 where somebody wants it sent whatever the destination is known to hold.
            is_forced INTEGER NOT NULL DEFAULT 0,
            -- How often it was to be sent once more after it was accepted: each time under an id of its own.
            round INTEGER NOT NULL DEFAULT 0,
            -- When it was accepted last, whatever became of it since.
            accepted INTEGER,
            -- When it came to its state.
            changed INTEGER NOT NULL,
            first_tried INTEGER,
            last_tried INTEGER,
            -- What the receiver answered last, or why nobody did; without a word of a person.
            status INTEGER,
            code TEXT,
            said TEXT,
            field TEXT,
            CHECK ((state = 0) = (due IS NOT NULL)),
            PRIMARY KEY (destination, message)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX delivery_lead ON delivery (lead);
        CREATE INDEX delivery_waiting ON delivery (destination, feed, due, message) WHERE state = 0;
        CREATE INDEX delivery_dead ON delivery (destination, message) WHERE \(StoredCodes.isDead);

        -- What a destination is known to hold of a lead: the message that it took last, or may have taken, and its own id.
        CREATE TABLE delivery_holding (
            feed TEXT NOT NULL,
            destination TEXT NOT NULL,
            lead INTEGER NOT NULL,
            message INTEGER NOT NULL,
            -- Its keys, as a row: by what the destination knows the lead, whatever becomes of the lead.
            keys BLOB NOT NULL,
            -- What the destination tells leads apart by, as a number made of it; NULL where that is the lead's own number.
            address INTEGER,
            receiver_id TEXT,
            -- 1 where the destination has said that it holds it; 0 from before a message is sent until it says so.
            is_sure INTEGER NOT NULL,
            -- 1 where it ever said so of anything about the lead: what comes next is a change, and no addition.
            was_sure INTEGER NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (feed, destination, lead)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX delivery_holding_lead ON delivery_holding (lead);
        CREATE INDEX delivery_holding_address ON delivery_holding (destination, address) WHERE address IS NOT NULL;
        CREATE INDEX delivery_holding_receiver ON delivery_holding (receiver_id) WHERE receiver_id IS NOT NULL;

        -- How a destination is: when it answered last, since when it does not, and whether anything is sent to it.
        CREATE TABLE destination_state (
            destination TEXT PRIMARY KEY,
            failures INTEGER NOT NULL DEFAULT 0,
            not_before INTEGER,
            succeeded INTEGER,
            failed INTEGER,
            -- Why nothing is sent to it until somebody says so.
            stopped INTEGER,
            code TEXT,
            summary TEXT,
            advice TEXT
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE feed_file (
            feed TEXT NOT NULL,
            cursor_from INTEGER NOT NULL,
            cursor_to INTEGER NOT NULL,
            path TEXT NOT NULL,
            manifest BLOB NOT NULL,
            written INTEGER NOT NULL,
            -- The manifest that the file is about to get, while rows of a person under this number are taken out of it.
            cutting BLOB,
            cutting_lead INTEGER,
            CHECK ((cutting IS NULL) = (cutting_lead IS NULL)),
            PRIMARY KEY (feed, cursor_to)
        ) STRICT, WITHOUT ROWID;

        -- What marketing sources were told last of each record that they delivered, by the digest of what was told; the id is blank
        -- of somebody who was erased.
        CREATE TABLE feedback_told (
            lead INTEGER NOT NULL,
            source TEXT NOT NULL,
            id TEXT NOT NULL,
            digest INTEGER NOT NULL,
            PRIMARY KEY (lead, source, id)
        ) STRICT, WITHOUT ROWID;

        -- What the file says that is being written; no digest where nothing more is told of a record. Counts as told when the
        -- file stands.
        CREATE TABLE feedback_staged (
            source TEXT NOT NULL,
            id TEXT NOT NULL,
            lead INTEGER NOT NULL,
            digest INTEGER,
            PRIMARY KEY (source, id, lead)
        ) STRICT, WITHOUT ROWID;

        -- What is known of copies of the feeds' files at destinations.
        CREATE TABLE feed_upload (
            feed TEXT NOT NULL,
            cursor_to INTEGER NOT NULL,
            destination TEXT NOT NULL,
            -- 1 where the destination has no copy of the file as it is now, and is to get one.
            is_due INTEGER NOT NULL DEFAULT 1,
            -- 1 where rows of a person were taken out of the file since: a copy is replaced where it still lies there.
            is_cut INTEGER NOT NULL DEFAULT 0,
            -- When it was there last for certain.
            uploaded INTEGER,
            -- 1 while it is sent: of whoever died meanwhile nobody knows whether it came to be there.
            is_unsure INTEGER NOT NULL DEFAULT 0,
            tries INTEGER NOT NULL DEFAULT 0,
            -- Not before; NULL where it was given up, or never tried.
            next_try INTEGER,
            -- Code of what went wrong last.
            code TEXT,
            PRIMARY KEY (feed, cursor_to, destination)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX feed_upload_due ON feed_upload (destination, feed, cursor_to) WHERE is_due;

        CREATE TABLE quarantine (
            entry INTEGER PRIMARY KEY,
            stream INTEGER NOT NULL REFERENCES source_stream,
            digest BLOB NOT NULL,
            code TEXT NOT NULL,
            summary TEXT NOT NULL,
            advice TEXT NOT NULL,
            field TEXT,
            seen TEXT,
            file TEXT NOT NULL,
            line INTEGER,
            record INTEGER,
            page INTEGER NOT NULL,
            slot INTEGER NOT NULL,
            first_run INTEGER NOT NULL,
            last_run INTEGER NOT NULL,
            released_run INTEGER,
            -- The record's own id, where that much of it could be read.
            record_id TEXT,
            -- When it says that it was changed, where that can be read: an older version does not correct it.
            said_at INTEGER,
            -- 1 where it was let go of because a later export holds a version that can be read.
            corrected INTEGER NOT NULL DEFAULT 0,
            -- When it was delivered last: by which run, and which raw page was the newest then.
            delivered_run INTEGER NOT NULL,
            delivered_page INTEGER NOT NULL,
            -- A person's word that it needs no work: said in which run, when, and why.
            dismissed_run INTEGER,
            dismissed_at INTEGER,
            dismissed_because TEXT,
            -- Digest of the row by which a person has mended it: the bytes that were refused never speak again.
            mended_by BLOB CHECK (length(mended_by) = 16),
            -- Why the last row that was to mend it could not be understood.
            attempt TEXT,
            CHECK ((dismissed_run IS NULL) = (dismissed_because IS NULL)),
            CHECK (mended_by IS NULL OR released_run IS NOT NULL),
            UNIQUE (stream, digest, code)
        ) STRICT;
        CREATE INDEX quarantine_record ON quarantine (stream, record_id) WHERE record_id IS NOT NULL;
        CREATE INDEX quarantine_waiting ON quarantine (stream, record_id)
            WHERE record_id IS NOT NULL AND released_run IS NULL;
        CREATE INDEX quarantine_page ON quarantine (page) WHERE (released_run IS NULL OR corrected = 1);
        CREATE INDEX quarantine_mended ON quarantine (stream, digest) WHERE mended_by IS NOT NULL;

        -- Entries as they were before a reading that is still open touched them first: it may be taken back.
        CREATE TABLE quarantine_before AS SELECT * FROM quarantine WHERE 0;
        CREATE UNIQUE INDEX quarantine_before_entry ON quarantine_before (entry);
        CREATE TRIGGER quarantine_is_touched BEFORE UPDATE ON quarantine
        WHEN EXISTS (SELECT 1 FROM export_file WHERE stream = OLD.stream AND is_open)
        BEGIN
            INSERT INTO quarantine_before SELECT * FROM quarantine
                WHERE entry = OLD.entry AND entry NOT IN (SELECT entry FROM quarantine_before);
        END;

        -- What refused records forbid as long as they wait: they say, or may say, that a person must not be sent anything.
        -- Who that is, is known as in the ledger; codes of `StoredCodes`.
        CREATE TABLE quarantine_closing (
            probe INTEGER NOT NULL,
            person BLOB NOT NULL CHECK (length(person) = 32),
            kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4),
            channel INTEGER NOT NULL CHECK (channel BETWEEN 0 AND 2),
            reason INTEGER NOT NULL CHECK (reason BETWEEN 1 AND 8),
            entry INTEGER NOT NULL,
            -- 1 where its record, read again by another mapping, says so no more.
            ended INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (probe, person, channel, reason, entry)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX quarantine_closing_entry ON quarantine_closing (entry);
        -- As entries of the ledger, since the record came first. They count as long as nobody has read it after all or said that
        -- it needs no work.
        CREATE VIEW closing AS
        SELECT entry, c.probe, c.person, c.kind, c.channel, c.reason, s.source || ' (in quarantine)' AS source, r.as_of AS since,
            NOT c.ended AND q.released_run IS NULL AND q.dismissed_run IS NULL AS counts
        FROM quarantine_closing c JOIN quarantine q USING (entry) JOIN source_stream s USING (stream)
            JOIN run r ON r.run = q.first_run;
        -- Whenever any of them begins or ends to count, leads are to be decided anew, as after a change of the ledger.
        CREATE TRIGGER quarantine_closes AFTER INSERT ON quarantine_closing
        BEGIN
            INSERT INTO fact VALUES ('ledger-unsettled', '1') ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER quarantine_opens AFTER UPDATE OF ended ON quarantine_closing
        BEGIN
            INSERT INTO fact VALUES ('ledger-unsettled', '1') ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER quarantine_waits AFTER UPDATE OF released_run, dismissed_run ON quarantine
        WHEN (OLD.released_run IS NULL AND OLD.dismissed_run IS NULL)
            <> (NEW.released_run IS NULL AND NEW.dismissed_run IS NULL)
            AND EXISTS (SELECT 1 FROM quarantine_closing WHERE entry = OLD.entry AND NOT ended)
        BEGIN
            INSERT INTO fact VALUES ('ledger-unsettled', '1') ON CONFLICT DO NOTHING;
        END;
        CREATE TRIGGER quarantine_goes AFTER DELETE ON quarantine
        BEGIN
            DELETE FROM quarantine_closing WHERE entry = OLD.entry;
        END;

        -- The ledger of people who must not be sent anywhere, by keyed hashes alone; also those whose data is gone. People
        -- are found by `probe`, a short keyed hash, and are they where `person`, a long one, is theirs, too. Codes of
        -- `StoredCodes`.
        CREATE TABLE suppression (
            probe INTEGER NOT NULL,
            person BLOB NOT NULL CHECK (length(person) = 32),
            kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 5),
            channel INTEGER NOT NULL CHECK (channel BETWEEN 0 AND 2),
            reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 8),
            source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 256),
            since INTEGER NOT NULL,
            -- What it was entered with, 0 of erasures; and what said the same of the person next after it.
            batch INTEGER NOT NULL DEFAULT 0,
            again INTEGER,
            -- By what it was taken back: since then it forbids nothing.
            removal INTEGER,
            CHECK (removal IS NULL OR reason <> 0),
            PRIMARY KEY (probe, person, channel, reason, source, batch)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX suppression_erased ON suppression (person) WHERE reason = 0;

        -- What was entered at one go: by hand, or from the list of that name.
        CREATE TABLE suppression_batch (
            batch INTEGER PRIMARY KEY CHECK (batch > 0),
            entered INTEGER NOT NULL,
            source TEXT NOT NULL,
            list TEXT,
            -- By what it was taken back as a whole: since then nothing is handed over to it.
            removal INTEGER
        ) STRICT;

        -- What had been entered by mistake was taken back: when, by whom, why.
        CREATE TABLE suppression_removal (
            removal INTEGER PRIMARY KEY,
            removed INTEGER NOT NULL,
            who TEXT NOT NULL,
            because TEXT NOT NULL
        ) STRICT;

        -- The frames of the journal beside the store that are in the ledger, by where they begin and end: a copy that is put
        -- back lacks those behind its last.
        CREATE TABLE suppression_journal (
            ends INTEGER PRIMARY KEY,
            begins INTEGER NOT NULL CHECK (begins < ends),
            sum BLOB NOT NULL CHECK (length(sum) = 8)
        ) STRICT;

        -- What an erasure took away, under each number that the person had: the receipt as JSON, without a word of the person.
        CREATE TABLE erasure (
            lead INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run,
            receipt BLOB NOT NULL
        ) STRICT;

        """
}
