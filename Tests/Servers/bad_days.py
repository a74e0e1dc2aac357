#!/usr/bin/env python3
"""A small CRM of 60 records in pages of 5 that has a bad day: the first word of the path says which.

/DAY/leads gives page after page by `after`; on its bad day the seventh request of a pull, or every one, is answered as DAYS says,
until /DAY/heal was asked for. A day is one of its own: what happens on one changes nothing on another. It prints its port and
serves until its standard input ends. With --certificates FOLDER it speaks TLS, with the certificate that the file `current` there
names; where there is a file `wants-ours`, it wants one of us as well. What was asked is given by /DAY/log.
"""
import argparse
import gzip
import json
import os
import socket
import ssl
import sys
import threading
import time
from email.utils import formatdate
from urllib.parse import quote

import fault_server
from fault_server import Asked, head

NOON = 1_789_999_200  # 2026-09-21T14:00:00Z, the clock of the tests
RECORDS = [
    {"id": str(number), "email": f"lead{number}@example.com", "first": f"First {number}", "last": f"Last {number}",
     "status": "Open", "updated": f"2026-03-{1 + number // 10:02}T10:{number % 60:02}:00Z"}
    for number in range(60)
]
SIZE = 5
lock = threading.Lock()
days = {}


class Good:
    """What is answered on a good day."""

    def __init__(self, asked, kind):
        self.rows = [row for row in RECORDS if row["updated"] >= asked.query.get("since", "")]
        if "page" in asked.query:
            self.at = (int(asked.query["page"]) - 1) * SIZE
        else:
            self.at = int(asked.query.get("after", "c0").removeprefix("c").split(".")[0])
        self.number = self.at // SIZE + 1
        self.page = self.rows[self.at:self.at + SIZE]
        self.next = f"c{self.at + SIZE}" if self.at + SIZE < len(self.rows) else None
        self.kind = kind
        self.date = NOON

    def body(self, page=None, next_cursor=...):
        page = self.page if page is None else page
        next_cursor = self.next if next_cursor is ... else next_cursor
        if self.kind == "xml":
            rows = "".join("<lead>" + "".join(f"<{name}>{text}</{name}>" for name, text in row.items()) + "</lead>" for row in page)
            return f"<leads>{rows}</leads>".encode()
        return json.dumps({"results": page, "next": next_cursor}).encode()

    def headers(self):
        kind = "application/xml" if self.kind == "xml" else "application/json; charset=utf-8"
        return [f"Content-Type: {kind}", f"Next: {self.next or 'null'}", "Date: " + formatdate(self.date, usegmt=True)]

    def head(self, *more, status="200 OK", length=None):
        return head(status, *self.headers(), *more, length=length)

    def say(self, asked, body, *more, status="200 OK"):
        asked.say(self.head(*more, status=status, length=len(body)), body)


def of_body(change):
    """The good answer with another body."""
    return lambda asked, good: good.say(asked, change(good))


def said(status, body=b"", *headers, kind="application/json"):
    """Another answer, whatever was asked."""
    return lambda asked, good: asked.say(
        head(status, f"Content-Type: {kind}", "Date: " + formatdate(NOON, usegmt=True), *headers, length=len(body)), body)


def as_server(name):
    """As the server for single transfers does it."""
    return lambda asked, good: fault_server.BEHAVIOURS["/" + name](asked)


