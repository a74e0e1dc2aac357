"""ActiveCampaign: contacts one by one, 201 for new ones; tags and automations that are taken away by ids of their own."""
import re

from taking import Answer, Receiver, SECRET, take


class ActiveCampaign(Receiver):
    def begin(self, script):
        super().begin(script)
        self.links = {"contactTags": [], "contactAutomations": [], "contactLists": list(script.get("lists", []))}
        self.fields = {}

    def answer(self, asked):
        if asked.headers.get("Api-Token") != SECRET:
            raise Answer(403, "")
        path = asked.path.removeprefix("/api/3")
        if path == "/contact/sync":
            contact = asked.json["contact"]
            email = contact["email"]
            assert all(set(one) == {"field", "value"} for one in contact["fieldValues"])
            if email in self.refuse:
                raise Answer(422, {"errors": [{"title": f"Email address {email} is not valid.", "detail": "", "code": self.refuse[email], "error": "email_invalid", "source": {"pointer": "/data/attributes/email"}}]})
            status = 200 if email.lower() in self.known else 201
            self.fields[self.id_of(email)] = contact
            raise Answer(status, {"fieldValues": [], "contact": {"email": email, "id": self.id_of(email)}})
        if path == "/contacts" and "tagid" in asked.query:
            start, size = int(asked.query["offset"]), int(asked.query["limit"])
            tagged = [one["contact"] for one in self.links["contactTags"] if one["tag"] == asked.query["tagid"]]
            found = [{"id": one, **{name: value for name, value in self.fields[one].items() if name != "fieldValues"}} for one in tagged]
            return {"contacts": found[start:start + size], "meta": {"total": str(len(found))}}
        if path == "/contacts":
            email = asked.query["email"].lower()
            return {"contacts": [{"id": self.known[email], "email": email}] if email in self.known else [], "meta": {"total": "1"}}
        links = re.fullmatch(r"/contacts/(\w+)/(contactTags|contactAutomations|contactLists)", path)
        if links:
            return {links[2]: [one for one in self.links[links[2]] if one["contact"] == links[1]]}
        for kind, name in (("contactTags", "tag"), ("contactAutomations", "automation"), ("contactLists", "list")):
            if path == f"/{kind}":
                one = asked.json[kind[:-1]]
                assert one["contact"] in self.known.values()
                link = {"id": str(len(self.links[kind]) + 500), "contact": one["contact"], name: one[name]}
                self.links[kind].append(link)
                raise Answer(201, {kind[:-1]: link})
            gone = re.fullmatch(rf"/{kind}/(\d+)", path)
            if gone and asked.method == "DELETE":
                if not any(one["id"] == gone[1] for one in self.links[kind]):
                    # As its reference has it: 404 of a tag, 403 of an automation.
                    raise Answer(404 if kind == "contactTags" else 403, {"message": f"No Result found with id {gone[1]}"})
                self.links[kind] = [one for one in self.links[kind] if one["id"] != gone[1]]
                return {}
        raise Answer(404, {"message": "No route"})


take(ActiveCampaign())
