"""What Marketo exports: a bulk extract, where the word null means empty, and a page of leads, where an empty field is not returned."""

import json
from datetime import datetime

from . import clock
from .salesforce import bounce_text, table, views

STATUS = {"new": "Known", "nurturing": "Engaged", "marketing-qualified": "MQL", "sales-accepted": "SAL"}
PAGE_BEGINS = datetime(2026, 7, 13)  # the first page holds what changed since then, the second what changed after the first delivery


def lead(view):
    crm = view.record.follows
    known = crm and crm.created <= view.now
    return {
        "id": int(view.id), "email": view["email"], "firstName": view["first"], "lastName": view["last"], "phone": view["phone"],
        "mobilePhone": view["mobile"], "company": view["company"], "title": view["title"], "website": view["website"], "address": view["street"],
        "city": view["city"], "state": view["region"], "postalCode": view["postal_code"], "country": view["country"],
        "industry": view["industry"], "numberOfEmployees": view["employees"], "annualRevenue": view["revenue"], "leadSource": view["lead_source"],
        "leadScore": view["score"], "leadStatus": STATUS[view.stage], "acquisitionProgram": view["campaign"],
        "productInterest": ";".join(view["interests"]) or None, "unsubscribed": view.opted_out, "doNotCall": view.do_not_call,
        "emailInvalid": bool(view.bounced), "emailInvalidCause": bounce_text(view), "dynamicsLeadId": crm.id if known else None,
        "lastActivityAt": clock.plus_zero(view["last_activity"]), "createdAt": clock.zulu(view.created), "updatedAt": clock.zulu(view.modified),
    }


def leads(world, now):
    return sorted(views(world, now, "marketo", "lead"), key=lambda view: int(view.id))


def bulk(world, now):
    found = [lead(view) for view in leads(world, now)]
    rows = [["null" if value is None else str(value).lower() if isinstance(value, bool) else value for value in one.values()] for one in found]
    text, count = table(rows, list(found[0]), "\n")
    return text.encode(), count


def page(world, now):
    since = PAGE_BEGINS if now == clock.FIRST else clock.FIRST
    found = [lead(view) for view in leads(world, now) if view.modified > since]
    assert len(found) <= 300
    result = [{name: value for name, value in one.items() if value is not None} for one in found]
    answer = {"requestId": "12951#1a0b84e2c57" if now == clock.FIRST else "7f31#1a19b0d6e02", "success": True, "result": result, "moreResult": False}
    return (json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n").encode(), len(result)
