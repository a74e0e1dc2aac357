"""The story persons: each stands for one thing that the product must get right, and says what that is."""

from .clock import at
from .people import Status, Touch, eighteen

TRACKS = {"timing": "back-in-season", "no-response": "re-engage", "no-budget": "next-budget", "unknown": "re-engage"}
NEVER_RECYCLED = ["suppress", "leave"]


def assigned(day):
    return Status(at(day), "assigned")


def working(day):
    return Status(at(day), "working")


def accepted(day):
    return Status(at(day), "sales-accepted")


def discarded(day, reason):
    """Reason None: sales closed the lead and gave none."""
    return Status(at(day), "discarded", reason)


def calls(who, *days, outcome="No answer"):
    who.touches += [Touch(at(day), "Call", "Call", outcome) for day in days]


def mail(who, day, subject="Following up", outcome="Sent"):
    who.touches.append(Touch(at(day), "Email", subject, outcome))


def meeting(who, day, outcome="Held"):
    who.touches.append(Touch(at(day), "Meeting", "Product walk-through", outcome))


def fills(who, day, form, address=None):
    who.form_fills.append((at(day), form, address or who.email))


def state(stage, decision, says, reason=None, due=None, feed="out", **fields):
    """What must be true after a sync. `feed`: enters | stays | withdrawn | out; a list of words means that any of them is right."""
    told = {"stage": stage, "discard-reason": reason, "decision": decision, "track": None, "due": due, "feed": feed}
    if decision in ("recycle", "hold") and reason:
        told["track"] = TRACKS[reason]
    told.update({name.replace("_", "-"): value for name, value in fields.items()})
    told["says"] = says
    return told


def tell(who, story, first, second, linked_by=()):
    who.story = {"story": story, "linked-by": list(linked_by), "first": first, "second": second}


UNSEEN = {"stage": None, "decision": None, "feed": "out", "says": "No export holds this person yet."}
ONCE_RECYCLED = ["discarded", "recycled"]  # what the stage is called once marketing has the lead again is the product's choice
STAYS = ["recycle", "leave"]               # recycled once already: no second row, whatever the decision is called


def tell_stories(world):
    for chapter in (untouched, waiting, never_again, conversions, gone, permission, back, spelling, neighbours, arrivals):
        chapter(world)


# Sales never called

def untouched(w):
    firm = w.firm("Prairie Gate Freight", "LLC", "US", 5)
    who = w.person("untouched", "Nathan", "Okafor", firm, "us", at("2026-08-18"))
    lead = w.salesforce(who, at("2026-08-20"), [assigned("2026-08-20")], counts_touches=True, owner="Dana Whitfield")
    w.pardot(who, at("2026-08-18"), follows=lead, lead_source="Web")
    tell(who, "Handed to sales on 2026-08-20 and never called, written to or met.",
         state(["assigned", "recycled"], "recycle", "Untouched for more than 14 days.", due="2026-09-03", feed="enters"),
         state(["assigned", "recycled"], STAYS, "Nothing changed; marketing has the lead since the first sync.", feed="stays"),
         ["the prospect carries the lead's id", "e-mail"])

    who = w.person("untouched-too-young", "Odette", "Marchbanks", w.firm("Sable Point Outfitters", "Inc.", "US", 3), "us", at("2026-09-24"))
    w.salesforce(who, at("2026-09-24"), [assigned("2026-09-24")], counts_touches=True, owner="Priya Raman")
    tell(who, "Handed to sales six days before the first export; still not called at the second.",
         state("assigned", ["leave", "hold"], "Younger than 14 days: sales still has its time."),
         state(["assigned", "recycled"], "recycle", "Untouched since 2026-09-24.", due="2026-10-08", feed="enters"))

    who = w.person("untouched-with-form-fills", "Lucinda", "Pettibone", w.firm("Cobalt Lantern Studios", "LLC", "US", 2), "us", at("2026-08-05"))
    w.salesforce(who, at("2026-08-05"), [assigned("2026-08-05")], counts_touches=True, owner="Marcus Oyelaran")
    fills(who, "2026-08-04", "White paper: Planning without spreadsheets")
    fills(who, "2026-09-02", "Price list", who.email.upper())
    tell(who, "Filled two forms, but sales never answered: what a lead does is no touch by sales.",
         state(["assigned", "recycled"], "recycle", "Untouched; the two form fills are the lead's own.", due="2026-08-20", feed="enters"),
         state(["assigned", "recycled"], STAYS, "As before.", feed="stays"),
         ["the form fills by e-mail, in upper case once"])

    who = w.person("untouched-in-hubspot", "Bärbel", "Wiesengrund", w.firm("Quellwasser Getränke", "GmbH", "DE", 2), "eu", at("2026-07-14"))
    w.hubspot(who, at("2026-07-14"), [assigned("2026-07-14")], counts_touches=True)
    tell(who, "A HubSpot contact whose lead status never left NEW or OPEN.",
         state(["new", "assigned", "recycled"], "recycle", "Untouched since July.", due="2026-07-28", feed="enters"),
         state(["new", "assigned", "recycled"], STAYS, "As before.", feed="stays"))

    who = w.person("touched-at-last", "Desmond", "Falkirk", w.firm("Kestrel Ridge Dairy", "Corp.", "US", 8), "us", at("2026-09-01"))
    w.salesforce(who, at("2026-09-01"), [assigned("2026-09-01"), working("2026-10-05 15:40")], counts_touches=True, owner="Dana Whitfield")
    calls(who, "2026-10-05 15:30", outcome="Connected")
    tell(who, "Untouched at the first sync; sales calls on 2026-10-05.",
         state(["assigned", "recycled"], "recycle", "Untouched since 2026-09-01.", due="2026-09-16", feed="enters"),
         state("working", "leave", "Sales works on the lead; what the feed gave to marketing is withdrawn.", feed="withdrawn"))


# Discarded, and waiting or ripe

