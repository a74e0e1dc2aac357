"""What Salesforce exports: a report, a Bulk API 2.0 job, a SOAP query, and three lists of the sales team."""

import csv
import io
from xml.sax.saxutils import escape

from . import clock
from .people import CAMPAIGNS, base62, campaign_id, dice, eighteen

STATUS = {"assigned": "Open - Not Contacted", "working": "Working - Contacted", "sales-accepted": "Working - Meeting Set",
          "nurturing": "Nurture", "sales-qualified": "Closed - Converted", "discarded": "Closed - Not Converted"}
REASON = {"no-response": "No Response", "timing": "Bad Timing", "no-budget": "No Budget", "no-authority": "No Authority", "no-need": "No Need",
          "not-a-fit": "Not a Fit", "competitor": "Went With Competitor", "existing-customer": "Already a Customer", "duplicate": "Duplicate",
          "bad-data": "Bad Data", "spam": "Spam", "other": "Other"}
LOSS = {"timing": "Project Postponed", "no-budget": "Lost Funding", "competitor": "Lost to Competitor",
        "no-response": "No Decision / Non-Responsive", "other": "Other"}
BOUNCES = ["550 5.1.1 The email account that you tried to reach does not exist", "550 5.4.1 Recipient address rejected: Access denied",
           "554 5.7.1 Mailbox disabled"]
REPORT_OWNERS = {"Dana Whitfield", "Marcus Oyelaran", "Priya Raman"}


def table(rows, header, newline, **style):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=newline, **style)
    writer.writerow(header)
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return text.getvalue(), len(rows)


def views(world, now, source, kind):
    found = [view for who in world.people for record in who.records if record.source == source and record.kind == kind
             for view in [record.seen(now)] if view]
    return sorted(found, key=lambda view: (view.created, view.id))


def bounce_text(view):
    return BOUNCES[sum(map(ord, view.id)) % len(BOUNCES)] if view.bounced else None


def flag(value):
    return "true" if value else "false"


def bulk(world, now):
    header = """Id,IsDeleted,MasterRecordId,IsConverted,Converted_At__c,ConvertedContactId,ConvertedOpportunityId,FirstName,LastName,Email,Phone,
        MobilePhone,Company,Title,Street,City,State,PostalCode,Country,LeadSource,Status,Disqualified_Reason__c,Owner.Name,Number_of_Call_Attempts__c,
        First_Response_At__c,HasOptedOutOfEmail,DoNotCall,EmailBouncedReason,Most_Recent_Campaign__c,CreatedDate,SystemModstamp,
        Description""".replace("\n        ", "").split(",")
    rows = []
    for view in views(world, now, "salesforce", "lead"):
        record = view.record
        opportunity = next((o.id for o in view.person.opportunities if view.converted and o.created <= now), None)
        rows.append([
            view.id, flag(view.deleted), record.absorbed_by.id if view.deleted and record.absorbed_by else None, flag(view.converted),
            clock.zulu_millis(record.contact.created, 0) if view.converted else None, record.contact.id if view.converted else None, opportunity,
            view["first"], view["last"], view["email"], view["phone"], view["mobile"],
            # Salesforce requires a company, so its users type something.
            view["company"] or "-", view["title"], view["street"], view["city"], view["region"], view["postal_code"], view["country"],
            view["lead_source"], STATUS[view.stage], REASON[view.reason] if view.reason else None, view["owner"], view.calls,
            clock.zulu_millis(view.first_response, 0), flag(view.opted_out), flag(view.do_not_call), bounce_text(view), view["campaign"],
            clock.zulu_millis(view.created, 0), clock.zulu_millis(view.modified, 0), view["note"]])
    text, count = table(rows, header, "\n", quoting=csv.QUOTE_ALL)
    return text.encode(), count


def in_windows_1252(row):
    try:
        "".join(str(cell) for cell in row if cell is not None).encode("windows-1252")
        return True
    except UnicodeEncodeError:
        return False


