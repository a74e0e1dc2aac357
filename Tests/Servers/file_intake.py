#!/usr/bin/env python3
"""A receiver of files over HTTP: keeps what is put to /files/NAME, or posted to /post, in the folder that is named.

It prints its port and serves until its standard input ends. A body whose length or SHA-256 is not the announced one is refused.
What the file `answers` in the folder holds, a status a line, is answered first, once each, and nothing is kept of these; a line
`cut` hangs up in the middle of the body, `lost` keeps the file and hangs up without an answer. What was asked is kept in `log`, a JSON
object a line, without the bodies.
"""
import base64
import hashlib
import json
import os
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

folder = sys.argv[1]
lock = threading.Lock()


def next_answer():
    path = os.path.join(folder, "answers")
    if not os.path.exists(path):
        return None
    lines = open(path).read().split()
    if not lines:
        return None
    with open(path, "w") as file:
        file.write("\n".join(lines[1:]))
    return lines[0]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def say(self, status, *headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def take(self):
        with lock:
            answer = next_answer()
        with lock, open(os.path.join(folder, "log"), "a") as file:
            file.write(json.dumps({"method": self.command, "path": self.path, "headers": dict(self.headers)}) + "\n")
        length = self.headers.get("Content-Length")
        if length is None:
            return self.say(411)
        if answer == "cut":
            self.rfile.read(min(int(length), 10))
            self.close_connection = True
            return self.connection.close()
        body = self.rfile.read(int(length))
        if answer and answer.isdigit():
            return self.say(int(answer), *([("Retry-After", "3600")] if answer == "503" else []))
        found = re.fullmatch(r"sha-256=:(.*):", self.headers.get("Content-Digest", ""))
        if not found or base64.b64decode(found[1]) != hashlib.sha256(body).digest():
            return self.say(400)
        name = self.path.split("?")[0].rsplit("/", 1)[-1]
        if self.command == "POST":
            name = re.search('filename="([^"]+)"', self.headers["Content-Disposition"])[1]
        with open(os.path.join(folder, name), "wb") as file:
            file.write(body)
        if answer == "lost":
            self.close_connection = True
            return self.connection.close()
        self.say(201)

    do_PUT = do_POST = take


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)


def wait():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=wait, daemon=True).start()
server.serve_forever()
