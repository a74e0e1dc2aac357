CREATE TABLE absence (
    version INTEGER PRIMARY KEY REFERENCES version ON DELETE CASCADE,
    digest BLOB NOT NULL CHECK (length(digest) = 16),
    file INTEGER NOT NULL REFERENCES export_file,
    is_back INTEGER NOT NULL CHECK (is_back IN (0, 1))
) STRICT;
CREATE TABLE absence_ended (
    ended_by INTEGER NOT NULL REFERENCES export_file,
    digest BLOB NOT NULL CHECK (length(digest) = 16),
    evidence INTEGER NOT NULL,
    grade INTEGER NOT NULL,
    file INTEGER NOT NULL REFERENCES export_file,
    PRIMARY KEY (ended_by, digest)
) STRICT, WITHOUT ROWID;
CREATE TABLE configuration (
    number INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run,
    as_of INTEGER NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('sync', 'apply', 'undo'))
) STRICT;
CREATE TABLE configuration_file (
    configuration INTEGER NOT NULL REFERENCES configuration,
    name TEXT NOT NULL,
    digest BLOB NOT NULL REFERENCES configuration_text,
    PRIMARY KEY (configuration, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE configuration_text (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    text TEXT NOT NULL
) STRICT;
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
CREATE TABLE delivery_feed (
    feed TEXT NOT NULL,
    destination TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    PRIMARY KEY (feed, destination)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE echo (
    version INTEGER PRIMARY KEY REFERENCES version ON DELETE CASCADE,
    is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
    evidence INTEGER NOT NULL,
    grade INTEGER NOT NULL,
    content BLOB NOT NULL,
    counting BLOB NOT NULL
) STRICT;
CREATE TABLE erasure (
    lead INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run,
    receipt BLOB NOT NULL
) STRICT;
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
CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
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
CREATE TABLE feed_layout (
    layout INTEGER PRIMARY KEY,
    fields TEXT NOT NULL
) STRICT;
CREATE TABLE feed_member (
    feed TEXT NOT NULL,
    lead INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (feed, lead)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE feedback_staged (
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    lead INTEGER NOT NULL,
    digest INTEGER,
    PRIMARY KEY (source, id, lead)
) STRICT, WITHOUT ROWID;
CREATE TABLE feedback_told (
    lead INTEGER NOT NULL,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    digest INTEGER NOT NULL,
    PRIMARY KEY (lead, source, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE fetched_file (
    stream INTEGER NOT NULL REFERENCES source_stream,
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    digests BLOB NOT NULL CHECK (length(digests) % 32 = 0),
    PRIMARY KEY (stream, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
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
    email TEXT,
    first_name TEXT,
    last_name TEXT,
    company TEXT,
    phone TEXT,
    mobile_phone TEXT,
    country TEXT,
    lead_source TEXT,
    campaign TEXT,
    owner TEXT
) STRICT;
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
CREATE TABLE lead_merge (
    absorbed INTEGER PRIMARY KEY,
    survivor INTEGER NOT NULL,
    run INTEGER NOT NULL,
    versions BLOB NOT NULL
) STRICT;
CREATE TABLE match_key (
    hash INTEGER PRIMARY KEY,
    holders BLOB NOT NULL
) STRICT;
CREATE TABLE match_key_recent (
    hash INTEGER PRIMARY KEY,
    holders BLOB NOT NULL
) STRICT;
CREATE TABLE membership (
    record INTEGER PRIMARY KEY,
    lead INTEGER NOT NULL
) STRICT;
CREATE TABLE membership_new (
    entry INTEGER PRIMARY KEY,
    record INTEGER NOT NULL,
    lead INTEGER NOT NULL
) STRICT;
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
CREATE TABLE parting (
    version INTEGER NOT NULL,
    lead INTEGER NOT NULL,
    PRIMARY KEY (version, lead)
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
CREATE TABLE quarantine_before(
  entry INT,
  stream INT,
  digest,
  code TEXT,
  summary TEXT,
  advice TEXT,
  field TEXT,
  seen TEXT,
  file TEXT,
  line INT,
  record INT,
  page INT,
  slot INT,
  first_run INT,
  last_run INT,
  released_run INT,
  record_id TEXT,
  said_at INT,
  corrected INT,
  delivered_run INT,
  delivered_page INT,
  dismissed_run INT,
  dismissed_at INT,
  dismissed_because TEXT,
  mended_by,
  attempt TEXT
);
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
CREATE TABLE raw_frame (
    frame INTEGER PRIMARY KEY,
    content BLOB NOT NULL UNIQUE
) STRICT;
CREATE TABLE raw_page (
    page INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES source_stream,
    run INTEGER NOT NULL REFERENCES run,
    frame INTEGER NOT NULL REFERENCES raw_frame,
    file INTEGER NOT NULL REFERENCES export_file,
    body BLOB NOT NULL
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
CREATE TABLE schedule_pause (
    subject TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    until INTEGER,
    because TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE shared_key (
    hash INTEGER PRIMARY KEY
) STRICT;
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
CREATE TABLE suppression_batch (
    batch INTEGER PRIMARY KEY CHECK (batch > 0),
    entered INTEGER NOT NULL,
    source TEXT NOT NULL,
    list TEXT,
    -- By what it was taken back as a whole: since then nothing is handed over to it.
    removal INTEGER
) STRICT;
CREATE TABLE suppression_journal (
    ends INTEGER PRIMARY KEY,
    begins INTEGER NOT NULL CHECK (begins < ends),
    sum BLOB NOT NULL CHECK (length(sum) = 8)
) STRICT;
CREATE TABLE suppression_removal (
    removal INTEGER PRIMARY KEY,
    removed INTEGER NOT NULL,
    who TEXT NOT NULL,
    because TEXT NOT NULL
) STRICT;
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
CREATE TABLE verdict (
    left_record TEXT NOT NULL,
    right_record TEXT NOT NULL CHECK (left_record < right_record),
    kind TEXT NOT NULL CHECK (kind IN ('same', 'never')),
    run INTEGER NOT NULL REFERENCES run,
    PRIMARY KEY (left_record, right_record)
) STRICT, WITHOUT ROWID;
CREATE TABLE version (
    version INTEGER PRIMARY KEY,
    digest BLOB NOT NULL CHECK (length(digest) = 16),
    evidence INTEGER NOT NULL,
    grade INTEGER NOT NULL,
    page INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    observation BLOB NOT NULL
) STRICT;
CREATE TABLE version_before (
    version INTEGER PRIMARY KEY,
    observation BLOB NOT NULL
) STRICT;
CREATE TABLE waiting (
    record INTEGER PRIMARY KEY,
    versions BLOB NOT NULL
) STRICT;
INSERT INTO "configuration" VALUES (1,2,1790834400000,'sync');
INSERT INTO "configuration_file" VALUES (1,'agreement.yaml',X'9DE4C56DD5E37A0A3C207D21D82A3B935411ED3EEC0402110B2B0F25B62EE3B9');
INSERT INTO "configuration_file" VALUES (1,'feeds/nurture.yaml',X'5D58675AB44926524C116E796A855DBDB7820261AFEE8CC18A3A7BF295FE040C');
INSERT INTO "configuration_file" VALUES (1,'mappings/crm-call.yaml',X'1270663CAC1D64886A87AB998FE741D9B127DFE8C276EADB6657F8768746F263');
INSERT INTO "configuration_file" VALUES (1,'mappings/crm-contact.yaml',X'AF04B3BF424E5F6D82392C7789D4AF10775058063799F27BDC8B16A6E9D5E95D');
INSERT INTO "configuration_file" VALUES (1,'mappings/crm-lead.yaml',X'4DDADA8114BD1EBA11D7F25AFDD00EA26A85DA432867191F99A2E36B8DFCE910');
INSERT INTO "configuration_file" VALUES (1,'mappings/web-prospect.yaml',X'8820457AE3030A58F8C475886D7E94E2F783779CAFFCBED925BD426435A8BB29');
INSERT INTO "configuration_file" VALUES (1,'matching.yaml',X'6A41EE17560E6D5C7367EEF57138B302D2404CAD13B029B7E805A1AA2E78EE16');
INSERT INTO "configuration_file" VALUES (1,'sources/crm.yaml',X'5F96C3B9C81B1BF4EF8B893AC8E9FC965079A681AB24E2B71C6C7978F6E74CDA');
INSERT INTO "configuration_file" VALUES (1,'sources/web.yaml',X'F76558FA1B91B040480862DE990A0AEBA1C6F307493C50E44C24BD62691400E4');
INSERT INTO "configuration_file" VALUES (1,'survivorship.yaml',X'AF53511DB8569A24A02FBF4899E0EB2A3C00728003A79D589D382B184B8EF591');
INSERT INTO "configuration_text" VALUES (X'1270663CAC1D64886A87AB998FE741D9B127DFE8C276EADB6657F8768746F263','mapping: crm-call
record: activity
ids: crm
identity: { id: Id }
lead: { crm: Who, email: Email }
null-words: [""]
fields:
  type: { from: Type, values: { Call: call, Form: form-fill } }
  at: { from: At, as: date-time, format: iso }
');
INSERT INTO "configuration_text" VALUES (X'4DDADA8114BD1EBA11D7F25AFDD00EA26A85DA432867191F99A2E36B8DFCE910','mapping: crm-lead
record: lead
ids: crm
identity:
  id: Id
  modified: { from: Modified, as: date-time, format: iso }
  deleted: Deleted
  merged-into: MergedInto
  converted-to: ConvertedTo
null-words: [""]
fields:
  email: { from: Email, as: email }
  first-name: First
  last-name: Last
  company: Company
  city: City
  phone: { from: Phone, as: phone, region: US }
  owner: Owner
  created: { from: Created, as: date-time, format: iso }
  opted-out: { from: OptedOut, as: flag }
status:
  from: Status
  values: { Open: assigned, Working: working, Closed: discarded, Converted: sales-qualified }
discard-reason:
  from: Reason
  values: { Timing: timing, Silent: no-response, Spam: spam }
');
INSERT INTO "configuration_text" VALUES (X'5D58675AB44926524C116E796A855DBDB7820261AFEE8CC18A3A7BF295FE040C','feed: nurture
select: { decision: recycle }
fields: { lead: lead-id, email: email, first: first-name, title: title, city: city, reason: discard-reason, track: track, what: action }
format: ndjson
to: { folder: feeds/nurture }
mode: incremental
withdrawals: always
');
INSERT INTO "configuration_text" VALUES (X'5F96C3B9C81B1BF4EF8B893AC8E9FC965079A681AB24E2B71C6C7978F6E74CDA','source: crm
connector: files
folder: inbox
role: crm
streams:
  leads: { mapping: crm-lead, files: "leads*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } } }
  contacts: { mapping: crm-contact, files: "contacts*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } } }
  calls: { mapping: crm-call, files: "calls*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } } }
');
INSERT INTO "configuration_text" VALUES (X'6A41EE17560E6D5C7367EEF57138B302D2404CAD13B029B7E805A1AA2E78EE16','keys:
  - email
  - shared-email + first-name + last-name
  - phone + first-name + last-name
  - first-name + last-name + company + city
shared-above: 12
role-accounts: [info, sales]
');
INSERT INTO "configuration_text" VALUES (X'8820457AE3030A58F8C475886D7E94E2F783779CAFFCBED925BD426435A8BB29','mapping: web-prospect
record: lead
ids: web
identity: { id: Id, modified: { from: Modified, as: date-time, format: iso } }
references: { crm: CrmId }
null-words: [""]
fields:
  email: { from: Email, as: email }
  first-name: First
  last-name: Last
  company: Company
  city: City
  phone: { from: Phone, as: phone, region: US }
  title: Title
  score: { from: Score, as: number }
  interests: { from: Interests, as: list, separator: ";" }
');
INSERT INTO "configuration_text" VALUES (X'9DE4C56DD5E37A0A3C207D21D82A3B935411ED3EEC0402110B2B0F25B62EE3B9','agreement:
  - effective-from: 2025-01-01
    zone: UTC
    recycling:
      triggers: [discarded, rejected, closed-lost, untouched after 14d]
      never: [spam]
      reasons:
        timing:      { track: back-in-season, after: 90d, cycles: 3 }
        no-response: { track: re-engage, after: 30d, cycles: 2 }
        unknown:     { track: re-engage, after: 45d, cycles: 1 }
        untouched:   { track: first-touch, after: 0d, cycles: 2 }
');
INSERT INTO "configuration_text" VALUES (X'AF04B3BF424E5F6D82392C7789D4AF10775058063799F27BDC8B16A6E9D5E95D','mapping: crm-contact
record: lead
ids: crm
identity: { id: Id, modified: { from: Modified, as: date-time, format: iso } }
null-words: [""]
fields: { email: { from: Email, as: email }, first-name: First, last-name: Last, company: Company, city: City }
');
INSERT INTO "configuration_text" VALUES (X'AF53511DB8569A24A02FBF4899E0EB2A3C00728003A79D589D382B184B8EF591','default: most recent
sources: [crm, web]
');
INSERT INTO "configuration_text" VALUES (X'F76558FA1B91B040480862DE990A0AEBA1C6F307493C50E44C24BD62691400E4','source: web
connector: files
folder: inbox
role: marketing
streams:
  prospects: { mapping: web-prospect, files: "prospects*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } } }
');
INSERT INTO "export_file" VALUES (1,1,1,'/tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/inbox/leads.csv',990,'mapping edition 2 {"discard-reason":{"from":"Reason","values":{"Silent":"no-response","Spam":"spam","Timing":"timing"}},"fields":{"city":"City","company":"Company","created":{"as":"date-time","format":"iso","from":"Created"},"email":{"as":"email","from":"Email"},"first-name":"First","last-name":"Last","opted-out":{"as":"flag","from":"OptedOut"},"owner":"Owner","phone":{"as":"phone","from":"Phone","region":"US"}},"identity":{"converted-to":"ConvertedTo","deleted":"Deleted","id":"Id","merged-into":"MergedInto","modified":{"as":"date-time","format":"iso","from":"Modified"}},"ids":"crm","null-words":[""],"record":"lead","status":{"from":"Status","values":{"Closed":"discarded","Converted":"sales-qualified","Open":"assigned","Working":"working"}}}','csv - - - utf-8 44 34 utf-8 0 - none auto',X'EEF3DD75CE338EA6A28E156D5A56C68C1A9DEF8F8DE6D803C71F4E46CC3D8A43','csv, comma, utf-8, CRLF, 16 columns',8,2,NULL,0,NULL,0,0,0,NULL,X'7B227265636F726473223A382C2269735461626C65223A747275652C22636F6C756D6E73223A5B7B226E616D65223A224964222C2266696C6C6564223A387D2C7B226E616D65223A224D6F646966696564222C2266696C6C6564223A387D2C7B226E616D65223A2244656C65746564222C2266696C6C6564223A307D2C7B226E616D65223A224D6572676564496E746F222C2266696C6C6564223A307D2C7B226E616D65223A22436F6E766572746564546F222C2266696C6C6564223A307D2C7B226E616D65223A22456D61696C222C2266696C6C6564223A387D2C7B226E616D65223A224669727374222C2266696C6C6564223A367D2C7B226E616D65223A224C617374222C2266696C6C6564223A367D2C7B226E616D65223A22436F6D70616E79222C2266696C6C6564223A307D2C7B226E616D65223A2243697479222C2266696C6C6564223A307D2C7B226E616D65223A2250686F6E65222C2266696C6C6564223A307D2C7B226E616D65223A224F776E6572222C2266696C6C6564223A367D2C7B226E616D65223A2243726561746564222C2266696C6C6564223A307D2C7B226E616D65223A224F707465644F7574222C2266696C6C6564223A302C227265667573616C73223A307D2C7B226E616D65223A22537461747573222C2266696C6C6564223A387D2C7B226E616D65223A22526561736F6E222C2266696C6C6564223A367D5D2C22766F636162756C6172696573223A5B7B226669656C64223A22737461747573222C22756E6B6E6F776E223A312C22636F6C756D6E223A22537461747573222C22636F756E7473223A7B22576F726B696E67223A302C22436F6E766572746564223A302C22436C6F736564223A362C224F70656E223A317D7D2C7B226669656C64223A22646973636172642D726561736F6E222C22756E6B6E6F776E223A302C22636F6C756D6E223A22526561736F6E222C22636F756E7473223A7B2254696D696E67223A362C2253696C656E74223A302C225370616D223A307D7D5D7D',0);
INSERT INTO "export_file" VALUES (2,3,1,'/tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/inbox/calls.csv',75,'mapping edition 2 {"fields":{"at":{"as":"date-time","format":"iso","from":"At"},"type":{"from":"Type","values":{"Call":"call","Form":"form-fill"}}},"identity":{"id":"Id"},"ids":"crm","lead":{"crm":"Who","email":"Email"},"null-words":[""],"record":"activity"}','csv - - - utf-8 44 34 utf-8 0 - none auto',X'340B6B93FB6B9A462892FCE904F52D6BE184D9071B4FCA8992CDFAFC3F311803','csv, comma, utf-8, CRLF, 5 columns',1,0,NULL,0,NULL,0,0,0,NULL,X'7B22766F636162756C6172696573223A5B5D2C2269735461626C65223A747275652C227265636F726473223A312C22636F6C756D6E73223A5B7B226E616D65223A224964222C2266696C6C6564223A317D2C7B226E616D65223A2257686F222C2266696C6C6564223A317D2C7B226E616D65223A22456D61696C222C2266696C6C6564223A307D2C7B226E616D65223A2254797065222C2266696C6C6564223A317D2C7B226E616D65223A224174222C2266696C6C6564223A317D5D7D',0);
INSERT INTO "export_file" VALUES (3,4,2,'/tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/inbox/prospects.csv',593,'mapping edition 2 {"fields":{"city":"City","company":"Company","email":{"as":"email","from":"Email"},"first-name":"First","interests":{"as":"list","from":"Interests","separator":";"},"last-name":"Last","phone":{"as":"phone","from":"Phone","region":"US"},"score":{"as":"number","from":"Score"},"title":"Title"},"identity":{"id":"Id","modified":{"as":"date-time","format":"iso","from":"Modified"}},"ids":"web","null-words":[""],"record":"lead","references":{"crm":"CrmId"}}','csv - - - utf-8 44 34 utf-8 0 - none auto',X'34AB091AB2134B8A570D388DA4AE35FE221D8FFFAD054542423DAD6702596833','csv, comma, utf-8, CRLF, 12 columns',6,0,NULL,0,NULL,0,0,0,NULL,X'7B227265636F726473223A362C2269735461626C65223A747275652C22766F636162756C6172696573223A5B5D2C22636F6C756D6E73223A5B7B2266696C6C6564223A362C226E616D65223A224964227D2C7B2266696C6C6564223A362C226E616D65223A224D6F646966696564227D2C7B2266696C6C6564223A302C226E616D65223A2243726D4964227D2C7B2266696C6C6564223A362C226E616D65223A22456D61696C227D2C7B2266696C6C6564223A302C226E616D65223A224669727374227D2C7B2266696C6C6564223A302C226E616D65223A224C617374227D2C7B2266696C6C6564223A302C226E616D65223A22436F6D70616E79227D2C7B2266696C6C6564223A302C226E616D65223A2243697479227D2C7B2266696C6C6564223A302C226E616D65223A2250686F6E65227D2C7B2266696C6C6564223A362C226E616D65223A225469746C65227D2C7B2266696C6C6564223A302C226E616D65223A2253636F7265227D2C7B2266696C6C6564223A302C226E616D65223A22496E74657265737473227D5D7D',0);
INSERT INTO "export_file" VALUES (4,1,3,'/tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/inbox/leads.csv',247,'mapping edition 2 {"discard-reason":{"from":"Reason","values":{"Silent":"no-response","Spam":"spam","Timing":"timing"}},"fields":{"city":"City","company":"Company","created":{"as":"date-time","format":"iso","from":"Created"},"email":{"as":"email","from":"Email"},"first-name":"First","last-name":"Last","opted-out":{"as":"flag","from":"OptedOut"},"owner":"Owner","phone":{"as":"phone","from":"Phone","region":"US"}},"identity":{"converted-to":"ConvertedTo","deleted":"Deleted","id":"Id","merged-into":"MergedInto","modified":{"as":"date-time","format":"iso","from":"Modified"}},"ids":"crm","null-words":[""],"record":"lead","status":{"from":"Status","values":{"Closed":"discarded","Converted":"sales-qualified","Open":"assigned","Working":"working"}}}','csv - - - utf-8 44 34 utf-8 0 - none auto',X'60906B0CF13F16DBC390B5EADEE963A16FC3FE337AD39391DF8394268A9B25F2','csv, comma, utf-8, CRLF, 16 columns',1,0,NULL,0,NULL,0,0,6,NULL,X'7B22636F6C756D6E73223A5B7B2266696C6C6564223A312C226E616D65223A224964227D2C7B2266696C6C6564223A312C226E616D65223A224D6F646966696564227D2C7B2266696C6C6564223A302C226E616D65223A2244656C65746564227D2C7B2266696C6C6564223A302C226E616D65223A224D6572676564496E746F227D2C7B2266696C6C6564223A302C226E616D65223A22436F6E766572746564546F227D2C7B2266696C6C6564223A312C226E616D65223A22456D61696C227D2C7B2266696C6C6564223A302C226E616D65223A224669727374227D2C7B2266696C6C6564223A302C226E616D65223A224C617374227D2C7B2266696C6C6564223A302C226E616D65223A22436F6D70616E79227D2C7B2266696C6C6564223A312C226E616D65223A2243697479227D2C7B2266696C6C6564223A302C226E616D65223A2250686F6E65227D2C7B2266696C6C6564223A302C226E616D65223A224F776E6572227D2C7B2266696C6C6564223A302C226E616D65223A2243726561746564227D2C7B2266696C6C6564223A302C226E616D65223A224F707465644F7574222C227265667573616C73223A307D2C7B2266696C6C6564223A312C226E616D65223A22537461747573227D2C7B2266696C6C6564223A302C226E616D65223A22526561736F6E227D5D2C22766F636162756C6172696573223A5B7B22756E6B6E6F776E223A302C226669656C64223A22737461747573222C22636F756E7473223A7B22436C6F736564223A302C22436F6E766572746564223A302C224F70656E223A302C22576F726B696E67223A317D2C22636F6C756D6E223A22537461747573227D2C7B22756E6B6E6F776E223A302C226669656C64223A22646973636172642D726561736F6E222C22636F756E7473223A7B225370616D223A302C2254696D696E67223A302C2253696C656E74223A307D2C22636F6C756D6E223A22526561736F6E227D5D2C22696473223A7B226B6E6F776E223A312C2261736B6564223A317D2C2269735461626C65223A747275652C227265636F726473223A317D',0);
INSERT INTO "fact" VALUES ('decided-by','450dc19ce2094f372b838fa928545823054c2ee751c97ca49b70974ebf597f6b');
INSERT INTO "fact" VALUES ('feed-decided:nurture','feed: nurture
select: { decision: recycle }
fields: { lead: lead-id, email: email, first: first-name, title: title, city: city, reason: discard-reason, track: track, what: action }
format: ndjson
to: { folder: feeds/nurture }
mode: incremental
withdrawals: always
');
INSERT INTO "fact" VALUES ('feedback-mark','0.1.0
ab30bb1aeb686b04
17
6716164780660153263
2026-10-02
2583570139324011574
13452240279841187619
recycling.csv
recycling.csv.manifest.json
web/.leads-changes-20261002T060000Z-000002.csv.partial
web/campaigns.csv
web/campaigns.csv.manifest.json
web/leads.csv
web/leads.csv.manifest.json');
INSERT INTO "fact" VALUES ('feedback-number','1');
INSERT INTO "fact" VALUES ('feeds-decided','nurture');
INSERT INTO "fact" VALUES ('looked-at:source:crm','1790920800000');
INSERT INTO "fact" VALUES ('looked-at:source:web','1790920800000');
INSERT INTO "fact" VALUES ('match-keys','22');
INSERT INTO "fact" VALUES ('matched-by','matching edition 1: email 12; first-name + last-name + company + city 12; phone + first-name + last-name 12; shared-email + first-name + last-name 12; role accounts info sales');
INSERT INTO "fact" VALUES ('sent-journal','103 84e4e3d64cc55483');
INSERT INTO "fact" VALUES ('settled-by','f05ce12ad2c97d533514b427f1171b8aa40f8c5a4eb093f20625099348bf2771');
INSERT INTO "feed_file" VALUES ('nurture',0,6,'/tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/feeds/nurture/nurture-20261001T060000Z-000006.ndjson',X'7B0A202022616374696F6E2D636F6C756D6E22203A202277686174222C0A2020226164647322203A20362C0A20202261677265656D656E7422203A2022323032352D30312D3031222C0A202022627974657322203A203732332C0A2020226368616E67657322203A20302C0A202022636F6C756D6E7322203A205B0A20202020226C656164222C0A2020202022656D61696C222C0A20202020226669727374222C0A20202020227469746C65222C0A202020202263697479222C0A2020202022726561736F6E222C0A2020202022747261636B222C0A202020202277686174220A20205D2C0A202022637572736F722D66726F6D22203A20302C0A202022637572736F722D746F22203A20362C0A2020226665656422203A20226E757274757265222C0A20202266696C6522203A20226E7572747572652D3230323631303031543036303030305A2D3030303030362E6E646A736F6E222C0A202022666F726D617422203A20226E646A736F6E222C0A20202267656E65726174656422203A2022323032362D31302D30315430363A30303A30305A222C0A2020226C6561642D636F6C756D6E22203A20226C656164222C0A2020226D6F646522203A2022696E6372656D656E74616C222C0A202022726F777322203A20362C0A20202273686132353622203A202232656534343036363935326465303032363032393866386639396263396239613935323864613865623533653761623166343365363666613661626239303833222C0A202022737570707265737365642D61742D6C6173742D6D6F6D656E7422203A20302C0A202022756E7772697461626C6522203A20302C0A2020227769746864726177616C7322203A20300A7D0A',1790834400000,NULL,NULL);
INSERT INTO "feed_file" VALUES ('nurture',6,7,'/tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/feeds/nurture/nurture-20261002T060000Z-000007.ndjson',X'7B0A202022616374696F6E2D636F6C756D6E22203A202277686174222C0A2020226164647322203A20302C0A20202261677265656D656E7422203A2022323032352D30312D3031222C0A202022627974657322203A2036302C0A2020226368616E67657322203A20302C0A202022636F6C756D6E7322203A205B0A20202020226C656164222C0A2020202022656D61696C222C0A20202020226669727374222C0A20202020227469746C65222C0A202020202263697479222C0A2020202022726561736F6E222C0A2020202022747261636B222C0A202020202277686174220A20205D2C0A202022637572736F722D66726F6D22203A20362C0A202022637572736F722D746F22203A20372C0A2020226665656422203A20226E757274757265222C0A20202266696C6522203A20226E7572747572652D3230323631303032543036303030305A2D3030303030372E6E646A736F6E222C0A202022666F726D617422203A20226E646A736F6E222C0A20202267656E65726174656422203A2022323032362D31302D30325430363A30303A30305A222C0A2020226C6561642D636F6C756D6E22203A20226C656164222C0A2020226D6F646522203A2022696E6372656D656E74616C222C0A202022726F777322203A20312C0A20202273686132353622203A202238373363646365666535373739323365666534656364343031303630303437616663656135366634303164633566356132653865303966323164316538623164222C0A202022737570707265737365642D61742D6C6173742D6D6F6D656E7422203A20302C0A202022756E7772697461626C6522203A20302C0A2020227769746864726177616C7322203A20310A7D0A',1790920800000,NULL,NULL);
INSERT INTO "feed_layout" VALUES (1351990361,'["lead-id","email","first-name","title","city","discard-reason","track","action","plain as lead","plain as email","plain as first","plain as title","plain as city","plain as reason","plain as track","plain as what"]');
INSERT INTO "feed_member" VALUES ('nurture',2,X'4C59BC955074020000004C3274110000006C65616432406578616D706C652E636F6D74030000004164616161740600000074696D696E67740E0000006261636B2D696E2D736561736F6E7403000000616464');
INSERT INTO "feed_member" VALUES ('nurture',3,X'4C59BC955074020000004C3374110000006C65616433406578616D706C652E636F6D74030000004164616161740600000074696D696E67740E0000006261636B2D696E2D736561736F6E7403000000616464');
INSERT INTO "feed_member" VALUES ('nurture',4,X'4C59BC955074020000004C3474110000006C65616434406578616D706C652E636F6D74030000004164617406000000426F7373203461740600000074696D696E67740E0000006261636B2D696E2D736561736F6E7403000000616464');
INSERT INTO "feed_member" VALUES ('nurture',5,X'4C59BC955074020000004C3574110000006C65616435406578616D706C652E636F6D74030000004164617406000000426F7373203561740600000074696D696E67740E0000006261636B2D696E2D736561736F6E7403000000616464');
INSERT INTO "feed_member" VALUES ('nurture',6,X'4C59BC955074020000004C3674110000006C65616436406578616D706C652E636F6D74030000004164617406000000426F7373203661740600000074696D696E67740E0000006261636B2D696E2D736561736F6E7403000000616464');
INSERT INTO "feedback_told" VALUES (4,'web','p4',3802010739104450446);
INSERT INTO "feedback_told" VALUES (5,'web','p5',2120658309949570274);
INSERT INTO "feedback_told" VALUES (6,'web','p6',-5503970803752563122);
INSERT INTO "feedback_told" VALUES (7,'web','p7',1985430719336044176);
INSERT INTO "feedback_told" VALUES (8,'web','p8',5039239692868359242);
INSERT INTO "feedback_told" VALUES (9,'web','p9',6603602766546155823);
INSERT INTO "grdb_migrations" VALUES ('1-first');
INSERT INTO "lead" VALUES (1,2,2,4,X'81808080802006FAFFFFFFFF3F',X'018F88100080B0808002',4,NULL,1782900000000,4,1099511627783,1780394400000,1,NULL,NULL,1,NULL,NULL,1790834400000,0,3,7,NULL,NULL,NULL,NULL,0,NULL,'2025-01-01',1099511627783,1782900000000,NULL,0,0,'lead1@example.com','Ada','Byron1',NULL,NULL,NULL,NULL,NULL,NULL,'o1');
INSERT INTO "lead" VALUES (2,1,2,2,X'828080808020',X'008FB8808002',10,0,1772359200000,10,1099511627778,NULL,0,NULL,1,1,NULL,NULL,1772359200000,0,0,0,1,0,'back-in-season',1780135200000,1,NULL,'2025-01-01',1099511627778,1772359200000,NULL,0,0,'lead2@example.com','Ada','Byron2',NULL,NULL,NULL,NULL,NULL,NULL,'o2');
INSERT INTO "lead" VALUES (3,1,2,2,X'838080808020',X'008FB8808002',10,0,1772359200000,10,1099511627779,NULL,0,NULL,1,1,NULL,NULL,1772359200000,0,0,0,1,0,'back-in-season',1780135200000,1,NULL,'2025-01-01',1099511627779,1772359200000,NULL,0,0,'lead3@example.com','Ada','Byron3',NULL,NULL,NULL,NULL,NULL,NULL,'o3');
INSERT INTO "lead" VALUES (4,1,2,2,X'848080808020FDFFFFFFFF5F',X'008FB080800201808804',10,0,1772359200000,10,1099511627780,NULL,0,NULL,1,1,NULL,NULL,1780308000000,0,0,0,1,0,'back-in-season',1780135200000,1,NULL,'2025-01-01',1099511627780,1772359200000,NULL,0,0,'lead4@example.com','Ada','Byron4',NULL,NULL,NULL,NULL,NULL,NULL,'o4');
INSERT INTO "lead" VALUES (5,1,2,2,X'858080808020FDFFFFFFFF5F',X'008FB080800201808804',10,0,1772359200000,10,1099511627781,NULL,0,NULL,1,1,NULL,NULL,1780308000000,0,0,0,1,0,'back-in-season',1780135200000,1,NULL,'2025-01-01',1099511627781,1772359200000,NULL,0,0,'lead5@example.com','Ada','Byron5',NULL,NULL,NULL,NULL,NULL,NULL,'o5');
INSERT INTO "lead" VALUES (6,1,2,2,X'868080808020FDFFFFFFFF5F',X'008FB080800201808804',10,0,1772359200000,10,1099511627782,NULL,0,NULL,1,1,NULL,NULL,1780308000000,0,0,0,1,0,'back-in-season',1780135200000,1,NULL,'2025-01-01',1099511627782,1772359200000,NULL,0,0,'lead6@example.com','Ada','Byron6',NULL,NULL,NULL,NULL,NULL,NULL,'o6');
INSERT INTO "lead" VALUES (7,1,2,2,X'84808080808001',X'00808804',0,NULL,NULL,0,NULL,NULL,0,NULL,NULL,0,NULL,NULL,1780308000000,0,3,7,NULL,NULL,NULL,NULL,0,NULL,'2025-01-01',NULL,NULL,NULL,0,0,'lead7@example.com',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "lead" VALUES (8,1,2,2,X'85808080808001',X'00808804',0,NULL,NULL,0,NULL,NULL,0,NULL,NULL,0,NULL,NULL,1780308000000,0,3,7,NULL,NULL,NULL,NULL,0,NULL,'2025-01-01',NULL,NULL,NULL,0,0,'lead8@example.com',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "lead" VALUES (9,1,2,2,X'86808080808001',X'00808804',0,NULL,NULL,0,NULL,NULL,0,NULL,NULL,0,NULL,NULL,1780308000000,0,3,7,NULL,NULL,NULL,NULL,0,NULL,'2025-01-01',NULL,NULL,NULL,0,0,'lead9@example.com',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "lead_change" VALUES (1,2,'city',4,NULL,'Oslo',1099511627783,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "lead_change" VALUES (1,2,'decision',4,'recycle, cooling-off-passed, track back-in-season, due 2026-05-30T10:00:00Z, cycle 1','leave, not-an-exit',1099511627783,0,3,'back-in-season',NULL,0,0);
INSERT INTO "lead_change" VALUES (1,2,'discard-reason-word',4,'Timing',NULL,1099511627783,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "lead_change" VALUES (1,2,'stage',4,'discarded (timing) since 2026-03-01T10:00:00Z','working since 2026-07-01T10:00:00Z',1099511627783,10,4,NULL,NULL,NULL,NULL);
INSERT INTO "lead_change" VALUES (1,2,'status-word',4,'Closed','Working',1099511627783,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "match_key" VALUES (-208041909526868964,X'88808080808002');
INSERT INTO "match_key" VALUES (-228199198158089707,X'8B808080808002');
INSERT INTO "match_key" VALUES (-4271752575959462960,X'85808080808002');
INSERT INTO "match_key" VALUES (-5028817089728469052,X'8A8080808040FAFFFFFFFFBF01');
INSERT INTO "match_key" VALUES (-67137794718198869,X'8A808080808002');
INSERT INTO "match_key" VALUES (-6743179495088127960,X'8B8080808040');
INSERT INTO "match_key" VALUES (-7046144052445813382,X'848080808040');
INSERT INTO "match_key" VALUES (-750231237341717924,X'828080808040');
INSERT INTO "match_key" VALUES (-8135091972370935735,X'83808080808002');
INSERT INTO "match_key" VALUES (-8686454577610750093,X'8D808080808002');
INSERT INTO "match_key" VALUES (-8853556960149282881,X'898080808040');
INSERT INTO "match_key" VALUES (-936438324345042869,X'858080808040');
INSERT INTO "match_key" VALUES (1285428039134693240,X'89808080808002');
INSERT INTO "match_key" VALUES (1972563411403308422,X'8C808080808002');
INSERT INTO "match_key" VALUES (3270769679370544809,X'8380808080C001');
INSERT INTO "match_key" VALUES (482009529969684012,X'868080808040');
INSERT INTO "match_key" VALUES (5609076555183250225,X'8C8080808040FAFFFFFFFFBF01');
INSERT INTO "match_key" VALUES (6141762093422341092,X'87808080808002');
INSERT INTO "match_key" VALUES (6289905205712545909,X'8D8080808040');
INSERT INTO "match_key" VALUES (8483611537386357995,X'838080808040FFFFFFFFFF7F');
INSERT INTO "match_key" VALUES (8498273769008250908,X'888080808040FAFFFFFFFFBF01');
INSERT INTO "match_key" VALUES (9110774912283524803,X'878080808040');
INSERT INTO "membership" VALUES (1099511627777,1);
INSERT INTO "membership" VALUES (1099511627778,2);
INSERT INTO "membership" VALUES (1099511627779,3);
INSERT INTO "membership" VALUES (1099511627780,4);
INSERT INTO "membership" VALUES (1099511627781,5);
INSERT INTO "membership" VALUES (1099511627782,6);
INSERT INTO "membership" VALUES (3298534883329,1);
INSERT INTO "membership" VALUES (4398046511105,4);
INSERT INTO "membership" VALUES (4398046511106,5);
INSERT INTO "membership" VALUES (4398046511107,6);
INSERT INTO "membership" VALUES (4398046511108,7);
INSERT INTO "membership" VALUES (4398046511109,8);
INSERT INTO "membership" VALUES (4398046511110,9);
INSERT INTO "outbox" VALUES (1,'nurture',1,1,'add',2,X'4C59BC955074020000004C3174110000006C65616431406578616D706C652E636F6D74030000004164616161740600000074696D696E67740E0000006261636B2D696E2D736561736F6E7403000000616464');
INSERT INTO "outbox" VALUES (2,'nurture',2,1,'add',2,X'4C59BC955074020000004C3274110000006C65616432406578616D706C652E636F6D74030000004164616161740600000074696D696E67740E0000006261636B2D696E2D736561736F6E7403000000616464');
INSERT INTO "outbox" VALUES (3,'nurture',3,1,'add',2,X'4C59BC955074020000004C3374110000006C65616433406578616D706C652E636F6D74030000004164616161740600000074696D696E67740E0000006261636B2D696E2D736561736F6E7403000000616464');
INSERT INTO "outbox" VALUES (4,'nurture',4,1,'add',2,X'4C59BC955074020000004C3474110000006C65616434406578616D706C652E636F6D74030000004164617406000000426F7373203461740600000074696D696E67740E0000006261636B2D696E2D736561736F6E7403000000616464');
INSERT INTO "outbox" VALUES (5,'nurture',5,1,'add',2,X'4C59BC955074020000004C3574110000006C65616435406578616D706C652E636F6D74030000004164617406000000426F7373203561740600000074696D696E67740E0000006261636B2D696E2D736561736F6E7403000000616464');
INSERT INTO "outbox" VALUES (6,'nurture',6,1,'add',2,X'4C59BC955074020000004C3674110000006C65616436406578616D706C652E636F6D74030000004164617406000000426F7373203661740600000074696D696E67740E0000006261636B2D696E2D736561736F6E7403000000616464');
INSERT INTO "outbox" VALUES (7,'nurture',1,2,'withdraw',4,X'4C59BC955074020000004C3174110000006C65616431406578616D706C652E636F6D74030000004164616161740600000074696D696E67740E0000006261636B2D696E2D736561736F6E7403000000616464');
INSERT INTO "quarantine" VALUES (1,1,X'6A03B7E783C340CE4B025E84BAA45319','mapping.unmapped-status','this word is not mapped','Add it under `values:` at /tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/mappings/crm-lead.yaml:23.','Status','wParked','/tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/inbox/leads.csv',8,7,1,6,1,1,NULL,'7',1780308000000,0,1,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "quarantine" VALUES (2,1,X'EBFFF554919A48500B06D00512AF8138','mapping.invalid-email','this is not an e-mail address','Correct it in the source, or write `invalid: blank` in the rule of ''email'' in /tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/mappings/crm-lead.yaml to keep such records without it.','Email','s12 letters, 2 other characters','/tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/inbox/leads.csv',9,8,1,7,1,1,NULL,'8',1780308000000,0,1,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "raw_frame" VALUES (1,X'7B226570696C6F677565223A5B31305D2C22666F726D6174223A7B22637376223A7B225F30223A7B2264656C696D69746572223A34342C22656E636F64696E67223A225554462D38222C22666F6F746572223A226E6F6E65222C22707265616D626C654C696E6573223A302C2271756F7465223A33347D7D7D2C2270726F6C6F677565223A5B33342C37332C3130302C33342C34342C33342C37372C3131312C3130302C3130352C3130322C3130352C3130312C3130302C33342C34342C33342C36382C3130312C3130382C3130312C3131362C3130312C3130302C33342C34342C33342C37372C3130312C3131342C3130332C3130312C3130302C37332C3131302C3131362C3131312C33342C34342C33342C36372C3131312C3131302C3131382C3130312C3131342C3131362C3130312C3130302C38342C3131312C33342C34342C33342C36392C3130392C39372C3130352C3130382C33342C34342C33342C37302C3130352C3131342C3131352C3131362C33342C34342C33342C37362C39372C3131352C3131362C33342C34342C33342C36372C3131312C3130392C3131322C39372C3131302C3132312C33342C34342C33342C36372C3130352C3131362C3132312C33342C34342C33342C38302C3130342C3131312C3131302C3130312C33342C34342C33342C37392C3131392C3131302C3130312C3131342C33342C34342C33342C36372C3131342C3130312C39372C3131362C3130312C3130302C33342C34342C33342C37392C3131322C3131362C3130312C3130302C37392C3131372C3131362C33342C34342C33342C38332C3131362C39372C3131362C3131372C3131352C33342C34342C33342C38322C3130312C39372C3131352C3131312C3131302C33342C31305D2C22736570617261746F72223A5B31305D7D');
INSERT INTO "raw_frame" VALUES (2,X'7B226570696C6F677565223A5B31305D2C22666F726D6174223A7B22637376223A7B225F30223A7B2264656C696D69746572223A34342C22656E636F64696E67223A225554462D38222C22666F6F746572223A226E6F6E65222C22707265616D626C654C696E6573223A302C2271756F7465223A33347D7D7D2C2270726F6C6F677565223A5B33342C37332C3130302C33342C34342C33342C38372C3130342C3131312C33342C34342C33342C36392C3130392C39372C3130352C3130382C33342C34342C33342C38342C3132312C3131322C3130312C33342C34342C33342C36352C3131362C33342C31305D2C22736570617261746F72223A5B31305D7D');
INSERT INTO "raw_frame" VALUES (3,X'7B226570696C6F677565223A5B31305D2C22666F726D6174223A7B22637376223A7B225F30223A7B2264656C696D69746572223A34342C22656E636F64696E67223A225554462D38222C22666F6F746572223A226E6F6E65222C22707265616D626C654C696E6573223A302C2271756F7465223A33347D7D7D2C2270726F6C6F677565223A5B33342C37332C3130302C33342C34342C33342C37372C3131312C3130302C3130352C3130322C3130352C3130312C3130302C33342C34342C33342C36372C3131342C3130392C37332C3130302C33342C34342C33342C36392C3130392C39372C3130352C3130382C33342C34342C33342C37302C3130352C3131342C3131352C3131362C33342C34342C33342C37362C39372C3131352C3131362C33342C34342C33342C36372C3131312C3130392C3131322C39372C3131302C3132312C33342C34342C33342C36372C3130352C3131362C3132312C33342C34342C33342C38302C3130342C3131312C3131302C3130312C33342C34342C33342C38342C3130352C3131362C3130382C3130312C33342C34342C33342C38332C39392C3131312C3131342C3130312C33342C34342C33342C37332C3131302C3131362C3130312C3131342C3130312C3131352C3131362C3131352C33342C31305D2C22736570617261746F72223A5B31305D7D');
INSERT INTO "raw_page" VALUES (1,1,1,1,1,X'28B52FFD604202C5050042081C1D606B7585F8FF258F476B340131450A2588B630B2DDC5110532289A0434BF5EF67388A286DEE34472F29852F03B20462C6E71CEB5D618636B2DA5D4DF904E749AEB5F47131AE6F5494E2852B89E1FE1FA381981864F64480FD2E386D72B76995D6653935659AB38B5EAFAF4C40202022620A08382E41AE8004638C52364001288381839E8CE659A4C00C37136B39409303CCE664A390186E3DA4C2913C2709CCD2C65020C8FB3CD7865B16161066BFAE972D7C102');
INSERT INTO "raw_page" VALUES (2,3,1,2,2,X'28B52FFD202B5901000129226331222C2231222C22222C2243616C6C222C22323032362D30362D30325431303A30303A30305A22');
INSERT INTO "raw_page" VALUES (3,4,2,3,3,X'28B52FFD60E7009D03001205121890A53A0BCFCD22A82B5647FFA071538695F6D1A4FDF38112B6DAEAB596522AA5B4BB0821E943CC190F1807857B12B682330EA1B967B5D5829FFDEC25504EF664CD8DD5471A300412000029601CD018400A180734069002C6018D01A48071406380145318A3A65B291C84CE8117C002');
INSERT INTO "raw_page" VALUES (4,1,3,1,4,X'28B52FFD206265020042C40F17806D0E24108B268D906E0EB3809AD6DD1641CE36648923369A791A277A87D16FA5C268F7944017726D522297A66B34F2B39F3D8DBC1AAE84F565743A0102030033B9D9B32C2D9C13');
INSERT INTO "run" VALUES (1,'crm',1795492274907,1790834400000,1795492274988,'succeeded-with-rejects',9,7,0,0,2,0,6,0,0,'no file in ''inbox'' fits ''contacts*.csv'' of stream crm/contacts',NULL);
INSERT INTO "run" VALUES (2,'web',1795492274931,1790834400000,1795492274988,'succeeded',6,6,0,0,0,0,0,0,0,NULL,NULL);
INSERT INTO "run" VALUES (3,'crm',1795492275010,1790920800000,1795492275058,'succeeded',1,0,1,0,0,0,0,0,0,'no file in ''inbox'' fits ''contacts*.csv'' of stream crm/contacts',NULL);
INSERT INTO "run" VALUES (4,'web',1795492275021,1790920800000,1795492275059,'succeeded',0,0,0,0,0,0,0,0,0,'no file in ''inbox'' fits ''prospects*.csv'' of stream web/prospects',NULL);
INSERT INTO "run_warning" VALUES (1,0,'file.none-fits','no file in ''inbox'' fits ''contacts*.csv'' of stream crm/contacts','Put its exports there, or correct `files:` here if they have other names.','/tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/config/sources/crm.yaml',NULL,NULL);
INSERT INTO "run_warning" VALUES (3,0,'file.none-fits','no file in ''inbox'' fits ''contacts*.csv'' of stream crm/contacts','Put its exports there, or correct `files:` here if they have other names.','/tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/config/sources/crm.yaml',NULL,NULL);
INSERT INTO "run_warning" VALUES (3,1,'file.none-fits','no file in ''inbox'' fits ''calls*.csv'' of stream crm/calls','Put its exports there, or correct `files:` here if they have other names.','/tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/config/sources/crm.yaml',NULL,NULL);
INSERT INTO "run_warning" VALUES (4,0,'file.none-fits','no file in ''inbox'' fits ''prospects*.csv'' of stream web/prospects','Put its exports there, or correct `files:` here if they have other names.','/tmp/leadloop-80D91718-CC53-4A7D-8D64-74C2BBB9DEC3/config/sources/web.yaml',NULL,NULL);
INSERT INTO "source_stream" VALUES (1,'crm','leads',0,'crm','crm','mapping edition 2 {"discard-reason":{"from":"Reason","values":{"Silent":"no-response","Spam":"spam","Timing":"timing"}},"fields":{"city":"City","company":"Company","created":{"as":"date-time","format":"iso","from":"Created"},"email":{"as":"email","from":"Email"},"first-name":"First","last-name":"Last","opted-out":{"as":"flag","from":"OptedOut"},"owner":"Owner","phone":{"as":"phone","from":"Phone","region":"US"}},"identity":{"converted-to":"ConvertedTo","deleted":"Deleted","id":"Id","merged-into":"MergedInto","modified":{"as":"date-time","format":"iso","from":"Modified"}},"ids":"crm","null-words":[""],"record":"lead","status":{"from":"Status","values":{"Closed":"discarded","Converted":"sales-qualified","Open":"assigned","Working":"working"}}}',7,'csv - - - utf-8 44 34 utf-8 0 - none auto',NULL,7,4,7,0);
INSERT INTO "source_stream" VALUES (2,'crm','contacts',0,'crm','crm','mapping edition 2 {"fields":{"city":"City","company":"Company","email":{"as":"email","from":"Email"},"first-name":"First","last-name":"Last"},"identity":{"id":"Id","modified":{"as":"date-time","format":"iso","from":"Modified"}},"ids":"crm","null-words":[""],"record":"lead"}',0,'csv - - - utf-8 44 34 utf-8 0 - none auto',NULL,0,0,0,0);
INSERT INTO "source_stream" VALUES (3,'crm','calls',1,'crm','crm','mapping edition 2 {"fields":{"at":{"as":"date-time","format":"iso","from":"At"},"type":{"from":"Type","values":{"Call":"call","Form":"form-fill"}}},"identity":{"id":"Id"},"ids":"crm","lead":{"crm":"Who","email":"Email"},"null-words":[""],"record":"activity"}',1,'csv - - - utf-8 44 34 utf-8 0 - none auto',NULL,1,2,1,0);
INSERT INTO "source_stream" VALUES (4,'web','prospects',0,'marketing','web','mapping edition 2 {"fields":{"city":"City","company":"Company","email":{"as":"email","from":"Email"},"first-name":"First","interests":{"as":"list","from":"Interests","separator":";"},"last-name":"Last","phone":{"as":"phone","from":"Phone","region":"US"},"score":{"as":"number","from":"Score"},"title":"Title"},"identity":{"id":"Id","modified":{"as":"date-time","format":"iso","from":"Modified"}},"ids":"web","null-words":[""],"record":"lead","references":{"crm":"CrmId"}}',6,'csv - - - utf-8 44 34 utf-8 0 - none auto',NULL,6,3,6,0);
INSERT INTO "store" VALUES (1,1093565613647514299,-6048312019787678513,X'1E3E68CC789999F71BFBFAB8225FE7E0EFA117426FF145E5C88EB4166BC6F2CE',2,17,6716164780660153263,0,9);
INSERT INTO "version" VALUES (1099511627777,X'0D66B3E76FCBE7EE46F76B09430D2A74',1772359200000,1,1,0,X'010931023380B4B98D95670300040005000A1200140B31436C6F7365640C1200000D3154696D696E671489016C65616431406578616D706C652E636F6D151941646116314279726F6E31170018001C0027116F312B003100');
INSERT INTO "version" VALUES (1099511627778,X'092D203B0BEC2D4BD36B03335A7518FD',1772359200000,1,1,1,X'010932023380B4B98D95670300040005000A1200140B31436C6F7365640C1200000D3154696D696E671489016C65616432406578616D706C652E636F6D151941646116314279726F6E32170018001C0027116F322B003100');
INSERT INTO "version" VALUES (1099511627779,X'DF13273CDEA754BEE5C723497C6FA991',1772359200000,1,1,2,X'010933023380B4B98D95670300040005000A1200140B31436C6F7365640C1200000D3154696D696E671489016C65616433406578616D706C652E636F6D151941646116314279726F6E33170018001C0027116F332B003100');
INSERT INTO "version" VALUES (1099511627780,X'8735C05A8D2402C89151F3820C1CD10C',1772359200000,1,1,3,X'010934023380B4B98D95670300040005000A1200140B31436C6F7365640C1200000D3154696D696E671489016C65616434406578616D706C652E636F6D151941646116314279726F6E34170018001C0027116F342B003100');
INSERT INTO "version" VALUES (1099511627781,X'B8E7ECBD2D9CBBCC001CE5EFCF5FBCD1',1772359200000,1,1,4,X'010935023380B4B98D95670300040005000A1200140B31436C6F7365640C1200000D3154696D696E671489016C65616435406578616D706C652E636F6D151941646116314279726F6E35170018001C0027116F352B003100');
INSERT INTO "version" VALUES (1099511627782,X'EDDB8E7CC245101E89F7D4A4F3C6C140',1772359200000,1,1,5,X'010936023380B4B98D95670300040005000A1200140B31436C6F7365640C1200000D3154696D696E671489016C65616436406578616D706C652E636F6D151941646116314279726F6E36170018001C0027116F362B003100');
INSERT INTO "version" VALUES (1099511627783,X'2E1CBE7BD21A702D686535F5E1538559',1782900000000,1,4,0,X'01093102338094F8D1E3670300040005000A1200080B39576F726B696E670C000D001489016C65616431406578616D706C652E636F6D15001600170018001C214F736C6F27002B003100');
INSERT INTO "version" VALUES (3298534883329,X'E65B87104161995020C84D775E697753',1790834400000,0,2,0,X'01116331072963726D3A31462163616C6C473380E4B4FCD067');
INSERT INTO "version" VALUES (4398046511105,X'640CB2EEE97EE685C962834AEDB7FCB9',1780308000000,1,3,0,X'01117034023380F481AAD06706001489016C65616434406578616D706C652E636F6D15001600170018001A31426F737320341C0028002900');
INSERT INTO "version" VALUES (4398046511106,X'5903385138B0DC8EF7B84862FA4298A5',1780308000000,1,3,1,X'01117035023380F481AAD06706001489016C65616435406578616D706C652E636F6D15001600170018001A31426F737320351C0028002900');
INSERT INTO "version" VALUES (4398046511107,X'3C47B427B64E7AED19E470CE702D8B93',1780308000000,1,3,2,X'01117036023380F481AAD06706001489016C65616436406578616D706C652E636F6D15001600170018001A31426F737320361C0028002900');
INSERT INTO "version" VALUES (4398046511108,X'957420434D57FBFA55F42285AFF7A4ED',1780308000000,1,3,3,X'01117037023380F481AAD06706001489016C65616437406578616D706C652E636F6D15001600170018001A31426F737320371C0028002900');
INSERT INTO "version" VALUES (4398046511109,X'5C71D68243CE161E32012BAC97294967',1780308000000,1,3,4,X'01117038023380F481AAD06706001489016C65616438406578616D706C652E636F6D15001600170018001A31426F737320381C0028002900');
INSERT INTO "version" VALUES (4398046511110,X'175008DB6A8080439C4B68EC59AED8D5',1780308000000,1,3,5,X'01117039023380F481AAD06706001489016C65616439406578616D706C652E636F6D15001600170018001A31426F737320391C0028002900');
DELETE FROM sqlite_sequence WHERE name = 'outbox';
INSERT INTO sqlite_sequence VALUES ('outbox', 7);
CREATE VIEW closing AS
SELECT entry, c.probe, c.person, c.kind, c.channel, c.reason, s.source || ' (in quarantine)' AS source, r.as_of AS since,
    NOT c.ended AND q.released_run IS NULL AND q.dismissed_run IS NULL AS counts
FROM quarantine_closing c JOIN quarantine q USING (entry) JOIN source_stream s USING (stream)
    JOIN run r ON r.run = q.first_run;
CREATE INDEX delivery_dead ON delivery (destination, message) WHERE state = 2 OR state = 3 OR state = 7;
CREATE INDEX delivery_holding_address ON delivery_holding (destination, address) WHERE address IS NOT NULL;
CREATE INDEX delivery_holding_lead ON delivery_holding (lead);
CREATE INDEX delivery_holding_receiver ON delivery_holding (receiver_id) WHERE receiver_id IS NOT NULL;
CREATE INDEX delivery_lead ON delivery (lead);
CREATE INDEX delivery_waiting ON delivery (destination, feed, due, message) WHERE state = 0;
CREATE INDEX export_file_bookmark ON export_file (stream) WHERE bookmark_before <> '';
CREATE INDEX export_file_complete ON export_file (stream, file) WHERE is_complete;
CREATE INDEX export_file_open ON export_file (stream) WHERE is_open;
CREATE INDEX export_file_profile ON export_file (stream, path, file) WHERE profile IS NOT NULL;
CREATE INDEX export_file_size ON export_file (stream, bytes);
CREATE INDEX feed_member_lead ON feed_member (lead);
CREATE INDEX feed_upload_due ON feed_upload (destination, feed, cursor_to) WHERE is_due;
CREATE INDEX held_export_bytes ON held_export (stream, bytes) WHERE verdict IS NOT NULL;
CREATE INDEX lead_due ON lead (due) WHERE due IS NOT NULL AND decision <> 0 AND decision <> 4;
CREATE INDEX lead_merge_survivor ON lead_merge (survivor);
CREATE INDEX lead_suppressed ON lead (email) WHERE decision = 2;
CREATE INDEX outbox_feed ON outbox (feed, message);
CREATE INDEX parting_lead ON parting (lead);
CREATE UNIQUE INDEX quarantine_before_entry ON quarantine_before (entry);
CREATE TRIGGER quarantine_closes AFTER INSERT ON quarantine_closing
BEGIN
    INSERT INTO fact VALUES ('ledger-unsettled', '1') ON CONFLICT DO NOTHING;
END;
CREATE INDEX quarantine_closing_entry ON quarantine_closing (entry);
CREATE TRIGGER quarantine_goes AFTER DELETE ON quarantine
BEGIN
    DELETE FROM quarantine_closing WHERE entry = OLD.entry;
END;
CREATE TRIGGER quarantine_is_touched BEFORE UPDATE ON quarantine
WHEN EXISTS (SELECT 1 FROM export_file WHERE stream = OLD.stream AND is_open)
BEGIN
    INSERT INTO quarantine_before SELECT * FROM quarantine
        WHERE entry = OLD.entry AND entry NOT IN (SELECT entry FROM quarantine_before);
END;
CREATE INDEX quarantine_mended ON quarantine (stream, digest) WHERE mended_by IS NOT NULL;
CREATE TRIGGER quarantine_opens AFTER UPDATE OF ended ON quarantine_closing
BEGIN
    INSERT INTO fact VALUES ('ledger-unsettled', '1') ON CONFLICT DO NOTHING;
END;
CREATE INDEX quarantine_page ON quarantine (page) WHERE (released_run IS NULL OR corrected = 1);
CREATE INDEX quarantine_record ON quarantine (stream, record_id) WHERE record_id IS NOT NULL;
CREATE INDEX quarantine_waiting ON quarantine (stream, record_id)
    WHERE record_id IS NOT NULL AND released_run IS NULL;
CREATE TRIGGER quarantine_waits AFTER UPDATE OF released_run, dismissed_run ON quarantine
WHEN (OLD.released_run IS NULL AND OLD.dismissed_run IS NULL)
    <> (NEW.released_run IS NULL AND NEW.dismissed_run IS NULL)
    AND EXISTS (SELECT 1 FROM quarantine_closing WHERE entry = OLD.entry AND NOT ended)
BEGIN
    INSERT INTO fact VALUES ('ledger-unsettled', '1') ON CONFLICT DO NOTHING;
END;
CREATE INDEX run_source ON run (source, run);
CREATE INDEX suppression_erased ON suppression (person) WHERE reason = 0;
CREATE VIEW unified_lead AS SELECT
    'L' || lead AS lead, CASE stage WHEN 0 THEN 'new' WHEN 1 THEN 'nurturing' WHEN 2 THEN 'marketing-qualified' WHEN 3 THEN 'assigned' WHEN 4 THEN 'working' WHEN 5 THEN 'sales-accepted' WHEN 6 THEN 'sales-qualified' WHEN 7 THEN 'opportunity' WHEN 8 THEN 'won' WHEN 9 THEN 'lost' WHEN 10 THEN 'discarded' WHEN 11 THEN 'recycled' END AS stage, CASE stage_reason WHEN 0 THEN 'timing' WHEN 1 THEN 'no-response' WHEN 2 THEN 'no-budget' WHEN 3 THEN 'no-authority' WHEN 4 THEN 'no-need' WHEN 5 THEN 'not-a-fit' WHEN 6 THEN 'competitor' WHEN 7 THEN 'existing-customer' WHEN 8 THEN 'duplicate' WHEN 9 THEN 'bad-data' WHEN 10 THEN 'spam' WHEN 11 THEN 'other' WHEN 12 THEN 'unknown' END AS stage_reason, strftime('%Y-%m-%dT%H:%M:%SZ', stage_since / 1000, 'unixepoch') AS stage_since, CASE furthest WHEN 0 THEN 'new' WHEN 1 THEN 'nurturing' WHEN 2 THEN 'marketing-qualified' WHEN 3 THEN 'assigned' WHEN 4 THEN 'working' WHEN 5 THEN 'sales-accepted' WHEN 6 THEN 'sales-qualified' WHEN 7 THEN 'opportunity' WHEN 8 THEN 'won' WHEN 9 THEN 'lost' WHEN 10 THEN 'discarded' WHEN 11 THEN 'recycled' END AS furthest, CASE decision WHEN 0 THEN 'recycle' WHEN 1 THEN 'hold' WHEN 2 THEN 'suppress' WHEN 3 THEN 'leave' WHEN 4 THEN 'return' WHEN 5 THEN 'escalate' END AS decision, CASE cause WHEN 0 THEN 'cooling-off-passed' WHEN 1 THEN 'cooling-off' WHEN 2 THEN 'never-reason' WHEN 3 THEN 'no-rule' WHEN 4 THEN 'trigger-not-agreed' WHEN 5 THEN 'cycles-exhausted' WHEN 6 THEN 'suppressed' WHEN 7 THEN 'not-an-exit' WHEN 8 THEN 'deleted' WHEN 9 THEN 'unreachable' WHEN 10 THEN 'no-agreement' WHEN 11 THEN 'never-criterion' WHEN 12 THEN 're-qualified' WHEN 13 THEN 'overdue' END AS cause, CASE trigger WHEN 0 THEN 'discarded' WHEN 1 THEN 'rejected' WHEN 2 THEN 'closed-lost' WHEN 3 THEN 'untouched' END AS trigger, CASE reason WHEN 0 THEN 'timing' WHEN 1 THEN 'no-response' WHEN 2 THEN 'no-budget' WHEN 3 THEN 'no-authority' WHEN 4 THEN 'no-need' WHEN 5 THEN 'not-a-fit' WHEN 6 THEN 'competitor' WHEN 7 THEN 'existing-customer' WHEN 8 THEN 'duplicate' WHEN 9 THEN 'bad-data' WHEN 10 THEN 'spam' WHEN 11 THEN 'other' WHEN 12 THEN 'unknown' END AS reason, track, strftime('%Y-%m-%dT%H:%M:%SZ', due / 1000, 'unixepoch') AS due, cycle, strftime('%Y-%m-%dT%H:%M:%SZ', returned / 1000, 'unixepoch') AS returned, touches, won, agreement, is_control,
    email, first_name, last_name, company, phone, mobile_phone, country, lead_source, campaign, owner
FROM lead;
