"""Pipedrive: persons that are searched, and notes, which it takes as often as they come."""
from taking import Answer, Receiver, SECRET, take


class Pipedrive(Receiver):
    def begin(self, script):
        super().begin(script)
        self.notes = []

    def answer(self, asked):
        if asked.headers.get("x-api-token") != SECRET:
            raise Answer(401, {"success": False, "error": "unauthorized access", "errorCode": 401})
        if asked.path == "/api/v2/persons/search":
            assert asked.query["exact_match"] == "true"
            found = [{"result_score": 0.9, "item": {"id": int(number), "type": "person", "emails": [email]}} for email, number in self.known.items() if email.split("#")[0] == asked.query["term"].lower()]
            return {"success": True, "data": {"items": found}, "additional_data": {"next_cursor": None}}
        if asked.path == "/api/v1/notes" and asked.method == "GET":
            found = [one for one in self.notes if str(one["person_id"]) == asked.query["person_id"]]
            return {"success": True, "data": found or None, "additional_data": {"pagination": {"start": 0, "limit": 100, "more_items_in_collection": False}}}
        if asked.path == "/api/v1/notes":
            note = asked.json
            assert isinstance(note["person_id"], int)
            if self.script.get("full"):
                return {"success": False, "error": f"Note limit reached by {note['content']}", "error_info": "", "data": None}
            self.notes.append({"id": len(self.notes) + 1, "active_flag": True, **note})
            raise Answer(201, {"success": True, "data": self.notes[-1]})
        raise Answer(404, {"success": False, "error": "Unknown method ."})


take(Pipedrive())
