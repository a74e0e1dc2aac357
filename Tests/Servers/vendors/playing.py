"""What the servers of this folder have in common: each plays one vendor's API, with some hundred people of two days.

A server prints its port and serves until its standard input ends. Besides the vendor's own paths it knows
  /play?day=2             what has changed by the second day; the clock in `Date` stands at that day's noon
  /play?ceiling=80        of vendors that give only so many records, however they are paged: how many
  /play?fail=3:throttle   the third request for data from now on is answered by the vendor's fault of that name, once
  /play?down=3:error      every one from the third on is, until the next /play
  /log                    what was asked since the last /log, a line a request
"""
import base64
import gzip
import json
import sys
import threading
from datetime import datetime, timedelta, timezone
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PEOPLE = 230
TOKEN = "canary-token"


class Answer(Exception):
    def __init__(self, status, body, headers=None):
        self.status, self.body, self.headers = status, body, headers or {}


class Asked:
    def __init__(self, method, target, headers, body):
        parts = urlsplit(target)
        self.method, self.path, self.target, self.headers, self.body = method, parts.path, target, headers, body
        self.query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}

    @property
    def form(self):
        return {name: values[0] for name, values in parse_qs(self.body).items()}

    @property
    def json(self):
        return json.loads(self.body)


def time_of(number, day=1):
    """When a person was changed: a minute each, on the day before the pull; on the second day an hour before its noon."""
    if day == 1:
        return datetime(2026, 3, 9, tzinfo=timezone.utc) + timedelta(minutes=number)
    return datetime(2026, 3, 11, 11, tzinfo=timezone.utc) + timedelta(seconds=number)


def iso(time, form="%Y-%m-%dT%H:%M:%SZ"):
    return time.strftime(form)


def parsed(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class Vendor:
    """One vendor: a subclass says what it answers."""

    day = 1
    #: The path that says who asks, and what it says.
    identity = ("", None)
    #: How many tokens were given.
    tokens = 0

    def answer(self, asked):
        raise NotImplementedError

    def is_data(self, asked):
        """Whether it counts for /play."""
        return "token" not in asked.path

    def fault(self, name):
        raise NotImplementedError

    def oauth(self, asked, **more):
        """The answer to a request for a token (RFC 6749)."""
        self.tokens += 1
        if asked.form.get("client_secret") != "canary-secret":
            raise Answer(400, {"error": "invalid_client", "error_description": "client is not known"})
        return {"access_token": f"{TOKEN}-{self.tokens}", "token_type": "Bearer", **more}

    def wants_token(self, asked, refusal, scheme="Bearer"):
        if asked.headers.get("Authorization") != f"{scheme} {TOKEN}-{self.tokens}":
            raise Answer(*refusal)

    def people(self):
        """Numbers of those who are there, each with the day of their last change."""
        changed = {1, 5} if self.day == 2 else set()
        numbers = [(n, 2 if n in changed else 1) for n in range(1, PEOPLE + 1)]
        if self.day == 2:
            numbers.append((PEOPLE + 1, 2))
        return numbers


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def play(vendor):
    state = {"asked": 0, "fail": None, "down": None, "log": []}
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            self.serve()

        def do_POST(self):
            self.serve()

        def do_DELETE(self):
            self.serve()

        def serve(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            asked = Asked(self.command, self.path, self.headers, body)
            with lock:
                try:
                    answer = Answer(200, self.own(asked) if asked.path in ("/play", "/log") else self.data(asked))
                except Answer as other:
                    answer = other
            self.send(answer)

        def own(self, asked):
            if asked.path == "/log":
                lines, state["log"] = state["log"], []
                return lines
            vendor.day = int(asked.query.get("day", vendor.day))
            if "ceiling" in asked.query:
                vendor.ceiling = int(asked.query["ceiling"])
            state["asked"] = 0
            for name in ("fail", "down"):
                at, _, what = asked.query.get(name, "").partition(":")
                state[name] = (int(at), what) if what else None
            return {}

        def data(self, asked):
            state["log"].append(f"{asked.method} {asked.target} {asked.body}".strip())
            if asked.path == vendor.identity[0]:
                return vendor.identity[1]
            if vendor.is_data(asked):
                state["asked"] += 1
                for name, is_due in (("fail", int.__eq__), ("down", int.__ge__)):
                    if state[name] and is_due(state["asked"], state[name][0]):
                        raise vendor.fault(state[name][1])
            return vendor.answer(asked)

        def send(self, answer):
            text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
            data = b"" if answer.status in (204, 304) else text.encode()
            # As hosts do where they may: tokens and errors, too.
            packs = data and "gzip" in self.headers.get("Accept-Encoding", "") and "Content-Encoding" not in answer.headers
            if packs:
                data = gzip.compress(data)
            self.send_response_only(answer.status)
            if packs:
                self.send_header("Content-Encoding", "gzip")
            noon = datetime(2026, 3, 9 + vendor.day, 12, tzinfo=timezone.utc)
            for name, value in {"Date": formatdate(noon.timestamp(), usegmt=True), "Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
