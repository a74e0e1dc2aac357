"""Salesforce, Bulk API 2.0 queries: jobs that take their time, results in parts by a locator that ends with the word null."""
import csv
import io
import json
import re

from playing import Answer, parsed, play
from salesforce import Salesforce

SIZE = 90


class Bulk(Salesforce):
    #: Of each job: the object, the fields, since when, and how often it was asked after.
    jobs = {}
    deleted = []

    def answer(self, asked):
        if asked.path == "/services/oauth2/token":
            return self.oauth(asked, instance_url="http://127.0.0.1", scope="api")
        self.wants_token(asked, (401, [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]))
        if asked.path == "/services/data/v60.0/jobs/query" and asked.method == "POST":
            return self.create(asked.json)
        found = re.fullmatch(r"/services/data/v60.0/jobs/query/(\w+)(/results)?", asked.path)
        if not found or found[1] not in self.jobs:
            raise Answer(404, [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}])
        job = self.jobs[found[1]]
        if asked.method == "DELETE":
            self.deleted.append(found[1])
            del self.jobs[found[1]]
            raise Answer(204, "")
        if found[2]:
            return self.results(job, asked)
        job["asked"] += 1
        state = "JobComplete" if job["asked"] > 2 else "InProgress" if job["asked"] > 1 else "UploadComplete"
        return {"id": found[1], "operation": "queryAll", "object": job["object"], "state": state, "numberRecordsProcessed": len(self.rows(job)) if state == "JobComplete" else 0}

    def create(self, body):
        query = re.fullmatch(r"SELECT (.+) FROM (\w+) WHERE SystemModstamp >= (\S+)", body["query"])
        if body["operation"] != "queryAll" or not query:
            raise Answer(400, [{"errorCode": "API_ERROR", "message": "MALFORMED_QUERY"}])
        name = f"750{len(self.jobs) + len(self.deleted):012d}AAA"
        self.jobs[name] = {"fields": query[1].split(","), "object": query[2], "since": parsed(query[3]), "asked": 0}
        return {"id": name, "operation": "queryAll", "object": query[2], "state": "UploadComplete", "concurrencyMode": "Parallel", "contentType": "CSV", "apiVersion": 60.0}

    def rows(self, job):
        rows = getattr(self, job["object"].lower())()
        return [row for row in rows if parsed(row["SystemModstamp"].replace("+0000", "+00:00")) >= job["since"]]

    def results(self, job, asked):
        rows = self.rows(job)
        locator = asked.query.get("locator")
        start = int(locator) if locator else 0
        page = rows[start : start + min(SIZE, int(asked.query["maxRecords"]))]
        text = io.StringIO()
        table = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
        table.writerow(job["fields"])
        for row in page:
            cells = [row.get(field.partition(".")[0]) for field in job["fields"]]
            table.writerow(["" if cell is None else str(cell).lower() if isinstance(cell, bool) else cell for cell in cells])
        following = str(start + SIZE) if start + SIZE < len(rows) else "null"
        raise Answer(200, text.getvalue(), {"Content-Type": "text/csv", "Sforce-Locator": following, "Sforce-NumberOfRecords": str(len(page))})

    def fault(self, name):
        if name == "failed":
            # The job is gone, as after seven days.
            self.jobs.clear()
            return Answer(404, [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}])
        return super().fault(name)


play(Bulk())
