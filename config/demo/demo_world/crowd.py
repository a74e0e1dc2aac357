"""The random crowd around the story persons: some 650 people whom nobody tells a story about."""

from datetime import timedelta

from . import clock, vocabulary as words
from .people import NeverOneLead, Status, Touch, dice, mailbox, spell_phone, written_out

BEGIN = clock.at("2025-10-14")
CROWD = {"us": (255, 14), "eu": (155, 7), "uk": (80, 4), "acq": (135, 7)}  # known at the first delivery, new by the second
COUNTRIES = {
    "us": ["US"] * 9 + ["CA"],
    "eu": ["DE"] * 9 + ["FR"] * 5 + ["SE"] * 3 + ["AT", "CH"],
    "uk": ["GB"] * 9 + ["IE"],
    "acq": ["US"] * 5 + ["AU"] * 4 + ["GB"] * 2 + ["DE"] * 2,
}
REASONS = (["no-response"] * 28 + ["timing"] * 16 + ["no-budget"] * 13 + [None] * 10 + ["no-need"] * 7 + ["no-authority"] * 6 + ["not-a-fit"] * 4
           + ["competitor"] * 6 + ["duplicate"] * 3 + ["bad-data"] * 3 + ["spam"] * 2 + ["existing-customer"] * 3 + ["other"] * 2)
LOST = ["timing", "no-budget", "competitor", "no-response", "other", None]


def gather(world):
    """Adds the crowd to the world."""
    firms = {home: _firms(world, home) for home in CROWD}
    for home, (known, new) in CROWD.items():
        for number in range(known + new):
            _join(world, home, number, firms[home], late=number >= known)
    _share_mailboxes(world)


