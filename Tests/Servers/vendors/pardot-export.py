"""Pardot's Export API, version 4: exports that wait in a queue, results in several files by their addresses, times without a zone."""
import csv
import io
import re
from datetime import datetime, timedelta, timezone

from pardot import Pardot
from playing import Answer, play

FORM = "%Y-%m-%d %H:%M:%S"
#: How many records a file has.
SIZE = 40


def zoned(time):
    """In the zone of the user, who is in New York, by summer time."""
    return time.astimezone(timezone(timedelta(hours=-4)))


class Exports(Pardot):
    identity = ("/api/v5/objects/account", {"id": 123456, "company": "Example Ltd"})
    #: Of each export: its fields, from when to when, and how often it was asked after.
    exports = {}

    def answer(self, asked):
        if asked.path == "/services/oauth2/token":
            return self.oauth(asked, instance_url="http://127.0.0.1")
        self.wants_token(asked, (401, {"code": 184, "message": "access_token is invalid, unknown, or malformed"}))
        if not asked.headers.get("Pardot-Business-Unit-Id"):
            raise Answer(400, {"code": 181, "message": "Business Unit Id is required"})
        if asked.path == "/api/export/version/4/do/create" and asked.method == "POST":
            return self.create(asked.json)
        read = re.fullmatch(r"/api/export/version/4/do/read/id/(\d+)", asked.path)
        if read and asked.query.get("format") == "json":
            return self.read(read[1], asked)
        file = re.fullmatch(r"/api/export/version/4/do/downloadResults/id/(\d+)/file/(\d+)", asked.path)
        if file and file[1] in self.exports:
            raise Answer(200, self.text(self.exports[file[1]], int(file[2])), {"Content-Type": "text/csv"})
        raise Answer(404, {"@attributes": {"stat": "fail", "version": 1.0, "err_code": 16}, "err": "Invalid export id"})

    def shown(self, **more):
        return {"@attributes": {"stat": "ok", "version": 1}, "export": more}

    def create(self, body):
        procedure = body["procedure"]
        if body["object"] != "visitorActivity" or procedure["name"] != "filter_by_created_at":
            raise Answer(400, {"@attributes": {"stat": "fail", "version": 1.0, "err_code": 71}, "err": "Input needs to be valid"})
        span = [datetime.strptime(procedure["arguments"][name], FORM) for name in ("created_after", "created_before")]
        assert (span[1] - span[0]).days <= 366
        name = str(700 + len(self.exports))
        self.exports[name] = {"fields": body["fields"], "span": span, "asked": 0}
        return self.shown(id=int(name), state="Waiting", isExpired=False)

    def read(self, name, asked):
        if name not in self.exports:
            raise Answer(404, {"@attributes": {"stat": "fail", "version": 1.0, "err_code": 16}, "err": "Invalid export id"})
        export = self.exports[name]
        export["asked"] += 1
        if export["asked"] < 3:
            return self.shown(id=int(name), state="Waiting" if export["asked"] == 1 else "Processing", isExpired=False)
        count = max(1, -(-len(self.rows(export)) // SIZE))
        root = f"http://{asked.headers['Host']}/api/export/version/4/do/downloadResults/id/{name}/file"
        return self.shown(id=int(name), state="Complete", isExpired=False, resultRefs=[f"{root}/{number}" for number in range(count)])

    def rows(self, export):
        rows = []
        for row in self.activities():
            time = zoned(datetime.fromisoformat(row["createdAt"])).replace(tzinfo=None)
            if export["span"][0] <= time <= export["span"][1]:
                row = {"id": row["id"], "prospect_id": row["prospectId"], "type": row["type"], "type_name": row["typeName"], "details": row["details"], "campaign_id": row["campaignId"]}
                rows.append(row | {"created_at": time.strftime(FORM)})
        return rows

    def text(self, export, number):
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(export["fields"])
        # The order is nobody's.
        for row in list(reversed(self.rows(export)))[number * SIZE : (number + 1) * SIZE]:
            table.writerow(["" if row[field] is None else row[field] for field in export["fields"]])
        return text.getvalue()

    def fault(self, name):
        if name == "gone":
            # It has expired.
            self.exports.clear()
            return Answer(404, {"@attributes": {"stat": "fail", "version": 1.0, "err_code": 16}, "err": "Invalid export id"})
        return super().fault(name)


play(Exports())
