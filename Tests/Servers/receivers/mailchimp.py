"""Mailchimp: members by their address, whose status stays what they made it; batches of those who are there, with a list of errors."""
import base64
import hashlib
import re

from taking import Answer, Receiver, SECRET, take


class Mailchimp(Receiver):
    def begin(self, script):
        super().begin(script)
        self.members = {email: {"status": status, "tags": set()} for email, status in self.known.items()}

    def problem(self, status, title, detail):
        return Answer(status, {"type": "https://mailchimp.com/developer/marketing/docs/errors/", "title": title, "status": status, "detail": detail, "instance": "995c5cb0"}, {"Content-Type": "application/problem+json; charset=utf-8"})

    def answer(self, asked):
        if asked.headers.get("Authorization") != "Basic " + base64.b64encode(f"leadloop:{SECRET}".encode()).decode():
            raise self.problem(401, "API Key Invalid", "Your API key may be invalid.")
        member = re.fullmatch(r"/3\.0/lists/(\w+)/members/([0-9a-f]{32})(/tags)?", asked.path)
        if member:
            if member[3]:
                email = next((one for one in self.members if hashlib.md5(one.lower().encode()).hexdigest() == member[2]), None)
                return self.tags(email, asked.json)
            email = asked.json["email_address"].lower()
            assert hashlib.md5(email.encode()).hexdigest() == member[2]
            return self.put(email, asked.json)
        if re.fullmatch(r"/3\.0/lists/\w+/members", asked.path) and asked.method == "GET":
            return self.listed(asked.query)
        if re.fullmatch(r"/3\.0/lists/\w+", asked.path) and asked.method == "POST":
            return self.batch(asked.json)
        raise self.problem(404, "Resource Not Found", "The requested resource could not be found.")

    def put(self, email, body):
        assert "status" not in body and body["email_address"].lower() == email
        if email in self.refuse:
            raise self.problem(int(self.refuse[email]), "Invalid Resource", f"{email} looks fake or invalid, please enter a real email address.")
        member = self.members.setdefault(email, {"status": body["status_if_new"], "tags": set()})
        member.setdefault("merge_fields", {}).update(body["merge_fields"])
        return {"id": "md5", "email_address": email, "contact_id": self.id_of(email), "status": member["status"], "merge_fields": body["merge_fields"]}

    def listed(self, query):
        start, size = int(query["offset"]), int(query["count"])
        assert size <= 1000
        members = [{"id": "md5", "email_address": email, "contact_id": self.id_of(email), "status": one["status"], "merge_fields": one.get("merge_fields", {}), "tags": [{"id": place, "name": tag} for place, tag in enumerate(sorted(one["tags"]))]} for email, one in self.members.items()]
        return {"members": members[start:start + size], "list_id": "57afe", "total_items": len(members)}

    def tags(self, email, body):
        if email not in self.members:
            raise self.problem(404, "Resource Not Found", "The requested resource could not be found.")
        for tag in body["tags"]:
            (self.members[email]["tags"].add if tag["status"] == "active" else self.members[email]["tags"].discard)(tag["name"])
        raise Answer(204)

    def batch(self, body):
        assert len(body["members"]) <= 500 and body["update_existing"] is True
        assert all("status" not in one for one in body["members"])
        errors, updated = [], []
        for one in body["members"]:
            email = one["email_address"]
            if email in self.refuse:
                errors.append({"email_address": email.upper(), "error": f"{email} was permanently deleted", "error_code": self.refuse[email], "field": "", "field_message": ""})
            elif email.lower() not in self.members:
                errors.append({"email_address": email, "error": "status is required", "error_code": "ERROR_GENERIC", "field": "status", "field_message": "required"})
            else:
                updated.append({"id": "md5", "email_address": email.lower(), "status": self.members[email.lower()]["status"]})
        if self.stranger:
            errors.append({"email_address": "nobody@example.net", "error": "who is that", "error_code": "ERROR_GENERIC"})
        return {"new_members": [], "updated_members": updated, "errors": self.told(errors), "total_created": 0, "total_updated": len(updated), "error_count": len(errors)}


take(Mailchimp())