def waiting(w):
    who = w.person("timing-ripe", "Harriet", "Lindgren", w.firm("Blue Mesa Credit Union", "Inc.", "US", 1), "us", at("2026-04-14"))
    lead = w.salesforce(who, at("2026-04-14"), [assigned("2026-04-14"), working("2026-04-16"), discarded("2026-06-10", "timing")],
                        counts_touches=True, owner="Priya Raman")
    w.pardot(who, at("2026-04-10"), follows=lead)
    calls(who, "2026-04-16 15:00", "2026-05-20", outcome="Connected")
    tell(who, "\"Call me again next season\": discarded for timing on 2026-06-10.",
         state(ONCE_RECYCLED, "recycle", "90 days are over since 2026-09-08.", "timing", "2026-09-08", "enters"),
         state(ONCE_RECYCLED, STAYS, "As before.", "timing", feed="stays"), ["the prospect carries the lead's id", "e-mail"])

    who = w.person("timing-ripens-between", "Alban", "Crowther", w.firm("Ninefold Printing", "LLC", "US", 4), "us", at("2026-05-11"))
    w.salesforce(who, at("2026-05-11"), [assigned("2026-05-11"), working("2026-05-13"), discarded("2026-07-28", "timing")],
                 counts_touches=True, owner="Scott Delaney")
    calls(who, "2026-05-13 15:00", outcome="Connected")
    tell(who, "Discarded for timing on 2026-07-28; no source speaks of the lead again, time alone makes it due.",
         state("discarded", "hold", "90 days end on 2026-10-26.", "timing", "2026-10-26"),
         state(ONCE_RECYCLED, "recycle", "The hold came due on 2026-10-26 though the record is unchanged.", "timing", "2026-10-26", "enters"))

    who = w.person("no-response-ripe", "Yolanda", "Esparza-Quill", w.firm("Tin Roof Bakeries", "Inc.", "US", 2), "us", at("2026-06-22"))
    lead = w.salesforce(who, at("2026-06-22"), [assigned("2026-06-22"), working("2026-06-23"), discarded("2026-08-12", "no-response")],
                        counts_touches=True, owner="Marcus Oyelaran")
    w.pardot(who, at("2026-06-20"), follows=lead, last="ESPARZA-QUILL")
    calls(who, "2026-06-23 15:00", "2026-06-30", "2026-07-09", "2026-07-22")
    mail(who, "2026-07-22 15:40")
    tell(who, "Four calls, no answer: discarded on 2026-08-12.",
         state(ONCE_RECYCLED, "recycle", "30 days are over since 2026-09-11.", "no-response", "2026-09-11", "enters", call_attempts=4),
         state(ONCE_RECYCLED, STAYS, "As before.", "no-response", feed="stays"), ["the prospect carries the lead's id", "e-mail"])

    who = w.person("no-budget-held", "Cedric", "Vantongeren", w.firm("Marlowe Street Clinics", "Inc.", "US", 4), "us", at("2026-05-04"))
    w.salesforce(who, at("2026-05-04"), [assigned("2026-05-04"), working("2026-05-06"), discarded("2026-07-15", "no-budget")],
                 counts_touches=True, owner="Dana Whitfield")
    calls(who, "2026-05-06 15:00", outcome="Connected")
    meeting(who, "2026-06-03")
    tell(who, "No budget before the new year: discarded on 2026-07-15.",
         state("discarded", "hold", "180 days end on 2027-01-11.", "no-budget", "2027-01-11"),
         state("discarded", "hold", "Still held until 2027-01-11.", "no-budget", "2027-01-11"))

    who = w.person("reason-missing", "Paulette", "Grimsby", w.firm("Gable & Thorn Hardware", "LLC", "US", 7), "us", at("2026-07-06"))
    w.salesforce(who, at("2026-07-06"), [assigned("2026-07-06"), working("2026-07-07"), discarded("2026-08-30", None)],
                 counts_touches=True, owner="Priya Raman")
    calls(who, "2026-07-07 15:00")
    tell(who, "Closed on 2026-08-30 without a reason.",
         state("discarded", "hold", "No reason given counts as unknown: 45 days end on 2026-10-14.", "unknown", "2026-10-14"),
         state(ONCE_RECYCLED, "recycle", "45 days are over.", "unknown", "2026-10-14", "enters"))

    who = w.person("bad-timing-status", "Ragnhild", "Tallmark", w.firm("Isbrytaren Frakt", "AB", "SE", 0), "eu", at("2026-03-10"))
    w.hubspot(who, at("2026-03-10"), [assigned("2026-03-10"), working("2026-03-12"), discarded("2026-06-18", "timing")], counts_touches=True)
    calls(who, "2026-03-12 10:00", outcome="Connected")
    tell(who, "HubSpot says it with the lead status itself: BAD_TIMING on 2026-06-18.",
         state(ONCE_RECYCLED, "recycle", "90 days are over since 2026-09-16.", "timing", "2026-09-16", "enters"),
         state(ONCE_RECYCLED, STAYS, "As before.", "timing", feed="stays"))

    who = w.person("dynamics-cannot-contact", "Lachlan", "Tremaine", w.firm("Coral Bight Marine", "Pty Ltd", "AU", 0), "acq", at("2026-07-20"))
    lead = w.dynamics(who, at("2026-07-20"), [assigned("2026-07-20"), working("2026-07-22"), discarded("2026-09-15", "no-response")],
                      counts_touches=True)
    w.marketo(who, at("2026-07-18"), [], follows=lead)
    calls(who, "2026-07-22 09:00", "2026-08-03", "2026-08-20")
    tell(who, "Disqualified in Dynamics as Cannot Contact on 2026-09-15; Marketo still says MQL.",
         state("discarded", "hold", "30 days end on 2026-10-15; the CRM's word outranks Marketo's.", "no-response", "2026-10-15"),
         state(ONCE_RECYCLED, "recycle", "30 days are over.", "no-response", "2026-10-15", "enters"),
         ["the Marketo lead carries the Dynamics id", "e-mail"])

    who = w.person("pardot-lags-behind", "Imogen", "Castellane", w.firm("Halcyon Tile Works", "Inc.", "US", 11), "us", at("2026-05-25"))
    lead = w.salesforce(who, at("2026-05-25"), [assigned("2026-05-25"), working("2026-05-26"), discarded("2026-07-30", "no-response")],
                        counts_touches=True, owner="Scott Delaney")
    w.pardot(who, at("2026-05-22"), follows=lead, status_copy_lags=True,
             edits=[(at("2026-09-21"), {"last_activity": at("2026-09-21"), "score": 41})])
    calls(who, "2026-05-26 15:00", "2026-06-08", "2026-06-25")
    tell(who, "Discarded in Salesforce on 2026-07-30; Pardot's copied status still says Open, and the prospect was changed later (2026-09-21).",
         state(ONCE_RECYCLED, "recycle", "Sales' own word counts, not marketing's stale copy, even if the copy's record is younger.",
               "no-response", "2026-08-29", "enters"),
         state(ONCE_RECYCLED, STAYS, "As before.", "no-response", feed="stays"), ["the prospect carries the lead's id", "e-mail"])

    who = w.person("edited-while-held", "Tobias", "Haverstock", w.firm("Long Acre Seeds", "LLC", "US", 5), "us", at("2026-04-27"))
    w.salesforce(who, at("2026-04-27"), [assigned("2026-04-27"), working("2026-04-28"), discarded("2026-07-20", "timing")],
                 counts_touches=True, owner="Dana Whitfield", edits=[(at("2026-11-02"), {"title": "Chief Operating Officer"})])
    calls(who, "2026-04-28 15:00", outcome="Connected")
    tell(who, "Discarded for timing on 2026-07-20; on 2026-11-02 somebody corrects the job title.",
         state("discarded", "hold", "90 days end on 2026-10-18.", "timing", "2026-10-18"),
         state(ONCE_RECYCLED, "recycle", "A change of the title does not start the 90 days anew.", "timing", "2026-10-18", "enters",
               title="Chief Operating Officer"))

    who = w.person("discarded-between", "Rosamund", "Achebe-Lowell", w.firm("Quiet Harbor Insurance", "Inc.", "US", 9), "us", at("2026-08-10"))
    w.salesforce(who, at("2026-08-10"), [assigned("2026-08-10"), working("2026-08-11"), discarded("2026-10-10", "no-response")],
                 counts_touches=True, owner="Marcus Oyelaran")
    calls(who, "2026-08-11 15:00", "2026-08-31", "2026-09-22", "2026-10-09")
    tell(who, "In work at the first sync; discarded for no response on 2026-10-10.",
         state("working", "leave", "Sales works on the lead."),
         state(ONCE_RECYCLED, "recycle", "30 days ended on 2026-11-09.", "no-response", "2026-11-09", "enters"))

    who = w.person("discarded-between-and-held", "Gereon", "Sandhoff", w.firm("Kirschgarten Feinkost", "GmbH", "DE", 1), "eu", at("2026-08-03"))
    w.hubspot(who, at("2026-08-03"), [assigned("2026-08-03"), working("2026-08-05"), discarded("2026-10-21", "no-budget")], counts_touches=True)
    calls(who, "2026-08-05 09:00", outcome="Connected")
    tell(who, "In work at the first sync; discarded for lack of budget on 2026-10-21.",
         state("working", "leave", "Sales works on the lead."),
         state("discarded", "hold", "180 days end on 2027-04-19.", "no-budget", "2027-04-19"))


