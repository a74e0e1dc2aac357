"""Zoho CRM, version 8: tokens of a scheme of its own, page tokens, 304 where nothing is new, deleted leads apart."""
from datetime import timedelta

from playing import TOKEN, Answer, Vendor, iso, parsed, play, time_of

SIZE = 100


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
        if asked.path == "/crm/v8/Leads":
            return self.leads(asked)
        if asked.path == "/crm/v8/Leads/deleted":
            return self.deleted(asked)
        raise Answer(404, {"code": "INVALID_URL_PATTERN", "details": {}, "message": "Please check if the URL trying to access is a correct one", "status": "error"})

    def since(self, asked, rows, column):
        text = asked.headers.get("If-Modified-Since")
        if not text:
            return rows
        rows = [row for row in rows if parsed(row[column]) >= parsed(text)]
        if not rows:
            raise Answer(304, "")
        return rows

    def leads(self, asked):
        fields = asked.query["fields"].split(",")
        if len(fields) > 50:
            raise Answer(400, {"code": "LIMIT_EXCEEDED", "details": {}, "message": "fields", "status": "error"})
        rows = self.since(asked, self.rows(), "Modified_Time")
        token = asked.query.get("page_token")
        start = int(token[1:]) if token else 0
        page = [{name: row.get(name) for name in [*fields, "id"]} | {"$converted_detail": row["$converted_detail"], "$approval_state": "approved"} for row in rows[start : start + SIZE]]
        more = start + SIZE < len(rows)
        info = {"per_page": SIZE, "count": len(page), "page": start // SIZE + 1, "sort_by": "id", "more_records": more, "next_page_token": f"p{start + SIZE}" if more else None}
        return {"data": page, "info": info}

    def rows(self):
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
                    "$converted_detail": {},
                }
            )
        return rows

    def deleted(self, asked):
        assert asked.query["type"] == "all"
        rows = []
        if self.day == 2:
            rows = [{"id": str(231200000000321002), "display_name": "Family2", "type": "recycle", "deleted_by": {"name": "Priya Nair", "id": "231200000000200001"}, "deleted_time": local(time_of(2, 2))}]
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
