import LeadModel

extension Schema {
    /// Who is who, and what each lead is: keys, memberships, leads with their history, verdicts.
    static let leads = """
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
            told INTEGER,
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
            returned INTEGER,
            -- 1 where it is held out of the feeds of its track in this cycle.
            is_control INTEGER NOT NULL CHECK (is_control IN (0, 1)),
            -- The replay of raw records after which the row was written; see `version_before`.
            settled INTEGER NOT NULL,
            \(LeadColumns.definitions)
        ) STRICT;

        -- An address that one lead may not be reached by is nobody's to write to.
        CREATE INDEX lead_suppressed ON lead (email) WHERE decision = \(StoredCodes.suppressed);

        -- Who must be decided anew when time comes; the only ones.
        CREATE INDEX lead_due ON lead (due) WHERE \(StoredCodes.awaitsItsTime);

        -- The leads in words, for people who look with SQL.
        CREATE VIEW unified_lead AS SELECT
            'L' || lead AS lead, \(StoredCodes.viewColumns.joined(separator: ", ")),
            \(LeadColumns.names.joined(separator: ", "))
        FROM lead;

        -- What a lead was before each revision after its first; `field` is a lead field, `stage` or `decision`. `old` and
        -- `new` are for people; of the two last, codes of `StoredCodes` say what they are about, `reasons` a bit each.
        CREATE TABLE lead_change (
            lead INTEGER NOT NULL,
            revision INTEGER NOT NULL CHECK (revision > 1),
            field TEXT NOT NULL,
            run INTEGER NOT NULL,
            old TEXT,
            new TEXT,
            version INTEGER,
            old_code INTEGER,
            new_code INTEGER,
            old_track TEXT,
            new_track TEXT,
            old_reasons INTEGER,
            new_reasons INTEGER,
            CHECK ((old_code IS NOT NULL) = (field IN ('stage', 'decision'))),
            CHECK ((new_code IS NULL) = (old_code IS NULL)),
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

        -- Versions that a lead had and has no more: they are another's since records were parted, and what the lead said by
        -- them goes with that one, should it be erased.
        CREATE TABLE parting (
            version INTEGER NOT NULL,
            lead INTEGER NOT NULL,
            PRIMARY KEY (version, lead)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX parting_lead ON parting (lead);

        -- What a person said about two records, each `id space:id`, the lower first; it outlives every matching.
        CREATE TABLE verdict (
            left_record TEXT NOT NULL,
            right_record TEXT NOT NULL CHECK (left_record < right_record),
            kind TEXT NOT NULL CHECK (kind IN ('same', 'never')),
            run INTEGER NOT NULL REFERENCES run,
            PRIMARY KEY (left_record, right_record)
        ) STRICT, WITHOUT ROWID;

        """
}