# Discarded for reasons that must never come back, or that the agreement does not speak of

def never_again(w):
    rows = [
        ("spam", "Xqzwv", "Prtlmn", "Crate & Barley Brewing", "spam", "A robot in the form, closed as spam."),
        ("competitor", "Beatrix", "Holloman", "Starling Freight Systems", "competitor", "Went with a competitor."),
        ("existing-customer", "Orson", "Delacourt", "Umber Valley Foods", "existing-customer", "Was a customer already."),
        ("bad-data", "Test", "Entry", "Fernhollow Press", "bad-data", "Name and number were made up."),
        ("duplicate", "Marguerite", "Sloane", "Tall Pine Lumber", "duplicate", "Closed as a duplicate; the other record was never exported."),
    ]
    for place, (key, first, last, name, reason, story) in enumerate(rows):
        who = w.person(f"never-{key}", first, last, w.firm(name, "LLC", "US", place), "us", at("2026-05-18"))
        w.salesforce(who, at("2026-05-18"), [assigned("2026-05-18"), discarded("2026-06-02", reason)], counts_touches=True,
                     owner="Dana Whitfield")
        calls(who, "2026-05-19", outcome="Wrong number" if key in ("spam", "bad-data") else "Connected")
        tell(who, story + " Discarded on 2026-06-02.",
             state("discarded", NEVER_RECYCLED, f"The agreement never recycles {reason}.", reason),
             state("discarded", NEVER_RECYCLED, "As before; time does not change it.", reason))

    for place, (key, first, last, name, after, due) in enumerate([
            ("no-authority", "Quentin", "Abelard", "Thimble & Hook", "30d", "2026-06-26"),
            ("no-need", "Philippa", "Stonor", "Grey Heron Consulting", "180d", "2026-11-23"),
            ("not-a-fit", "Casimir", "Wexford", "Little Acorn Nurseries", "365d", "2027-05-27")]):
        who = w.person(f"{key}-not-in-the-agreement", first, last, w.firm(name, "Ltd", "GB", place), "uk", at("2026-04-08"))
        w.hubspot_uk(who, at("2026-04-08"), [assigned("2026-04-08"), working("2026-04-09"), discarded("2026-05-27", key)],
                     counts_touches=True)
        calls(who, "2026-04-09 10:00", outcome="Connected")
        tell(who, f"Discarded as {key} on 2026-05-27, a reason for which the agreement of this page names no track.",
             state("discarded", ["leave", "suppress"], "No rule, no recycling.", key),
             state("discarded", ["leave", "suppress"], "As before.", key))
        ripe = due < "2026-10-01"
        who.story["with-a-rule"] = {
            "rule": {key: after}, "due": due, "first": {"decision": "recycle" if ripe else "hold", "feed": "enters" if ripe else "out"},
            "second": {"decision": STAYS if ripe else "hold", "feed": "stays" if ripe else "out"}}

    who = w.person("duplicate-beside-the-real-one", "Leopold", "Fairweather", w.firm("Anchor Bend Supply", "Corp.", "US", 9), "us", at("2026-08-14"))
    real = w.salesforce(who, at("2026-08-14"), [assigned("2026-08-14"), working("2026-08-17")], counts_touches=True, owner="Priya Raman")
    w.salesforce(who, at("2026-09-03"), [assigned("2026-09-03"), discarded("2026-09-04", "duplicate")], first="Leo", owner="Dana Whitfield")
    calls(who, "2026-08-17 15:00", "2026-09-10", outcome="Connected")
    w.pardot(who, at("2026-08-12"), follows=real)
    tell(who, "Two Salesforce leads of one person; one is in work, the other was closed as its duplicate on 2026-09-04.",
         state(["working", "discarded"], NEVER_RECYCLED, "Whatever the stage is called: never recycled while sales works on the other record."),
         state(["working", "discarded"], NEVER_RECYCLED, "As before."),
         ["e-mail", "phone", "the prospect carries the id of the first lead"])


# Leads that became business, and business that was lost

