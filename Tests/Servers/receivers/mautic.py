"""Mautic: a list of statuses beside contacts and errors by their place, of which PHP makes a list or an object; segments and do-not-contact."""
import re

from taking import Answer, Receiver, take


class Mautic(Receiver):
    def begin(self, script):
        super().begin(script)
        self.segments, self.stopped, self.fields = set(), [], {}

    def error(self, status, message):
        return Answer(status, {"errors": [{"code": status, "message": message, "details": []}]})

    def answer(self, asked):
        if asked.path == "/oauth/v2/token":
            return self.token(asked)
        self.wants_token(asked, (401, {"errors": [{"code": 401, "message": "The access token provided is invalid.", "type": "invalid_grant"}]}))
        if asked.path == "/api/contacts/batch/new":
            return self.batch(asked.json)
        if asked.path == "/api/contacts":
            if asked.query["search"].startswith("segment:"):
                return self.listed(asked.query)
            email = asked.query["search"].removeprefix("email:").lower()
            found = {self.known[one]: {"id": int(self.known[one]), "fields": {"all": {"id": self.known[one], "email": one}}} for one in self.known if email in one}
            return {"total": str(len(found)), "contacts": found or []}
        member = re.fullmatch(r"/api/segments/(\d+)/contact/(\d+)/(add|remove)", asked.path)
        stop = re.fullmatch(r"/api/contacts/(\d+)/dnc/(\w+)/add", asked.path)
        number = (member or [0, 0, 0])[2] or (stop or [0, 0])[1]
        if number and number not in self.known.values():
            raise self.error(404, "Item was not found.")
        if member:
            (self.segments.add if member[3] == "add" else self.segments.discard)(member[2])
            return {"success": 1}
        if stop:
            assert asked.json["reason"] == 3
            return {"contact": {"id": int(stop[1]), "doNotContact": [{"reason": 3, "channel": stop[2]}]}}
        raise self.error(404, "Looks like I encountered an error (error #404).")

    def listed(self, query):
        assert query["search"] == "segment:nurture"
        start, size = int(query["start"]), int(query["limit"])
        members = sorted(self.segments, key=int)
        contacts = {one: {"id": int(one), "fields": {"core": {}, "all": {"id": one, **self.fields.get(one, {})}}} for one in members[start:start + size]}
        return {"total": str(len(members)), "contacts": contacts or []}

    def batch(self, rows):
        assert isinstance(rows, list) and len(rows) <= 200
        contacts, errors, codes = {}, {}, []
        for place, row in enumerate(rows):
            email = row["email"]
            if email in self.refuse:
                codes.append(int(self.refuse[email]))
                errors[str(place)] = {"code": int(self.refuse[email]), "message": f"email: The address {email} is invalid.", "details": {"email": ["invalid"]}}
            else:
                codes.append(200 if email.lower() in self.known else 201)
                self.fields[self.id_of(email)] = row
                contacts[str(place)] = {"id": int(self.id_of(email)), "fields": {"all": {"email": email}}}
        # As PHP does it: numbered from 0 without a gap it is a list.
        whole = list(contacts) == [str(place) for place in range(len(contacts))]
        body = {"contacts": list(contacts.values()) if whole else contacts, "statusCodes": codes}
        if errors:
            body["errors"] = errors
        if self.script.get("short"):
            codes.pop()
        raise Answer(201, body)


take(Mautic())
