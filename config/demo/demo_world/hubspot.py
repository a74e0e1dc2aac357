"""What the two HubSpot portals export: pages of the CRM v3 contact list, and the same contacts as lines of JSON."""

import gzip
import io
import json
import zlib

from . import clock
from .salesforce import views

OWNERS = {"Ingrid Solberg": "41629779", "Lukas Brenner": "41629801", "Camille Fournier": "41630112",
          "Harriet Pennington": "7730415", "Owen Griffiths": "7730428"}
REASON = {"no-response": "no_response", "timing": "bad_timing", "no-budget": "no_budget", "no-authority": "no_authority", "no-need": "no_need",
          "not-a-fit": "not_a_fit", "competitor": "competitor", "existing-customer": "existing_customer", "duplicate": "duplicate",
          "bad-data": "bad_data", "spam": "spam", "other": "other"}
REASON_UK = {"no-response": "Not responding", "timing": "Wrong time", "no-budget": "Budget", "no-authority": "Not the decision maker",
             "no-need": "No requirement", "not-a-fit": "Poor fit", "competitor": "Chose competitor", "existing-customer": "Existing client",
             "duplicate": "Duplicate", "bad-data": "Invalid details", "spam": "Spam", "other": "Other"}
LIFECYCLE = {"assigned": "marketingqualifiedlead", "working": "marketingqualifiedlead", "sales-accepted": "marketingqualifiedlead",
             "discarded": "lead", "nurturing": "subscriber", "new": "lead", "marketing-qualified": "marketingqualifiedlead",
             "sales-qualified": "salesqualifiedlead", "opportunity": "opportunity", "won": "customer", "other": "other", "custom": "subscriber"}
SOURCES = {"Web": "ORGANIC_SEARCH", "Webinar": "EMAIL_MARKETING", "Trade Show": "OFFLINE", "Content Download": "PAID_SEARCH",
           "Referral": "REFERRALS", "Partner": "OTHER_CAMPAIGNS", "Purchased List": "OFFLINE"}
PAGE_SIZE = 100


def coin(view, name):
    """Heads or tails, the same for a record and name in every delivery."""
    return zlib.crc32(f"{view.id}:{name}".encode()) % 2 == 0


def lead_status(view):
    stage = view.stage
    if stage == "assigned":
        return "NEW" if coin(view, "new") else "OPEN"
    if stage == "working":
        return "IN_PROGRESS" if coin(view, "working") else "ATTEMPTED_TO_CONTACT"
    if stage == "discarded":
        by_status = coin(view, "timing") or view.person.key == "bad-timing-status"
        return "BAD_TIMING" if view.reason == "timing" and by_status else "UNQUALIFIED"
    return {"sales-accepted": "CONNECTED", "opportunity": "OPEN_DEAL"}.get(stage)


def lifecycle(view):
    return "evangelist" if view.stage == "won" and coin(view, "evangelist") and coin(view, "really") else LIFECYCLE.get(view.stage)


def contact(view, reason_name, reasons):
    record, crm = view.record, view.record.follows

    def text(value, name):
        """HubSpot holds an empty text where a value was removed, null where there never was one."""
        return str(value) if value is not None else "" if coin(view, name) else None

    owner = OWNERS[view["owner"]] if view.stage else None
    assigned = max(record.track[0].at, record.created) if view.stage and record.track else None
    properties = {
        "email": text(view["email"] and view["email"].lower(), "email"),
        "firstname": text(view["first"], "firstname"),
        "lastname": text(view["last"], "lastname"),
        "phone": text(view["phone"], "phone"),
        "mobilephone": text(view["mobile"], "mobilephone"),
        "company": text(view["company"], "company"),
        "jobtitle": text(view["title"], "jobtitle"),
        "website": view["website"],
        "address": view["street"],
        "city": view["city"],
        "state": view["region"],
        "zip": view["postal_code"],
        "country": view["country"],
        "hs_language": view["language"],
        "industry": view["industry"],
        "numberofemployees": str(view["employees"]),
        "annualrevenue": str(view["revenue"]) if coin(view, "revenue") else None,
        "product_interest": ";".join(view["interests"]) or None,
        "hs_lead_status": lead_status(view) or text(None, "status"),
        "lifecyclestage": lifecycle(view),
        reason_name: reasons[view.reason] if view.reason else text(None, "reason"),
        "hs_analytics_source": SOURCES[view["lead_source"]],
        "hubspotscore": str(view["score"]),
        "hubspot_owner_id": owner,
        "hubspot_owner_assigneddate": clock.zulu_millis(assigned),
        "hs_sa_first_engagement_date": clock.zulu_millis(view.first_response),
        "notes_last_contacted": clock.zulu_millis(view.last_touch),
        "num_contacted_notes": str(len(view.touches)) if record.counts_touches else None,
        "hs_email_optout": "true" if view.opted_out else "false" if record.opted_out or coin(view, "optout") else None,
        "hs_email_hard_bounce_reason_enum": "UNKNOWN_USER" if view.bounced else None,
        "message": text(view["note"], "message"),
        "salesforceleadid": crm.id if crm and crm.created <= view.now else None,
        "createdate": clock.zulu_millis(view.created),
        "lastmodifieddate": clock.zulu_millis(view.modified),
        "hs_object_id": view.id,
    }
    shown = {"id": view.id, "properties": properties, "createdAt": clock.zulu_millis(view.created), "updatedAt": clock.zulu_millis(view.modified),
             "archived": bool(view.deleted)}
    if view.deleted:
        shown["archivedAt"] = clock.zulu_millis(view.deleted)
    return shown


def portal(world, now, source, reason_name, reasons):
    found = sorted(views(world, now, source, "contact"), key=lambda view: (bool(view.deleted), int(view.id)))
    return [contact(view, reason_name, reasons) for view in found]


def pages(world, now):
    """The list page by page; archived contacts come last, as from a second listing with archived=true."""
    contacts = portal(world, now, "hubspot", "unqualified_reason", REASON)
    made = []
    for start in range(0, len(contacts), PAGE_SIZE):
        page = {"results": contacts[start:start + PAGE_SIZE]}
        if start + PAGE_SIZE < len(contacts):
            after = contacts[start + PAGE_SIZE]["id"]
            page["paging"] = {"next": {"after": after, "link": f"?limit={PAGE_SIZE}&after={after}"}}
        made.append((compact(page) + "\n", len(page["results"])))
    return [(text.encode(), count) for text, count in made]


def lines(world, now):
    contacts = portal(world, now, "hubspot-uk", "disqualification_reason", REASON_UK)
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as file:
        file.write("".join(compact(one) + "\n" for one in contacts).encode())
    return packed.getvalue(), len(contacts)


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
