"""Dynamics 365: an upsert by an alternate key in the address, and a marketing list's members by its actions."""
import re
from urllib.parse import unquote

from taking import Answer, Receiver, take

BASE = "/api/data/v9.2"


class Dynamics(Receiver):
    def begin(self, script):
        super().begin(script)
        self.members = set()

    def wrong(self, status, code, message):
        return Answer(status, {"error": {"code": code, "message": message}})

    def answer(self, asked):
        if asked.path.endswith("/oauth2/v2.0/token"):
            return self.token(asked)
        self.wants_token(asked, (401, ""))
        found = re.fullmatch(rf"{re.escape(BASE)}/leads\(emailaddress1='(.*)'\)", unquote(asked.path))
        if found:
            key = found[1].replace("''", "'").lower()
            if asked.method == "GET":
                if key not in self.known:
                    raise self.wrong(404, "0x80040217", "lead With Ids = … Does Not Exist")
                return {"leadid": self.known[key]}
            assert asked.method == "PATCH" and asked.headers["Prefer"] == "return=representation" and "emailaddress1" not in asked.json
            if key in self.refuse:
                raise self.wrong(400, self.refuse[key], f"A validation error occurred for {key}")
            raise Answer(200 if key in self.known else 201, {"@odata.context": "$metadata#leads", "leadid": self.id_of(key)})
        added = re.fullmatch(rf"{re.escape(BASE)}/lists\(([\w-]+)\)/Microsoft\.Dynamics\.CRM\.AddMemberList", asked.path)
        if added and asked.method == "POST":
            self.members.add(asked.json["EntityId"])
            return {"@odata.context": "$metadata#Microsoft.Dynamics.CRM.AddMemberListResponse", "Id": "2e45"}
        if re.fullmatch(rf"{re.escape(BASE)}/lists\([\w-]+\)/listlead_association", asked.path):
            names = asked.query["$select"].split(",")
            people = {number: email for email, number in self.known.items()}
            return {"value": [{name: value for name, value in {"leadid": one, "emailaddress1": people.get(one)}.items() if name in names} for one in sorted(self.members)]}
        if asked.path == f"{BASE}/RemoveListMembersList" and asked.method == "POST":
            assert asked.json["List"]["@odata.type"] == "Microsoft.Dynamics.CRM.list" and asked.json["List"]["listid"]
            for member in asked.json["Members"]:
                assert member["@odata.type"] == "Microsoft.Dynamics.CRM.lead"
                if member["leadid"] not in self.known.values():
                    raise self.wrong(404, "0x80040217", f"lead With Id = {member['leadid']} Does Not Exist")
            self.members -= {member["leadid"] for member in asked.json["Members"]}
            raise Answer(204)
        raise self.wrong(404, "0x8006088a", "Resource not found for the segment")


take(Dynamics())
