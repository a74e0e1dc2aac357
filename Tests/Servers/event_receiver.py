#!/usr/bin/env python3
"""A receiver of events that keeps what it gets, drops ids that it knows, and has the bad days of fault_server.

It prints its port and serves until its standard input ends. A POST to any path is an event. `/log` gives every request with an
event in it, in order, as JSON: id, headers, body (base64), how it was answered. `/held` gives what a receiver holds that applies
events it has not seen yet: lead -> fields. `/clear` forgets the log.

`first=NAME` in the query lets the first `times` (1) requests for each id end as the behaviour of that name, with the rest of the
query as its own; with `keeps` the event is taken all the same. `always=NAME` does so for every request. `fails=WORD` lets requests
whose body has the word end so. `slow=SECONDS` waits before it answers.
"""
import base64
import json
import socket
import sys
import threading
import time
from urllib.parse import parse_qs, urlsplit

import fault_server

lock = threading.Lock()
log, seen, tries, held = [], set(), {}, {}


class Asked(fault_server.Asked):
    """A request on a connection that may bring more of them."""

    def __init__(self, connection, rest=b""):
        self.connection = connection
        received = rest
        while b"\r\n\r\n" not in received:
            more = connection.recv(1 << 20)
            if not more:
                raise ConnectionError
            received += more
        top, body = received.split(b"\r\n\r\n", 1)
        lines = top.decode("latin-1").split("\r\n")
        self.method, self.target, _ = lines[0].split(" ", 2)
        self.headers = {name.strip().lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
        length = int(self.headers.get("content-length", 0))
        if "100-continue" in self.headers.get("expect", ""):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        while len(body) < length:
            more = connection.recv(1 << 20)
            if not more:
                raise ConnectionError
            body += more
        self.body, self.rest = body[:length], body[length:]
        parts = urlsplit(self.target)
        self.path = parts.path
        self.query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}


def take(asked):
    """Does with an event as a receiver should: once for each id."""
    event = json.loads(asked.body)
    if event["id"] in seen:
        return "known"
    seen.add(event["id"])
    data = event["data"]
    if data.get("action") == "withdraw":
        held.pop(data["lead"], None)
    elif "lead" in data:
        held[data["lead"]] = data["fields"]
    return "taken"


def answer(asked):
    query = asked.query
    number = asked.headers.get("webhook-id", "")
    with lock:
        tries[number] = tries.get(number, 0) + 1
        isBad = "first" in query and tries[number] <= int(query.get("times", 1)) or "always" in query
        if "fails" in query:
            isBad = query["fails"].encode() in asked.body
        what = take(asked) if not isBad or "keeps" in query else "dropped"
        log.append({"id": number, "headers": asked.headers, "body": base64.b64encode(asked.body).decode(),
                    "how": what, "bad": isBad, "at": time.time()})
    if "slow" in query:
        time.sleep(float(query["slow"]))
    if isBad:
        name = query.get("first") or query.get("always") or "status"
        fault_server.BEHAVIOURS["/" + name](asked)
        return False
    asked.say(b"HTTP/1.1 204 No Content\r\n\r\n")
    return True


def say(asked, value):
    body = json.dumps(value).encode()
    asked.say(f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode(), body)
    return True


def serve(connection):
    rest, goes_on = b"", True
    try:
        while goes_on:
            asked = Asked(connection, rest)
            rest = asked.rest
            if asked.method == "GET":
                with lock:
                    value = {"/log": log, "/held": held}.get(asked.path, [])
                    if asked.path == "/clear":
                        log.clear()
                    goes_on = say(asked, value)
            else:
                goes_on = answer(asked)
    except (OSError, ValueError):
        pass
    finally:
        connection.close()


def main():
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    print(listener.getsockname()[1], flush=True)

    def accept():
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
