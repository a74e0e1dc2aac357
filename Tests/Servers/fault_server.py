#!/usr/bin/env python3
"""A server over HTTP that behaves as servers do on their worst days: the first word of the path says how.

It prints its port and serves until its standard input ends. With --certificate and --key it speaks TLS. What it was asked
is kept, one line a request, and given by /log.
"""
import argparse
import gzip
import io
import json
import socket
import ssl
import sys
import threading
import time
from urllib.parse import parse_qs, urlsplit

BODY = json.dumps([{"id": str(number), "email": f"lead{number}@example.com"} for number in range(1_000)]).encode()
log, log_lock = [], threading.Lock()


def head(status="200 OK", *headers, length=None):
    lines = [f"HTTP/1.1 {status}", "Connection: close", *headers]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Asked:
    """One request, and the connection to answer it on."""

    def __init__(self, connection):
        self.connection = connection
        received = b""
        while b"\r\n\r\n" not in received:
            more = connection.recv(65_536)
            if not more:
                raise ConnectionError
            received += more
            if received[:1] == b"\x16":
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                raise ConnectionError
        top, self.body = received.split(b"\r\n\r\n", 1)
        lines = top.decode("latin-1").split("\r\n")
        self.method, self.target, _ = lines[0].split(" ", 2)
        self.headers = {name.strip().lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
        while len(self.body) < int(self.headers.get("content-length", 0)):
            self.body += connection.recv(65_536)
        parts = urlsplit(self.target)
        self.path = parts.path
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}

    def say(self, *parts):
        for part in parts:
            self.connection.sendall(part)


def whole(asked):
    asked.say(head(length=len(BODY)), BODY)


def chunked(asked):
    asked.say(head("200 OK", "Transfer-Encoding: chunked"))
    for start in range(0, len(BODY), 1_000):
        piece = BODY[start:start + 1_000]
        asked.say(f"{len(piece):x}\r\n".encode(), piece, b"\r\n")
    asked.say(b"0\r\n\r\n")


def chunked_cut(asked):
    asked.say(head("200 OK", "Transfer-Encoding: chunked"), b"400\r\n", BODY[:1_024], b"\r\n", b"400\r\n", BODY[1_024:1_500])


def chunk_size_nonsense(asked):
    asked.say(head("200 OK", "Transfer-Encoding: chunked"), b"zz\r\n", BODY[:100])


def packed(asked):
    body = gzip.compress(BODY)
    asked.say(head("200 OK", "Content-Encoding: gzip", length=len(body)), body)


def bomb(asked):
    packed_body = io.BytesIO()
    with gzip.GzipFile(fileobj=packed_body, mode="wb", compresslevel=9) as file:
        for _ in range(64):
            file.write(bytes(16 << 20))
    body = packed_body.getvalue()
    asked.say(head("200 OK", "Content-Encoding: gzip", length=len(body)), body)


