"""People, what the systems hold about them, and the ids those systems give out."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from . import clock, vocabulary as words

SEED = 20260930


def dice(*key):
    """A generator of its own for each key, so that a change in one place leaves all others as they were."""
    return random.Random(f"{SEED}:" + ":".join(str(part) for part in key))


@dataclass
class Firm:
    name: str
    suffix: str
    country: str
    city: str
    region: str
    postal_code: str
    street: str
    industry: str
    employees: int
    revenue: int
    switchboard: str | None = None

    @property
    def full_name(self):
        return f"{self.name}, {self.suffix}" if self.suffix == "Inc." else f"{self.name} {self.suffix}"

    @property
    def domain(self):
        plain = self.name.translate(words.WRITTEN_OUT).lower()
        return "".join(letter for letter in plain if letter.isascii() and letter.isalnum()) + ".example"


@dataclass
class Status:
    """From `at` on the record is in `stage`, a word of the canonical lifecycle."""
    at: datetime
    stage: str
    reason: str | None = None


@dataclass
class Touch:
    """Something sales did: Call, Email or Meeting."""
    at: datetime
    kind: str
    subject: str
    outcome: str


@dataclass
class Opportunity:
    id: str
    created: datetime
    stages: list  # of (moment, stage name, loss reason)
    amount: int
    currency: str
    campaign: str
    closes: datetime


@dataclass
class Person:
    key: str
    first: str
    last: str
    firm: Firm
    title: str
    email: str | None
    phone: str | None
    mobile: str | None
    home: str
    created: datetime
    touches: list = field(default_factory=list)
    form_fills: list = field(default_factory=list)  # of (moment, form, address used)
    opportunities: list = field(default_factory=list)
    records: list = field(default_factory=list)
    story: dict | None = None


@dataclass
class Record:
    source: str
    kind: str  # lead | contact | prospect
    id: str
    person: Person
    created: datetime
    values: dict
    track: list = field(default_factory=list)    # of Status; empty: this record says nothing about the stage
    edits: list = field(default_factory=list)    # of (moment, {field: new value})
    counts_touches: bool = False                 # whether sales logs its calls here
    follows: "Record | None" = None              # the CRM record whose id this one carries
    contact: "Record | None" = None              # what a converted lead became
    deleted: datetime | None = None
    absorbed_by: "Record | None" = None
    opted_out: datetime | None = None
    opted_in: datetime | None = None
    bounced: datetime | None = None
    do_not_call: bool = False
    keeps_reason: bool = False                   # the reason of a discard stays behind when the lead is reopened
    status_copy_lags: bool = False               # a copied status that is not refreshed

    def seen(self, now):
        """The record as an export at `now` shows it; nil before it was created."""
        return View(self, now) if self.created <= now else None


class View:
    """One record at one moment."""

    def __init__(self, record, now):
        self.record, self.now, self.id, self.person = record, now, record.id, record.person
        self.created = record.created
        self.values = dict(record.values)
        moments = [record.created]
        for moment, change in record.edits:
            if moment <= now:
                self.values.update(change)
                moments.append(moment)
        self.stage = self.reason = None
        self.status_at = None
        for status in record.track:
            if status.at <= now:
                self.stage, self.status_at = status.stage, status.at
                self.reason = status.reason or (self.reason if record.keeps_reason else None)
                moments.append(status.at)
        self.touches = [touch for touch in record.person.touches if touch.at <= now] if record.counts_touches else []
        moments += [touch.at for touch in self.touches]
        self.opted_out = bool(record.opted_out and record.opted_out <= now and not (record.opted_in and record.opted_in <= now))
        self.bounced = record.bounced if record.bounced and record.bounced <= now else None
        self.deleted = record.deleted if record.deleted and record.deleted <= now else None
        moments += [m for m in (record.opted_out, record.opted_in, record.bounced, record.deleted) if m and m <= now]
        self.converted = bool(record.contact and record.contact.created <= now)
        self.modified = max(moments)
        self.do_not_call = record.do_not_call

    def __getitem__(self, name):
        return self.values.get(name)

    @property
    def first_response(self):
        return min((touch.at for touch in self.touches), default=None)

    @property
    def calls(self):
        return sum(touch.kind == "Call" for touch in self.touches)

    @property
    def last_touch(self):
        return max((touch.at for touch in self.touches), default=None)


class Ids:
    """Ids that ascend with time, as the systems give them out."""

    def __init__(self):
        self.taken = set()

    def _free(self, space, number, render):
        while (space, number) in self.taken:
            number += 1
        self.taken.add((space, number))
        return render(number)

    def salesforce(self, prefix, moment):
        minutes = int((moment - datetime(2025, 1, 1)).total_seconds() // 60)
        return self._free(prefix, minutes * 61, lambda number: eighteen(f"{prefix}5g0000{base62(number):0>6}"))

    def number(self, space, first, per_hour, moment):
        hours = (moment - datetime(2025, 1, 1)).total_seconds() / 3600
        return self._free(space, first + int(hours * per_hour), str)

    def take(self, space, number):
        assert (space, number) not in self.taken
        self.taken.add((space, number))
        return str(number)

    def guid(self, *key):
        return str(uuid.UUID(int=dice("guid", *key).getrandbits(128), version=4))


def base62(number):
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, digit = divmod(number, 62)
        text = letters[digit] + text
    return text or "0"


def eighteen(fifteen):
    """A 15-character Salesforce id with its three characters that tell upper from lower case."""
    assert len(fifteen) == 15
    suffix = ""
    for start in (0, 5, 10):
        bits = sum(1 << place for place, letter in enumerate(fifteen[start:start + 5]) if letter.isascii() and letter.isupper())
        suffix += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits]
    return fifteen + suffix


class Phones:
    """Numbers from ranges that the regulators keep free for fiction; each is given out once."""

    def __init__(self):
        self.pools = {country: self._shuffled(country, make) for country, make in {
            "US": lambda: [f"+1{area}55501{n:02d}" for area in words.US_AREA_CODES for n in range(100)],
            "CA": lambda: [f"+1{area}55501{n:02d}" for area in words.CA_AREA_CODES for n in range(100)],
            "GB": lambda: [f"+442079460{n:03d}" for n in range(1000)],
            "GB mobile": lambda: [f"+447700900{n:03d}" for n in range(1000)],
            "IE": lambda: [f"+35320910{n:04d}" for n in range(1000)],
            "AU": lambda: [f"+61255500{n:03d}" for n in range(1000)],
            "DE": lambda: [f"+493023125{n:03d}" for n in range(1000)],
            "DE mobile": lambda: [f"+4917139200{n:02d}" for n in range(100)],
            "FR": lambda: [f"+3319900{n:04d}" for n in range(1000)],
            "FR mobile": lambda: [f"+3363998{n:04d}" for n in range(1000)],
            "SE": lambda: [f"+468465004{n:02d}" for n in range(100)],
            "SE mobile": lambda: [f"+4670174060{n:01d}" for n in range(5, 10)] + [f"+467017406{n:02d}" for n in range(10, 100)],
        }.items()}

    def _shuffled(self, country, make):
        numbers = make()
        dice("phones", country).shuffle(numbers)
        return numbers

    def land_line(self, country):
        pool = self.pools.get(country)
        return pool.pop() if pool else None

    def mobile(self, country):
        if country in ("US", "CA"):
            return self.pools[country].pop()
        pool = self.pools.get(country + " mobile")
        return pool.pop() if pool else None


def spell_phone(number, style):
    """A number written one of the ways people write it; style 0 is E.164."""
    if not number or style == 0:
        return number
    if number.startswith("+1"):
        area, office, line = number[2:5], number[5:8], number[8:]
        return [f"({area}) {office}-{line}", f"{area}-{office}-{line}", f"{area}.{office}.{line}", f"+1 {area} {office} {line}",
                f"1-{area}-{office}-{line}"][(style - 1) % 5]
    for prefix, cut in (("+4420", (4,)), ("+447", ()), ("+35320", (3,)), ("+612", (4,)), ("+4930", (5,)), ("+49171", (5,)),
                        ("+3319", (2, 4, 6)), ("+3363", (2, 4, 6)), ("+468", (3, 5)), ("+4670", (3, 5))):
        if number.startswith(prefix):
            code = next(c for c in ("+353", "+44", "+61", "+49", "+33", "+46") if number.startswith(c))
            area = {"+447": "7700", "+49171": "171", "+3319": "1", "+3363": "6"}.get(prefix, prefix[len(code):])
            rest = number[len(code) + len(area):]
            parts = " ".join(rest[a:b] for a, b in zip((0, *cut), (*cut, None)))
            return [f"{code} {area} {parts}", f"0{area} {parts}", f"{code} (0){area} {parts}", f"00{code[1:]} {area} {parts}"][(style - 1) % 4]
    raise AssertionError(number)


def written_out(text):
    return text.translate(words.WRITTEN_OUT)


def mailbox(first, last):
    """The local part a firm would give its employee."""
    return "".join(letter for letter in written_out(f"{first}.{last}").lower() if letter.isalnum() or letter in ".-")


@dataclass
class NeverOneLead:
    name: str
    because: str
    records: list


class World:
    """Everybody, in the order in which they were thought up: story persons first."""

    def __init__(self):
        self.people, self.never, self.ids, self.phones = [], [], Ids(), Phones()
        self.names, self.firms = set(), set()
        self.unseen_tombstone = self.ids.guid("never seen before its deletion")

    # People and firms

    def firm(self, name, suffix, country, place=0, switchboard=False):
        assert name not in self.firms, name
        self.firms.add(name)
        chance = dice("firm", name)
        city, region, postal_code = words.PLACES[country][place % len(words.PLACES[country])]
        street = f"{chance.choice(words.STREETS[words.TONGUE[country]])} {chance.randint(2, 180)}"
        if words.TONGUE[country] in ("english", "french"):
            street = " ".join(reversed(street.rsplit(" ", 1)))
        employees = chance.choice([18, 40, 75, 120, 260, 480, 900, 2300])
        return Firm(name, suffix, country, city, region, postal_code, street, chance.choice(words.INDUSTRIES), employees,
                    employees * chance.randint(90, 260) * 1000, self.phones.land_line(country) if switchboard else None)

    def person(self, key, first, last, firm, home, created, email="", phone="", mobile="", title=None):
        """A person; what is "" is made up, None means that nobody knows it."""
        self.names.add((first, last))
        chance = dice("person", key)
        who = Person(key, first, last, firm, title or chance.choice(words.TITLES),
                     f"{mailbox(first, last)}@{firm.domain}" if email == "" else email,
                     self.phones.land_line(firm.country) if phone == "" else phone,
                     self.phones.mobile(firm.country) if mobile == "" else mobile, home, created)
        self.people.append(who)
        return who

    # Records; what differs from how the person spells it is given by name

    def record(self, who, source, kind, id, created, owners, **given):
        chance = dice("record", who.key, source, kind, len(who.records))
        firm = who.firm
        values = dict(
            first=who.first, last=who.last, email=who.email, phone=spell_phone(who.phone, chance.randint(0, 4)),
            mobile=spell_phone(who.mobile, chance.randint(0, 4)), company=firm.full_name, title=who.title, street=firm.street,
            city=firm.city, region=firm.region, postal_code=firm.postal_code,
            country=words.COUNTRY_NAMES[firm.country][0], website=f"https://www.{firm.domain}", industry=firm.industry,
            employees=firm.employees, revenue=firm.revenue, language=words.LANGUAGE[firm.country],
            lead_source=chance.choice(words.LEAD_SOURCES), owner=chance.choice(owners), score=chance.randint(4, 44),
            last_activity=None, status_copy=None, crm_sync=None,
            interests=sorted(chance.sample(words.PRODUCTS, chance.choice([0, 1, 1, 2]))),
            note=chance.choice(words.NOTES) if chance.random() < 0.3 else None)
        parts = {name: given.pop(name) for name in list(given) if name in Record.__dataclass_fields__}
        unknown = set(given) - set(values) - {"campaign"}
        assert not unknown, unknown
        values.update(given)
        values.setdefault("campaign", campaign_for(created, chance))
        record = Record(source, kind, id, who, created, values, **parts)
        who.records.append(record)
        return record

    def salesforce(self, who, created, track, id=None, **given):
        return self.record(who, "salesforce", "lead", id or self.ids.salesforce("00Q", created), created,
                           ["Dana Whitfield", "Marcus Oyelaran", "Priya Raman", "Scott Delaney"], track=track, **given)

    def convert(self, lead, moment, **given):
        """Sales converts a Salesforce lead: it closes, and a contact appears."""
        lead.track.append(Status(moment, "sales-qualified"))
        values = {**lead.values, **given}
        contact = self.record(lead.person, "salesforce", "contact", self.ids.salesforce("003", moment), moment, [lead.values["owner"]],
                              **{**values, "opted_out": lead.opted_out, "opted_in": lead.opted_in, "do_not_call": lead.do_not_call})
        lead.contact = contact
        return contact

    def opportunity(self, who, created, stages, campaign, closes, amount=None):
        chance = dice("opportunity", who.key, len(who.opportunities))
        amount = amount or chance.choice([12, 18, 24, 36, 45, 60, 90, 150]) * 1000 + chance.choice([0, 0, 500])
        who.opportunities.append(Opportunity(self.ids.salesforce("006", created), created, stages, amount, "USD", campaign, closes))

    def pardot(self, who, created, **given):
        return self.record(who, "pardot", "prospect", self.ids.number("pardot", 140000000, 97, created), created, ["-"], **given)

    def hubspot(self, who, created, track, id=None, **given):
        return self.record(who, "hubspot", "contact", id or self.ids.number("hubspot", 22000000, 431, created), created,
                           ["Ingrid Solberg", "Lukas Brenner", "Camille Fournier"], track=track, **given)

    def hubspot_uk(self, who, created, track, id=None, **given):
        return self.record(who, "hubspot-uk", "contact", id or self.ids.number("hubspot-uk", 9000000, 53, created), created,
                           ["Harriet Pennington", "Owen Griffiths"], track=track, **given)

    def dynamics(self, who, created, track, **given):
        return self.record(who, "dynamics", "lead", self.ids.guid("dynamics", who.key, len(who.records)), created,
                           ["Teresa Calloway", "Ben Nakamura"], track=track, **given)

    def marketo(self, who, created, track, **given):
        return self.record(who, "marketo", "lead", self.ids.number("marketo", 310000, 9, created), created, ["-"], track=track, **given)

    # What follows from the rest

    def finish(self):
        """Lets marketing automation hear of sales' doings, as its synchronisation with the CRM does."""
        for who in self.people:
            for record in who.records:
                if record.source in ("pardot", "marketo"):
                    self._hear(record)

    def _hear(self, record):
        chance = dice("hear", record.id)
        crm, score = record.follows, record.values["score"]
        for moment, _, _ in sorted(record.person.form_fills):
            if moment >= record.created:
                score += chance.randint(3, 8)
                record.edits.append((moment, {"last_activity": moment, "score": score}))
        if record.source == "marketo" and record.person.story is None:
            self._score(record, chance, score)
        if not record.track:
            record.track = [Status(record.created, "nurturing")]
            if crm:
                record.track.append(Status(max(crm.created, record.created), "marketing-qualified"))
                record.track += [Status(s.at + timedelta(minutes=9), "sales-qualified" if record.source == "pardot" else "sales-accepted")
                                 for s in crm.track if s.stage == "sales-qualified"]
                if record.source == "pardot":
                    record.track += [Status(moment, "won") for o in record.person.opportunities for moment, stage, _ in o.stages
                                     if stage == "Closed Won"]
            record.track.sort(key=lambda status: status.at)
        if crm:
            heard = crm.track[:1] if record.status_copy_lags else crm.track
            for status in heard:
                moment = max(status.at, record.created) + timedelta(minutes=chance.randint(4, 40), seconds=chance.randint(0, 59))
                record.edits.append((moment, {"status_copy": status.stage, "crm_sync": moment}))
        record.edits.sort(key=lambda edit: edit[0])

    def _score(self, record, chance, score):
        """Marketo's campaigns change the scores of many leads, now and then."""
        for begin, days in ((datetime(2026, 7, 1), 90), (datetime(2026, 10, 1), 45)):
            moment = begin + timedelta(days=chance.random() * days)
            moment = moment.replace(minute=chance.randint(0, 59), second=chance.randint(0, 59), microsecond=0)
            if moment > record.created and chance.random() < 0.45:
                score += chance.randint(-3, 6)
                record.edits.append((moment, {"score": max(score, 0)}))

    def must_never_be_one(self, name, because, *records):
        self.never.append(NeverOneLead(name, because, list(records)))


