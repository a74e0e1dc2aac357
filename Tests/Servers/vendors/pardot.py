"""Pardot, version 5: fields that must be named, pages behind an id or by tokens that end at a ceiling, deleted prospects, what visitors
did, errors with numbers."""
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from playing import Answer, Vendor, iso, parsed, play, time_of

SIZE = 80
FORM = "%Y-%m-%dT%H:%M:%S-05:00"


def local(time):
    return iso(time - timedelta(hours=5), FORM)


class Pardot(Vendor):
    #: A sequence of pages by tokens ends behind so many records (100,000 there); what lies beyond is not to be had by them.
    ceiling = 160
    identity = ('/api/v5/objects/account', {'id': 123456, 'company': 'Example Ltd'})

    def answer(self, asked):
        if asked.path == "/services/oauth2/token":
            return self.oauth(asked, instance_url="http://127.0.0.1")
        self.wants_token(asked, (401, {"code": 184, "message": "access_token is invalid, unknown, or malformed"}))
        if not asked.headers.get("Pardot-Business-Unit-Id"):
            raise Answer(400, {"code": 181, "message": "Business Unit Id is required"})
        lists = {"/api/v5/objects/prospects": self.prospects, "/api/v5/objects/visitor-activities": self.activities}
        if asked.path not in lists:
            raise Answer(404, {"code": 59, "message": "Object not found"})
        if "fields" not in asked.query:
            raise Answer(400, {"code": 4, "message": "fields is required"})
        return self.listed(asked, lists[asked.path]())

    def listed(self, asked, rows):
        fields = asked.query["fields"].split(",")
        token = asked.query.get("nextPageToken")
        if token and set(asked.query) != {"fields", "nextPageToken"}:
            raise Answer(400, {"code": 11, "message": "Only fields may be given with a nextPageToken"})
        if not token:
            self.asked = asked.query
            if "isDeleted" in fields:
                assert asked.query["deleted"] == "all"
        query = self.asked
        start = int(token[1:]) if token else 0
        column, _, direction = query.get("orderBy", "id").partition(" ")
        assert direction in ("", "ASC")
        rows = [row for row in rows if row["id"] > int(query.get("idGreaterThan", 0)) and str(row["id"]) == query.get("id", str(row["id"]))]
        if "updatedAtAfterOrEqualTo" in query:
            rows = [row for row in rows if parsed(row["updatedAt"]) >= parsed(query["updatedAtAfterOrEqualTo"])]
        rows.sort(key=lambda row: (row[column], row["id"]))
        page = [self.chosen(row, fields) for row in rows[start : start + min(SIZE, int(query.get("limit", 200)))]]
        following = f"t{start + SIZE}" if start + SIZE < min(len(rows), self.ceiling) else None
        address = f"http://{asked.headers['Host']}{asked.path}?fields={quote(','.join(fields))}&nextPageToken={following}"
        answer = {"nextPageToken": following, "nextPageUrl": address if following else None, "values": page}
        if following is None and start + SIZE < len(rows):
            raise Answer(200, answer, {"Pardot-Warning": "203;The maximum number of records was reached"})
        return answer

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

    def activities(self):
        """One of each of the first hundred, one of somebody whom nobody knows; then a visit an hour after the first day's pull, and an
        e-mail that was opened on the second day."""
        rows = [(5000 + n, n, {1: 4, 2: 6}.get(n, 2), 1) for n in range(1, 101)] + [(5101, None, 20, 1)]
        if self.day == 2:
            rows += [(5102, 1, 11, 2), (5103, 3, 20, 2)]
        times = {number: time_of(number % 100, day) for number, _, _, day in rows} | {5103: datetime(2026, 3, 10, 13, tzinfo=timezone.utc)}
        return [
            {
                "id": number,
                "prospectId": prospect,
                "type": kind,
                "typeName": "",
                "details": "Contact us",
                "campaignId": 11,
                "createdAt": local(times[number]),
                "updatedAt": local(times[number]),
            }
            for number, prospect, kind, _ in rows
        ]

    def fault(self, name):
        faults = {
            "throttle": Answer(429, {"code": 66, "message": "You have exceeded your concurrent request limit."}),
            "error": Answer(429, {"code": 122, "message": "Daily API rate limit met."}),
            "expired": Answer(401, {"code": 184, "message": "access_token is invalid, unknown, or malformed"}),
        }
        if name == "expired":
            self.tokens += 1
        return faults[name]


if __name__ == "__main__":
    play(Pardot())
