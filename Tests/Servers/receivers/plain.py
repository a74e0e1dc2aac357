"""A receiver of no vendor's: it takes whatever comes, and says so, or nothing."""
from taking import Answer, Receiver, take


class Plain(Receiver):
    def answer(self, asked):
        if asked.path.endswith("/quiet"):
            raise Answer(204)
        return {"ok": True, "id": "r-1"}


take(Plain())
