"""Odoo: JSON-RPC with numbers and keys in the body, `false` for nothing, pairs for references, errors with status 200."""
from playing import Answer, Vendor, iso, play, time_of

FORM = "%Y-%m-%d %H:%M:%S"


class Odoo(Vendor):
    def is_data(self, asked):
        return asked.json["params"]["service"] == "object"

    def answer(self, asked):
        call = asked.json["params"]
        if asked.path != "/jsonrpc" or asked.json["method"] != "call":
            raise Answer(404, "")
        if call["service"] == "common":
            _, user, key, _ = call["args"]
            return {"jsonrpc": "2.0", "id": 1, "result": 2 if key == "canary-key" else False}
        database, uid, key, model, method, arguments, more = call["args"]
        if (database, uid, key) != ("your-database", 2, "canary-key"):
            raise self.error("odoo.exceptions.AccessDenied", "Access Denied")
        if model == "res.users":
            assert (method, arguments, more) == ("read", [[2]], {"fields": ["login"]})
            return {"jsonrpc": "2.0", "id": 1, "result": [{"id": 2, "login": "leadloop@example.com"}]}
        assert (model, method) == ("crm.lead", "search_read") and more["context"] == {"active_test": False}
        limits = {(field, operator): value for field, operator, value in arguments[0]}
        if ("id", "=") in limits:
            assert isinstance(limits[("id", "=")], int)
            rows = [row for row in self.leads() if row["id"] == limits[("id", "=")]]
            return {"jsonrpc": "2.0", "id": 1, "result": [{name: row.get(name, False) for name in [*more["fields"], "id"]} for row in rows]}
        after = limits[("id", ">")]
        assert isinstance(after, int) and more["order"] == "id"
        since = limits[("write_date", ">=")]
        rows = [row for row in self.leads() if row["write_date"] >= since and row["id"] > after]
        page = [{name: row.get(name, False) for name in [*more["fields"], "id"]} for row in rows[: more["limit"]]]
        return {"jsonrpc": "2.0", "id": 1, "result": page}

    def error(self, name, message):
        return Answer(200, {"jsonrpc": "2.0", "id": 1, "error": {"code": 200, "message": "Odoo Server Error", "data": {"name": name, "message": message, "arguments": []}}})

    def leads(self):
        rows = []
        # More than a page of them.
        for n, day in self.people() + [(n, 1) for n in range(301, 901)]:
            row = {
                "id": n,
                "active": True,
                "email_from": f"person{n}@example.com",
                "contact_name": f"Given{n} Family{n}",
                "stage_id": [2, "Qualified"] if n % 2 else [1, "New"],
                "country_id": [104, "India"],
                "user_id": [2, "Priya Nair"],
                "is_blacklisted": n == 6 or (n, day) == (1, 2),
                "create_date": iso(time_of(n), FORM),
                "write_date": iso(time_of(n, day), FORM),
            }
            if n == 8:
                row |= {"active": False, "lost_reason_id": [5, "Too expensive"]}
            if (n, day) == (5, 2):
                row |= {"stage_id": [4, "Won"]}
            rows.append(row)
        return rows

    def fault(self, name):
        faults = {
            "throttle": Answer(429, "<html><title>429 Too Many Requests</title></html>", {"Content-Type": "text/html"}),
            "error": self.error("builtins.ValueError", "Invalid field on model 'crm.lead'"),
            "gateway": Answer(504, "<html><title>504 Gateway Time-out</title></html>", {"Content-Type": "text/html"}),
        }
        return faults[name]


play(Odoo())
