"""Pardot, version 5: fields that must be named, the next page's address, deleted prospects, errors with numbers."""
from urllib.parse import quote

from playing import Answer, Vendor, iso, parsed, play, time_of

SIZE = 80
FORM = "%Y-%m-%dT%H:%M:%S-05:00"


def local(time):
    from datetime import timedelta

    return iso(time - timedelta(hours=5), FORM)


class Pardot(Vendor):
    identity = ('/api/v5/objects/account', {'id': 123456, 'company': 'Example Ltd'})

    since = None

    def answer(self, asked):
        if asked.path == "/services/oauth2/token":
            return self.oauth(asked, instance_url="http://127.0.0.1")
        self.wants_token(asked, (401, {"code": 184, "message": "access_token is invalid, unknown, or malformed"}))
        if not asked.headers.get("Pardot-Business-Unit-Id"):
            raise Answer(400, {"code": 181, "message": "Business Unit Id is required"})
        if asked.path != "/api/v5/objects/prospects" or "fields" not in asked.query:
            raise Answer(400, {"code": 4, "message": "fields is required"})
        token = asked.query.get("nextPageToken")
        if token and set(asked.query) != {"fields", "nextPageToken"}:
            raise Answer(400, {"code": 11, "message": "Only fields may be given with a nextPageToken"})
        start = int(token[1:]) if token else 0
        if not token:
            assert asked.query["deleted"] == "all"
            self.since = asked.query.get("updatedAtAfterOrEqualTo")
        rows = sorted(self.prospects(), key=lambda row: row["updatedAt"])
        if self.since:
            rows = [row for row in rows if parsed(row["updatedAt"]) >= parsed(self.since)]
        fields = asked.query["fields"].split(",")
        page = [self.chosen(row, fields) for row in rows[start : start + SIZE]]
        following = f"t{start + SIZE}" if start + SIZE < len(rows) else None
        address = f"http://{asked.headers['Host']}/api/v5/objects/prospects?fields={quote(','.join(fields))}&nextPageToken={following}"
        return {"nextPageToken": following, "nextPageUrl": address if following else None, "values": page}

    def chosen(self, row, fields):
        found = {}
        for field in fields:
            head, _, tail = field.partition(".")
            found[head] = {tail: None} if tail else row.get(head)
        return found

    def prospects(self):
        rows = []
        for n, day in self.people():
            if self.day == 2 and n == 2:
                day = 2
            rows.append(
                {
                    "id": n,
                    "email": f"person{n}@example.com",
                    "firstName": f"Given{n}",
                    "lastName": f"Family{n}",
                    "score": n % 100,
                    "optedOut": n == 6 or (n, day) == (1, 2),
                    "isDoNotEmail": False,
                    "isDoNotCall": False,
                    "isEmailHardBounced": n == 7,
                    "isDeleted": n == 2 and self.day == 2,
                    "Lifecycle_Stage__c": "SQL" if (n, day) == (5, 2) else "MQL" if n % 2 else "Prospect",
                    "createdAt": local(time_of(n)),
                    "updatedAt": local(time_of(n, day)),
                }
            )
        return rows

    def fault(self, name):
        faults = {
            "throttle": Answer(429, {"code": 66, "message": "You have exceeded your concurrent request limit."}),
            "error": Answer(429, {"code": 122, "message": "Daily API rate limit met."}),
            "expired": Answer(401, {"code": 184, "message": "access_token is invalid, unknown, or malformed"}),
        }
        if name == "expired":
            self.tokens += 1
        return faults[name]


play(Pardot())