def conversions(w):
    who = w.person("converted-between", "Elspeth", "Navarro", w.firm("O'Hara & Finch Logistics", "Inc.", "US", 0), "us", at("2026-07-08"))
    lead = w.salesforce(who, at("2026-07-08"), [assigned("2026-07-08"), working("2026-07-09"), accepted("2026-08-19")], counts_touches=True,
                        owner="Marcus Oyelaran")
    w.pardot(who, at("2026-07-01"), follows=lead)
    calls(who, "2026-07-09 15:00", outcome="Connected")
    meeting(who, "2026-08-19 15:00")
    w.convert(lead, at("2026-10-14"))
    w.opportunity(who, at("2026-10-14 15:21"), [(at("2026-10-14 15:21"), "Prospecting", None), (at("2026-11-03"), "Proposal/Quote", None)],
                  "Spring Webinar Series 2026", at("2026-12-18"), 45000)
    tell(who, "In talks at the first sync; converted to a contact with an opportunity on 2026-10-14.",
         state("sales-accepted", "leave", "Sales works on the lead."),
         state("opportunity", "leave", "Lead, contact and opportunity are one person; the opportunity is open.",
               converted="2026-10-14T15:20:00Z"),
         ["the lead names the contact it became", "the prospect carries first the lead's id, then the contact's", "e-mail"])

    who = w.person("converted-without-opportunity", "Ludovic", "Hargreave", w.firm("Second Street Pharmacy", "LLC", "US", 10), "us", at("2026-06-01"))
    lead = w.salesforce(who, at("2026-06-01"), [assigned("2026-06-01"), working("2026-06-02")], counts_touches=True, owner="Dana Whitfield")
    calls(who, "2026-06-02 15:00", outcome="Connected")
    w.convert(lead, at("2026-08-04"), first="Ludo", phone=None)
    tell(who, "Converted on 2026-08-04; no opportunity was opened. The contact has a nickname and no phone.",
         state("sales-qualified", "leave", "With sales.", phone=who.phone),
         state("sales-qualified", "leave", "As before; the contact's missing phone does not erase the lead's.", phone=who.phone),
         ["the lead names the contact it became", "e-mail"])

    def deal(key, first, last, firm, created, converted, stages, closes, story, one, two, amount=24000):
        who = w.person(key, first, last, firm, "us", at(created))
        lead = w.salesforce(who, at(created), [assigned(created), working(converted[0])], counts_touches=True, owner="Priya Raman")
        calls(who, converted[0] + " 15:10", outcome="Connected")
        w.convert(lead, at(converted[1]))
        w.opportunity(who, at(converted[1] + " 15:21"), [(at(day), stage, reason) for day, stage, reason in stages],
                      "Search: planning software", at(closes), amount)
        w.pardot(who, at(created), follows=lead)
        tell(who, story, one, two, ["the lead names the contact it became", "the opportunity names the contact", "e-mail"])

    deal("closed-lost-opportunity", "Winona", "Falconbridge", w.firm("Silo & Sons Grain", "Inc.", "US", 5), "2026-03-16",
         ("2026-03-17", "2026-05-05"), [("2026-05-05 15:21", "Prospecting", None), ("2026-06-24", "Proposal/Quote", None),
                                        ("2026-10-12", "Closed Lost", "timing")], "2026-10-12",
         "An open opportunity at the first sync, lost on 2026-10-12: \"Project Postponed\".",
         state("opportunity", "leave", "The opportunity is open."),
         state("lost", "hold", "Closed lost triggers recycling; timing: 90 days end on 2027-01-10.", "timing", "2027-01-10"))
    deal("closed-lost-ripe", "Barnabas", "Thurlow", w.firm("Five Forks Tractor", "LLC", "US", 6), "2026-01-12",
         ("2026-01-13", "2026-02-24"), [("2026-02-24 15:21", "Prospecting", None), ("2026-06-15", "Closed Lost", "timing")], "2026-06-15",
         "An opportunity lost on 2026-06-15: \"Project Postponed\".",
         state(["lost", "recycled"], "recycle", "90 days are over since 2026-09-13.", "timing", "2026-09-13", "enters"),
         state(["lost", "recycled"], STAYS, "As before.", "timing", feed="stays"))
    deal("closed-lost-to-competitor", "Isolde", "Krawczyk", w.firm("Paper Moon Theaters", "Corp.", "US", 9), "2026-02-02",
         ("2026-02-03", "2026-03-18"), [("2026-03-18 15:21", "Prospecting", None), ("2026-05-21", "Closed Lost", "competitor")], "2026-05-21",
         "An opportunity lost to a competitor on 2026-05-21.",
         state("lost", NEVER_RECYCLED, "The agreement never recycles competitor.", "competitor"),
         state("lost", NEVER_RECYCLED, "As before.", "competitor"))
    deal("won-between", "Thaddeus", "Moreau", w.firm("Copper Kettle Kitchens", "Inc.", "US", 3), "2026-04-06",
         ("2026-04-07", "2026-06-09"), [("2026-06-09 15:21", "Prospecting", None), ("2026-08-25", "Negotiation", None),
                                        ("2026-10-20", "Closed Won", None)], "2026-10-20",
         "An opportunity in negotiation at the first sync, won on 2026-10-20.",
         state("opportunity", "leave", "The opportunity is open."),
         state("won", NEVER_RECYCLED, "A customer: never recycled.", customer=True), 90000)


# Records that disappear, and persons that do not