def cut(asked):
    asked.say(head(length=len(BODY)), BODY[:len(BODY) // 2])


def cut_but_said(asked):
    """Half of what there is, with the right length of the half: only the reader can see it."""
    half = BODY[:len(BODY) // 2]
    asked.say(head(length=len(half)), half)


def longer_than_said(asked):
    asked.say(head(length=100), BODY)


def no_length(asked):
    asked.say(head(), BODY)


def two_lengths(asked):
    asked.say(head("200 OK", "Content-Length: 10", length=len(BODY)), BODY)


def negative_length(asked):
    asked.say(head("200 OK", "Content-Length: -1"), BODY)


def endless(asked):
    asked.say(head("200 OK", "Transfer-Encoding: chunked"))
    piece = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    while True:
        asked.say(piece)


def promised_endless(asked):
    asked.say(head(length=10**15), BODY)


def drip(asked):
    asked.say(head(length=len(BODY)))
    for index in range(len(BODY)):
        asked.say(BODY[index:index + 1])
        time.sleep(1)


def drip_head(asked):
    for byte in head(length=len(BODY)):
        asked.say(bytes([byte]))
        time.sleep(1)


def silence(asked):
    time.sleep(600)


def silence_in_the_middle(asked):
    asked.say(head(length=len(BODY)), BODY[:1_000])
    time.sleep(600)


def hang_up(asked):
    pass


def reset(asked):
    asked.say(head(length=len(BODY)), BODY[:1_000])
    asked.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def many_headers(asked):
    asked.say(b"HTTP/1.1 200 OK\r\n")
    for number in range(100_000):
        asked.say(f"X-Filler-{number}: {'x' * 100}\r\n".encode())


def long_header(asked):
    asked.say(b"HTTP/1.1 200 OK\r\nX-Filler: " + b"x" * (8 << 20) + b"\r\n\r\n")


def garbage(asked):
    asked.say(bytes(range(256)) * 16)


def old_protocol(asked):
    asked.say(BODY)


def announced(asked):
    asked.say(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", head(length=len(BODY)), BODY)


def empty(asked):
    asked.say(head(length=0))


def nothing_to_say(asked):
    asked.say(head("204 No Content"))


def login_page(asked):
    body = b"<!DOCTYPE html><html><title>Sign in</title><body>Please sign in.</body></html>"
    asked.say(head("200 OK", "Content-Type: text/html", length=len(body)), body)


def elsewhere(asked):
    """To the address in `to`; without one, to itself."""
    to = asked.query.get("to", asked.target)
    asked.say(head(f"{asked.query.get('status', '302')} Found", f"Location: {to}", length=0))


def status(asked):
    body = asked.query.get("body", "").encode()
    headers = [header for header in asked.query.get("headers", "").split("|") if header]
    asked.say(head(f"{asked.query['code']} Said So", *headers, length=len(body)), body)


def part(asked):
    """What a range asks for, of a body that stays the same."""
    asked_range = asked.headers.get("range")
    if not asked_range:
        return asked.say(head("200 OK", 'ETag: "v1"', "Accept-Ranges: bytes", length=len(BODY)), BODY)
    start = int(asked_range.removeprefix("bytes=").rstrip("-"))
    rest = BODY[start:]
    asked.say(
        head("206 Partial Content", 'ETag: "v1"', f"Content-Range: bytes {start}-{len(BODY) - 1}/{len(BODY)}", length=len(rest)),
        rest)


requests_of_files = {}


def file(asked):
    """`bytes` of a file that `key` names, whole or from where a range asks for, and how it goes wrong:

    cut=N breaks off after N bytes of every answer, with once=1 of the first only; tag and dated say by what it is known again;
    ranges=no gives none; becomes=N is its length after the first answer, under another tag; unsaid=1 gives no length; status=S
    answers so.
    """
    query = asked.query
    with log_lock:
        requests_of_files[query["key"]] = number = requests_of_files.get(query["key"], 0) + 1
    count, tag = int(query["bytes"]), query.get("tag")
    if number > 1 and "becomes" in query:
        count, tag = int(query["becomes"]), '"other"'
    data = bytes((place // 7 + place) & 255 for place in range(count))
    headers = [f"ETag: {tag}"] if tag else []
    if "dated" in query:
        headers += ["Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "Date: Sun, 06 Nov 1994 09:49:37 GMT"]
    said, start = "200 OK", 0
    asked_range, condition = asked.headers.get("range"), asked.headers.get("if-range")
    is_same = condition in (tag, "Sun, 06 Nov 1994 08:49:37 GMT") or "ignores-if-range" in query
    if asked_range and is_same and query.get("ranges") != "no":
        start = int(asked_range.removeprefix("bytes=").rstrip("-"))
        if start >= count:
            return asked.say(head("416 Range Not Satisfiable", f"Content-Range: bytes */{count}", *headers, length=0))
        said = "206 Partial Content"
        headers.append(f"Content-Range: bytes {start}-{count - 1}/{count}")
    said = f"{query['status']} Said So" if "status" in query else said
    rest = data[start:]
    sent = rest[:int(query["cut"])] if "cut" in query and (number == 1 or "once" not in query) else rest
    asked.say(head(said, *headers, length=None if "unsaid" in query else len(rest)), sent)


def much(asked):
    """`bytes` of a JSON array, as fast as they are taken."""
    wanted = int(asked.query["bytes"])
    asked.say(head(length=wanted), b"[")
    piece = b'{"id":"1234567890","email":"ada@example.com","name":"Ada Byron"},' * 1_000
    sent = 1
    while sent + len(piece) < wanted:
        asked.say(piece)
        sent += len(piece)
    asked.say(b" " * (wanted - sent - 1), b"]")


def echo(asked):
    said = json.dumps({"method": asked.method, "target": asked.target, "headers": asked.headers,
                       "body": asked.body.decode("latin-1")}).encode()
    asked.say(head("200 OK", "Content-Type: application/json", length=len(said)), said)


def give_log(asked):
    with log_lock:
        said = json.dumps(log).encode()
    asked.say(head(length=len(said)), said)


BEHAVIOURS = {
    "/whole": whole, "/chunked": chunked, "/chunked-cut": chunked_cut, "/chunk-size-nonsense": chunk_size_nonsense,
    "/packed": packed, "/bomb": bomb, "/cut": cut, "/cut-but-said": cut_but_said, "/longer-than-said": longer_than_said,
    "/no-length": no_length, "/two-lengths": two_lengths, "/negative-length": negative_length, "/endless": endless,
    "/promised-endless": promised_endless, "/drip": drip, "/drip-head": drip_head, "/silence": silence,
    "/silence-in-the-middle": silence_in_the_middle, "/hang-up": hang_up, "/reset": reset, "/many-headers": many_headers,
    "/long-header": long_header, "/garbage": garbage, "/old-protocol": old_protocol, "/announced": announced,
    "/empty": empty, "/nothing-to-say": nothing_to_say, "/login-page": login_page, "/elsewhere": elsewhere,
    "/status": status, "/part": part, "/file": file, "/much": much, "/echo": echo, "/log": give_log,
}


def serve(connection, context):
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        asked = Asked(connection)
        if asked.path != "/log":
            with log_lock:
                log.append({"method": asked.method, "target": asked.target, "headers": asked.headers})
        BEHAVIOURS.get(asked.path, lambda asked: asked.say(head("404 Not Found", length=0)))(asked)
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
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    options = parser.parse_args()
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # A weak key is for the client to refuse.
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_cert_chain(options.certificate, options.key)
    listener = socket.create_server((options.address, 0), backlog=128)
    print(listener.getsockname()[1], flush=True)
    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, context), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
