"""ActiveCampaign: numbers as texts, dates of zeros, custom values and subscriptions in lists beside the contacts."""
from playing import Answer, Vendor, iso, parsed, play, time_of

FORM = "%Y-%m-%dT%H:%M:%S-05:00"


def local(time):
    from datetime import timedelta

    return iso(time - timedelta(hours=5), FORM)


class ActiveCampaign(Vendor):
    identity = ('/api/3/users/me', {'user': {'username': 'dana.whitfield', 'id': '1'}})

    def answer(self, asked):
        if asked.headers.get("Api-Token") != "canary-key":
            raise Answer(403, {"message": "No Result found for Subscriber with id 0"})
        if asked.path != "/api/3/contacts":
            raise Answer(404, {"message": "No Result found"})
        assert asked.query["status"] == "-1" and asked.query["include"] == "fieldValues,contactLists"
        rows = self.contacts()
        if "filters[updated_after]" in asked.query:
            since = parsed(asked.query["filters[updated_after]"])
            rows = [row for row in rows if parsed(row["udate"]) > since]
        if "ids[]" in asked.query:
            rows = [row for row in rows if row["id"] == asked.query["ids[]"]]
        start, size = int(asked.query.get("offset", 0)), min(100, int(asked.query.get("limit", 20)))
        page = rows[start : start + size]
        values = [{"id": "9" + row["id"], "contact": row["id"], "field": "3", "value": "United States"} for row in page if int(row["id"]) % 2]
        values += [{"id": "8" + row["id"], "contact": row["id"], "field": "1", "value": "CTO"} for row in page]
        gone = {6, 1} if self.day == 2 else {6}
        lists = [{"id": "7" + row["id"], "contact": row["id"], "list": "1", "status": "2" if int(row["id"]) in gone else "1"} for row in page]
        return {"fieldValues": values, "contactLists": lists, "contacts": page, "meta": {"total": str(len(rows)), "page_input": {"limit": size}}}

    def contacts(self):
        return [
            {
                "id": str(n),
                "email": f"person{n}@example.com",
                "firstName": f"Given{n}",
                "lastName": f"Family{n}",
                "orgname": "",
                "phone": "",
                "cdate": local(time_of(n)),
                "udate": local(time_of(n, day)),
                "bounced_hard": "2" if n == 7 else "0",
                "bounced_date": "0000-00-00",
                "socialdata_lastcheck": "0000-00-00 00:00:00",
                "deleted": "0",
                "anonymized": "1" if (n, day) == (5, 2) else "0",
            }
            for n, day in self.people()
        ]

    def fault(self, name):
        faults = {
            "throttle": Answer(429, {"message": "You have exceeded the rate limit."}, {"Retry-After": "1"}),
            "error": Answer(503, "<html><body>503 Service Temporarily Unavailable</body></html>", {"Content-Type": "text/html"}),
            # A page for people with status 200.
            "html": Answer(200, "<html><body>Down for maintenance</body></html>", {"Content-Type": "text/html"}),
        }
        return faults[name]


play(ActiveCampaign())