def gone(w):
    firm = w.firm("Brannigan Hull Repair", "Inc.", "US", 9)
    who = w.person("merged-in-crm", "Katherine", "Brannigan", firm, "us", at("2026-03-24"))
    survivor = w.salesforce(who, at("2026-03-24"), [assigned("2026-03-24"), working("2026-03-25"), discarded("2026-07-24", "timing")],
                            counts_touches=True, owner="Priya Raman", edits=[(at("2026-10-07"), {})])
    calls(who, "2026-03-25 15:00", outcome="Connected")
    absorbed = w.salesforce(who, at("2026-06-30"), [assigned("2026-06-30")], first="Kate", email="kbrannigan71@gmail.com", phone=None,
                            mobile=None, company="Brannigan", owner="Priya Raman", deleted=at("2026-10-07"), absorbed_by=survivor)
    tell(who, "Two Salesforce leads that hardly resemble each other (nickname, private address); on 2026-10-07 sales merges them: "
              "the absorbed one is deleted and names the survivor. It had never been touched.",
         state("discarded", "hold", "Of the surviving record: 90 days end on 2026-10-22. The other may still be a lead of its own, then "
               "untouched.", "timing", "2026-10-22"),
         state(ONCE_RECYCLED, "recycle", "Now one lead, found under either id; a row that the absorbed one brought into the feed is "
               "withdrawn or taken over, there are never two.", "timing", "2026-10-22", "enters"),
         ["MasterRecordId, from the second delivery on"])
    who.story["joined-by-second"] = [absorbed]

    who = w.person("deleted-in-hubspot", "Ferdinand", "Ackerl", w.firm("Glockenspiel Uhren", "GmbH", "AT", 0), "eu", at("2026-03-02"))
    w.hubspot(who, at("2026-03-02"), [assigned("2026-03-02"), working("2026-03-04"), discarded("2026-08-25", "timing")], counts_touches=True,
              deleted=at("2026-10-28"))
    calls(who, "2026-03-04 10:00", outcome="Connected")
    tell(who, "Only HubSpot knows this person; archived there on 2026-10-28, before the hold was over.",
         state("discarded", "hold", "90 days end on 2026-11-23.", "timing", "2026-11-23", live=True),
         state(["discarded", None], NEVER_RECYCLED, "Deleted at its only source: no live lead, no hold, no feed row.", live=False))

    firm = w.firm("Papeterie du Lac", "SAS", "FR", 0)
    who = w.person("deleted-in-hubspot-alive-in-salesforce", "Clothilde", "Merlotin", firm, "eu", at("2026-02-10"))
    lead = w.salesforce(who, at("2026-02-10"), [assigned("2026-02-10"), working("2026-02-11"), discarded("2026-06-08", "timing")],
                        counts_touches=True, owner="Marcus Oyelaran")
    w.hubspot(who, at("2026-02-12"), [], deleted=at("2026-10-13"), follows=lead)
    calls(who, "2026-02-11 15:00", outcome="Connected")
    tell(who, "Archived in HubSpot on 2026-10-13, still a lead in Salesforce.",
         state(ONCE_RECYCLED, "recycle", "90 days are over since 2026-09-06.", "timing", "2026-09-06", "enters", live=True),
         state(ONCE_RECYCLED, STAYS, "One record less, the lead lives on.", "timing", feed="stays", live=True),
         ["the HubSpot contact carries the lead's id", "e-mail"])

    who = w.person("deleted-in-salesforce", "Augustin", "Pryce-Warren", w.firm("Mulberry Court Dental", "LLC", "US", 7), "us", at("2026-06-15"))
    w.salesforce(who, at("2026-06-15"), [assigned("2026-06-15"), working("2026-06-16"), discarded("2026-09-18", "no-response")],
                 counts_touches=True, owner="Dana Whitfield", deleted=at("2026-10-09"))
    calls(who, "2026-06-16 15:00", "2026-07-07", "2026-08-27")
    tell(who, "Held until 2026-10-18, but deleted in Salesforce on 2026-10-09.",
         state("discarded", "hold", "30 days end on 2026-10-18.", "no-response", "2026-10-18", live=True),
         state(["discarded", None], NEVER_RECYCLED, "The tombstone came before the hold was over: no feed row.", live=False))

    who = w.person("deleted-in-dynamics", "Sheridan", "Oakes", w.firm("Wattle Grove Cinemas", "Pty Ltd", "AU", 1), "acq", at("2026-05-12"))
    lead = w.dynamics(who, at("2026-05-12"), [assigned("2026-05-12"), working("2026-05-14"), discarded("2026-08-21", None)],
                      counts_touches=True, deleted=at("2026-10-02"))
    calls(who, "2026-05-14 09:00")
    tell(who, "Disqualified without a reason on 2026-08-21; the second Dynamics export only says that the id was deleted.",
         state("discarded", "hold", "45 days end on 2026-10-05.", "unknown", "2026-10-05", live=True),
         state(["discarded", None], NEVER_RECYCLED, "Deleted at its only source.", live=False))

    who = w.person("archived-in-pardot", "Benedicta", "Olufsen", w.firm("Ashen Lake Canning", "Inc.", "US", 10), "us", at("2026-05-27"))
    lead = w.salesforce(who, at("2026-05-27"), [assigned("2026-05-27"), working("2026-05-28"), discarded("2026-09-29", "no-response")],
                        counts_touches=True, owner="Scott Delaney")
    w.pardot(who, at("2026-05-20"), follows=lead, deleted=at("2026-10-16"))
    calls(who, "2026-05-28 15:00", "2026-07-14", "2026-09-16")
    tell(who, "The prospect was archived in Pardot on 2026-10-16; the Salesforce lead stays.",
         state("discarded", "hold", "30 days end on 2026-10-29.", "no-response", "2026-10-29", live=True),
         state(ONCE_RECYCLED, "recycle", "Sales still has the lead, and it came due.", "no-response", "2026-10-29", "enters", live=True),
         ["the prospect carries the lead's id", "e-mail"])


# Who may be written to

def permission(w):
    who = w.person("opted-out-on-first-sight", "Gwendolyn", "Harcastle", w.firm("Mossgate Textiles", "Inc.", "US", 6), "us", at("2026-03-30"))
    w.salesforce(who, at("2026-03-30"), [assigned("2026-03-30"), working("2026-03-31"), discarded("2026-07-01", "no-response")],
                 counts_touches=True, owner="Marcus Oyelaran", opted_out=at("2026-04-02"))
    calls(who, "2026-03-31 15:00", "2026-04-21", "2026-05-12")
    tell(who, "Opted out of e-mail before the first export; otherwise long due.",
         state("discarded", "suppress", "Suppression wins on first sight.", "no-response", opted_out=True),
         state("discarded", "suppress", "As before.", "no-response", opted_out=True))

    who = w.person("opted-out-between", "Rupert", "Ellingham", w.firm("Beacon & Bray", "LLC", "US", 11), "us", at("2026-06-29"))
    lead = w.salesforce(who, at("2026-06-29"), [assigned("2026-06-29"), working("2026-06-30"), discarded("2026-09-22", "no-response")],
                        counts_touches=True, owner="Priya Raman")
    w.pardot(who, at("2026-06-25"), follows=lead, opted_out=at("2026-10-22"), first="Rupe", email="Rupert.Ellingham@BeaconBray.example")
    calls(who, "2026-06-30 15:00", "2026-07-21", "2026-09-08")
    tell(who, "Held at the first sync; opts out in Pardot on 2026-10-22, the day the hold ends. Salesforce does not know.",
         state("discarded", "hold", "30 days end on 2026-10-22.", "no-response", "2026-10-22", opted_out=False),
         state("discarded", "suppress", "An opt-out in one system counts for the person.", "no-response", opted_out=True),
         ["the prospect carries the lead's id", "e-mail in another case"])

    who = w.person("opted-out-after-recycling", "Delphinium", "Roe", w.firm("Cask & Larder", "Inc.", "US", 8), "us", at("2026-04-20"))
    lead = w.salesforce(who, at("2026-04-20"), [assigned("2026-04-20"), working("2026-04-21"), discarded("2026-07-06", "no-response")],
                        counts_touches=True, owner="Dana Whitfield", opted_out=at("2026-10-19"))
    calls(who, "2026-04-21 15:00", "2026-05-11", "2026-06-15")
    tell(who, "Recycled at the first sync; opts out on 2026-10-19.",
         state(ONCE_RECYCLED, "recycle", "30 days are over since 2026-08-05.", "no-response", "2026-08-05", "enters", opted_out=False),
         state(ONCE_RECYCLED, "suppress", "The row is withdrawn.", "no-response", feed="withdrawn", opted_out=True))

    who = w.person("opt-out-cleared", "Solveig", "Nordahl", w.firm("Fyrtornet Optik", "AB", "SE", 1), "eu", at("2026-03-17"))
    w.hubspot(who, at("2026-03-17"), [assigned("2026-03-17"), working("2026-03-18"), discarded("2026-07-09", "no-response")], counts_touches=True,
              opted_out=at("2026-06-25"), opted_in=at("2026-10-20"))
    calls(who, "2026-03-18 10:00", "2026-04-15", "2026-05-20")
    tell(who, "Opted out at the first sync; subscribes again on 2026-10-20, so that the same source now says false.",
         state("discarded", "suppress", "Opted out.", "no-response", opted_out=True),
         state(ONCE_RECYCLED, "recycle", "The source that said it has taken it back: nothing forbids recycling any more, and the history "
               "shows both.", "no-response", "2026-08-08", "enters", opted_out=False))

    who = w.person("bounced-between", "Percival", "Umberton", w.firm("Garnet Rail Services", "Corp.", "US", 0), "us", at("2026-07-13"))
    lead = w.salesforce(who, at("2026-07-13"), [assigned("2026-07-13"), working("2026-07-14"), discarded("2026-09-10", "no-response")],
                        counts_touches=True, owner="Scott Delaney")
    w.pardot(who, at("2026-07-10"), follows=lead, bounced=at("2026-10-05"))
    calls(who, "2026-07-14 15:00", "2026-07-29", "2026-08-26")
    tell(who, "Held at the first sync; a mail bounces hard on 2026-10-05.",
         state("discarded", "hold", "30 days end on 2026-10-10.", "no-response", "2026-10-10", hard_bounced=False, opted_out=False),
         state("discarded", "suppress", "The address is dead; that is no opt-out.", "no-response", hard_bounced=True, opted_out=False),
         ["the prospect carries the lead's id", "e-mail"])

    who = w.person("do-not-call", "Millicent", "Traherne", w.firm("Ochre Plains Solar", "Pty Ltd", "AU", 0), "acq", at("2026-05-19"))
    w.dynamics(who, at("2026-05-19"), [assigned("2026-05-19"), working("2026-05-21"), discarded("2026-08-10", "no-response")],
               counts_touches=True, do_not_call=True)
    calls(who, "2026-05-21 09:00")
    tell(who, "Must not be called; nothing was said about e-mail. Discarded on 2026-08-10.",
         state(ONCE_RECYCLED, "recycle", "Suppression is per channel: e-mail is allowed.", "no-response", "2026-09-09", "enters",
               do_not_call=True, opted_out=False),
         state(ONCE_RECYCLED, STAYS, "As before.", "no-response", feed="stays", do_not_call=True))


