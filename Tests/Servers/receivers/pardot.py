"""Pardot: an import that is created, filled, declared ready and polled; what it refused in a file of CSV."""
import csv
import io
import re

from taking import Answer, Receiver, take


class Pardot(Receiver):
    def begin(self, script):
        super().begin(script)
        self.imports = {}

    def answer(self, asked):
        if asked.path == "/services/oauth2/token":
            return self.token(asked)
        self.wants_token(asked, (401, {"code": 184, "message": "access_token is invalid, unknown, or malformed"}))
        assert asked.headers["Pardot-Business-Unit-Id"]
        if asked.path == "/api/v5/imports" and asked.method == "POST":
            wanted = asked.json
            makes = wanted.pop("createOnNoMatch", False)
            assert wanted == {"operation": "Upsert", "object": "Prospect"}
            number = str(len(self.imports) + 7)
            self.imports[number] = {"status": "Open", "rows": [], "asked": 0, "makes": makes, "refused": []}
            raise Answer(201, {"id": int(number), "operation": "Upsert", "object": "Prospect", "status": "Open"})
        found = re.fullmatch(r"/api/v5/imports/(\d+)(/batches|/errors)?", asked.path)
        if not found:
            raise Answer(404, {"code": 57, "message": "not found"})
        job = self.imports[found[1]]
        if found[2] == "/batches":
            assert job["status"] == "Open"
            text = asked.parts()["file"]
            job["columns"] = text.split("\r\n")[0].split(",")
            if "nonsense" in job["columns"]:
                raise Answer(400, {"code": 109, "message": "Invalid column nonsense"})
            job["rows"] += csv.DictReader(io.StringIO(text, newline=""))
            raise Answer(204)
        if found[2] == "/errors":
            text = io.StringIO()
            table = csv.writer(text)
            table.writerow([*job["columns"], "errorCode", "errorMessage"])
            for row, code in job["refused"]:
                table.writerow([*row.values(), code, f"Prospect {row['matchEmail']} is not valid"])
            raise Answer(200, text.getvalue(), {"Content-Type": "text/csv"})
        if asked.method == "PATCH":
            assert asked.json == {"status": "Ready"} and job["rows"]
            job["status"] = "Waiting"
        elif job["status"] in ("Waiting", "Processing"):
            job["asked"] += 1
            job["status"] = "Processing"
            if job["asked"] > 1:
                self.take_in(job)
        return {"id": int(found[1]), "status": job["status"], "errorCount": len(job["refused"])}

    def take_in(self, job):
        for row in job["rows"]:
            email = row["matchEmail"]
            if email in self.refuse:
                job["refused"].append((row, self.refuse[email]))
            elif email.lower() in self.known or job["makes"]:
                self.id_of(email)
            else:
                job["refused"].append((row, "4"))
        job["status"] = "Complete"


take(Pardot())
