"""Marketo: a token in the address, errors in answers of status 200, results in the order of the input, imports of files that are polled."""
import csv
import io
import json
import re

from taking import Answer, Receiver, take


class Marketo(Receiver):
    def begin(self, script):
        super().begin(script)
        self.lists = {}
        self.fields = {}
        self.imports = {}

    def wrong(self, code, message):
        return Answer(200, {"requestId": "e42b#14272d07d78", "success": False, "errors": [{"code": code, "message": message}]})

    def right(self, result, **more):
        return {"requestId": "e42b#14272d07d78", "success": True, "result": result, **more}

    def answer(self, asked):
        if asked.path == "/identity/oauth/token":
            return self.token(asked)
        self.wants_token(asked, (200, self.wrong("602", "Access token expired").body))
        if len(asked.body) > 1_000_000 and not asked.path.startswith("/bulk"):
            raise Answer(413, "")
        if asked.path == "/rest/v1/leads.json" and asked.method == "POST":
            return self.upsert(asked.json)
        if asked.path == "/rest/v1/leads.json":
            email = asked.query["filterValues"].lower()
            assert asked.query["filterType"] == "email"
            return self.right([{"id": int(self.known[email]), "email": email}] if email in self.known else [])
        member = re.fullmatch(r"/rest/v1/lists/(\d+)/leads\.json", asked.path)
        if member and asked.method == "GET":
            return self.listed(member[1], asked.query)
        if member:
            return self.membership(member[1], asked)
        if asked.path == "/bulk/v1/leads.json":
            return self.imported(asked)
        batch = re.fullmatch(r"/bulk/v1/leads/batch/(\d+)(/failures)?\.json", asked.path)
        if batch:
            return self.failures(batch[1]) if batch[2] else self.status(batch[1])
        raise self.wrong("610", "Requested resource not found")

    def upsert(self, body):
        assert body["action"] == "createOrUpdate" and body["lookupField"] == "email" and len(body["input"]) <= 300
        results = []
        for lead in body["input"]:
            email = lead["email"]
            if unknown := [name for name in lead if name not in ("email", "firstName", "lastName", "company", "annualRevenue", "recycleTrack")]:
                raise self.wrong("1006", f"Field '{unknown[0]}' not found")
            if email in self.refuse:
                results.append({"status": "skipped", "reasons": [{"code": self.refuse[email], "message": f"Lead {email} of {lead.get('lastName', '')} is not valid"}]})
            elif email in self.later:
                results.append({"status": "skipped", "reasons": [{"code": self.later[email], "message": "System is busy"}]})
            else:
                status = "updated" if email.lower() in self.known else "created"
                results.append({"id": int(self.id_of(email)), "status": status})
                self.fields.setdefault(int(self.id_of(email)), {}).update(lead)
        return self.right(results)

    def membership(self, number, asked):
        members = self.lists.setdefault(number, set())
        if asked.method == "DELETE":
            ids = [int(one["id"]) for one in asked.json["input"]]
            results = [{"id": one, "status": "removed" if one in members else "notmemberof"} if str(one) in self.known.values() else {"id": one, "status": "skipped", "reasons": [{"code": "1004", "message": "Lead not found"}]} for one in ids]
            members -= set(ids)
        else:
            assert all(isinstance(one["id"], int) for one in asked.json["input"]), "ids are numbers"
            ids = [one["id"] for one in asked.json["input"]]
            results = [{"id": one, "status": "memberof" if one in members else "added"} if str(one) in self.known.values() else {"id": one, "status": "skipped", "reasons": [{"code": "1004", "message": "Lead not found"}]} for one in ids]
            members |= set(ids)
        return self.right(results)

    def listed(self, number, query):
        assert int(query["batchSize"]) <= 300
        size, start = self.script.get("page", int(query["batchSize"])), int(query.get("nextPageToken", "0"))
        members = sorted(self.lists.get(number, set()))
        fields = query["fields"].split(",")
        # What is null is not told.
        found = [{name: value for name in fields if (value := {**self.fields.get(one, {}), "id": one}.get(name)) is not None} for one in members[start:start + size]]
        return self.right(found, **({"nextPageToken": str(start + size)} if start + size < len(members) else {}))

    # Imports of files

    def imported(self, asked):
        parts = asked.parts()
        assert asked.query["format"] == "csv" and asked.query["lookupField"] == "email" and len(parts["file"]) < 10_000_000
        number = str(len(self.imports) + 1)
        self.imports[number] = {"rows": list(csv.DictReader(io.StringIO(parts["file"], newline=""))), "asked": 0, "columns": parts["file"].split("\r\n")[0]}
        return self.right([{"batchId": int(number), "importId": number, "status": "Queued"}])

    def status(self, number):
        job = self.imports[number]
        job["asked"] += 1
        stuck = self.script.get("stuck")
        state = stuck if stuck and job["asked"] > 1 else ["Queued", "Importing", "Complete"][min(job["asked"], 3) - 1]
        failed = [row for row in job["rows"] if row["email"] in self.refuse]
        more = {"numOfLeadsProcessed": len(job["rows"]) - len(failed), "numOfRowsFailed": len(failed), "numOfRowsWithWarning": 0} if state == "Complete" else {}
        return self.right([{"batchId": int(number), "importId": number, "status": state, "message": "", **more}])

    def failures(self, number):
        job = self.imports[number]
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow([*job["columns"].split(","), "Import Failure Reason"])
        for row in job["rows"]:
            if row["email"] in self.refuse:
                table.writerow([*row.values(), f"Value of {row['email']} is not valid"])
        if self.stranger:
            table.writerow(["nobody@example.net"] + [""] * job["columns"].count(",") + ["Unknown"])
        raise Answer(200, text.getvalue(), {"Content-Type": "text/csv;charset=UTF-8"})


take(Marketo())