# Leads that come back

def back(w):
    who = w.person("back-from-the-dead", "Cornelius", "Beckenridge", w.firm("Loomis Falls Brewing", "Inc.", "US", 1), "us", at("2026-05-06"))
    lead = w.salesforce(who, at("2026-05-06"), [assigned("2026-05-06"), working("2026-05-07"), discarded("2026-08-05", "no-response"),
                                                working("2026-10-15")], counts_touches=True, owner="Dana Whitfield")
    w.pardot(who, at("2026-05-01"), follows=lead)
    calls(who, "2026-05-07 15:00", "2026-06-03", "2026-07-15")
    calls(who, "2026-10-15 15:10", outcome="Connected")
    fills(who, "2026-10-13", "Price list")
    fills(who, "2026-10-14 17:45", "Contact us")
    tell(who, "Discarded on 2026-08-05; fills two forms on 2026-10-13 and 14, and sales works on the lead again.",
         state(ONCE_RECYCLED, "recycle", "30 days are over since 2026-09-04.", "no-response", "2026-09-04", "enters", cycles=1),
         state("working", "leave", "Back with sales, in its second cycle; the first one is kept with its reason.", feed="withdrawn", cycles=2),
         ["the prospect carries the lead's id", "e-mail"])

    who = w.person("back-with-a-stale-reason", "Henrike", "Lorbeer", w.firm("Wolkenstein Reisen", "GmbH", "DE", 2), "eu", at("2026-05-05"))
    w.hubspot(who, at("2026-05-05"), [assigned("2026-05-05"), working("2026-05-06"), discarded("2026-09-07", "no-response"), assigned("2026-10-06"),
                                      working("2026-10-08")], counts_touches=True, keeps_reason=True)
    calls(who, "2026-05-06 10:00", "2026-06-09", "2026-08-12")
    calls(who, "2026-10-08 10:00", outcome="Connected")
    fills(who, "2026-10-05", "Contact us")
    tell(who, "Reopened in HubSpot on 2026-10-06, but nobody emptied the field with the reason.",
         state("discarded", "hold", "30 days end on 2026-10-07.", "no-response", "2026-10-07"),
         state("working", "leave", "The status decides; a reason left behind means nothing while the lead is open."))

    who = w.person("discarded-twice", "Aurelia", "Finchley", w.firm("Tidewater Lamps", "LLC", "US", 7), "us", at("2026-04-22"))
    w.salesforce(who, at("2026-04-22"), [assigned("2026-04-22"), working("2026-04-23"), discarded("2026-08-19", "timing"), working("2026-10-08"),
                                         discarded("2026-11-03", "no-response")], counts_touches=True, owner="Priya Raman")
    calls(who, "2026-04-23 15:00", outcome="Connected")
    calls(who, "2026-10-08 15:00", "2026-10-19", "2026-10-27")
    fills(who, "2026-10-07", "Webinar registration")
    tell(who, "Discarded for timing on 2026-08-19, back on 2026-10-08, discarded again for no response on 2026-11-03.",
         state("discarded", "hold", "90 days end on 2026-11-17.", "timing", "2026-11-17"),
         state("discarded", "hold", "The second discard counts: 30 days end on 2026-12-03.", "no-response", "2026-12-03"))


# One person, spelled in several ways

