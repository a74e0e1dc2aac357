"""HubSpot: 207 where some of a batch failed, results by the trace id that was sent; members of lists by their record ids."""
import re

from taking import Answer, Receiver, SECRET, take


class HubSpot(Receiver):
    def begin(self, script):
        super().begin(script)
        self.members = set()
        self.properties = {}

    def wrong(self, status, category, message):
        return Answer(status, {"status": "error", "message": message, "correlationId": "aeb5f871", "category": category})

    def answer(self, asked):
        if asked.headers.get("Authorization") != f"Bearer {SECRET}":
            raise self.wrong(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
        if asked.path == "/crm/v3/objects/contacts/batch/upsert":
            return self.upsert(asked.json["inputs"])
        if asked.path == "/crm/v3/objects/contacts/batch/read":
            return self.read(asked.json)
        found = re.fullmatch(r"/crm/v3/objects/contacts/(.+)", asked.path)
        if found and asked.method == "GET":
            key = found[1].replace("%40", "@").lower()
            assert asked.query["idProperty"] == "email"
            if key not in self.known:
                raise self.wrong(404, "OBJECT_NOT_FOUND", "Object not found.")
            return {"id": self.known[key], "properties": {"email": key}, "archived": False}
        if re.fullmatch(r"/crm/v3/lists/42/memberships", asked.path) and asked.method == "GET":
            return self.listed(asked.query)
        member = re.fullmatch(r"/crm/v3/lists/(\w+)/memberships/(add|remove)", asked.path)
        if member and asked.method == "PUT":
            return self.membership(member[2], asked.json)
        raise Answer(404, "<html>not here</html>", {"Content-Type": "text/html"})

    def upsert(self, inputs):
        assert len(inputs) <= 100 and len({one["id"].lower() for one in inputs}) == len(inputs), "duplicate ids"
        assert all(one["idProperty"] == "email" and all(isinstance(value, str) for value in one["properties"].values()) for one in inputs), "properties are strings"
        if poison := [one for one in inputs if self.script.get("poison") == one["id"]]:
            raise self.wrong(self.script.get("poison-status", 400), "VALIDATION_ERROR", f"Property values were not valid: {poison[0]['id']}")
        results, errors = [], []
        for one in inputs:
            trace = one["objectWriteTraceId"]
            if one["id"] in self.refuse:
                errors.append({"status": "error", "category": self.refuse[one["id"]], "message": f"{one['id']} is invalid: {one['properties'].get('firstname')}", "context": {"objectWriteTraceId": [trace]}})
            elif one["id"] not in self.script.get("silent", []):
                new = one["id"].lower() not in self.known
                self.properties.setdefault(self.id_of(one["id"]), {}).update(one["properties"])
                results.append({"id": self.id_of(one["id"]), "new": new, "properties": one["properties"], "archived": False, "objectWriteTraceId": trace})
        body = {"status": "COMPLETE", "results": self.told(results, {"id": "9", "new": True, "properties": {}, "objectWriteTraceId": "of-nobody"}), "startedAt": "2026-03-10T12:00:00Z", "completedAt": "2026-03-10T12:00:01Z"}
        if errors:
            raise Answer(207, {**body, "numErrors": len(errors), "errors": errors})
        return body

    def listed(self, query):
        size, start = self.script.get("page", int(query["limit"])), int(query.get("after", "0"))
        members = sorted(self.members)
        page = [{"recordId": one, "membershipTimestamp": "2026-03-10T12:00:00Z"} for one in members[start:start + size]]
        return {"results": page, "total": len(members), **({"paging": {"next": {"after": str(start + size)}}} if start + size < len(members) else {})}

    def read(self, body):
        assert len(body["inputs"]) <= 100
        found = []
        for one in body["inputs"]:
            properties = {**self.properties.get(one["id"], {}), "hs_object_id": one["id"]}
            found.append({"id": one["id"], "properties": {name: properties.get(name) for name in [*body["properties"], "hs_object_id"]}, "archived": False})
        return {"status": "COMPLETE", "results": found}

    def membership(self, verb, ids):
        assert all(isinstance(one, str) for one in ids)
        missing = [one for one in ids if one not in self.known.values()]
        there = [one for one in ids if one not in missing]
        if verb == "add":
            self.members |= set(there)
            return {"recordIdsMissing": missing, "recordsIdsAdded": there, "recordIdsRemoved": []}
        self.members -= set(there)
        return {"recordIdsMissing": missing, "recordsIdsAdded": [], "recordIdsRemoved": there}


take(HubSpot())
