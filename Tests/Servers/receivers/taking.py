"""What the servers of this folder have in common: each plays the way back into one vendor's API.

A server prints its port and serves until its standard input ends. Besides the vendor's own paths it knows
  POST /play   a JSON object that says how the next requests are answered; what was said before is forgotten
                 refuse    e-mail addresses, or other keys, that the vendor does not like, each with a code
                 later     the same for those that it puts off
                 known     keys of leads that it has, each with its id
                 reversed  results in the opposite order
                 stranger  results of somebody who was not sent, too
                 faults    a list of [number of the request, fault]: what befalls that request, such as
                           {"status": 503, "headers": {"Retry-After": "7"}}, {"hang": true}, {"hangup": true}, {"endless": true}, {"bomb": true}
  GET /log     what was asked since the last /log: a list of {method, path, query, headers, body}
"""
import gzip
import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SECRET = "canary-secret"
TOKEN = "canary-token"


class Answer(Exception):
    def __init__(self, status, body="", headers=None):
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
        def once(pairs):
            assert len({name for name, _ in pairs}) == len(pairs), f"a key stands there twice: {pairs}"
            return dict(pairs)

        return json.loads(self.body, object_pairs_hook=once)

    def parts(self):
        """Of a form with files: its parts by their names."""
        boundary = re.search(r"boundary=(\S+)", self.headers["Content-Type"])[1]
        found = {}
        for part in self.body.split("--" + boundary)[1:-1]:
            head, _, text = part.removeprefix("\r\n").partition("\r\n\r\n")
            found[re.search(r'name="([^"]*)"', head)[1]] = text.removesuffix("\r\n")
        return found


class Receiver:
    """One vendor: a subclass says what it answers."""

    #: How many tokens were given.
    tokens = 0

    def __init__(self):
        self.begin({})

    def begin(self, script):
        self.refuse = script.get("refuse", {})
        self.later = script.get("later", {})
        self.known = dict(script.get("known", {}))
        self.reversed = script.get("reversed", False)
        self.stranger = script.get("stranger", False)
        self.script = script

    def answer(self, asked):
        raise NotImplementedError

    def counts(self, asked):
        """Whether it counts for faults."""
        return "token" not in asked.path

    def id_of(self, key):
        """The id of a lead by its key, which it gets now where it has none."""
        return self.known.setdefault(key.lower(), str(1000 + len(self.known)))

    def told(self, results, stranger=None):
        """Results as they are told."""
        results = list(reversed(results)) if self.reversed else list(results)
        return results + ([stranger] if self.stranger and stranger is not None else [])

    def token(self, asked, **more):
        self.tokens += 1
        given = asked.form | asked.query
        if given.get("client_secret", given.get("refresh_token")) != SECRET:
            raise Answer(400, {"error": "invalid_client"})
        return {"access_token": f"{TOKEN}-{self.tokens}", "token_type": "Bearer", "expires_in": 3600, **more}

    def wants_token(self, asked, refusal, scheme="Bearer"):
        if asked.headers.get("Authorization") != f"{scheme} {TOKEN}-{self.tokens}":
            raise Answer(*refusal)


def take(receiver):
    state = {"asked": 0, "faults": {}, "log": []}
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_):
            pass

        def serve(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            asked = Asked(self.command, self.path, self.headers, body)
            fault = None
            with lock:
                try:
                    if asked.path == "/play":
                        script = asked.json
                        receiver.begin(script)
                        state.update(asked=0, faults={number: fault for number, fault in script.get("faults", [])}, log=[])
                        answer = Answer(200, {})
                    elif asked.path == "/log":
                        answer = Answer(200, state["log"])
                        state["log"] = []
                    else:
                        state["log"].append({"method": asked.method, "path": asked.path, "query": asked.query, "headers": dict(asked.headers), "body": body})
                        if receiver.counts(asked):
                            state["asked"] += 1
                            fault = state["faults"].get(state["asked"])
                            if fault and "status" in fault:
                                raise Answer(fault["status"], fault.get("body", ""), fault.get("headers"))
                            if fault and fault.get("token"):
                                receiver.tokens += 100
                        answer = Answer(200, receiver.answer(asked))
                except Answer as other:
                    answer = other
            if fault and fault.get("hangup"):
                self.close_connection = True
                return
            if fault and fault.get("hang"):
                time.sleep(8)
                self.close_connection = True
                return
            if fault and fault.get("bomb"):
                answer = Answer(200, " " * (64 << 20))
            if fault and fault.get("endless"):
                self.endless()
                return
            self.tell(answer)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

        def endless(self):
            """Ten gigabytes of an answer that says that all is well."""
            self.close_connection = True
            self.send_response_only(200)
            self.send_header("Content-Length", str(10 << 30))
            self.end_headers()
            piece = b" " * (1 << 20)
            try:
                for _ in range(10 << 10):
                    self.wfile.write(piece)
            except OSError:
                pass

        def tell(self, answer):
            text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
            data = b"" if answer.status == 204 else text.encode()
            packs = data and "gzip" in self.headers.get("Accept-Encoding", "")
            if packs:
                data = gzip.compress(data)
            self.send_response_only(answer.status)
            if packs:
                self.send_header("Content-Encoding", "gzip")
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            if answer.status != 204:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