def spelling(w):
    firm = w.firm("Nordlicht Messtechnik", "GmbH", "DE", 3)
    who = w.person("diacritics-written-out", "Jürgen", "Weißgärber", firm, "eu", at("2026-04-13"))
    w.hubspot(who, at("2026-04-13"), [assigned("2026-04-13"), working("2026-04-15"), discarded("2026-06-25", "timing")], counts_touches=True)
    w.marketo(who, at("2026-04-20"), [Status(at("2026-04-20"), "nurturing")], first="Juergen", last="Weissgaerber",
              email="Juergen.Weissgaerber@Nordlicht-Messtechnik.example", company="Nordlicht Messtechnik", country="DE")
    calls(who, "2026-04-15 10:00", outcome="Connected")
    tell(who, "HubSpot writes the umlauts, Marketo writes them out and knows another domain of the firm without its legal form.",
         state(ONCE_RECYCLED, "recycle", "One lead, 90 days over since 2026-09-23.", "timing", "2026-09-23", "enters"),
         state(ONCE_RECYCLED, STAYS, "As before.", "timing", feed="stays"), ["phone", "name and company", "similar e-mail"])

    firm = w.firm("Ashworth Pell", "LLC", "US", 9)
    who = w.person("plus-tag-and-nickname", "Elizabeth", "Ashworth", firm, "us", at("2026-06-08"))
    w.salesforce(who, at("2026-06-08"), [assigned("2026-06-08"), working("2026-06-09")], counts_touches=True, owner="Marcus Oyelaran")
    w.pardot(who, at("2026-06-02"), first="Liz", email=f"Elizabeth.Ashworth+webinar@{firm.domain.upper()}", company="Ashworth Pell")
    calls(who, "2026-06-09 15:00", outcome="Connected")
    tell(who, "Pardot has the nickname, a plus-tag in the address, the domain in upper case and no CRM id.",
         state("working", "leave", "One lead."), state("working", "leave", "As before."),
         ["e-mail without its tag and in lower case", "phone", "name and company"])

    firm = w.firm("Juniper & Slate Architects", "Ltd", "GB", 2)
    who = w.person("two-mailboxes-one-mobile", "Theodora", "Greaves", firm, "uk", at("2026-02-17"), mobile=w.phones.mobile("GB"))
    w.hubspot_uk(who, at("2026-02-17"), [assigned("2026-02-17"), working("2026-02-18"), discarded("2026-06-04", "timing")], counts_touches=True)
    w.hubspot(who, at("2026-03-05"), [], email="theo.greaves.archi@gmail.com", phone=None, first="Theodora", company="Juniper & Slate Architects")
    calls(who, "2026-02-18 10:00", outcome="Connected")
    tell(who, "The work address in one portal, the private one in the other; the same mobile phone and name.",
         state(ONCE_RECYCLED, "recycle", "One lead, 90 days over since 2026-09-02.", "timing", "2026-09-02", "enters"),
         state(ONCE_RECYCLED, STAYS, "As before.", "timing", feed="stays"), ["mobile phone", "name and company"])

    firm = w.firm("Windermere Coastal Shipping", "PLC", "GB", 0)
    who = w.person("in-four-systems", "Fiona", "Castlereagh", firm, "us", at("2026-05-13"))
    lead = w.salesforce(who, at("2026-05-13"), [assigned("2026-05-13"), working("2026-05-14"), accepted("2026-07-02")], counts_touches=True,
                        owner="Dana Whitfield")
    w.pardot(who, at("2026-05-10"), follows=lead, country="UK")
    w.hubspot_uk(who, at("2026-06-16"), [], last="CASTLEREAGH", company="Windermere Coastal Shipping")
    w.marketo(who, at("2026-06-23"), [Status(at("2026-06-23"), "new")], email="Fiona.Castlereagh@WindermereCoastalShipping.example", country="GB")
    calls(who, "2026-05-14 15:00", outcome="Connected")
    meeting(who, "2026-07-02 15:00")
    tell(who, "Salesforce, Pardot, HubSpot UK and Marketo all hold this person; only Salesforce says how far sales is.",
         state("sales-accepted", "leave", "Four records, one lead."), state("sales-accepted", "leave", "As before."),
         ["e-mail", "phone", "the prospect carries the lead's id"])

    old, new = w.firm("Harrowgate Plastics", "Inc.", "US", 4), w.firm("Violet Crown Motors", "Corp.", "US", 2)
    who = w.person("changed-jobs", "Marisol", "Etcheverry", old, "us", at("2025-12-09"))
    lead = w.salesforce(who, at("2025-12-09"), [assigned("2025-12-09"), working("2025-12-10"), discarded("2026-02-19", "no-budget")],
                        counts_touches=True, owner="Priya Raman")
    w.hubspot(who, at("2026-07-27"), [], follows=lead, company=new.full_name, email=f"marisol.etcheverry@{new.domain}", phone=None, city=new.city,
              region=new.region, postal_code=new.postal_code, street=new.street, website=f"https://www.{new.domain}")
    calls(who, "2025-12-10 15:00", outcome="Connected")
    tell(who, "Another firm and address in HubSpot since 2026-07-27; an integration noted the Salesforce id, and the mobile phone is the same.",
         state(ONCE_RECYCLED, "recycle", "One lead, 180 days over since 2026-08-18.", "no-budget", "2026-08-18", "enters"),
         state(ONCE_RECYCLED, STAYS, "As before.", "no-budget", feed="stays"), ["the HubSpot contact carries the lead's id", "mobile phone"])

    firm = w.firm("Salt Meadow Publishing", "LLC", "US", 9)
    who = w.person("marketing-only", "Evander", "Quist", firm, "us", at("2026-08-11"))
    w.pardot(who, at("2026-08-11"), score=38, track=[Status(at("2026-08-11"), "nurturing")])
    tell(who, "Known to Pardot only: marketing nurtures the lead, sales never had it.",
         state("nurturing", "leave", "Sales can neither discard nor neglect what it never had."),
         state("nurturing", "leave", "As before."))


# Different persons that look alike: never one lead

