"""Marketo: errors in answers of status 200, jobs that are created, queued and polled, `null` in their files, changes, activities and deletions by paging tokens."""
import csv
import hashlib
import io
import re

from playing import Answer, Vendor, iso, parsed, play, time_of

SIZE = 2


class Marketo(Vendor):
    jobs = {}

    def is_data(self, asked):
        return not asked.path.startswith("/identity")

    def wrong(self, code, message):
        return Answer(200, {"requestId": "12951#15699db5c97", "success": False, "errors": [{"code": code, "message": message}]})

    def right(self, **more):
        return {"requestId": "12951#15699db5c97", "success": True, **more}

    def answer(self, asked):
        if asked.path == "/identity/oauth/token":
            if asked.query.get("client_secret") != "canary-secret" or asked.query.get("grant_type") != "client_credentials":
                raise Answer(401, {"error": "unauthorized", "error_description": "No client with requested id"})
            # The same one until it is no more.
            self.tokens = self.tokens or 1
            return {"access_token": f"canary-token-{self.tokens}", "token_type": "bearer", "expires_in": 3599, "scope": "leadloop@example.com"}
        if asked.headers.get("Authorization") != f"Bearer canary-token-{self.tokens}":
            raise self.wrong("601", "Access token invalid")
        if asked.path == "/bulk/v1/leads/export/create.json":
            return self.create(asked.json)
        job = re.fullmatch(r"/bulk/v1/leads/export/([\w-]+)/(\w+)\.json", asked.path)
        if job:
            return getattr(self, job[2])(self.jobs[job[1]], asked)
        if asked.path == "/rest/v1/activities/pagingtoken.json":
            parsed(asked.query["sinceDatetime"])
            return self.right(nextPageToken="T0." + asked.query["sinceDatetime"])
        if asked.path == "/rest/v1/activities/deletedleads.json":
            return self.listed(asked.query["nextPageToken"], self.deletions())
        if asked.path == "/rest/v1/activities/leadchanges.json":
            if not asked.query.get("fields"):
                raise self.wrong("1003", "fields must be specified")
            return self.listed(asked.query["nextPageToken"], self.changes(asked.query["fields"].split(",")))
        if asked.path == "/rest/v1/activities.json":
            types = asked.query.get("activityTypeIds", "").split(",")
            if not 1 <= len(types) <= 10 or not all(types):
                raise self.wrong("1003", "Too many activity types")
            return self.listed(asked.query["nextPageToken"], [row for row in self.activities() if str(row["activityTypeId"]) in types])
        raise self.wrong("610", "Requested resource not found")

    # The bulk extract

    def shown(self, job):
        return {key: value for key, value in job.items() if key in ("exportId", "format", "status", "createdAt", "fileSize", "fileChecksum", "numberOfRecords")}

    def create(self, body):
        span = body["filter"]["updatedAt"]
        if (parsed(span["endAt"]) - parsed(span["startAt"])).days > 31:
            raise self.wrong("1003", "Date range is greater than 31 days")
        name = f"ce45a7a1-f19d-4ce2-882c-{len(self.jobs):012d}"
        self.jobs[name] = {"exportId": name, "format": body["format"], "status": "Created", "createdAt": iso(time_of(0)), "fields": body["fields"], "span": span, "asked": 0}
        return self.right(result=[self.shown(self.jobs[name])])

    def enqueue(self, job, asked):
        assert asked.method == "POST"
        job["status"] = "Queued"
        return self.right(result=[self.shown(job)])

    def status(self, job, asked):
        if job["status"] in ("Queued", "Processing"):
            job["asked"] += 1
            job["status"] = "Completed" if job["asked"] > 2 else "Processing" if job["asked"] > 1 else "Queued"
        if job["status"] == "Completed":
            text = self.text(job)
            job |= {"fileSize": len(text), "numberOfRecords": text.count("\n") - 1, "fileChecksum": "sha256:" + hashlib.sha256(text.encode()).hexdigest()}
        return self.right(result=[self.shown(job)])

    def file(self, job, asked):
        if job["status"] != "Completed":
            raise Answer(404, "")
        raise Answer(200, self.text(job), {"Content-Type": "text/csv;charset=UTF-8"})

    def text(self, job):
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(job["fields"])
        for n, day in self.people():
            if self.day == 2 and n == 2:
                continue
            row = {
                "id": n,
                "email": f"person{n}@example.com",
                "firstName": f"Given{n}",
                "lastName": f"Family{n}",
                "leadStatus": {3: "MQL", 4: "SAL" if self.day == 2 else "Engaged"}.get(n, "null"),
                "unsubscribed": "true" if n == 6 or (n, day) == (1, 2) else "false",
                "createdAt": iso(time_of(n)),
                "updatedAt": iso(time_of(n, day)),
            }
            if parsed(job["span"]["startAt"]) <= time_of(n, day) <= parsed(job["span"]["endAt"]):
                table.writerow([row.get(field, "null") for field in job["fields"]])
        return text.getvalue()

    # Lists by paging tokens

    def activity(self, number, lead, kind, time, **more):
        date = iso(time, "%Y-%m-%dT%H:%M:%S+0000")
        return {"id": number, "marketoGUID": str(number), "leadId": lead, "activityDate": date, "activityTypeId": kind, "attributes": [], **more}

    def deletions(self):
        return [self.activity(900 + n, n, 37, time_of(n, 2)) for n in (2, 777, 778)] if self.day == 2 else []

    def changes(self, fields):
        """Of several fields in one record; of those that were not asked for, none."""
        stories = [(3, 1, {"leadStatus": ("Known", "MQL"), "leadScore": ("5", "55")}), (4, 1, {"leadStatus": ("Known", "Engaged")})]
        if self.day == 2:
            stories += [(1, 2, {"unsubscribed": ("false", "true")}), (4, 2, {"leadStatus": ("Engaged", "SAL"), "secret": ("a", "b")})]
        rows = []
        for number, (n, day, changed) in enumerate(stories):
            wanted = [{"id": place, "name": name, "newValue": new, "oldValue": old} for place, (name, (old, new)) in enumerate(changed.items()) if name in fields]
            rows.append(self.activity(1000 + number, n, 13, time_of(n, day), fields=wanted))
        return rows

    def activities(self):
        """Of all types: whoever did not ask for one is not told of it."""
        rows = [self.activity(2000 + n, n, 2 if n % 2 else 10, time_of(n), campaignId=11, primaryAttributeValue="Contact us", primaryAttributeValueId=71) for n in (1, 3, 4, 6, 8)]
        rows.append(self.activity(2100, 7, 104, time_of(7)))
        if self.day == 2:
            rows.append(self.activity(2101, 3, 11, time_of(3, 2), primaryAttributeValue="Newsletter"))
        return rows

    def listed(self, token, rows):
        start, since = re.fullmatch(r"T(\d+)\.(.+)", token).groups()
        rows = [row for row in rows if parsed(row["activityDate"].replace("+0000", "+00:00")) >= parsed(since)]
        start = int(start)
        page = rows[start : start + SIZE]
        # The last page has a token, too.
        return self.right(nextPageToken=f"T{start + SIZE}.{since}", moreResult=start + SIZE < len(rows), **({"result": page} if page else {}))

    def fault(self, name):
        faults = {
            "throttle": self.wrong("606", "Max rate limit '100' exceeded with in '20' secs"),
            "busy": self.wrong("604", "Request timed out"),
            "error": self.wrong("607", "Daily quota reached"),
            "expired": self.wrong("602", "Access token expired"),
        }
        if name == "expired":
            self.tokens += 100
        return faults[name]


play(Marketo())
