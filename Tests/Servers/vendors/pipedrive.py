"""Pipedrive, API v2: cursors in the body that end with null, deals with a person each, deleted deals among them."""
from playing import Answer, PEOPLE, Vendor, iso, parsed, play, time_of

SIZE = 60


class Pipedrive(Vendor):
    identity = ('/api/v1/users/me', {'success': True, 'data': {'id': 7, 'name': 'Dana Whitfield', 'company_id': 4711, 'company_name': 'Example Ltd'}})

    def answer(self, asked):
        if asked.headers.get("x-api-token") != "canary-key":
            raise Answer(401, {"success": False, "error": "unauthorized access", "errorCode": 401})
        rows = {"/api/v2/persons": self.persons, "/api/v2/deals": self.deals}.get(asked.path)
        if rows is None:
            raise Answer(404, {"success": False, "error": "Unknown method ."})
        rows = sorted(rows(asked.query), key=lambda row: (row["update_time"], row["id"]))
        if "ids" in asked.query:
            rows = [row for row in rows if str(row["id"]) in asked.query["ids"].split(",")]
        if "updated_since" in asked.query:
            since = parsed(asked.query["updated_since"])
            rows = [row for row in rows if parsed(row["update_time"]) >= since]
        start = int(asked.query.get("cursor", "c0")[1:])
        size = min(SIZE, int(asked.query.get("limit", 100)))
        following = f"c{start + size}" if start + size < len(rows) else None
        return {"success": True, "data": rows[start : start + size], "additional_data": {"next_cursor": following}}

    def persons(self, query):
        assert query["include_fields"] == "marketing_status"
        return [
            {
                "id": n,
                "name": f"Given{n} Family{n}",
                "first_name": f"Given{n}",
                "last_name": f"Family{n}",
                "emails": [
                    {"value": f"old{n}@example.com", "primary": False, "label": "home"},
                    {"value": f"person{n}@example.com", "primary": True, "label": "work"},
                ],
                "phones": [],
                "owner_id": 7,
                "org_id": None,
                "is_deleted": False,
                "marketing_status": "unsubscribed" if n == 6 or (n, day) == (1, 2) else "subscribed",
                "add_time": iso(time_of(n)),
                "update_time": iso(time_of(n, day)),
                "custom_fields": {},
            }
            for n, day in self.people()
        ]

    def deals(self, query):
        assert query["status"] == "open,won,lost,deleted"
        stories = {1: "open", 2: "open", 3: "lost", 5: "open", 7: "won"}
        if self.day == 2:
            stories |= {1: "lost", 2: "deleted", 5: "won"}
        return [
            {
                "id": 1000 + n,
                "title": f"Deal {n}",
                "person_id": n,
                "owner_id": 7,
                "status": status,
                "value": 1200.5,
                "currency": "EUR",
                "lost_reason": "Too expensive" if status == "lost" else None,
                "lost_time": iso(time_of(n, self.day)) if status == "lost" else None,
                "won_time": iso(time_of(n, self.day)) if status == "won" else None,
                "close_time": None,
                "add_time": iso(time_of(n)),
                "update_time": iso(time_of(n, 2 if self.day == 2 and n in (1, 2, 5) else 1)),
            }
            for n, status in stories.items()
        ]

    def fault(self, name):
        faults = {
            "throttle": Answer(
                429, {"success": False, "error": "Request over limit", "error_info": "", "data": None, "additional_data": None}, {"Retry-After": "2", "x-ratelimit-reset": "2"}
            ),
            "error": Answer(500, {"success": False, "error": "Internal server error", "data": None, "additional_data": None}),
            # With status 200, as it was seen.
            "body": Answer(200, {"success": False, "error": "Something went wrong", "errorCode": 500, "data": None, "additional_data": None}),
        }
        return faults[name]


play(Pipedrive())
