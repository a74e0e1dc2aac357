#!/usr/bin/env python3
"""A small CRM over HTTP, such as no file of Leadloop's describes: for the guide on connecting one, and for tests.

    small_crm.py [--port PORT] [--token TOKEN]       serves until its standard input ends, or for so many seconds
                 [--leads N] [--for SECONDS]         as it is told; prints its port
    small_crm.py --at PORT WORD ID [NAME=VALUE…]     changes a lead of one that serves, or `all`: set, delete, convert
    small_crm.py --at PORT log                       says what it was asked since this was asked last, a line a request

What it answers:

    GET /v1/me                                       {"user": {"name": …, "company": …}}
    GET /v1/leads?changed_after=T&page_token=P       {"data": [lead…], "meta": {"next": P or null}}, by the time of change
    GET /v1/leads/ID                                 {"data": [lead]}
    GET /v1/deleted?after=T                          {"data": [{"id": …, "deleted_at": …}]}
"""
import argparse
import json
import sys
import threading
import time
import urllib.request
from datetime import datetime, timedelta, timezone
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

STATES = ["open", "contacted", "qualified", "not now", "no answer", "lost to competitor"]
FIRST = "Ada Ben Cleo Dan Eva Finn Gwen Hugo Ines Jan".split()
LAST = "Abel Bauer Conti Duval Evans Fischer Garcia Huber Ivanov Jansen".split()
PAGE = 20
leads, deleted, log, lock = {}, {}, [], threading.Lock()


def text(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def now():
    return datetime.now(timezone.utc).replace(microsecond=0)


def fill(count):
    begin = now() - timedelta(days=200)
    for number in range(1, count + 1):
        first, last = FIRST[number % 10], LAST[number // 10 % 10]
        created = begin + timedelta(hours=number * 20)
        leads[str(number)] = {
            "id": str(number), "given_name": first, "family_name": last,
            "mail": f"{first}.{last}.{number}@example.com".lower(), "firm": f"{last} & Co", "status": STATES[number % 6],
            "created_at": text(created), "changed_at": text(created + timedelta(days=3)), "contact_id": None,
        }


def change(word, number, values):
    with lock:
        if number == "all":
            for lead in leads.values():
                lead |= {"changed_at": text(now())} | values
            return True
        if number not in leads:
            return False
        if word == "delete":
            del leads[number]
            deleted[number] = text(now())
            return True
        if word == "convert":
            values = {"status": "qualified", "contact_id": f"c{number}", **values}
        leads[number] |= {"changed_at": text(now())} | values
        return True


class CRM(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response_only(status)
        self.send_header("Date", formatdate(usegmt=True))
        self.send_header("Content-Type", "application/json")
        self.send_header("X-RateLimit-Limit", "1000")
        self.send_header("X-RateLimit-Remaining", str(1_000 - len(log)))
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        done = self.client_address[0] == "127.0.0.1" and change(body["word"], body["id"], body["values"])
        self.answer(200 if done else 404, {})

    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path == "/log":
            with lock:
                lines = list(log)
                log.clear()
            return self.answer(200, lines)
        with lock:
            log.append(self.path)
        if options.token and self.headers.get("Authorization") != f"Bearer {options.token}":
            return self.answer(401, {"error": {"code": "unauthorized", "message": "who are you?"}})
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        with lock:
            if parts.path == "/v1/me":
                return self.answer(200, {"user": {"name": "leadloop", "company": "Example Ltd"}})
            if parts.path == "/v1/leads":
                return self.leads(query)
            if parts.path == "/v1/deleted":
                rows = [{"id": number, "deleted_at": at} for number, at in deleted.items() if at >= query.get("after", "")]
                return self.answer(200, {"data": rows})
            number = parts.path.removeprefix("/v1/leads/")
            if number in leads:
                return self.answer(200, {"data": [leads[number]]})
        self.answer(404, {"error": {"code": "not_found", "message": "there is no such thing"}})

    def leads(self, query):
        rows = [lead for lead in leads.values() if lead["changed_at"] >= query.get("changed_after", "")]
        rows.sort(key=lambda lead: (lead["changed_at"], int(lead["id"])))
        at = int(query.get("page_token", 0))
        following = str(at + PAGE) if at + PAGE < len(rows) else None
        self.answer(200, {"data": rows[at:at + PAGE], "meta": {"total": len(rows), "next": following}})


parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--token")
parser.add_argument("--leads", type=int, default=90)
parser.add_argument("--for", type=int, dest="seconds")
parser.add_argument("--at", type=int)
parser.add_argument("change", nargs="*")
options = parser.parse_args()
if options.at:
    if options.change == ["log"]:
        with urllib.request.urlopen(f"http://127.0.0.1:{options.at}/log") as answer:
            print(*json.load(answer), sep="\n")
        sys.exit()
    word, number, *pairs = options.change
    body = {"word": word, "id": number, "values": dict(pair.split("=", 1) for pair in pairs)}
    request = urllib.request.Request(f"http://127.0.0.1:{options.at}/", json.dumps(body).encode())
    urllib.request.urlopen(request).read()
    sys.exit()
fill(options.leads)
server = ThreadingHTTPServer(("127.0.0.1", options.port), CRM)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
time.sleep(options.seconds) if options.seconds else sys.stdin.read()
