import GRDB

/// The tables. Migrations are named and append-only; a released one is never edited.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1-first") { try $0.execute(sql: first) }
        return migrator
    }

    /// SQL that PostgreSQL understands as well, but for `WITHOUT ROWID`, `STRICT` and `BLOB`.
    private static let first = """
        -- One row: who this store is. `match_key_*` and `erasure_key` are secrets of this store.
        CREATE TABLE store (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            match_key_0 INTEGER NOT NULL,
            match_key_1 INTEGER NOT NULL,
            erasure_key BLOB NOT NULL CHECK (length(erasure_key) = 32),
            epoch INTEGER NOT NULL,
            -- The highest lead number ever given: receivers know leads by it, so none is given twice.
            last_lead INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        -- Single facts, such as the fingerprint of the rules that the leads were last decided by.
        CREATE TABLE fact (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE source_stream (
            stream INTEGER PRIMARY KEY CHECK (stream > 0 AND stream < 4194304),
            source TEXT NOT NULL,
            name TEXT NOT NULL,
            kind INTEGER NOT NULL,
            role TEXT NOT NULL,
            id_space TEXT NOT NULL,
            mapping TEXT NOT NULL,
            reconciled INTEGER NOT NULL DEFAULT 0,
            -- The format that its files are declared to have now.
            format TEXT NOT NULL DEFAULT '',
            -- The highest sequence ever given; one whose version is gone is not given again.
            last INTEGER NOT NULL DEFAULT 0,
            -- Up to where raw records that turned out to be repetitions have been let go of.
            swept_page INTEGER NOT NULL DEFAULT 0,
            swept INTEGER NOT NULL DEFAULT 0,
            is_unswept INTEGER NOT NULL DEFAULT 0,
            UNIQUE (source, name)
        ) STRICT;

        CREATE TABLE run (
            run INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            started INTEGER NOT NULL,
            as_of INTEGER NOT NULL,
            finished INTEGER,
            outcome TEXT,
            read INTEGER NOT NULL DEFAULT 0,
            inserted INTEGER NOT NULL DEFAULT 0,
            updated INTEGER NOT NULL DEFAULT 0,
            unchanged INTEGER NOT NULL DEFAULT 0,
            rejected INTEGER NOT NULL DEFAULT 0,
            held INTEGER NOT NULL DEFAULT 0,
            recycled INTEGER NOT NULL DEFAULT 0,
            message TEXT,
            CHECK (outcome IS NULL OR read = inserted + updated + unchanged + rejected + held)
        ) STRICT;

        -- One reading of a file. Read to its end, it has a digest, and the same bytes are not read again.
        CREATE TABLE export_file (
            file INTEGER PRIMARY KEY,
            stream INTEGER NOT NULL REFERENCES source_stream,
            run INTEGER NOT NULL REFERENCES run,
            path TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            -- The mapping and the declared format it was read with.
            mapping TEXT NOT NULL,
            format TEXT NOT NULL,
            sha256 BLOB CHECK (length(sha256) = 32),
            detected TEXT,
            read INTEGER,
            rejected INTEGER,
            -- When it is to be read again, because a record of it lies ahead.
            read_again INTEGER,
            -- 1 where it was read as something that it is not, and has been read again.
            is_withdrawn INTEGER NOT NULL DEFAULT 0,
            UNIQUE (stream, run, path)
        ) STRICT;
        CREATE INDEX export_file_size ON export_file (stream, bytes);

        -- What stands around raw records so that a reader reads them again.
        CREATE TABLE raw_frame (
            frame INTEGER PRIMARY KEY,
            content BLOB NOT NULL UNIQUE
        ) STRICT;

        -- Some thousands of raw records, compressed together.
        CREATE TABLE raw_page (
            page INTEGER PRIMARY KEY,
            stream INTEGER NOT NULL REFERENCES source_stream,
            run INTEGER NOT NULL REFERENCES run,
            frame INTEGER NOT NULL REFERENCES raw_frame,
            file INTEGER NOT NULL REFERENCES export_file,
            body BLOB NOT NULL
        ) STRICT;

        -- Every version of every record: `stream << 40 | sequence`, appended; what was
        -- understood of one changes only when its stream's mapping does.
        CREATE TABLE version (
            version INTEGER PRIMARY KEY,
            digest BLOB NOT NULL CHECK (length(digest) = 16),
            evidence INTEGER NOT NULL,
            grade INTEGER NOT NULL,
            page INTEGER NOT NULL,
            slot INTEGER NOT NULL,
            observation BLOB NOT NULL
        ) STRICT;

        -- Who holds a key: `record << 1 | is own id` for each, ascending, the record named by its first version. The hash
        -- with its highest bit turned, so that rows stand in the order of hashes as they are sorted.
        CREATE TABLE match_key (
            hash INTEGER PRIMARY KEY,
            holders BLOB NOT NULL
        ) STRICT;

        -- Holders that came since, until there are enough of them to be worth a way through the large table.
        CREATE TABLE match_key_recent (
            hash INTEGER PRIMARY KEY,
            holders BLOB NOT NULL
        ) STRICT;

        -- A key on more records than the matching rules allow: it links nobody any more.
        CREATE TABLE shared_key (
            hash INTEGER PRIMARY KEY
        ) STRICT;

        CREATE TABLE membership (
            record INTEGER PRIMARY KEY,
            lead INTEGER NOT NULL
        ) STRICT;

        -- Memberships of the run that is going on, in the order in which its leads are made.
        CREATE TABLE membership_new (
            entry INTEGER PRIMARY KEY,
            record INTEGER NOT NULL,
            lead INTEGER NOT NULL
        ) STRICT;

        -- Records that belong to no lead (yet): campaigns, and activities whose lead has not arrived.
        CREATE TABLE waiting (
            record INTEGER PRIMARY KEY,
            versions BLOB NOT NULL
        ) STRICT;

        CREATE TABLE lead (
            lead INTEGER PRIMARY KEY CHECK (lead > 0),
            revision INTEGER NOT NULL CHECK (revision > 0),
            first_run INTEGER NOT NULL,
            last_run INTEGER NOT NULL,
            versions BLOB NOT NULL,
            -- Which values survived from which version; they are read from there. See `GoldenShares`.
            golden BLOB NOT NULL,
            -- Codes of `StoredCodes`; the view `unified_lead` shows words.
            stage INTEGER NOT NULL,
            stage_reason INTEGER,
            stage_since INTEGER,
            furthest INTEGER NOT NULL,
            stage_evidence INTEGER,
            responded INTEGER,
            touches INTEGER NOT NULL,
            won TEXT,
            exit INTEGER,
            exits INTEGER NOT NULL,
            waiting_since INTEGER,
            handed_over INTEGER,
            is_deleted INTEGER NOT NULL,
            decision INTEGER NOT NULL,
            cause INTEGER NOT NULL,
            trigger INTEGER,
            reason INTEGER,
            track TEXT,
            due INTEGER,
            cycle INTEGER NOT NULL,
            suppressions TEXT,
            agreement TEXT NOT NULL,
            decision_evidence INTEGER,
            decision_since INTEGER,
            -- The golden values themselves, only while versions are read again by another mapping.
            kept BLOB,
            \(LeadColumns.definitions)
        ) STRICT;

        -- An address that one lead may not be reached by is nobody's to write to.
        CREATE INDEX lead_suppressed ON lead (email) WHERE decision = \(StoredCodes.suppressed);

        -- Who must be decided anew when time comes; the only ones.
        CREATE INDEX lead_due ON lead (due) WHERE due IS NOT NULL AND decision <> 0;

        -- The leads in words, for people who look with SQL.
        CREATE VIEW unified_lead AS SELECT
            'L' || lead AS lead, \(StoredCodes.viewColumns.joined(separator: ", ")),
            \(LeadColumns.names.joined(separator: ", "))
        FROM lead;

        -- What a lead was before each revision after its first; `field` is a lead field, `stage` or `decision`.
        CREATE TABLE lead_change (
            lead INTEGER NOT NULL,
            revision INTEGER NOT NULL CHECK (revision > 1),
            field TEXT NOT NULL,
            run INTEGER NOT NULL,
            old TEXT,
            new TEXT,
            version INTEGER,
            PRIMARY KEY (lead, revision, field)
        ) STRICT, WITHOUT ROWID;

        -- `versions` are those of the absorbed lead, by which it is known again when it is parted from the survivor.
        CREATE TABLE lead_merge (
            absorbed INTEGER PRIMARY KEY,
            survivor INTEGER NOT NULL,
            run INTEGER NOT NULL,
            versions BLOB NOT NULL
        ) STRICT;
        CREATE INDEX lead_merge_survivor ON lead_merge (survivor);

        -- What a person said about two records, each `id space:id`, the lower first; it outlives every matching.
        CREATE TABLE verdict (
            left_record TEXT NOT NULL,
            right_record TEXT NOT NULL CHECK (left_record < right_record),
            kind TEXT NOT NULL CHECK (kind IN ('same', 'never')),
            run INTEGER NOT NULL REFERENCES run,
            PRIMARY KEY (left_record, right_record)
        ) STRICT, WITHOUT ROWID;

        -- What a feed's receiver holds.
        CREATE TABLE feed_member (
            feed TEXT NOT NULL,
            lead INTEGER NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (feed, lead)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX feed_member_lead ON feed_member (lead);

        -- Messages in the order they were decided; the number is the feed's cursor.
        CREATE TABLE outbox (
            message INTEGER PRIMARY KEY AUTOINCREMENT,
            feed TEXT NOT NULL,
            lead INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            action TEXT NOT NULL CHECK (action IN ('add', 'change', 'withdraw')),
            run INTEGER NOT NULL,
            content BLOB NOT NULL
        ) STRICT;
        CREATE INDEX outbox_feed ON outbox (feed, message);

        CREATE TABLE feed_file (
            feed TEXT NOT NULL,
            cursor_from INTEGER NOT NULL,
            cursor_to INTEGER NOT NULL,
            path TEXT NOT NULL,
            manifest BLOB NOT NULL,
            written INTEGER NOT NULL,
            PRIMARY KEY (feed, cursor_to)
        ) STRICT, WITHOUT ROWID;

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
            -- 1 where it was let go of because a later export holds a version that can be read.
            corrected INTEGER NOT NULL DEFAULT 0,
            -- When it was delivered last: by which run, and which raw page was the newest then.
            delivered_run INTEGER NOT NULL,
            delivered_page INTEGER NOT NULL,
            UNIQUE (stream, digest, code)
        ) STRICT;
        CREATE INDEX quarantine_record ON quarantine (stream, record_id) WHERE record_id IS NOT NULL;
        CREATE INDEX quarantine_waiting ON quarantine (stream, record_id)
            WHERE record_id IS NOT NULL AND released_run IS NULL;

        -- People who must not be sent anywhere, by keyed hash; also those whose data is gone.
        CREATE TABLE suppression (
            person BLOB NOT NULL CHECK (length(person) = 32),
            channel TEXT NOT NULL,
            reason TEXT NOT NULL,
            source TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (person, channel, reason)
        ) STRICT, WITHOUT ROWID;
        """
}
