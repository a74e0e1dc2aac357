#!/usr/bin/env python3
"""A small CRM over HTTP, for tests of pulling: some hundred records, handed out in every way of paging there is.

It prints its port and serves until its standard input ends. What it was asked is kept, one line a request, and given by /log.
The first word of the path says how it pages; faults are asked for by the query of /set, such as /set?fail=7:500.
"""
import gzip
import hashlib
import json
import re
import sys
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

RECORDS = [
    {"id": str(number), "email": f"lead{number}@example.com", "updated": f"2026-03-{1 + number // 10:02}T10:{number % 60:02}:00Z"}
    for number in range(230)
]
SIZE = 25
# Two thirds of them have one time.
MANY = [
    {"id": number, "updated": f"2026-03-0{1 + number // 500 if number < 500 or number >= 2500 else 2}T10:00:00Z"}
    for number in range(1, 3001)
]
state = {"log": [], "faults": {}, "tokens": 0, "valid": set(), "rows": list(RECORDS), "shuffles": False, "jobs": []}
lock = threading.Lock()


class CRM(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        if state.get("packs") and data and "gzip" in self.headers.get("Accept-Encoding", ""):
            data = gzip.compress(data)
            headers = [*headers, ("Content-Encoding", "gzip")]
        self.send_response_only(status)
        state["calls"] = state.get("calls", 0) + 1
        # A clock that goes on by so many seconds with each answer, where that is asked for.
        date = 1_789_997_600 + state.get("clock", 0) * (state["calls"] - 1)
        self.send_header("Date", formatdate(date - int(state.get("back", 0)), usegmt=True))
        if "quota" in state:
            left = state["quota"] - state["calls"]
            self.send_header("Limit-Info", f"api-usage={state['calls']}/{state['quota']}, per-app=1/2")
            self.send_header("Daily-Limit", str(state["quota"]))
            self.send_header("Daily-Left", str(left))
            self.send_header("Short-Left", str(max(0, 3 - state["calls"] % 4)))
            self.send_header("Short-Reset", "1789997700000")
        if not any(name == "Content-Type" for name, _ in headers):
            self.send_header("Content-Type", "application/json")
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.serve("")

    def do_DELETE(self):
        self.serve("")

    def do_POST(self):
        self.serve(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

    def serve(self, body):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        if parts.path == "/log":
            with lock:
                lines, state["log"] = state["log"], []
            return self.answer(200, lines)
        if parts.path == "/set":
            with lock:
                state["faults"] = {}
                state["rows"] = list(RECORDS)
                state["shuffles"] = False
                state["jobs"] = []
                state.pop("refresh", None)
                state.pop("quota", None)
                for name in ("clock", "packs", "org", "back", "few", "wrong", "drip"):
                    state.pop(name, None)
                if "drip" in query:
                    state["drip"] = [int(text) for text in query.pop("drip").split(":")]
                for name in ("packs", "org", "back", "few", "wrong"):
                    if name in query:
                        state[name] = query.pop(name)
                if "clock" in query:
                    state["clock"], state["calls"] = int(query.pop("clock")), -1
                if "quota" in query:
                    state["quota"], state["calls"] = int(query.pop("quota")), 0
                for name, text in query.items():
                    at, _, what = text.partition(":")
                    state["faults"][name] = [int(at), what]
            return self.answer(200, {})
        with lock:
            state["log"].append(f"{self.command} {self.path} {body} {self.headers.get('Authorization', '')}".strip())
        if parts.path == "/token":
            return self.busy() or self.token(body)
        self.drip()
        if self.fault():
            return None
        way = parts.path.strip("/").split("/")[0]
        return getattr(self, "page_" + way.replace("-", "_"))(query, body)

    def drip(self):
        """Takes the first record out with every so manyth request, so many times: `drip=3:30`."""
        with lock:
            every, left = state.get("drip", (1, 0))
            if left and len(state["log"]) % every == 0:
                del state["rows"][:1]
                state["drip"] = [every, left - 1]

    def busy(self):
        """Whether no token was given yet: `busy=2:503/7` refuses the first two requests for one.

        Of one that is given, `lag=300:` says how many milliseconds it takes, and `expires=30:` for how many seconds it is good.
        """
        with lock:
            busy = state["faults"].get("busy", [0, ""])
            busy[0] -= 1
        if busy[0] < 0:
            return False
        status, _, wait = busy[1].partition("/")
        self.answer(int(status), {"error": "later"}, [("Retry-After", wait)] if wait else [])
        return True

    def token(self, body):
        form = {name: values[0] for name, values in parse_qs(body).items()}
        refresh = form.get("refresh_token")
        time.sleep(state["faults"].get("lag", [0])[0] / 1000)
        with lock:
            if refresh and refresh != state.get("refresh", "first"):
                return self.answer(400, {"error": "invalid_grant"})
            state["tokens"] += 1
            token = f"t{state['tokens']}"
            state["valid"] = {token}
        answer = {"access_token": token, "expires_in": state["faults"].get("expires", [3600])[0], "data": {"session": token}}
        if refresh:
            state["refresh"] = answer["refresh_token"] = f"rotated-canary-{state['tokens']}"
        self.answer(200, answer)

    def fault(self):
        """Whether one that was asked for was given: `fail=3:500` lets the third request from here on fail once."""
        with lock:
            for name, fault in state["faults"].items():
                if name in ("busy", "lag", "expires"):
                    continue
                fault[0] -= 1
                if fault[0] == 0:
                    what = fault[1]
                    break
            else:
                return False
        if name == "fail":
            status, _, wait = what.partition("/")
            self.answer(int(status), {"code": f"E{status}"}, [("Retry-After", wait)] if wait else [])
        elif name == "code":
            self.answer(200, {"success": False, "errors": [{"code": what, "message": "no"}]})
        elif name == "cut":
            data = json.dumps({"results": RECORDS[:SIZE]}).encode()
            self.send_response_only(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2])
            self.close_connection = True
        elif name == "remove":
            with lock:
                del state["rows"][:int(what)]
            return False
        elif name == "add":
            with lock:
                state["rows"][:0] = [{"id": f"new{number}", "email": "", "updated": ""} for number in range(int(what))]
            return False
        elif name == "shuffle":
            state["shuffles"] = True
            return False
        elif name == "html":
            self.answer(200, b"<html><body>Sign in</body></html>", [("Content-Type", "text/html; charset=utf-8")])
        return True

    def rows(self, query):
        return [row for row in RECORDS if row["updated"] >= query.get("since", "")]

    def page_cursor(self, query, body):
        rows = self.rows(query)
        at = int(query.get("after", 0))
        following = {"next": {"after": str(at + SIZE)}} if at + SIZE < len(rows) else None
        answer = {"results": rows[at:at + SIZE], "paging": following}
        if str(at) == state.get("wrong"):
            answer["errors"] = [{"message": "one is missing"}]
        self.answer(200, answer)

    def page_stuck(self, query, body):
        self.answer(200, {"results": RECORDS[:SIZE], "paging": {"next": {"after": "1"}}})

    def page_locator(self, query, body):
        at = int(query.get("locator", 0))
        following = str(at + SIZE) if at + SIZE < len(RECORDS) else "null"
        lines = ["id,email,updated"] + [",".join(row.values()) for row in RECORDS[at:at + SIZE]]
        self.answer(200, ("\n".join(lines) + "\n").encode(), [("Locator", following), ("Content-Type", "text/csv")])

    def page_next(self, query, body):
        rows = self.rows(query)
        at = int(query.get("skip", 0))
        answer = {"records": rows[at:at + SIZE], "done": at + SIZE >= len(rows)}
        if not answer["done"]:
            host = query.get("host", "")
            answer["nextRecordsUrl"] = f"{host}/next/more?skip={at + SIZE}" + (f"&host={host}" if host else "")
        self.answer(200, answer)

    def page_link(self, query, body):
        at = int(query.get("skip", 0))
        links = [] if at + SIZE >= len(RECORDS) else [("Link", f'<?skip=0>; rel="first", </link?skip={at + SIZE}>; rel="next"')]
        self.answer(200, RECORDS[at:at + SIZE], links)

    def page_page(self, query, body):
        number = int(query["page"])
        # Pages may be short and not the last: what was deleted is left out.
        rows = [row for row in RECORDS[(number - 1) * SIZE:number * SIZE] if row["id"] != "30"]
        self.answer(200, {"data": rows, "info": {"more_records": number * SIZE < len(RECORDS)}})

    def page_same(self, query, body):
        self.answer(200, {"data": RECORDS[:SIZE]})

    def page_offset(self, query, body):
        at = int(query["start"])
        self.answer(200, {"data": RECORDS[at:at + SIZE]})

    def page_moving(self, query, body):
        at = int(query["start"])
        with lock:
            rows = list(state["rows"])
        if state["shuffles"]:
            rows = [dict(row, read=str(len(state["log"]))) for row in rows]
        size = int(query.get("size", SIZE))
        self.answer(200, {"data": rows[at:at + size]})

    def page_numbered(self, query, body):
        size = int(query.get("size", SIZE))
        at = (int(query["page"]) - 1) * size
        with lock:
            rows = list(state["rows"])
        if state["shuffles"]:
            # With other ids each time nothing is known again; with the same ones it is the same record.
            rows = [dict(row, id=row["id"] if "size" in query else f"{row['id']}-{len(state['log'])}", read=len(state["log"])) for row in rows]
        self.answer(200, {"data": rows[at:at + size]})

    def page_quiet(self, query, body):
        """Nothing has changed since, or what is asked for cannot be had."""
        if "status" in query:
            return self.answer(int(query["status"]), {"code": "NO"})
        self.send_response_only(304)
        self.send_header("Date", formatdate(1_789_997_600, usegmt=True))
        self.end_headers()

    def page_me(self, query, body):
        self.answer(200, {"user": {"name": "Ada"}, "org": [{"id": state.get("org", "1")}]})

    def page_jumps(self, query, body):
        """In order page by page, and not from page to page."""
        above = int(query["above"])
        start = above - 60 if above >= 100 else above
        self.answer(200, {"data": [{"id": number} for number in range(start + 1, start + 101)]})

    def page_start(self, query, body):
        self.answer(200, {"next": "25"})

    def page_zero(self, query, body):
        self.answer(200, {"paging": {"next": {"after": "0"}}})

    def page_gone(self, query, body):
        self.answer(404, {"code": "NOT_FOUND"})

    def page_keyset(self, query, body):
        time, number = re.fullmatch(r"updated > '(.*)' or updated = '.*' and id > (.*)", query["where"]).groups()
        rows = sorted(MANY, key=lambda row: (row["updated"], row["id"]))
        rows = [row for row in rows if (row["updated"], row["id"]) > (time, int(number))]
        page = rows[:100]
        self.answer(200, {"data": page[::-1] if query.get("order") else page})

    def page_ties(self, query, body):
        self.answer(200, {"data": [row for row in MANY if row["updated"] >= query["since"]][:100]})

    def page_capped(self, query, body):
        at = int(query.get("cursor", 0))
        if at >= 500:
            return self.answer(400, {"code": "TOO_DEEP"})
        rows = [row for row in MANY if row["id"] > int(query.get("above", 0))]
        self.answer(200, {"data": rows[at:at + 100], "next": str(at + 100) if at + 100 < len(rows) else None})

    def page_cycle(self, query, body):
        at = {"": 0, "b": 1, "c": 2, "d": 3}[query.get("cursor", "")]
        self.answer(200, {"data": RECORDS[at * SIZE:at * SIZE + SIZE], "next": ["b", "c", "d", "b"][at]})

    def page_delta(self, query, body):
        if query.get("token") == "old":
            return self.answer(410, {"error": {"code": "0x80060888"}})
        home = "http://" + self.headers["Host"]
        if "token" in query:
            value = [
                dict(RECORDS[7], email="new@example.com"),
                {"@odata.context": "$metadata#leads/$deletedEntity", "id": "9", "reason": "deleted"},
            ]
            return self.answer(200, {"@odata.deltaLink": f"{home}/delta?token=3%21", "value": value})
        at = int(query.get("skip", 0))
        answer = {"value": RECORDS[at:at + SIZE]}
        if at + SIZE < len(RECORDS):
            answer["@odata.nextLink"] = f"{home}/delta?skip={at + SIZE}"
        else:
            answer["@odata.deltaLink"] = f"{home}/delta?token=2%21"
        self.answer(200, answer)

    def page_contacts(self, query, body):
        at = int(query.get("after", 0))
        rows = [{"id": number, "updated": row["updated"]} for number, row in enumerate(self.rows(query)[:60])]
        rows = rows[:int(state.get("few", 60))]
        following = str(at + SIZE) if at + SIZE < len(rows) else None
        self.answer(200, {"results": rows[at:at + SIZE], "next": following})

    def page_wide(self, query, body):
        """Records of as many properties as are asked for, in an address of 2,000 bytes at most."""
        if len(self.path) > 2_000:
            return self.answer(414, {"code": "URI_TOO_LONG"})
        at = int(query.get("after", 0))
        names = query["properties"].split(",")
        rows = [
            {
                "id": number, "updated": RECORDS[number]["updated"], "archived": None,
                "properties": {name: f"{name} of \u00e4 \\\" {number}" for name in names if name != "updated"},
            }
            for number in range(60)
        ]
        if state["shuffles"]:
            rows = rows[1:]
            state["shuffles"] = False
        following = str(at + SIZE) if at + SIZE < len(rows) else None
        self.answer(200, {"results": rows[at:at + SIZE], "next": following})

    def page_ids(self, query, body):
        self.answer(200, {"result": {"ids": [0, 1, "2"]}, "cursor": None})

    def page_deals(self, query, body):
        contact = int(urlsplit(self.path).path.split("/")[2])
        if contact == 13:
            return self.answer(404, {"code": "NOT_FOUND"})
        at = int(query.get("after", 0))
        deals = [{"id": f"{contact}-{number}"} for number in range(contact % 3)]
        self.answer(200, {"results": deals[at:at + 1], "next": str(at + 1) if at + 1 < len(deals) else None})

    def page_all(self, query, body):
        self.answer(200, {"results": json.loads(body)["inputs"]})

    def page_twins(self, query, body):
        """Every parent has the same."""
        at = int(query.get("after", 0))
        self.answer(200, {"results": [{"id": str(at)}, {"id": str(at + 1)}], "next": "2" if at == 0 else None})

    def page_batch(self, query, body):
        inputs = json.loads(body)["inputs"]
        assert len(inputs) <= 10
        results = [{"id": item["id"], "deals": ["a", "b"]} for item in inputs if item["id"] != state.get("org")]
        if len(results) == len(inputs):
            return self.answer(200, {"results": results, "errors": []})
        self.answer(207, {"results": results, "numErrors": 1, "errors": [{"category": "INTERNAL", "message": "no"}]})

    def page_turned(self, query, body):
        at = int(query.get("after", 0))
        keys = [["id", "email"], ["email", "id"], ["id", "phone"], ["phone", "email", "id"]][at]
        row = {key: f"{key}{at}" for key in keys}
        self.answer(200, {"results": [row], "next": str(at + 1) if at < 3 else None})

    def page_jobs(self, query, body):
        """An export job: `mode` says what becomes of it, `/jobs/N/...` is about the Nth that was created."""
        words = urlsplit(self.path).path.strip("/").split("/")
        if len(words) == 1:
            state["jobs"].append({"mode": query.get("mode", ""), "asked": 0, "started": False, "gone": False})
            return self.answer(200, {"success": True, "result": [{"id": len(state["jobs"]), "status": "Created"}]})
        number = int(words[1])
        job = state["jobs"][number - 1]
        if job["gone"]:
            return self.answer(404, {"code": "NO_JOB"})
        if self.command == "DELETE":
            job["gone"] = True
            return self.answer(204, b"")
        if words[2:] == ["start"]:
            job["started"] = True
            return self.answer(200, {"success": True})
        if words[2:] == ["file"]:
            return self.job_file(job, query)
        if job["started"]:
            job["asked"] += 1
        word = "Created" if not job["started"] else "Running" if job["asked"] < 3 else "Done"
        if word == "Done" and ("fail" in job["mode"] and number == 1 or job["mode"] == "fails"):
            word = "Failed"
        if job["mode"] == "strange":
            word = "Pondering"
        result = {"id": number, "status": word}
        if word == "Done":
            digest = hashlib.sha256(self.job_csv(RECORDS)).hexdigest()
            result["checksum"] = "sha256:" + (digest if "wrong" not in job["mode"] else digest[::-1])
            result["records"] = 0 if job["mode"] == "empty" else len(RECORDS)
            home = "http://" + self.headers["Host"]
            result["files"] = [f"{home}/jobs/{number}/file?part={part}" for part in range(3)]
        self.answer(200, {"success": True, "result": [result]})

    def job_csv(self, rows):
        return ("\n".join(["id,email,updated"] + [",".join(row.values()) for row in rows]) + "\n").encode()

    def job_file(self, job, query):
        if job["mode"] == "empty":
            return self.answer(404, {"code": "NO_FILE"})
        if "part" in query and job["mode"] == "hole" and query["part"] == "1":
            return self.answer(204, b"")
        if "part" in query:
            rows = RECORDS[int(query["part"]) * 100:int(query["part"]) * 100 + 100]
            data = gzip.compress(self.job_csv(rows))
            return self.answer(200, data, [("Content-Type", "application/gzip")])
        if "whole" in query:
            return self.answer(200, self.job_csv(RECORDS), [("Content-Type", "text/csv"), ("ETag", '"1"')])
        if "header" in query:
            return self.answer(200, self.job_csv([]), [("Content-Type", "text/csv")])
        at = int(query.get("locator", 0))
        following = str(at + 60) if at + 60 < len(RECORDS) else "null"
        self.answer(200, self.job_csv(RECORDS[at:at + 60]), [("Locator", following), ("Content-Type", "text/csv")])

    def page_nothing(self, query, body):
        self.answer(204, b"")

    def page_search(self, query, body):
        asked = json.loads(body)
        at = int(asked.get("after", 0))
        rows = [row for row in RECORDS if row["updated"] >= asked["filters"][0]["value"]]
        answer = {"total": len(rows), "results": rows[at:at + asked["limit"]]}
        if at + asked["limit"] < len(rows):
            answer["paging"] = {"next": {"after": str(at + asked["limit"])}}
        self.answer(200, answer)

    def page_guarded(self, query, body):
        with lock:
            valid = set(state["valid"])
        if self.headers.get("Authorization", "").split(" ")[-1] not in valid:
            return self.answer(401, {"code": "expired"})
        return self.page_cursor(query, body)


server = ThreadingHTTPServer(("127.0.0.1", 0), CRM)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