def _firms(world, home):
    chance = dice("firms", home)
    made = []
    for _ in range(sum(CROWD[home]) // 3):
        country = chance.choice(COUNTRIES[home])
        tongue = words.TONGUE[country]
        while (name := f"{chance.choice(words.FIRM_FIRST[tongue])} {chance.choice(words.FIRM_SECOND[tongue])}") in world.firms:
            pass
        made.append(world.firm(name, chance.choice(words.SUFFIXES[country]), country, chance.randint(0, 11), switchboard=chance.random() < 0.15))
    return made


def _working_hour(chance, home, earliest, latest):
    """A moment in office hours between two moments."""
    hours = {"us": (13, 21), "eu": (7, 15), "uk": (8, 16), "acq": (13, 21)}[home]
    for _ in range(300):
        moment = earliest + (latest - earliest) * chance.random()
        moment = moment.replace(hour=chance.randint(*hours), minute=chance.randint(0, 59), second=chance.randint(0, 59), microsecond=0)
        if earliest <= moment <= latest and moment.weekday() < 5 and not clock.clock_changes_near(moment):
            return moment
    return earliest + (latest - earliest) / 2


def _join(world, home, number, firms, late):
    key = f"{home}-{number}"
    chance = dice("crowd", key)
    firm = firms[int(len(firms) * chance.random() ** 2)]  # some firms are much better known than others
    tongue = words.TONGUE[firm.country]
    while (name := (chance.choice(words.FIRST_NAMES[tongue]), chance.choice(words.FAMILY_NAMES[tongue]))) in world.names:
        pass
    first, last = name
    created = (_working_hour(chance, home, clock.FIRST + timedelta(hours=9), clock.SECOND - timedelta(days=1)) if late
               else _working_hour(chance, home, BEGIN, clock.FIRST - timedelta(days=2)))
    who = world.person(key, first, last, firm, home, created,
                       email=None if chance.random() < 0.04 else "",
                       phone=firm.switchboard if firm.switchboard and chance.random() < 0.4 else None if chance.random() < 0.25 else "",
                       mobile=None if chance.random() < 0.65 else "")
    if who.email is None and who.phone is None and who.mobile is None:
        who.email = f"{mailbox(first, last)}@{firm.domain}"
    if who.email and chance.random() < 0.06:
        who.email = f"{mailbox(first, last)}{chance.randint(2, 89)}@gmail.com"
    track = _career(who, chance, home, late)
    {"us": _american, "eu": _european, "uk": _british, "acq": _acquired}[home](world, who, track, chance)
    _form_fills(who, chance)
    _permissions(who, chance)


# What becomes of a lead

def _career(who, chance, home, late):
    """The stages of the person in the CRM at home, over both deliveries; conversions and opportunities are marked by stage."""
    end = clock.SECOND - timedelta(hours=3) if late else clock.FIRST - timedelta(hours=3)
    track = [Status(who.created, "assigned")]
    fate = chance.random()
    if late:
        fate = fate * 0.5
    moment = who.created + timedelta(days=chance.choice([0, 1, 1, 2, 3, 5]), minutes=chance.randint(11, 300))
    if fate < 0.17 or moment > end:
        pass                                                        # untouched, so far
    else:
        if fate < 0.86:
            track.append(Status(moment + timedelta(minutes=3), "working"))
        if 0.32 <= fate < 0.38:
            track.append(Status(_later(chance, home, track, end), "sales-accepted"))
        elif 0.38 <= fate < 0.42:
            track.append(Status(_later(chance, home, track, end), "nurturing"))
        elif 0.42 <= fate < 0.54:
            track.append(Status(_later(chance, home, track, end), "sales-qualified"))
        elif fate >= 0.54:
            track.append(Status(_later(chance, home, track, end, 14, 120), "discarded", chance.choice(REASONS)))
        over = track[-1].at - timedelta(hours=1) if track[-1].stage in ("discarded", "sales-qualified") else end
        _call(who, chance, home, moment, min(over, moment + timedelta(days=50)), chance.randint(1, 5))
    if not late:
        _go_on(who, chance, home, track)
    who.touches.sort(key=lambda touch: touch.at)
    return _in_order(track)


def _go_on(who, chance, home, track):
    """What happens between the deliveries."""
    stage, lucky = track[-1].stage, chance.random()
    begin, end = clock.FIRST + timedelta(hours=10), clock.SECOND - timedelta(hours=4)
    moment = _working_hour(chance, home, begin, end)
    if stage == "assigned" and lucky < 0.35:
        _call(who, chance, home, moment, end, 2)
        track.append(Status(moment + timedelta(minutes=3), "working"))
        if lucky < 0.10:
            track.append(Status(_later(chance, home, track, end, 2, 20), "discarded", chance.choice(REASONS)))
    elif stage in ("working", "sales-accepted"):
        if lucky < 0.28:
            track.append(Status(moment, "discarded", chance.choice(REASONS)))
        elif lucky < 0.38:
            track.append(Status(moment, "sales-qualified"))
        elif lucky < 0.60:
            _call(who, chance, home, moment, end, 2)
        elif lucky < 0.68 and stage == "working":
            track.append(Status(moment, "sales-accepted"))
    elif stage == "discarded" and lucky < 0.07 and track[-1].reason in ("no-response", "timing", "no-budget", None):
        who.form_fills.append((moment - timedelta(hours=5), chance.choice(words.FORMS), who.email))
        _call(who, chance, home, moment, end, 1)
        track.append(Status(moment + timedelta(minutes=3), "working"))
        if lucky < 0.02:
            track.append(Status(_later(chance, home, track, end, 3, 20), "discarded", "no-response"))


def _later(chance, home, track, end, least=4, most=60):
    begin = track[-1].at + timedelta(hours=2)
    if begin >= end:
        return end
    moment = begin + timedelta(days=chance.randint(least, most))
    return _working_hour(chance, home, min(begin, end), min(max(moment, begin + timedelta(days=2)), end))


def _in_order(track):
    for before, after in zip(track, track[1:]):
        after.at = max(after.at, before.at + timedelta(minutes=2))
    return track


def _call(who, chance, home, begin, end, times):
    moments = [begin] + [_working_hour(chance, home, begin, max(end, begin + timedelta(hours=1))) for _ in range(times - 1)]
    for moment in moments:
        kind = chance.choice(["Call", "Call", "Call", "Email", "Email", "Meeting"])
        who.touches.append(Touch(moment, kind, {"Call": "Call", "Email": "Following up", "Meeting": "Product walk-through"}[kind],
                                 {"Call": chance.choice(["No answer", "Left voicemail", "Connected"]), "Email": "Sent", "Meeting": "Held"}[kind]))


# Where the person is known, home by home

def _american(world, who, track, chance):
    lead = None
    if chance.random() < 0.92 or who.email is None:
        won = [status for status in track if status.stage == "sales-qualified"]
        lead = world.salesforce(who, who.created, [s for s in track if s.stage != "sales-qualified"], counts_touches=True, **_at_home(chance, who))
        if won:
            _convert(world, who, lead, won[0].at, chance)
        if chance.random() < 0.03 and not won:
            _twin(world, who, lead, chance)
        if chance.random() < 0.008 and not won and len(who.records) == 1:
            _disappears(lead, chance)
        elif chance.random() < 0.008 and not won and len(who.records) == 1 and lead.created < clock.FIRST - timedelta(days=90):
            lead.deleted = _working_hour(chance, "us", clock.FIRST - timedelta(days=20), clock.FIRST)
    else:
        who.touches = []
    if lead is None or chance.random() < 0.66:
        before = who.created - timedelta(days=chance.choice([0, 0, 1, 3, 9]), hours=1)
        linked = lead is None or chance.random() < 0.8
        prospect = _prospect(world, who, before, chance, follows=lead if linked else None)
        if prospect and chance.random() < 0.02:
            _disappears(prospect, chance)
    if chance.random() < 0.07:
        world.hubspot(who, _soon(who, chance), [], **_respelled(who, chance))
    if chance.random() < 0.06:
        world.marketo(who, _soon(who, chance), [Status(_soon(who, chance), "nurturing")], **_respelled(who, chance))


def _prospect(world, who, created, chance, **given):
    """A Pardot prospect, if there is an address: Pardot holds nobody without."""
    spelled = _respelled(who, chance)
    spelled["email"] = spelled["email"] or who.email
    return world.pardot(who, created, **spelled, **given) if spelled["email"] else None


def _disappears(record, chance):
    """The record is deleted or archived between the deliveries, if it was there at the first."""
    if record.created < clock.FIRST:
        record.deleted = _working_hour(chance, record.person.home, clock.FIRST + timedelta(hours=10), clock.SECOND)


def _convert(world, who, lead, moment, chance):
    world.convert(lead, moment, **({"first": words.NICKNAMES[who.first]} if who.first in words.NICKNAMES and chance.random() < 0.2 else {}))
    if chance.random() < 0.85:
        begin = moment + timedelta(minutes=1)
        stages, fate = [(begin, "Prospecting", None)], chance.random()
        closes = begin + timedelta(days=chance.randint(20, 90))
        if chance.random() < 0.6:
            stages.append((begin + timedelta(days=chance.randint(5, 25)), "Proposal/Quote", None))
        if chance.random() < 0.3:
            stages.append((stages[-1][0] + timedelta(days=chance.randint(3, 12)), "Negotiation", None))
        if fate < 0.36:
            stages.append((max(closes, stages[-1][0] + timedelta(days=2)), "Closed Won", None))
        elif fate < 0.72:
            stages.append((max(closes, stages[-1][0] + timedelta(days=2)), "Closed Lost", chance.choice(LOST)))
        world.opportunity(who, begin, stages, lead.values["campaign"], max(closes, stages[-1][0] if fate < 0.72 else closes))


def _twin(world, who, lead, chance):
    """A second Salesforce lead of the same person; half of them are merged between the deliveries."""
    moment = _soon(who, chance)
    merged = chance.random() < 0.5 and lead.deleted is None and moment < clock.FIRST
    when = _working_hour(chance, "us", clock.FIRST + timedelta(hours=10), clock.SECOND)
    track = [Status(moment, "assigned")]
    if not merged:
        track.append(Status(moment + timedelta(hours=5), "discarded", "duplicate"))
    world.salesforce(who, moment, track, **_respelled(who, chance),
                     **({"deleted": when, "absorbed_by": lead} if merged else {}))
    if merged:
        lead.edits.append((when, {}))


def _european(world, who, track, chance):
    if chance.random() < 0.15 and track[-1].stage == "assigned" and len(track) == 1:
        track = [Status(who.created, chance.choice(["new", "nurturing", "marketing-qualified", "custom", "other"]))]
    world.hubspot(who, who.created, _with_deals(track, chance), counts_touches=True, **_at_home(chance, who))
    if chance.random() < 0.02:
        _disappears(who.records[-1], chance)
    if chance.random() < 0.12:
        world.hubspot_uk(who, _soon(who, chance), [], **_respelled(who, chance))
    if chance.random() < 0.09:
        _also_in_salesforce(world, who, track, chance)
    if chance.random() < 0.10:
        world.marketo(who, _soon(who, chance), [Status(_soon(who, chance), "nurturing")], **_respelled(who, chance))
    if chance.random() < 0.05:
        _prospect(world, who, _soon(who, chance), chance)


def _british(world, who, track, chance):
    world.hubspot_uk(who, who.created, _with_deals(track, chance), counts_touches=True, **_at_home(chance, who))
    if chance.random() < 0.02:
        _disappears(who.records[-1], chance)
    if chance.random() < 0.16:
        world.hubspot(who, _soon(who, chance), [], **_respelled(who, chance))
    if chance.random() < 0.10:
        _also_in_salesforce(world, who, track, chance)


def _acquired(world, who, track, chance):
    lead = None
    if chance.random() < 0.86:
        lead = world.dynamics(who, who.created, [s for s in track if s.stage not in ("sales-accepted", "nurturing")], counts_touches=True,
                              **_at_home(chance, who))
        if chance.random() < 0.02:
            _disappears(lead, chance)
    else:
        who.touches = []
    if lead is None or chance.random() < 0.72:
        before = who.created - timedelta(days=chance.choice([0, 1, 4]), hours=1)
        stages = [Status(before, chance.choice(["new", "nurturing"]))] if lead is None else []
        world.marketo(who, before, stages, follows=lead if chance.random() < 0.85 else None, **_respelled(who, chance))
    if chance.random() < 0.06:
        world.hubspot(who, _soon(who, chance), [], **_respelled(who, chance))
    if chance.random() < 0.07:
        _also_in_salesforce(world, who, track, chance)


def _with_deals(track, chance):
    """HubSpot keeps deals with the contact: a qualified lead goes on to a deal that is open, won or lost."""
    track = list(track)
    if track[-1].stage == "sales-qualified" and chance.random() < 0.6:
        begin = track[-1].at + timedelta(days=2)
        track.append(Status(begin, "opportunity"))
        fate, closes = chance.random(), begin + timedelta(days=chance.randint(10, 40))
        if fate < 0.45:
            track.append(Status(closes, "won"))
        elif fate < 0.75:
            track.append(Status(closes, "discarded", chance.choice(["timing", "no-budget", "competitor"])))
    return track


def _also_in_salesforce(world, who, track, chance):
    """A lead of another team whose status the American team copies, some hours later."""
    track = [s for s in track if s.stage in ("assigned", "working", "discarded")] or [Status(who.created, "assigned")]
    delay = timedelta(hours=chance.randint(1, 7))
    copied = [Status(s.at + delay, s.stage, s.reason) for s in track]
    world.salesforce(who, copied[0].at, copied, **_respelled(who, chance))


def _soon(who, chance):
    """A while after the person became known, but never between two deliveries unless the person is new then."""
    limit = clock.FIRST if who.created < clock.FIRST else clock.SECOND
    return min(who.created + timedelta(days=chance.randint(0, 40), minutes=chance.randint(5, 300)), max(limit - timedelta(hours=2), who.created))


# How the same person is written elsewhere

def _at_home(chance, who):
    values = {}
    if who.email and chance.random() < 0.12:
        local, _, domain = who.email.partition("@")
        values["email"] = who.email.upper() if chance.random() < 0.3 else f"{local.title()}@{domain}"
    if chance.random() < 0.3:
        values["country"] = chance.choice(words.COUNTRY_NAMES[who.firm.country])
    if chance.random() < 0.05:
        values["title"] = None
    return values


def _respelled(who, chance):
    """The values of another record of the person: nickname, case, tag, other phone spelling, other form of the firm's name."""
    first, last, email = who.first, who.last, who.email
    if first in words.NICKNAMES and chance.random() < 0.4:
        first = words.NICKNAMES[first]
    if chance.random() < 0.35:
        first, last = written_out(first), written_out(last)
    if chance.random() < 0.04:
        last = last.upper()
    if email:
        local, _, domain = email.partition("@")
        way = chance.random()
        if way < 0.15:
            email = f"{local.title()}@{domain}"
        elif way < 0.21:
            email = f"{local}+{chance.choice(['news', 'webinar', 'demo'])}@{domain}"
        elif way < 0.25:
            email = email.upper()
        elif way < 0.31 and (who.phone or who.mobile):
            private = "gmail" in domain
            email = f"{mailbox(who.first, who.last)}@{who.firm.domain}" if private else f"{local.replace('.', '')}{len(local)}@gmail.com"
        elif way < 0.36 and (who.phone or who.mobile):
            email = None
    company = who.firm.full_name
    way = chance.random()
    if way < 0.4:
        company = who.firm.name
    elif way < 0.5:
        company = written_out(company).replace(".", "")
    elif way < 0.53:
        company = None
    style = chance.randint(0, 4)
    return {"first": first, "last": last, "email": email, "company": company, "phone": spell_phone(who.phone, style),
            "mobile": spell_phone(who.mobile, chance.randint(0, 4)) if chance.random() < 0.7 else None,
            "country": chance.choice(words.COUNTRY_NAMES[who.firm.country])}


def _form_fills(who, chance):
    known = [r.values["email"] for r in who.records if r.values["email"]]
    if not known:
        who.form_fills = []
        return
    address = who.email if who.email in known else known[0]
    who.form_fills = [(moment, form, address) for moment, form, _ in who.form_fills]
    if chance.random() < 0.35:
        for _ in range(chance.randint(1, 2)):
            moment = (who.created - timedelta(hours=chance.randint(1, 30))).replace(hour=chance.randint(10, 22))
            if not clock.clock_changes_near(moment):
                who.form_fills.append((moment, chance.choice(words.FORMS), address))


def _permissions(who, chance):
    fate = chance.random()
    converted = [r for r in who.records if r.source == "salesforce" and r.kind == "contact"]
    record = chance.choice(converted or who.records)
    early = min(record.created + timedelta(days=chance.randint(2, 30)), clock.FIRST - timedelta(hours=3))
    between = max(_working_hour(chance, who.home, clock.FIRST + timedelta(hours=10), clock.SECOND), record.created + timedelta(minutes=5))
    if record.created > clock.FIRST:
        early = between
    if fate < 0.04:
        record.opted_out = early
    elif fate < 0.052:
        record.opted_out = between
    elif fate < 0.058:
        record.opted_out, record.opted_in = early, between if between > early else None
    elif fate < 0.09:
        record.bounced = early
    elif fate < 0.10:
        record.bounced = between
    elif fate < 0.12 and record.source in ("dynamics", "marketo", "salesforce", "pardot"):
        record.do_not_call = True


def _share_mailboxes(world):
    """A few colleagues use one mailbox: they differ by name, and must stay apart."""
    seen = {}
    for who in world.people:
        if who.story is None and len(who.records) == 1 and who.email and "gmail" not in who.email:
            seen.setdefault(who.firm.name, []).append(who)
    pairs = [colleagues[:2] for _, colleagues in sorted(seen.items()) if len(colleagues) >= 2][:6]
    for one, two in pairs:
        box = f"office@{one.firm.domain}"
        for who in (one, two):
            who.email = box
            who.form_fills = []
            who.records[0].values["email"] = box
        world.never.append(NeverOneLead(f"crowd-shared-mailbox-{one.firm.domain.partition('.')[0]}", "Two colleagues share office@.",
                                        [one.records[0], two.records[0]]))
