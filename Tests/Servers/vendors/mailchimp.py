"""Mailchimp: members by offset, those that were archived by another status, times with an offset."""
import hashlib

from playing import Answer, Vendor, basic, iso, parsed, play, time_of

FORM = "%Y-%m-%dT%H:%M:%S+00:00"
ERROR = {"Content-Type": "application/problem+json"}


class Mailchimp(Vendor):
    identity = ('/3.0/', {'account_id': '8d3a3db4d97663a9074efcc16', 'account_name': 'Example Ltd'})

    def answer(self, asked):
        if asked.headers.get("Authorization") != basic("leadloop", "canary-key"):
            raise Answer(401, {"type": "about:blank", "title": "API Key Invalid", "status": 401, "detail": "Your API key may be invalid."}, ERROR)
        if asked.path != "/3.0/lists/an-audience/members":
            raise Answer(404, {"title": "Resource Not Found", "status": 404, "detail": "", "instance": ""}, ERROR)
        wanted = asked.query.get("status")
        rows = [row for row in self.members() if (row["status"] == "archived") == (wanted == "archived")]
        if "since_last_changed" in asked.query:
            since = parsed(asked.query["since_last_changed"])
            rows = [row for row in rows if parsed(row["last_changed"]) >= since]
        rows.sort(key=lambda row: row["last_changed"])
        start, size = int(asked.query["offset"]), int(asked.query["count"])
        return {"members": rows[start : start + size], "list_id": "an-audience", "total_items": len(rows)}

    def members(self):
        rows = []
        # More than a page of them.
        for n, day in self.people() + [(n, 1) for n in range(300, 1200)]:
            email = f"person{n}@example.com"
            status = {6: "unsubscribed", 7: "cleaned", 8: "archived"}.get(n, "subscribed")
            if self.day == 2 and n in (1, 2):
                status = {1: "unsubscribed", 2: "archived"}[n]
                day = 2
            rows.append(
                {
                    "id": hashlib.md5(email.encode()).hexdigest(),
                    "email_address": email,
                    "status": status,
                    "merge_fields": {"FNAME": f"Given{n}", "LNAME": f"Family{n}", "COMPANY": "", "PHONE": ""},
                    "location": {"latitude": 0, "longitude": 0, "country_code": "US"},
                    "language": "en",
                    "member_rating": 3,
                    "tags": [],
                    "timestamp_signup": "",
                    "timestamp_opt": iso(time_of(n % 1000), FORM),
                    "last_changed": iso(time_of(n, day), FORM),
                }
            )
        return rows

    def fault(self, name):
        faults = {
            "throttle": Answer(429, {"title": "Too Many Requests", "status": 429, "detail": "You have exceeded the limit of 10 simultaneous connections."}, ERROR),
            "error": Answer(500, {"title": "Internal Server Error", "status": 500, "detail": "An unexpected error"}, ERROR),
        }
        return faults[name]


play(Mailchimp())
