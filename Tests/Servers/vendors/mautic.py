"""Mautic: an object by id, an empty list where there are none, numbers as texts or not."""
from playing import Answer, Vendor, iso, play, time_of

FORM = "%Y-%m-%dT%H:%M:%S+00:00"


class Mautic(Vendor):
    identity = ('/api/users/self', {'id': 1, 'username': 'dana.whitfield'})

    def answer(self, asked):
        if asked.path == "/oauth/v2/token":
            return self.oauth(asked, expires_in=3600, scope="")
        self.wants_token(asked, (401, {"errors": [{"message": "The access token provided is invalid.", "code": 401, "type": "invalid_grant"}]}))
        if asked.path != "/api/contacts":
            raise Answer(404, {"errors": [{"code": 404, "message": "Requested URL not found"}]})
        people = self.people()
        if self.day == 2:
            people = [(n, day) for n, day in people if n != 2]
        # Two hundred pages would be long: so many that the last one is empty.
        people = people + [(n, 1) for n in range(301, 301 + 400 - len(people))]
        if "where[0][col]" in asked.query:
            assert (asked.query["where[0][col]"], asked.query["where[0][expr]"]) == ("id", "eq")
            page = {str(n): self.contact(n, day) for n, day in people if str(n) == asked.query["where[0][val]"]}
            return {"total": str(len(page)), "contacts": page if page else []}
        start, size = int(asked.query["start"]), int(asked.query["limit"])
        page = {str(n): self.contact(n, day) for n, day in people[start : start + size]}
        return {"total": str(len(people)), "contacts": page if page else []}

    def contact(self, n, day):
        reason = {6: 1, 7: 2}.get(n, 1 if (n, day) == (1, 2) else None)
        values = {"id": str(n), "email": f"person{n}@example.com", "firstname": f"Given{n}", "lastname": f"Family{n}", "city": None, "points": n % 7}
        return {
            "id": n,
            "dateAdded": iso(time_of(n), FORM),
            "dateModified": iso(time_of(n, day), FORM) if n % 3 else None,
            "points": str(n % 7) if n % 2 else n % 7,
            "doNotContact": [{"id": n, "reason": reason, "comments": "", "channel": "email", "channelId": None}] if reason else [],
            "tags": [],
            "fields": {"core": {"email": {"id": 6, "label": "Email", "value": values["email"]}}, "all": values},
        }

    def fault(self, name):
        faults = {
            "throttle": Answer(429, {"errors": [{"code": 429, "message": "Too many requests"}]}),
            "error": Answer(500, {"errors": [{"code": 500, "message": "Looks like I encountered an error"}]}),
            "expired": Answer(401, {"errors": [{"message": "The access token provided has expired.", "code": 401, "type": "invalid_grant"}]}),
        }
        if name == "expired":
            self.tokens += 1
        return faults[name]


play(Mautic())
