"""Zoho: a code a row, in their order; 204 where a search finds nobody; tags."""
import re

from taking import Answer, Receiver, take


class Zoho(Receiver):
    def answer(self, asked):
        if asked.path == "/oauth/v2/token":
            return self.token(asked)
        self.wants_token(asked, (401, {"code": "INVALID_TOKEN", "details": {}, "message": "invalid oauth token", "status": "error"}), scheme="Zoho-oauthtoken")
        if asked.path == "/crm/v8/Leads/search":
            email = asked.query["email"].lower()
            if email not in self.known:
                raise Answer(204)
            return {"data": [{"id": self.known[email], "Email": email}], "info": {"more_records": False}}
        if asked.path == "/crm/v8/Leads/upsert":
            rows = asked.json["data"]
            assert len(rows) <= 100 and asked.json["duplicate_check_fields"] == ["Email"]
            results = [self.row(row) for row in rows]
            if all(one["status"] == "error" for one in results):
                raise Answer(400, {"data": results})
            return {"data": results}
        tag = re.fullmatch(r"/crm/v8/Leads/(\w+)/actions/(add|remove)_tags", asked.path)
        if tag:
            if tag[1] not in self.known.values():
                raise Answer(400, {"code": "INVALID_DATA", "message": "the id given seems to be invalid"})
            return {"data": [{"code": "SUCCESS", "details": {"id": tag[1], "tags": [asked.json["tags"][0]]}, "message": "tags updated successfully", "status": "success"}]}
        raise Answer(404, {"code": "INVALID_URL_PATTERN"})

    def row(self, row):
        email = row["Email"]
        if email in self.refuse:
            return {"code": self.refuse[email], "details": {"api_name": "Last_Name", "json_path": "$.data[0].Last_Name"}, "message": f"required field not found for {email}", "status": "error"}
        action = "update" if email.lower() in self.known else "insert"
        return {"code": "SUCCESS", "duplicate_field": "Email", "action": action, "details": {"id": self.id_of(email), "Created_Time": "2026-03-10T12:00:00+01:00"}, "message": f"record {action}d", "status": "success"}


take(Zoho())
