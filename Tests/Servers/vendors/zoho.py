"""Zoho CRM, version 8: tokens of a scheme of its own, page tokens, 304 where nothing is new, what was deleted apart, contacts and deals."""
from datetime import timedelta

from playing import TOKEN, Answer, Vendor, iso, parsed, play, time_of

SIZE = 100
CONTACT = "231200000000400005"


def local(time):
    return iso(time + timedelta(hours=5, minutes=30), "%Y-%m-%dT%H:%M:%S+05:30")


class Zoho(Vendor):
    identity = ('/crm/v8/org', {'org': [{'company_name': 'Example Ltd', 'id': '231200000000000001'}]})

    def answer(self, asked):
        if asked.path == "/oauth/v2/token":
            if asked.form.get("grant_type") != "refresh_token" or asked.form.get("refresh_token") != "canary-secret":
                raise Answer(200, {"error": "invalid_code"})
            return self.oauth(asked, expires_in=3600, api_domain="http://127.0.0.1")
        refusal = {"code": "INVALID_TOKEN", "details": {}, "message": "invalid oauth token", "status": "error"}
        self.wants_token(asked, (401, refusal), "Zoho-oauthtoken")
        parts = asked.path.removeprefix("/crm/v8/").split("/")
        if parts[0] in ("Leads", "Contacts", "Deals") and len(parts) < 3:
            rows = getattr(self, parts[0].lower())()
            if parts[1:] == ["deleted"]:
                return self.deleted(asked, parts[0])
            if parts[1:]:
                return self.one(asked, parts[1], rows)
            return self.listed(asked, rows)
        raise Answer(404, {"code": "INVALID_URL_PATTERN", "details": {}, "message": "Please check if the URL trying to access is a correct one", "status": "error"})

    def one(self, asked, number, rows):
        found = [row for row in rows if row["id"] == number]
        if not found:
            raise Answer(204, "")
        return {"data": [self.chosen(found[0], asked.query["fields"].split(","))]}

    def chosen(self, row, fields):
        return {name: row.get(name) for name in [*fields, "id"]} | {"$converted_detail": row.get("$converted_detail", {}), "$approval_state": "approved"}

    def since(self, asked, rows, column):
        text = asked.headers.get("If-Modified-Since")
        if not text:
            return rows
        rows = [row for row in rows if parsed(row[column]) >= parsed(text)]
        if not rows:
            raise Answer(304, "")
        return rows

    def listed(self, asked, rows):
        fields = asked.query["fields"].split(",")
        if len(fields) > 50:
            raise Answer(400, {"code": "LIMIT_EXCEEDED", "details": {}, "message": "fields", "status": "error"})
        rows = self.since(asked, rows, "Modified_Time")
        token = asked.query.get("page_token")
        start = int(token[1:]) if token else 0
        page = [self.chosen(row, fields) for row in rows[start : start + SIZE]]
        more = start + SIZE < len(rows)
        info = {"per_page": SIZE, "count": len(page), "page": start // SIZE + 1, "sort_by": "id", "more_records": more, "next_page_token": f"p{start + SIZE}" if more else None}
        return {"data": page, "info": info}

    def leads(self):
        rows = []
        for n, day in self.people():
            if self.day == 2 and n == 2:
                continue
            status = {8: "Contact in Future", 9: "Junk Lead"}.get(n, "Contacted" if n % 2 else "Not Contacted")
            rows.append(
                {
                    "id": str(231200000000321000 + n),
                    "Email": f"person{n}@example.com",
                    "First_Name": f"Given{n}",
                    "Last_Name": f"Family{n}",
                    "Company": f"Company {n}",
                    "Lead_Status": "Pre-Qualified" if (n, day) == (5, 2) else status,
                    "Owner": {"name": "Priya Nair", "id": "231200000000200001", "email": "priya@sales.example"},
                    "Email_Opt_Out": n == 6 or (n, day) == (1, 2),
                    "Fax": None,
                    "Tag": [],
                    "Created_Time": local(time_of(n)),
                    "Modified_Time": local(time_of(n, day)),
                    "$converted_detail": {"contact": CONTACT, "convert_date": "2026-03-11"} if (n, day) == (5, 2) else {},
                }
            )
        return rows

    def contact(self, number, n, email, day):
        return {
            "id": number,
            "Email": email,
            "First_Name": f"Given{n}",
            "Last_Name": f"Family{n}",
            "Account_Name": {"name": f"Company {n}", "id": "231200000000300001"},
            "Owner": {"name": "Priya Nair", "id": "231200000000200001", "email": "priya@sales.example"},
            "Email_Opt_Out": False,
            "Created_Time": local(time_of(n)),
            "Modified_Time": local(time_of(n, day)),
        }

    def contacts(self):
        """One who was never a lead, gone on the second day, and then the one of the lead that was converted, without an address."""
        if self.day == 1:
            return [self.contact("231200000000400600", 600, "person600@example.com", 1)]
        return [self.contact(CONTACT, 5, None, 2)]

    def deals(self):
        def deal(number, contact, stage, n, day):
            reference = {"name": "Family", "id": contact}
            return {"id": number, "Deal_Name": "Planning", "Stage": stage, "Amount": 24000.5, "Contact_Name": reference, "Closing_Date": "2026-03-10", "Created_Time": local(time_of(n)), "Modified_Time": local(time_of(n, day))}

        if self.day == 1:
            return [deal("231200000000500600", "231200000000400600", "Closed-Lost to Competition", 600, 1)]
        return [deal("231200000000500005", CONTACT, "Negotiation/Review", 5, 2)]

    def deleted(self, asked, module):
        assert asked.query["type"] == "all"
        rows = []
        if self.day == 2:
            number, n = {"Leads": ("231200000000321002", 2), "Contacts": ("231200000000400600", 600), "Deals": ("231200000000500600", 600)}[module]
            rows = [{"id": number, "display_name": f"Family{n}", "type": "recycle", "deleted_by": {"name": "Priya Nair", "id": "231200000000200001"}, "deleted_time": local(time_of(n, 2))}]
        rows = self.since(asked, rows, "deleted_time")
        if not rows:
            raise Answer(204, "")
        return {"data": rows, "info": {"per_page": 200, "count": len(rows), "page": 1, "more_records": False}}

    def fault(self, name):
        faults = {
            "throttle": Answer(429, {"code": "TOO_MANY_REQUESTS", "details": {}, "message": "", "status": "error"}, {"x-ratelimit-reset": "2000", "x-ratelimit-remaining": "0"}),
            "error": Answer(400, {"code": "INVALID_DATA", "details": {}, "message": "invalid data", "status": "error"}),
            "expired": Answer(401, {"code": "INVALID_TOKEN", "details": {}, "message": "invalid oauth token", "status": "error"}),
        }
        if name == "expired":
            self.tokens += 1
        return faults[name]


play(Zoho())