def report(world, now):
    """Three owners' leads, as a report shows them: labels, local times, a footer; what was deleted is not in it."""
    header = ["Lead ID", "First Name", "Last Name", "Email", "Phone", "Mobile", "Company / Account", "Title", "City", "State/Province", "Country",
              "Website", "Industry", "No. of Employees", "Annual Revenue Currency", "Annual Revenue", "Lead Status", "Unqualified Reason",
              "Lead Source", "Lead Owner", "Rating", "Create Date", "Last Modified"]
    rows = []
    for view in views(world, now, "salesforce", "lead"):
        if view.deleted or view["owner"] not in REPORT_OWNERS:
            continue
        row = [view.id[:15], view["first"], view["last"], view["email"], view["phone"], view["mobile"], view["company"] or "-", view["title"],
               view["city"], view["region"], view["country"], view["website"], view["industry"], view["employees"], "USD",
               f"{view['revenue']:,}.00", STATUS[view.stage], REASON[view.reason] if view.reason else None, view["lead_source"], view["owner"],
               dice("rating", view.id).choice(["Hot", "Warm", "Cold", ""]), clock.us_date(view.created), clock.us_minute(view.modified)]
        if in_windows_1252(row):
            rows.append(row)
    rows.sort(key=lambda row: (row[19], row[2], row[0]))
    text, count = table(rows, header, "\r\n", quoting=csv.QUOTE_ALL)
    sign = "(c)" if now == clock.FIRST else "©"
    text += (f'\r\n"Grand Totals ({count} records)"\r\n\r\n"Confidential Information - Do Not Distribute"\r\n'
             f'"Copyright {sign} 2000-2026 salesforce.com, inc. All rights reserved."\r\n')
    return text.encode("windows-1252"), count


def xml_text(value):
    return escape(str(value), {"'": "&apos;", '"': "&quot;"})


def element(name, value):
    return f'<sf:{name} xsi:nil="true"/>' if value is None else f"<sf:{name}>{xml_text(value)}</sf:{name}>"


def account_id(firm):
    return eighteen("0015g0000" + f"{base62(dice('account', firm.name).randrange(62 ** 5)):0>6}")


def contacts(world, now):
    """Contacts that leads were converted to, as the partner API answers a query."""
    records = []
    for view in views(world, now, "salesforce", "contact"):
        won = [moment for deal in view.person.opportunities for moment, stage, _ in deal.stages if stage == "Closed Won" and moment <= now]
        nested = '<sf:Account xsi:nil="true"/>'
        if view["company"]:
            nested = ('<sf:Account xsi:type="sf:sObject"><sf:type>Account</sf:type><sf:Id xsi:nil="true"/>'
                      f'{element("Name", view["company"])}</sf:Account>')
        modified = max([view.modified] + won)
        records.append('<records xsi:type="sf:sObject"><sf:type>Contact</sf:type>' + element("Id", view.id) + element("Id", view.id)
                       + element("AccountId", account_id(view.person.firm)) + nested + "".join(element(name, value) for name, value in [
                           ("FirstName", view["first"]), ("LastName", view["last"]), ("Email", view["email"]), ("Phone", view["phone"]),
                           ("MobilePhone", view["mobile"]), ("Title", view["title"]), ("MailingStreet", view["street"]),
                           ("MailingCity", view["city"]), ("MailingState", view["region"]), ("MailingPostalCode", view["postal_code"]),
                           ("MailingCountry", view["country"]), ("LeadSource", view["lead_source"])])
                       + f'<sf:Owner xsi:type="sf:sObject"><sf:type>User</sf:type><sf:Id xsi:nil="true"/>{element("Name", view["owner"])}</sf:Owner>'
                       + "".join(element(name, value) for name, value in [
                           ("HasOptedOutOfEmail", flag(view.opted_out)), ("DoNotCall", flag(view.do_not_call)),
                           ("EmailBouncedReason", bounce_text(view)), ("Customer_Status__c", "Customer" if won else "Prospect"),
                           ("CreatedDate", clock.zulu_millis(view.created, 0)), ("SystemModstamp", clock.zulu_millis(modified, 0))])
                       + "</records>")
    text = ('<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
            'xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:sobject.partner.soap.sforce.com" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header><LimitInfoHeader><limitInfo><current>'
            f'{4 if now == clock.FIRST else 11}</current><limit>15000</limit><type>API REQUESTS</type></limitInfo></LimitInfoHeader></soapenv:Header>'
            '<soapenv:Body><queryResponse><result xsi:type="QueryResult"><done>true</done><queryLocator xsi:nil="true"/>\n'
            + "\n".join(records) + f"\n<size>{len(records)}</size></result></queryResponse></soapenv:Body></soapenv:Envelope>\n")
    return text.encode(), len(records)


