"""What Pardot exports: prospects as XML of its version 4, with times in the account's zone that do not say so."""

from xml.sax.saxutils import escape

from . import clock
from .people import campaign_id, dice
from .salesforce import STATUS, bounce_text, views

LIFECYCLE = {"nurturing": "Prospect", "marketing-qualified": "MQL", "sales-qualified": "SQL", "won": "Won opportunity"}


def number_of(*key):
    return str(dice(*key).randint(10000, 99999))


def element(name, value, other_style=False):
    if value in (None, ""):
        return f"<{name}></{name}>" if other_style else f"<{name}/>"
    if name == "comments" and ("\n" in value or "<" in value):
        return f"<{name}><![CDATA[{value}]]></{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"


def prospect(view):
    record, crm, now = view.record, view.record.follows, view.now
    lead_id = contact_id = None
    if crm and view["crm_sync"]:
        crm = crm.absorbed_by if crm.absorbed_by and crm.deleted <= now else crm
        lead_id = crm.id
        contact_id = crm.contact.id if crm.contact and crm.contact.created <= now else None
    campaign = view["campaign"]
    last = view["last_activity"]
    rows = [element(name, value) for name, value in [
        ("id", view.id), ("campaign_id", number_of("pardot campaign", campaign)), ("salutation", None), ("first_name", view["first"]),
        ("last_name", view["last"]), ("email", view["email"]), ("password", None), ("company", view["company"]), ("website", view["website"]),
        ("job_title", view["title"]), ("department", None), ("country", view["country"]), ("address_one", view["street"]), ("address_two", None),
        ("city", view["city"]), ("state", view["region"]), ("territory", None), ("zip", view["postal_code"]), ("phone", view["phone"]),
        ("fax", None), ("source", view["lead_source"]), ("annual_revenue", None), ("employees", view["employees"]),
        ("industry", view["industry"]), ("years_in_business", None), ("comments", view["note"]), ("notes", None), ("score", view["score"]),
        ("grade", dice("grade", view.id).choice(["A", "B+", "B", "C", "D", None])), ("last_activity_at", clock.pardot(last)),
        ("recent_interaction", "Form Submission" if last else "Never active"), ("crm_lead_fid", lead_id), ("crm_contact_fid", contact_id),
        ("crm_owner_fid", None), ("crm_account_fid", None), ("salesforce_fid", contact_id or lead_id),
        ("crm_last_sync", clock.pardot(view["crm_sync"])), ("crm_url", None)]]
    rows += [element(name, "1" if value else None, other_style=True) for name, value in [
        ("is_do_not_email", False), ("is_do_not_call", view.do_not_call), ("opted_out", view.opted_out), ("is_reviewed", bool(crm)),
        ("is_starred", False), ("is_archived", bool(view.deleted))]]
    rows += [element("email_bounced_reason", bounce_text(view)), element("email_bounced_date", clock.pardot(view.bounced)),
             element("created_at", clock.pardot(view.created)), element("updated_at", clock.pardot(view.modified)),
             f"<campaign>{element('id', number_of('pardot campaign', campaign))}{element('name', campaign)}"
             f"{element('crm_fid', campaign_id(campaign))}</campaign>"]
    if crm:
        first, _, family = crm.values["owner"].partition(" ")
        rows.append(f"<assigned_to><user>{element('id', number_of('user', first))}{element('email', f'{first}.{family}@tidemark.example'.lower())}"
                    f"{element('first_name', first)}{element('last_name', family)}"
                    f"{element('job_title', None)}<role>Sales</role></user></assigned_to>")
    if last:
        rows.append(f"<last_activity><visitor_activity>{element('id', number_of('activity', view.id, last))}<type>4</type><type_name>Form</type_name>"
                    f"<details>Form submission</details>{element('created_at', clock.pardot(last))}</visitor_activity></last_activity>")
    rows += [element("Lead_Status", STATUS.get(view["status_copy"])), element("Lifecycle_Stage", LIFECYCLE[view.stage]),
             element("Newsletter_Consent", "false" if view.opted_out else dice("consent", view.id).choice(["true", "false"])),
             element("Created_Date_Salesforce", record.follows.created.strftime("%Y-%m-%d") if lead_id else None)]
    return "<prospect>\n" + "\n".join(rows) + "\n</prospect>\n"


def prospects(world, now):
    found = sorted(views(world, now, "pardot", "prospect"), key=lambda view: int(view.id))
    text = ('<?xml version="1.0" encoding="UTF-8"?>\n<rsp stat="ok" version="1.0">\n<result>\n'
            f"<total_results>{len(found)}</total_results>\n" + "".join(prospect(view) for view in found) + "</result>\n</rsp>\n")
    return text.encode(), len(found)
