"""Salesforce: collections that are upserted by an external id, with a list of results; members of a campaign; errors as a list."""
import re

from taking import Answer, Receiver, take

BASE = "/services/data/v60.0"


class Salesforce(Receiver):
    def begin(self, script):
        super().begin(script)
        self.members = {}

    def wrong(self, status, code, message):
        return Answer(status, [{"message": message, "errorCode": code, "fields": []}])

    def answer(self, asked):
        if asked.path == "/services/oauth2/token":
            return self.token(asked)
        self.wants_token(asked, (401, [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]))
        if asked.path == f"{BASE}/composite/sobjects/Lead/Leadloop_Id__c" and asked.method == "PATCH":
            rows = asked.json["records"]
            assert asked.json["allOrNone"] is False and len(rows) <= 200
            return [self.row(row) for row in rows]
        found = re.fullmatch(rf"{BASE}/sobjects/Lead/Leadloop_Id__c/(\w+)", asked.path)
        if found:
            if found[1].lower() not in self.known:
                raise self.wrong(404, "NOT_FOUND", "The requested resource does not exist")
            return {"attributes": {"type": "Lead"}, "Id": self.known[found[1].lower()]}
        listed = re.fullmatch(r"SELECT ([\w., ]+) FROM CampaignMember WHERE CampaignId = '(\w+)' AND Status = '(\w+)' ORDER BY Id", asked.query.get("q", ""))
        if asked.path.startswith(f"{BASE}/query") and (listed or asked.path != f"{BASE}/query"):
            return self.listed(listed, asked.path)
        if asked.path == f"{BASE}/query":
            campaign, lead = re.fullmatch(r"SELECT Id FROM CampaignMember WHERE CampaignId = '(\w+)' AND LeadId = '(\w+)'", asked.query["q"]).groups()
            found = [one for one, (where, who, _) in self.members.items() if (where, who) == (campaign, lead)]
            return {"totalSize": len(found), "done": True, "records": [{"Id": one} for one in found]}
        if asked.path == f"{BASE}/sobjects/CampaignMember":
            body = asked.json
            number = f"00v{len(self.members)}"
            self.members[number] = (body["CampaignId"], body["LeadId"], body["Status"])
            raise Answer(201, {"id": number, "success": True, "errors": []})
        member = re.fullmatch(rf"{BASE}/sobjects/CampaignMember/(\w+)", asked.path)
        if member and asked.method == "PATCH":
            if asked.json["Status"] not in ("Sent", "Withdrawn"):
                raise self.wrong(400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "bad value for restricted picklist field")
            self.members[member[1]] = (*self.members[member[1]][:2], asked.json["Status"])
            raise Answer(204)
        raise self.wrong(404, "NOT_FOUND", "The requested resource does not exist")

    def listed(self, query, path):
        if query:
            keys = {number: key for key, number in self.known.items()}
            self.found = [{"attributes": {"type": "CampaignMember"}, "LeadId": who, "Lead": {"attributes": {"type": "Lead"}, **{name.removeprefix("Lead."): keys[who].upper() if name.endswith("Id__c") else None for name in query[1].split(",") if name.startswith("Lead.")}}} for _, (where, who, status) in sorted(self.members.items()) if (where, status) == (query[2], query[3])]
        start = 0 if query else int(path.split("-")[-1])
        more = start + 2 < len(self.found)
        return {"totalSize": len(self.found), "done": not more, "records": self.found[start:start + 2], **({"nextRecordsUrl": f"{BASE}/query/01g-{start + 2}"} if more else {})}

    def row(self, row):
        assert row["attributes"] == {"type": "Lead"} and "id" not in row
        key = row["Leadloop_Id__c"]
        if key in self.refuse or key in self.later:
            code = self.refuse.get(key) or self.later[key]
            return {"success": False, "errors": [{"statusCode": code, "message": f"{row.get('LastName')}: bad value", "fields": ["Status"]}]}
        new = key.lower() not in self.known
        return {"id": self.id_of(key), "success": True, "errors": [], "created": new}


take(Salesforce())
