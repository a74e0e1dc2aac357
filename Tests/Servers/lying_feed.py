#!/usr/bin/env python3
"""Looks like the files of a feed that are fetched over HTTP, and is not what it should be.

    lying_feed.py altered|cut|gap|status

`altered`: a byte of the file is another; `cut`: it ends before its length; `gap`: it begins behind the cursor that was asked for;
`status`: there is an answer of another kind in its place. Prints its port and serves until its standard input ends.
"""
import hashlib
import http.server
import json
import os
import sys
import threading

malady = sys.argv[1]
true = b'{"lead":"L1","what":"add"}\n' * 100


class Answer(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, body, length=None, **fields):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def do_GET(self):
        if "files?" in self.path:
            start = 7 if malady == "gap" else 0
            entry = {"cursor-from": start, "cursor-to": 9, "file": "nurture-1.ndjson", "mode": "incremental", "href": "files/9"}
            files = [entry] if self.path.endswith("after=0") else []
            self.answer(200, json.dumps({"files": files}).encode())
            return
        tag = '"' + hashlib.sha256(true).hexdigest() + '"'
        if malady == "altered":
            self.answer(200, true.replace(b"add", b"adb", 1), ETag=tag)
        elif malady == "cut":
            self.answer(200, true[:500], length=len(true), ETag=tag)
        elif malady == "status":
            self.answer(500, true, ETag=tag)
        else:
            self.answer(200, true, ETag=tag)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
os._exit(0)