def neighbours(w):
    def lead(who, day="2026-08-24", **given):
        record = w.salesforce(who, at(day), [assigned(day), working("2026-09-02")], counts_touches=True, owner="Marcus Oyelaran", **given)
        calls(who, "2026-09-02 15:00", outcome="Connected")
        by_itself(who)
        return record

    def by_itself(who, stage="working"):
        tell(who, "", state(stage, "leave", "A lead of its own."), state(stage, "leave", "As before."))

    def pair(name, because, *records):
        w.must_never_be_one(name, because, *records)
        for record in records:
            record.person.story["story"] = because

    firm = w.firm("Lakeshore Dental Partners", "LLC", "US", 0)
    box = f"info@{firm.domain}"
    one = w.person("shared-mailbox-pair-1", "Grace", "Holloway", firm, "us", at("2026-08-24"), email=box)
    two = w.person("shared-mailbox-pair-2", "Victor", "Tranmere", firm, "us", at("2026-08-25"), email=box)
    a, b = lead(one), lead(two, "2026-08-25")
    p, q = w.pardot(one, at("2026-08-24"), follows=a), w.pardot(two, at("2026-08-25"), follows=b, email=box.upper())
    pair("shared-mailbox-pair", "Two people of one firm use its info@ address.", a, b)
    pair("shared-mailbox-pair-across-systems", "Two people of one firm use its info@ address.", a, q)
    pair("shared-mailbox-pair-in-pardot", "Two people of one firm use its info@ address; Pardot holds two prospects with it.", p, q)

    firm = w.firm("Sternwarte Verlag", "GmbH & Co. KG", "DE", 0)
    box = f"einkauf@{firm.domain}"
    one = w.person("shared-mailbox-pair-europe-1", "Annelie", "Drossel", firm, "eu", at("2026-07-01"), email=box)
    two = w.person("shared-mailbox-pair-europe-2", "Ludger", "Fink", firm, "eu", at("2026-07-02"), email=box)
    a = w.hubspot(one, at("2026-07-01"), [assigned("2026-07-01"), working("2026-07-03")], counts_touches=True)
    b = w.marketo(two, at("2026-07-02"), [Status(at("2026-07-02"), "nurturing")])
    calls(one, "2026-07-03 10:00", outcome="Connected")
    by_itself(one)
    by_itself(two, "nurturing")
    pair("shared-mailbox-pair-europe", "Two buyers share einkauf@; one is in HubSpot, the other in Marketo.", a, b)

    firm = w.firm("Granger Mill Hotels", "Inc.", "US", 1, switchboard=True)
    one = w.person("switchboard-pair-1", "Olympia", "Radford", firm, "us", at("2026-08-24"), phone=firm.switchboard)
    two = w.person("switchboard-pair-2", "Hamish", "Corrigan", firm, "us", at("2026-08-25"), phone=firm.switchboard)
    three = w.person("switchboard-pair-3", "Sunniva", "Bellamy", firm, "us", at("2026-08-26"), phone=firm.switchboard, email=None)
    a, b, c = lead(one), lead(two, "2026-08-25"), lead(three, "2026-08-26")
    pair("switchboard-pair", "Two guests of one switchboard number, each with an address of their own.", a, b)
    pair("switchboard-pair-without-address", "The same number; one of them has no e-mail address at all.", a, c)

    firm = w.firm("Reed Carlyle Partners", "LLC", "US", 3, switchboard=True)
    one = w.person("one-nickname-two-people-1", "Alexander", "Reed", firm, "us", at("2026-08-24"))
    two = w.person("one-nickname-two-people-2", "Alexandra", "Reed", firm, "us", at("2026-08-25"))
    a, b = lead(one, mobile=None), lead(two, "2026-08-25", mobile=None)
    p = w.pardot(two, at("2026-08-21"), first="Alex", mobile=None)
    two.story["linked-by"] = ["e-mail"]
    pair("one-nickname-two-people", "Alexander and Alexandra Reed work for one firm, and both are called Alex.", a, b)
    pair("one-nickname-two-people-by-nickname", "Pardot's Alex Reed has Alexandra's address, not Alexander's.", a, p)

    one = w.person("namesakes-1", "Martin", "Turnbull", w.firm("Hobnail Boots", "LLC", "US", 3), "us", at("2026-08-24"))
    two = w.person("namesakes-2", "Martin", "Turnbull", w.firm("Candlewick Inns", "Ltd", "GB", 1), "uk", at("2026-06-11"))
    a = lead(one)
    b = w.hubspot_uk(two, at("2026-06-11"), [assigned("2026-06-11"), working("2026-06-12")], counts_touches=True)
    calls(two, "2026-06-12 10:00", outcome="Connected")
    by_itself(two)
    pair("namesakes", "The same name at two firms in two countries; nothing else is the same.", a, b)

    firm = w.firm("Familie Keller Weine", "GmbH", "DE", 1, switchboard=True)
    one = w.person("sisters-1", "Anna", "Keller", firm, "eu", at("2026-07-06"), phone=firm.switchboard, mobile=None)
    two = w.person("sisters-2", "Marie", "Keller", firm, "eu", at("2026-07-07"), phone=firm.switchboard, mobile=None)
    a = w.hubspot(one, at("2026-07-06"), [assigned("2026-07-06"), working("2026-07-08")], counts_touches=True)
    b = w.hubspot(two, at("2026-07-07"), [assigned("2026-07-07"), working("2026-07-08")], counts_touches=True)
    for who in (one, two):
        calls(who, "2026-07-08 10:00", outcome="Connected")
        by_itself(who)
    pair("sisters", "Anna and Marie Keller: one firm, one family name, one number, two addresses.", a, b)

    number = 31415926
    one = w.person("same-number-two-portals-1", "Ottoline", "Brack", w.firm("Zunderbusch Camping", "GmbH", "DE", 0), "eu", at("2026-07-20"))
    two = w.person("same-number-two-portals-2", "Crispin", "Haddow", w.firm("Peat & Thistle", "Ltd", "GB", 1), "uk", at("2026-07-21"))
    a = w.hubspot(one, at("2026-07-20"), [assigned("2026-07-20"), working("2026-07-22")], id=w.ids.take("hubspot", number), counts_touches=True)
    b = w.hubspot_uk(two, at("2026-07-21"), [assigned("2026-07-21"), working("2026-07-22")], id=w.ids.take("hubspot-uk", number), counts_touches=True)
    for who in (one, two):
        calls(who, "2026-07-22 10:00", outcome="Connected")
        by_itself(who)
    pair("same-number-two-portals", "Two HubSpot portals give out the same record number: ids only count within their portal.", a, b)

    one = w.person("ids-differ-by-case-1", "Dashiell", "Portnoy", w.firm("Bluebottle Cove Ferries", "Inc.", "US", 9), "us", at("2026-08-24"))
    two = w.person("ids-differ-by-case-2", "Ignatia", "Vosper", w.firm("Larkrise Mattress", "Corp.", "US", 4), "us", at("2026-08-24"))
    a, b = lead(one, id=eighteen("00Q5g000009aBcD")), lead(two, id=eighteen("00Q5g000009AbCd"))
    pair("ids-differ-by-case", "The 15-character ids differ only in upper and lower case letters.", a, b)


# New in the second delivery

def arrivals(w):
    who = w.person("late-and-untouched", "Hyacinth", "Overbeck", w.firm("Sundial Roofing", "LLC", "US", 7), "us", at("2026-10-20"))
    w.salesforce(who, at("2026-10-20"), [assigned("2026-10-20")], counts_touches=True, owner="Dana Whitfield")
    tell(who, "Handed to sales on 2026-10-20, between the deliveries, and left alone.", UNSEEN,
         state(["assigned", "recycled"], "recycle", "Untouched for more than 14 days on first sight.", due="2026-11-04", feed="enters"))

    who = w.person("late-and-fresh", "Jocasta", "Winterfield", w.firm("Oxbow Learning", "Inc.", "US", 2), "us", at("2026-11-10"))
    lead = w.salesforce(who, at("2026-11-10"), [assigned("2026-11-10")], counts_touches=True, owner="Priya Raman")
    w.pardot(who, at("2026-11-09"), follows=lead)
    tell(who, "Handed to sales on 2026-11-10.", UNSEEN, state("assigned", ["leave", "hold"], "Younger than 14 days."),
         ["the prospect carries the lead's id", "e-mail"])

    who = w.person("known-then-handed-over", "Florian", "Tessmann", w.firm("Ziegelhof Baustoffe", "GmbH", "DE", 0), "acq", at("2026-06-17"))
    lead = w.dynamics(who, at("2026-10-26"), [assigned("2026-10-26"), working("2026-10-28")], counts_touches=True)
    w.marketo(who, at("2026-06-17"), [Status(at("2026-06-17"), "new"), Status(at("2026-08-13"), "nurturing"),
                                      Status(at("2026-10-26"), "marketing-qualified")], follows=lead)
    calls(who, "2026-10-28 09:00", outcome="Connected")
    fills(who, "2026-10-25", "Price list")
    tell(who, "At the first sync a lead that marketing nurtures; handed to sales in Dynamics on 2026-10-26.",
         state("nurturing", "leave", "Marketing has it."), state("working", "leave", "Sales works on it."),
         ["the Marketo lead carries the Dynamics id", "e-mail"])
