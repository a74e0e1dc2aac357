"""HubSpot, CRM v3: search of at most so many results, lists with archived ones, histories, deals and calls with their contacts."""
import json

from playing import Answer, Vendor, iso, parsed, play, time_of

#: Behind so many results, a search gives no more (10,000 there).
CEILING = 10_000
FORM = "%Y-%m-%dT%H:%M:%S.000Z"


class HubSpot(Vendor):
    identity = ('/account-info/v3/details', {'portalId': 4711, 'accountType': 'STANDARD', 'timeZone': 'Europe/Berlin'})

    def answer(self, asked):
        if asked.headers.get("Authorization") != "Bearer canary-key":
            raise Answer(401, {"status": "error", "message": "Authentication credentials not found.", "category": "INVALID_AUTHENTICATION", "correlationId": "1"})
        parts = asked.path.split("/")
        if asked.path == "/crm/v3/objects/contacts/search":
            return self.search(asked.json)
        if asked.path == "/crm/v3/objects/contacts/batch/read":
            return self.batch(asked.json)
        if asked.method == "GET" and asked.path.startswith("/crm/v3/objects/"):
            return self.listed(parts[-1], asked.query)
        raise Answer(404, {"status": "error", "message": "resource not found", "correlationId": "1"})

    def contacts(self):
        rows = []
        for n, day in self.people():
            if self.day == 2 and n in (2, 3):
                continue
            properties = {
                "email": f"person{n}@example.com",
                "firstname": f"Given{n}",
                "lastname": f"Family{n}",
                "company": "",
                "hs_lead_status": {8: "BAD_TIMING", 9: ""}.get(n, "OPEN" if n % 2 else "CONNECTED"),
                "lifecyclestage": "lead",
                "hs_email_optout": "true" if n == 6 or (n, day) == (1, 2) else "",
                "createdate": iso(time_of(n), FORM),
                "lastmodifieddate": iso(time_of(n, day), FORM),
                "hs_object_id": str(10_000 + n),
            }
            if (n, day) == (5, 2):
                properties |= {"hs_lead_status": "OPEN_DEAL"}
            if self.day == 2 and n == 4:
                properties |= {"hs_merged_object_ids": str(10_003), "hs_additional_emails": "person3@example.com", "lastmodifieddate": iso(time_of(4, 2), FORM)}
            rows.append(properties)
        return rows

    def shown(self, properties, wanted, archived=False, **more):
        shown = {name: properties.get(name) for name in wanted} | {"createdate": properties["createdate"], "hs_object_id": properties["hs_object_id"]}
        row = {"id": properties["hs_object_id"], "properties": shown, "createdAt": properties["createdate"], "updatedAt": properties["lastmodifieddate"], "archived": archived}
        return row | ({"archivedAt": properties["lastmodifieddate"]} if archived else {}) | more

    def search(self, body):
        filters = {entry["propertyName"]: entry for entry in body["filterGroups"][0]["filters"]}
        since, above = filters["lastmodifieddate"], filters["hs_object_id"]
        assert since["operator"] == "GTE" and above["operator"] == "GT" and body["sorts"] == [{"propertyName": "hs_object_id", "direction": "ASCENDING"}]
        rows = [
            row
            for row in self.contacts()
            if parsed(row["lastmodifieddate"]).timestamp() * 1000 >= int(since["value"]) and int(row["hs_object_id"]) > int(above["value"])
        ]
        start, size = int(body.get("after", 0)), body["limit"]
        if size > 200 or start >= CEILING:
            raise Answer(400, {"status": "error", "message": "There was a problem with the request.", "category": "VALIDATION_ERROR", "correlationId": "1"})
        page = [self.shown(row, body["properties"]) for row in rows[start : start + size]]
        answer = {"total": len(rows), "results": page}
        if start + size < len(rows):
            answer["paging"] = {"next": {"after": str(start + size)}}
        return answer

    def batch(self, body):
        wanted = [entry["id"] for entry in body["inputs"]]
        if len(wanted) > 50:
            raise Answer(400, {"status": "error", "message": "too many", "category": "VALIDATION_ERROR", "correlationId": "1"})
        found = [row for row in self.contacts() if row["hs_object_id"] in wanted]
        results = []
        for row in found:
            history = {
                name: [{"value": row[name], "timestamp": iso(time_of(1), FORM), "sourceType": "CRM_UI", "sourceId": "userId:12345", "updatedByUserId": 12345}]
                for name in body["propertiesWithHistory"]
                if row[name]
            }
            results.append(self.shown(row, body["properties"], propertiesWithHistory=history))
        return {"status": "COMPLETE", "results": results}

    def listed(self, kind, query):
        wanted, archived = query["properties"].split(","), query.get("archived") == "true"
        link = {"contacts": {"results": [{"id": "10007", "type": f"{kind[:-1]}_to_contact"}]}}
        rows = []
        if kind == "contacts" and archived and self.day == 2:
            base = {"createdate": iso(time_of(2), FORM), "lastmodifieddate": iso(time_of(2, 2), FORM), "email": "person2@example.com"}
            rows = [self.shown(base | {"hs_object_id": "10002"}, wanted, True)]
        if kind == "deals" and not archived:
            stage = "closedlost" if self.day == 2 else "presentationscheduled"
            deal = {"createdate": iso(time_of(7), FORM), "lastmodifieddate": iso(time_of(7, self.day), FORM), "dealname": "Deal", "dealstage": stage, "hs_object_id": "9007"}
            rows = [self.shown(deal, wanted, associations=link)]
        if kind == "calls" and not archived:
            call = {"createdate": iso(time_of(7), FORM), "lastmodifieddate": iso(time_of(7), FORM), "hs_timestamp": iso(time_of(7), FORM), "hs_call_status": "COMPLETED", "hs_object_id": "7007"}
            rows = [self.shown(call, wanted, associations=link)]
        start, size = int(query.get("after", 0)), int(query["limit"])
        answer = {"results": rows[start : start + size]}
        if start + size < len(rows):
            answer["paging"] = {"next": {"after": str(start + size), "link": "?after="}}
        return answer

    def fault(self, name):
        faults = {
            "throttle": Answer(
                429,
                {"status": "error", "message": "You have reached your ten_secondly_rolling limit.", "errorType": "RATE_LIMIT", "policyName": "TEN_SECONDLY_ROLLING", "correlationId": "1"},
                {"X-HubSpot-RateLimit-Remaining": "0"},
            ),
            "error": Answer(429, {"status": "error", "message": "You have reached your daily limit.", "errorType": "RATE_LIMIT", "policyName": "DAILY", "correlationId": "1"}),
            "gateway": Answer(502, "<html><body>Bad Gateway</body></html>", {"Content-Type": "text/html"}),
        }
        return faults[name]


play(HubSpot())
