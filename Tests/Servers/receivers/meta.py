"""Meta's Conversions API: all events of a request or none of them, and the number of those that were received."""
import re

from taking import Answer, Receiver, SECRET, take


class Meta(Receiver):
    def answer(self, asked):
        if asked.headers.get("Authorization") != f"Bearer {SECRET}":
            raise Answer(400, {"error": {"message": "Invalid OAuth access token.", "type": "OAuthException", "code": 190, "fbtrace_id": "A"}})
        assert re.fullmatch(r"/v\d+\.0/\d+/events", asked.path), asked.path
        for event in asked.json["data"]:
            assert event["action_source"] == "system_generated" and event["custom_data"]["event_source"] == "crm"
            assert isinstance(event["event_time"], int) and isinstance(event["user_data"].get("em", []), list)
            if event["event_id"] in self.refuse:
                raise Answer(400, {"error": {"message": "Invalid parameter", "type": "OAuthException", "code": 100, "error_subcode": 2804003, "error_user_title": "Event Timestamp Too Old", "error_user_msg": f"The timestamp of {event['user_data'].get('em')} is too far in the past.", "fbtrace_id": "A"}})
        return {"events_received": len(asked.json["data"]) - self.script.get("lost", 0), "messages": [], "fbtrace_id": "A"}


take(Meta())
