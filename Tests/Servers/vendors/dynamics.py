"""Dynamics 365 / Dataverse: next links that must be used as they are, delta links with deletions among the rows, leads that became contacts
with opportunities."""
from playing import Answer, Vendor, iso, play, time_of

SIZE = 70
SHOWN = "@OData.Community.Display.V1.FormattedValue"


def guid(number):
    return f"2e45f1a2-0000-4000-8000-{number:012d}"


class Dynamics(Vendor):
    identity = ('/api/data/v9.2/WhoAmI', {'BusinessUnitId': '2e45f1a2-0000-4000-8000-000000000901', 'UserId': '2e45f1a2-0000-4000-8000-000000000902', 'OrganizationId': '2e45f1a2-0000-4000-8000-000000000903'})

    def answer(self, asked):
        if asked.path.endswith("/oauth2/v2.0/token"):
            if not asked.form.get("scope", "").endswith("/.default"):
                raise Answer(400, {"error": "invalid_scope", "error_description": "AADSTS70011"})
            return self.oauth(asked, expires_in=3599, ext_expires_in=3599)
        self.wants_token(asked, (401, ""))
        table = asked.path.removeprefix("/api/data/v9.2/")
        if table not in ("leads", "contacts", "opportunities"):
            raise Answer(404, {"error": {"code": "0x8006088a", "message": "Resource not found for the segment."}})
        prefer = asked.headers.get("Prefer", "")
        assert 'odata.include-annotations="*"' in prefer or "$deltatoken" in asked.query
        root = f"http://{asked.headers['Host']}/api/data/v9.2/{table}"
        answer = {"@odata.context": f"{root}#{table}"}
        if "$filter" in asked.query:
            wanted = asked.query["$filter"].removeprefix("leadid eq ")
            return answer | {"value": [row for row in self.leads() if row["leadid"] == wanted]}
        if "$deltatoken" in asked.query:
            if asked.query["$deltatoken"] != "919042%2108%2f22%2f2017":
                raise Answer(410, {"error": {"code": "0x80044352", "message": "The delta token is expired."}})
            rows = getattr(self, f"new_{table}")() if self.day == 2 else []
            return answer | {"@odata.deltaLink": f"{root}?$deltatoken=919042%252108%252f22%252f2017", "value": rows}
        assert "odata.track-changes" in prefer
        token = asked.query.get("$skiptoken")
        start = int(token.split("%20")[1]) if token else 0
        rows = getattr(self, table)()
        answer["value"] = rows[start : start + SIZE]
        if start + SIZE < len(rows):
            # Escaped twice: who decodes it once too often is refused.
            answer["@odata.nextLink"] = f"{root}?$select={asked.query['$select']}&$skiptoken=cookie%2520{start + SIZE}"
        else:
            answer["@odata.deltaLink"] = f"{root}?$deltatoken=919042%252108%252f22%252f2017"
        return answer

    def leads(self):
        return [self.lead(n, day) for n, day in self.people()]

    def lead(self, n, day):
        state, status = (2, {8: 6, 9: 5}[n]) if n in (8, 9) else (0, 2 if n % 2 else 1)
        if (n, day) == (5, 2):
            state, status = 1, 3
        return {
            "@odata.etag": f'W/"{915000 + n}"',
            "leadid": guid(n),
            "emailaddress1": f"person{n}@example.com",
            "firstname": f"Given{n}",
            "lastname": f"Family{n}",
            "telephone1": None,
            "statecode": state,
            "statuscode": status,
            "statuscode" + SHOWN: "Contacted",
            "_ownerid_value": guid(900),
            "_ownerid_value" + SHOWN: "Alice",
            "donotbulkemail": n == 6 or (n, day) == (1, 2),
            "donotemail": False,
            "donotphone": False,
            "createdon": iso(time_of(n)),
            "modifiedon": iso(time_of(n, day)),
        }

    def gone(self, table, *numbers):
        return [{"@odata.context": f"…/$metadata#{table}/$deletedEntity", "id": guid(number), "reason": "deleted"} for number in numbers]

    def new_leads(self):
        # The last one was never seen.
        return [self.lead(n, day) for n, day in self.people() if day == 2] + self.gone("leads", 2, 777)

    def contact(self, n, day, **more):
        return {
            "@odata.etag": f'W/"{925000 + n}"',
            "contactid": guid(10_000 + n),
            "_originatingleadid_value": guid(n),
            "emailaddress1": None,
            "firstname": f"Given{n}",
            "lastname": f"Family{n}",
            "donotbulkemail": False,
            "donotemail": False,
            "donotphone": False,
            "createdon": iso(time_of(n)),
            "modifiedon": iso(time_of(n, day)),
            **more,
        }

    def contacts(self):
        """Of the lead that was qualified first, and of one that nobody knows as a lead."""
        return [self.contact(7, 1), self.contact(600, 1, _originatingleadid_value=None, emailaddress1="person600@example.com")]

    def new_contacts(self):
        return [self.contact(5, 2)] + self.gone("contacts", 10_600)

    def opportunity(self, n, day, state, status, **more):
        return {
            "opportunityid": guid(20_000 + n),
            "_originatingleadid_value": guid(n),
            "_parentcontactid_value": guid(10_000 + n),
            "name": "Planning",
            "statecode": state,
            "statuscode": status,
            "estimatedvalue": 24000.5,
            "actualvalue": None,
            "actualclosedate": None if state == 0 else "2026-03-10",
            "createdon": iso(time_of(n)),
            "modifiedon": iso(time_of(n, day)),
            **more,
        }

    def opportunities(self):
        return [self.opportunity(7, 1, 0, 1), self.opportunity(600, 1, 0, 1, _originatingleadid_value=None)]

    def new_opportunities(self):
        return [self.opportunity(7, 2, 2, 5), self.opportunity(5, 2, 0, 1)] + self.gone("opportunities", 20_600)

    def fault(self, name):
        faults = {
            "throttle": Answer(429, {"error": {"code": "0x80072322", "message": "Number of requests exceeded the limit of 6000."}}, {"Retry-After": "3"}),
            "error": Answer(403, {"error": {"code": "0x80040220", "message": "SecLib::AccessCheckEx failed."}}),
            "stale": Answer(400, {"error": {"code": "0x80044352", "message": "The delta token is expired."}}),
            "expired": Answer(401, ""),
        }
        if name == "expired":
            self.tokens += 1
        return faults[name]


play(Dynamics())