def half(asked, good):
    body = good.body()
    asked.say(good.head(length=len(body)), body[:len(body) // 2])


def too_short_said(asked, good):
    body = good.body()
    asked.say(good.head(length=len(body) // 2), body)


def chunked(asked, good, *parts):
    asked.say(good.head("Transfer-Encoding: chunked"))
    for part in parts:
        asked.say(f"{len(part):x}\r\n".encode(), part, b"\r\n")


def chunked_cut(asked, good):
    chunked(asked, good, good.body()[:200])


def cut_after_records(good):
    body = good.body()
    return body[:body.index(b"]") + 1]


def cut_between_records(good):
    body = good.body()
    return body[:body.index(b"}, {") + 1]


def endless_records(asked, good):
    row = json.dumps(good.page[0]).encode()
    chunked(asked, good, b'{"results": [')
    while True:
        chunk = (row + b",") * 500
        asked.say(f"{len(chunk):x}\r\n".encode(), chunk, b"\r\n")


def slow(asked, good, pause, size):
    body = good.body() + b" " * 100_000
    asked.say(good.head(length=len(body)))
    for start in range(0, len(body), size):
        asked.say(body[start:start + size])
        time.sleep(pause)


def packed(asked, good, change=lambda packed: packed, said="gzip"):
    body = change(gzip.compress(good.body()))
    good.say(asked, body, *([f"Content-Encoding: {said}"] if said else []))


BOMBS = {}


def bomb(asked, good):
    """A page behind 300 MB of spaces."""
    if "body" not in BOMBS:
        BOMBS["body"] = gzip.compress(b" " * (300 << 20) + good.body(), 9)
    good.say(asked, BOMBS["body"], "Content-Encoding: gzip")


def moved(to, status="301 Moved"):
    return lambda asked, good: asked.say(head(status, "Location: " + to.replace("{target}", asked.target), length=0))


def moved_once(asked, good):
    if "moved" in asked.query:
        return good.say(asked, good.body())
    asked.say(head("302 Found", f"Location: {asked.target}{'&' if '?' in asked.target else '?'}moved=1", length=0))


def throttled(value=None, date=NOON):
    headers = [f"Retry-After: {value}"] if value is not None else []
    return said("429 Too Many Requests", b'{"code": "RATE"}', *headers)


def without_token(asked, good):
    said("401 Unauthorized", b'{"code": "expired"}')(asked, good)


def dated(seconds):
    def answer(asked, good):
        good.date += seconds
        good.say(asked, good.body())
    return answer


def by_page(numbers):
    """The page that stands for the one that was asked for."""
    def answer(asked, good):
        at = (numbers(good.number) - 1) * SIZE
        good.say(asked, good.body(RECORDS[at:at + SIZE]))
    return answer


def reset_at_once(asked, good):
    asked.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def reset_in_the_middle(asked, good):
    half(asked, good)
    time.sleep(0.1)
    reset_at_once(asked, good)


HTML = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>"
REFUSED = b'{"success": false, "errors": [{"code": "606", "message": "Max rate limit exceeded"}]}'
ALL, ONCE = None, 1

# What it does, at which page (ALL: every one), and how often (otherwise until it is healed).
DAYS = {
    "good": (lambda asked, good: good.say(asked, good.body()), ALL),
    "error-body": (said("200 OK", REFUSED), 7),
    "error-body-xml": (said("200 OK", b'<rsp stat="fail"><err code="15">Login failed</err></rsp>', kind="application/xml"), 7),
    "strange-body-xml": (said("200 OK", b"<oops><why>Max rate</why></oops>", kind="application/xml"), 7),
    "error-body-first": (said("200 OK", b'{"status": "error", "code": "GONE_FISHING", "message": "x"}'), 1),
    "empty-object": (said("200 OK", b"{}"), 7),
    "cursor-behind-much": (of_body(lambda good: b'{"seen": {' + b",".join(b'"f%d": 1' % n for n in range(900)) + b"}," + good.body()[1:]), 7),
    "html-said": (said("200 OK", HTML, kind="text/html; charset=utf-8"), 7),
    "html-lying": (said("200 OK", HTML), 7),
    "html-first": (said("200 OK", HTML), 1),
    "half-said-whole": (half, 7),
    "half-once": (half, 7, ONCE),
    "half-said-half": (of_body(lambda good: good.body()[:len(good.body()) // 2]), 7),
    "length-too-short": (too_short_said, 7),
    "cut-after-records": (of_body(cut_after_records), 7),
    "cut-between-records": (of_body(cut_between_records), 7),
    "chunked-cut": (chunked_cut, 7),
    "chunked-cut-once": (chunked_cut, 7, ONCE),
    "chunk-size-nonsense": (as_server("chunk-size-nonsense"), 7),
    "endless": (as_server("endless"), 7),
    "endless-records": (endless_records, 7),
    "drip": (lambda asked, good: slow(asked, good, 0.3, 1), 7),
    "slow-for-ever": (lambda asked, good: slow(asked, good, 0.2, 100), 7),
    "silence": (as_server("silence"), 7),
    "silence-in-the-middle": (as_server("silence-in-the-middle"), 7),
    "drip-head": (as_server("drip-head"), 7),
    "packed": (packed, ALL),
    "packed-unsaid": (lambda asked, good: packed(asked, good, said=None), 7),
    "packed-cut": (lambda asked, good: packed(asked, good, lambda body: body[:len(body) // 2]), 7),
    "packed-damaged": (lambda asked, good: packed(asked, good, lambda body: body[:-8] + bytes(8)), 7),
    "packed-bomb": (bomb, 7),
    "said-packed": (lambda asked, good: good.say(asked, good.body(), "Content-Encoding: gzip"), 7),
    "said-brotli": (lambda asked, good: good.say(asked, bytes(range(200, 255)) * 4, "Content-Encoding: br"), 7),
    "moved-inside": (moved("http://169.254.169.254/latest/meta-data"), 7),
    "moved-to-another-host": (moved("http://localhost:1{target}", "307 Temporary Redirect"), 7),
    "moved-to-a-file": (moved("file:///etc/passwd"), 7),
    "moved-here": (moved_once, 7),
    "moved-here-unallowed": (moved_once, 7),
    "moved-round": (moved("{target}"), 7),
    "moved-to-plain": (moved("http://127.0.0.1:1/"), 7),
    "unauthorized": (without_token, 7),
    "forbidden": (said("403 Forbidden", b'{"errorCode": "REQUEST_LIMIT_EXCEEDED"}'), 7),
    "missing": (said("404 Not Found"), 7),
    "gone": (said("410 Gone"), 7),
    "teapot": (said("418 I'm a teapot", HTML, kind="text/html"), 7),
    "not-modified": (lambda asked, good: asked.say(head("304 Not Modified")), 7),
    "partial": (lambda asked, good: good.say(
        asked, good.body(good.page[:3]), "Content-Range: bytes 0-99/1000", status="206 Partial Content"), 7),
    "accepted": (said("202 Accepted", b'{"state": "preparing"}'), 7),
    "status-nonsense": (lambda asked, good: asked.say(b"HTTP/1.1 99999 What\r\n\r\n"), 7),
    "wait-seconds": (throttled(7), 7, ONCE),
    "wait-date": (throttled(formatdate(NOON + 9, usegmt=True)), 7, ONCE),
    "wait-past-date": (throttled(formatdate(NOON - 900, usegmt=True)), 7, ONCE),
    "wait-negative": (throttled(-5), 7, ONCE),
    "wait-for-years": (throttled(10**9), 7),
    "wait-nonsense": (throttled("soon"), 7, ONCE),
    "wait-unsaid": (throttled(), 7, ONCE),
    "wait-for-ever": (throttled(2), 7),
    "error-once": (said("500 Oops"), 7, ONCE),
    "error-for-ever": (said("500 Oops"), 7),
    "unavailable": (said("503 Service Unavailable", HTML, kind="text/html"), 7),
    "same-page": (by_page(lambda number: min(number, 6)), ALL),
    "two-pages-in-turn": (by_page(lambda number: number if number < 7 else 5 + number % 2), ALL),
    "cursor-stands": (of_body(lambda good: good.body(next_cursor=f"c{good.at}")), 7),
    "cursor-goes-back": (of_body(lambda good: good.body(next_cursor=f"c{good.at - SIZE}")), 7),
    "cursor-endless": (of_body(lambda good: good.body(next_cursor="c" * 100_000)), 7),
    "clock-fast": (dated(3 * 86_400), ALL),
    "clock-slow": (dated(-3 * 86_400), ALL),
    "empty": (said("200 OK"), 7),
    "no-content": (said("204 No Content"), 7),
    "duplicate-key": (of_body(lambda good: good.body().replace(b'"status": "Open"', b'"status": "Open", "status": "Shut"', 1)), 7),
    "rest-behind": (of_body(lambda good: good.body() + b'{"results": []}'), 7),
    "mark-in-front": (of_body(lambda good: b"\xef\xbb\xbf" + good.body()), ALL),
    "bytes-nonsense": (of_body(lambda good: good.body().replace(b"First ", b"First \xff\xfe", 1)), 7),
    "long-header": (as_server("long-header"), 7),
    "many-headers": (as_server("many-headers"), 7),
    "two-lengths": (as_server("two-lengths"), 7),
    "negative-length": (as_server("negative-length"), 7),
    "garbage": (as_server("garbage"), 7),
    "old-protocol": (as_server("old-protocol"), 7),
    "announced": (lambda asked, good: (asked.say(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"), good.say(asked, good.body())), ALL),
    "hung-up": (as_server("hang-up"), 7),
    "hung-up-once": (as_server("hang-up"), 7, ONCE),
    "reset": (reset_at_once, 7),
    "reset-in-the-middle": (reset_in_the_middle, 7),
}


def echo(asked, good, day, is_bad):
    """Says back whatever it was told in secret, in the next cursor or address and in what goes wrong at the seventh page."""
    secret = asked.headers.get("authorization", "").split(" ")[-1] or asked.headers.get("x-api-key") \
        or asked.query.get("api_key", "")
    after = asked.query.get("after", "c0")
    if after != "c0" and after.split(".", 1)[1] != secret:
        return said("400 Bad Request", b'{"code": "CURSOR"}')(asked, good)
    following = good.next and f"{good.next}.{secret}"
    if following and day.startswith("echo-url"):
        key = quote(secret, safe="")
        following = f"http://{asked.headers['host']}{asked.path}?after={good.next}.{key}&api_key={key}"
    if not is_bad or good.number != 7 or day.startswith("echo-good"):
        return good.say(asked, good.body(next_cursor=following))
    if day.startswith("echo-moved"):
        return asked.say(head("302 Found", f"Location: https://{quote(secret, safe='')}.example/?token={secret}", length=0))
    if day.startswith("echo-reset"):
        return reset_in_the_middle(asked, good)
    if day.startswith("echo-body"):
        return good.say(asked, json.dumps({"success": False, "errors": [{"code": secret, "message": secret}]}).encode())
    body = json.dumps({"error": secret, "code": f"bad token {secret}", "message": secret}).encode()
    said("400 Bad Request", body, f"WWW-Authenticate: Bearer error={secret}")(asked, good)


def state(day):
    return days.setdefault(day, {"healed": False, "given": 0, "log": [], "token": None, "tokens": 0})


def answer(asked):
    if asked.method == "CONNECT":
        # A proxy that lets nobody through.
        return said("403 Forbidden", HTML, kind="text/html")(asked, None)
    if asked.target.startswith("http://"):
        # And one that answers in the place of the host.
        return said("200 OK", HTML, kind="text/html")(asked, None)
    _, day, what = (asked.path.split("/") + ["", ""])[:3]
    with lock:
        now = state(day)
        if what == "heal":
            now["healed"] = True
            return said("200 OK")(asked, None)
        if what == "log":
            log, now["log"] = now["log"], []
            return said("200 OK", json.dumps(log).encode())(asked, None)
        now["log"].append({"target": asked.target, "headers": asked.headers})
        if what == "token":
            now["tokens"] += 1
            now["token"] = f"token-{day}-{now['tokens']}"
            if day.startswith("echo-"):
                now["token"] = "canary-session-7f3a91" if day.endswith("login") else "canary-access-7f3a91"
            # The first of them is ended by somebody else in the middle.
            now["ends"] = 6 if now["tokens"] == 1 and day.startswith("token-ends") else None
            body = json.dumps({"access_token": now["token"], "expires_in": 3600}).encode()
            return said("200 OK", body)(asked, None)
    good = Good(asked, "xml" if what.endswith(".xml") else "json")
    if day.startswith("token-"):
        with lock:
            if asked.headers.get("authorization") != f"Bearer {now['token']}" or now.get("ends") == 0 or \
                    (day == "token-never-good" and good.number >= 7 and not now["healed"]):
                return without_token(asked, good)
            if now.get("ends"):
                now["ends"] -= 1
        return good.say(asked, good.body())
    if day.startswith("echo-"):
        return echo(asked, good, day, not now["healed"])
    act, at, *times = DAYS.get(day, DAYS["good"])
    with lock:
        is_bad = not now["healed"] and (at is ALL or good.number == at) and (not times or now["given"] < times[0])
        now["given"] += is_bad
    act(asked, good) if is_bad else good.say(asked, good.body())


def serve(connection, certificates):
    try:
        if certificates:
            with open(f"{certificates}/current") as file:
                name = file.read().strip()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            # A weak key is for the client to refuse.
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.load_cert_chain(f"{certificates}/{name}.pem", f"{certificates}/{name}.key")
            if os.path.exists(f"{certificates}/wants-ours"):
                context.verify_mode = ssl.CERT_REQUIRED
                context.load_verify_locations(f"{certificates}/root.pem")
            connection = context.wrap_socket(connection, server_side=True)
        asked = Asked(connection)
        answer(asked)
    except (OSError, ValueError):
        pass
    finally:
        try:
            connection.close()
        except OSError:
            pass


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--certificates")
    options = parser.parse_args()
    listener = socket.create_server((options.address, options.port), backlog=128)
    print(listener.getsockname()[1], flush=True)

    def accept():
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=serve, args=(connection, options.certificates), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()


main()
