extension Schema {
    /// What was delivered: streams, runs, files, raw bytes, and every version of every record.
    static let records = """
        -- One row: who this store is. `match_key_*` and `erasure_key` are secrets of this store.
        CREATE TABLE store (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            match_key_0 INTEGER NOT NULL,
            match_key_1 INTEGER NOT NULL,
            erasure_key BLOB NOT NULL CHECK (length(erasure_key) = 32),
            epoch INTEGER NOT NULL,
            -- Counts the transactions that bear on what the leads are or become.
            stand INTEGER NOT NULL DEFAULT 0,
            stand_mark INTEGER NOT NULL DEFAULT 0,
            -- How often raw records have been read again by another mapping.
            replays INTEGER NOT NULL DEFAULT 0,
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
            -- Where it goes on that is asked for its records; what of, only its connector knows.
            bookmark TEXT,
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
            returned INTEGER NOT NULL DEFAULT 0,
            escalated INTEGER NOT NULL DEFAULT 0,
            message TEXT,
            -- The run by which a person took back what it had read.
            undone_by INTEGER REFERENCES run,
            CHECK (outcome IS NULL OR read = inserted + updated + unchanged + rejected + held)
        ) STRICT;
        CREATE INDEX run_source ON run (source, run);

        -- What is not to come by itself, such as `source:crm`, until a time, or until somebody says so.
        CREATE TABLE schedule_pause (
            subject TEXT PRIMARY KEY,
            since INTEGER NOT NULL,
            until INTEGER,
            because TEXT
        ) STRICT, WITHOUT ROWID;

        -- Each configuration that the leads were brought to, in the order in which that happened.
        CREATE TABLE configuration (
            number INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run,
            as_of INTEGER NOT NULL,
            cause TEXT NOT NULL CHECK (cause IN ('sync', 'apply', 'undo'))
        ) STRICT;
        CREATE TABLE configuration_text (
            digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
            text TEXT NOT NULL
        ) STRICT;
        CREATE TABLE configuration_file (
            configuration INTEGER NOT NULL REFERENCES configuration,
            name TEXT NOT NULL,
            digest BLOB NOT NULL REFERENCES configuration_text,
            PRIMARY KEY (configuration, name)
        ) STRICT, WITHOUT ROWID;

        -- What runs warned of.
        CREATE TABLE run_warning (
            run INTEGER NOT NULL REFERENCES run,
            number INTEGER NOT NULL,
            code TEXT NOT NULL,
            summary TEXT NOT NULL,
            advice TEXT NOT NULL,
            file TEXT,
            field TEXT,
            seen TEXT,
            PRIMARY KEY (run, number)
        ) STRICT, WITHOUT ROWID;

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
            -- 1 where nothing of it counts any more: a person took it back, it was held, or it was read as something that it is not and
            -- has been read again, by the reading `withdrawn_by`.
            is_withdrawn INTEGER NOT NULL DEFAULT 0,
            withdrawn_by INTEGER REFERENCES export_file,
            -- 1 where a person delivered it, rows that mend what waited in quarantine: no export of the source.
            is_mending INTEGER NOT NULL DEFAULT 0,
            -- 1 until its end was reached and it was judged; and the last sequence of its stream before it.
            is_open INTEGER NOT NULL DEFAULT 1,
            opened_at INTEGER NOT NULL,
            -- Of what was asked for: the bookmark of its stream before it; empty where there was none, and as soon as the stream has been
            -- asked again, or somebody was erased, because bookmarks may hold ids of records. NULL of a file.
            bookmark_before TEXT,
            -- What it looked like, as JSON: counts of columns and words, to compare the next with.
            profile BLOB,
            -- 1 where it was delivered as all that its stream had, so that what it has no row of was gone.
            is_complete INTEGER NOT NULL DEFAULT 0 CHECK (is_complete IN (0, 1)),
            UNIQUE (stream, run, path)
        ) STRICT;
        CREATE INDEX export_file_open ON export_file (stream) WHERE is_open;
        CREATE INDEX export_file_profile ON export_file (stream, path, file) WHERE profile IS NOT NULL;
        CREATE INDEX export_file_size ON export_file (stream, bytes);
        CREATE INDEX export_file_bookmark ON export_file (stream) WHERE bookmark_before <> '';
        CREATE INDEX export_file_complete ON export_file (stream, file) WHERE is_complete;

        -- An export of which nothing was taken in, as it was shown to people: how many records it had, how many its stream knew and
        -- how many of those would have been gone (NULL where its exports are not complete), and what it was held for, a code and a
        -- column a line. Of what was asked for there is no digest. `verdict` is what a person said, and `said_run` the run that
        -- carried it out.
        CREATE TABLE held_export (
            run INTEGER NOT NULL REFERENCES run,
            stream INTEGER NOT NULL REFERENCES source_stream,
            path TEXT NOT NULL,
            sha256 BLOB CHECK (length(sha256) = 32),
            bytes INTEGER NOT NULL,
            read INTEGER NOT NULL,
            known INTEGER,
            absent INTEGER CHECK ((absent IS NULL) = (known IS NULL) AND absent <= known),
            findings TEXT NOT NULL,
            verdict TEXT CHECK (verdict IN ('approved', 'discarded')),
            said_at INTEGER CHECK ((said_at IS NULL) = (verdict IS NULL)),
            said_run INTEGER REFERENCES run CHECK ((said_run IS NULL) = (verdict IS NULL)),
            because TEXT,
            PRIMARY KEY (run, stream, path)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX held_export_bytes ON held_export (stream, bytes) WHERE verdict IS NOT NULL;

        -- An export that was delivered and not read to its end: what it says further is not known, until it came again whole,
        -- one came that stands for it, or a person said that it may be left at that. `run` met these bytes first, `met_run`
        -- last; `code` says why, and `records` how many were read, the one included within which it broke off.
        CREATE TABLE unread_export (
            stream INTEGER NOT NULL REFERENCES source_stream,
            path TEXT NOT NULL,
            run INTEGER NOT NULL REFERENCES run,
            sha256 BLOB CHECK (length(sha256) = 32),
            code TEXT NOT NULL,
            records INTEGER NOT NULL,
            met_run INTEGER NOT NULL REFERENCES run,
            -- The reading of a file that stands for it, and whether that holds, and can be read of, whom the record names
            -- within which it broke off.
            covered_by INTEGER REFERENCES export_file,
            reads_fragment INTEGER NOT NULL DEFAULT 0,
            -- From when on nobody is held back by it. The same bytes in the same place hold nobody back again.
            released_run INTEGER REFERENCES run,
            PRIMARY KEY (stream, path)
        ) STRICT, WITHOUT ROWID;

        -- A file of a folder on another machine that was fetched and read to its end, as its folder shows it: one that it shows
        -- so again is not fetched again. The digests are those of the exports in it, one after the other.
        CREATE TABLE fetched_file (
            stream INTEGER NOT NULL REFERENCES source_stream,
            path TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            digests BLOB NOT NULL CHECK (length(digests) % 32 = 0),
            PRIMARY KEY (stream, path)
        ) STRICT, WITHOUT ROWID;

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

        -- Versions that repeat what we had written into their record, with when they say that they were true. As a whole: what
        -- `version` has is when the one before it was true. The values in `content` are ours, as they stand there; those in `counting`
        -- count in their place, and of a field that is not there nothing does.
        CREATE TABLE echo (
            version INTEGER PRIMARY KEY REFERENCES version ON DELETE CASCADE,
            is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
            evidence INTEGER NOT NULL,
            grade INTEGER NOT NULL,
            content BLOB NOT NULL,
            counting BLOB NOT NULL
        ) STRICT;

        -- Versions that nobody wrote (their `page` is 0): of a record of which a complete export had no row, `file` says which, and
        -- `digest` what the record had said last, by which it is found again whatever a mapping takes for its id. Where an export has
        -- it again, such a version goes, and one comes with `is_back` that repeats what the record had said last, so that its lead
        -- is settled anew; it goes when that is done.
        CREATE TABLE absence (
            version INTEGER PRIMARY KEY REFERENCES version ON DELETE CASCADE,
            digest BLOB NOT NULL CHECK (length(digest) = 16),
            file INTEGER NOT NULL REFERENCES export_file,
            is_back INTEGER NOT NULL CHECK (is_back IN (0, 1))
        ) STRICT;

        -- Absences that an export ended: should it be taken back, they hold again.
        CREATE TABLE absence_ended (
            ended_by INTEGER NOT NULL REFERENCES export_file,
            digest BLOB NOT NULL CHECK (length(digest) = 16),
            evidence INTEGER NOT NULL,
            grade INTEGER NOT NULL,
            file INTEGER NOT NULL REFERENCES export_file,
            PRIMARY KEY (ended_by, digest)
        ) STRICT, WITHOUT ROWID;

        -- What versions said before they were read again by another mapping, only until the leads that have them are
        -- settled anew: until then the golden values of these leads are taken from here.
        CREATE TABLE version_before (
            version INTEGER PRIMARY KEY,
            observation BLOB NOT NULL
        ) STRICT;

        """
}