@dataclass
class Campaign:
    id: str
    name: str
    channel: str
    start: datetime
    end: datetime | None
    cost_first: str
    cost_second: str
    currency: str = "USD"


def _campaigns():
    ids = Ids()
    rows = [
        ("Spring Webinar Series 2026", "Webinar", "2026-03-02", "2026-05-29", "8,400.00", "8,400.00"),
        ("Planning without spreadsheets", "Content Syndication", "2025-10-01", None, "12,750.50", "15,310.75"),
        ("Industrial Fair Chicago", "Trade Show", "2025-11-10", "2025-11-13", "46,900.00", "46,900.00"),
        ("Search: planning software", "Paid Search", "2025-10-01", None, "31,204.18", "36,877.40"),
        ("Partner Roadshow", "Event", "2026-01-19", "2026-02-27", "17,320.00", "17,320.00"),
        ("Newsletter", "Email", "2025-10-01", None, "1,234.50", "1,480.00"),
        ("Logistics Summit Denver", "Trade Show", "2026-06-08", "2026-06-10", "28,450.00", "28,450.00"),
        ("Retargeting Q3", "Display", "2026-07-01", "2026-09-30", "6,018.33", "6,120.00"),
        ("Customer Referral Program", "Referral", "2025-12-01", None, "900.00", "1,350.00"),
        ("Autumn Webinar Series 2026", "Webinar", "2026-09-14", "2026-11-27", "2,100.00", "5,975.25"),
        ("List purchase, food industry", "List Purchase", "2026-04-06", "2026-04-06", "3,500.00", "3,500.00"),
        ("Fair Hannover", "Trade Show", "2026-04-20", "2026-04-24", "39,800.00", "39,800.00", "EUR"),
        ("Year-end Offer", "Email", "2026-10-19", "2026-12-18", None, "640.00"),
    ]
    made = []
    for name, channel, start, end, first, second, *currency in rows:
        moment = clock.at(start)
        made.append(Campaign(ids.salesforce("701", moment - timedelta(days=20)), name, channel, moment, clock.at(end) if end else None,
                             first, second, *currency))
    return made


CAMPAIGNS = _campaigns()


def campaign_for(created, chance):
    """A campaign that was running when the record was created, or had just ended."""
    running = [c for c in CAMPAIGNS if c.start <= created and (c.end is None or created <= c.end + timedelta(days=45))]
    return chance.choice(running).name


def campaign_id(name):
    return next(c.id for c in CAMPAIGNS if c.name == name)
