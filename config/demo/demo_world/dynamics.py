"""What Dynamics 365 exports: leads as OData, each code with its label beside it, and what was deleted since."""

import json

from . import clock
from .people import dice
from .salesforce import views

LABEL = "@OData.Community.Display.V1.FormattedValue"
CONTEXT = "https://orrery.api.crm.dynamics.example/api/data/v9.2/$metadata#leads"
STATUS = {"assigned": (0, "Open", 1, "New"), "working": (0, "Open", 2, "Contacted"), "sales-qualified": (1, "Qualified", 3, "Qualified")}
DISQUALIFIED = {None: (4, "Lost"), "competitor": (4, "Lost"), "existing-customer": (4, "Lost"), "no-authority": (4, "Lost"), "other": (4, "Lost"),
                "no-response": (5, "Cannot Contact"), "bad-data": (5, "Cannot Contact"), "no-need": (6, "No Longer Interested"),
                "no-budget": (6, "No Longer Interested"), "timing": (6, "No Longer Interested"), "not-a-fit": (7, "Canceled"),
                "duplicate": (7, "Canceled"), "spam": (7, "Canceled")}
REASON = {reason: (100000000 + place, label) for place, (reason, label) in enumerate([
    ("no-response", "No response"), ("timing", "Bad timing"), ("no-budget", "No budget"), ("no-authority", "No authority"), ("no-need", "No need"),
    ("not-a-fit", "Not a fit"), ("competitor", "Lost to competitor"), ("existing-customer", "Existing customer"), ("duplicate", "Duplicate"),
    ("bad-data", "Wrong contact data"), ("spam", "Spam"), ("other", "Other")])}
SOURCES = {"Web": (8, "Web"), "Webinar": (6, "Seminar"), "Trade Show": (7, "Trade Show"), "Content Download": (1, "Advertisement"),
           "Referral": (3, "External Referral"), "Partner": (4, "Partner"), "Purchased List": (10, "Other")}


def lead(view):
    if view.stage == "discarded":
        state, state_label, (status, status_label) = 2, "Disqualified", DISQUALIFIED[view.reason]
    else:
        state, state_label, status, status_label = STATUS[view.stage]
    reason, reason_label = REASON[view.reason] if view.reason else (None, None)
    source, source_label = SOURCES[view["lead_source"]]
    quality, quality_label = dice("quality", view.id).choice([(1, "Hot"), (2, "Warm"), (3, "Cold")])
    owner = dice("systemuser", view["owner"])
    shown = {
        "@odata.etag": f'W/"{900000 + dice("etag", view.id, view.modified).randrange(90000)}"', "leadid": view.id,
        "firstname": view["first"], "lastname": view["last"], "fullname": f"{view['first']} {view['last']}", "emailaddress1": view["email"],
        "telephone1": view["phone"], "mobilephone": view["mobile"], "companyname": view["company"], "jobtitle": view["title"],
        "websiteurl": view["website"], "address1_line1": view["street"], "address1_city": view["city"],
        "address1_stateorprovince": view["region"], "address1_postalcode": view["postal_code"], "address1_country": view["country"],
        "numberofemployees": view["employees"], "revenue": float(view["revenue"]), "revenue" + LABEL: f"${view['revenue']:,}.00",
        "leadsourcecode": source, "leadsourcecode" + LABEL: source_label,
        "leadqualitycode": quality, "leadqualitycode" + LABEL: quality_label,
        "statecode": state, "statecode" + LABEL: state_label, "statuscode": status, "statuscode" + LABEL: status_label,
        "new_disqualifiedreason": reason}
    if reason:
        shown["new_disqualifiedreason" + LABEL] = reason_label
    shown.update({
        "_ownerid_value": "-".join(f"{owner.getrandbits(bits):0{bits // 4}x}" for bits in (32, 16, 16, 16, 48)),
        "_ownerid_value" + LABEL: view["owner"],
        "donotbulkemail": view.opted_out, "donotphone": view.do_not_call, "new_attemptcount": view.calls,
        "new_firstcontactedon": clock.zulu(view.first_response), "new_lastcontactedon": clock.zulu(view.last_touch),
        "description": view["note"], "createdon": clock.zulu(view.created), "modifiedon": clock.zulu(view.modified)})
    return shown


def leads(world, now):
    found = sorted(views(world, now, "dynamics", "lead"), key=lambda view: (view.created, view.id))
    # A deletion is only told to those who saw the lead before, and sometimes to those who did not.
    gone = [view.id for view in found if view.deleted and view.deleted > clock.FIRST] + ([world.unseen_tombstone] if now > clock.FIRST else [])
    rows = [lead(view) for view in found if not view.deleted]
    rows += [{"@odata.context": CONTEXT + "/$deletedEntity", "id": one, "reason": "deleted"} for one in gone]
    answer = {"@odata.context": CONTEXT, "value": rows,
              "@odata.deltaLink": CONTEXT.replace("$metadata#leads", "leads?$deltatoken=")
              + ("919042%2109%2f30%2f2026%2022%3a00%3a00" if now == clock.FIRST else "934817%2111%2f15%2f2026%2022%3a00%3a00")}
    return (json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n").encode(), len(rows)