def activities(world, now):
    rows = []
    for who in world.people:
        lead = next((r for r in who.records if r.source == "salesforce" and r.counts_touches), None)
        if lead and lead.created <= now:
            # When a lead is converted, its activities move to the contact.
            concerns = lead.contact.id if lead.contact and lead.contact.created <= now else lead.id
            for place, touch in enumerate(t for t in who.touches if t.at <= now):
                rows.append((touch.at, [activity_id(lead.id, place), concerns, "", touch.kind, touch.subject, clock.with_offset(touch.at),
                                        lead.values["owner"], touch.outcome]))
        for place, (moment, form, address) in enumerate(sorted(who.form_fills)):
            if moment <= now:
                rows.append((moment, [activity_id(who.key, place), "", address, "Form Fill", form, clock.with_offset(moment), "", "Submitted"]))
    rows.sort(key=lambda row: (row[0], row[1]))
    text, count = table([row for _, row in rows], ["Activity ID", "Who ID", "Email", "Type", "Subject", "Date/Time", "Assigned", "Outcome"], "\r\n",
                        delimiter=";")
    return b"\xef\xbb\xbf" + text.encode(), count


def activity_id(*key):
    return eighteen("00T5g0000" + f"{base62(dice('activity', *key).randrange(62 ** 6)):0>6}")


def opportunities(world, now):
    rows = []
    for who in world.people:
        lead = next((r for r in who.records if r.contact), None)
        for deal in who.opportunities:
            if deal.created > now:
                continue
            moment, stage, reason = [entry for entry in deal.stages if entry[0] <= now][-1]
            closes = moment if stage.startswith("Closed") else deal.closes
            rows.append((deal.created, [deal.id, "false", f"{who.firm.full_name} - Planning", who.firm.full_name, lead.contact.id, lead.id, stage,
                                        f"{deal.amount}.00", deal.currency, LOSS[reason] if reason else None, campaign_id(deal.campaign),
                                        closes.strftime("%Y-%m-%d"), clock.zulu_millis(deal.created, 0), clock.zulu_millis(moment, 0)]))
    rows.sort(key=lambda row: (row[0], row[1][0]))
    text, count = table([row for _, row in rows], """Id,IsDeleted,Name,AccountName,ContactId,ConvertedFromLeadId,StageName,Amount,CurrencyIsoCode,LossReason,
        CampaignId,CloseDate,CreatedDate,SystemModstamp""".replace("\n        ", "").split(","), "\n")
    return text.encode(), count


def campaigns(world, now):
    rows = []
    for campaign in CAMPAIGNS:
        cost = campaign.cost_first if now == clock.FIRST else campaign.cost_second
        if campaign.start <= now:
            rows.append([campaign.id, campaign.name, campaign.channel, campaign.start.strftime("%Y-%m-%d"),
                         campaign.end.strftime("%Y-%m-%d") if campaign.end else None, cost, campaign.currency])
    text, count = table(rows, ["Campaign ID", "Name", "Type", "Start", "End", "Actual Cost", "Currency"], "\n", delimiter="\t")
    return text.encode(), count
