#!/usr/bin/env python3
"""Stands in front of a server on this machine, and does something once so many bytes have come from it: once in its life.

    meddling_proxy.py PORT BYTES cut[:PATH]|cuts:PATH|append:PATH|remove:PATH

With `up` behind it, bytes that go to the server are counted instead.

`cut` ends the connection, with a path once that file is there; `cuts` ends every one from then on; `append` makes a file longer,
`remove` removes it. Prints its own port and serves until its standard input ends.
"""
import os
import socket
import sys
import threading

target, limit, deed = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
counts_up = sys.argv[4:] == ["up"]
lock = threading.Lock()
state = {"bytes": 0, "done": False}


def is_due(count):
    with lock:
        state["bytes"] += count
        if state["done"] or state["bytes"] < limit:
            return False
        kind, _, path = deed.partition(":")
        if kind.startswith("cut") and path and not os.path.exists(path):
            return False
        state["done"] = kind != "cuts"
        return True


def pump(source, sink, counts):
    try:
        while data := source.recv(16384):
            if counts and is_due(len(data)):
                kind, _, path = deed.partition(":")
                if kind.startswith("cut"):
                    break
                elif kind == "append":
                    with open(path, "a") as file:
                        file.write("x" * 100 + "\n")
                else:
                    os.remove(path)
            sink.sendall(data)
    except OSError:
        pass
    # What was passed on is to arrive: a socket that is closed with bytes unread in it is reset, and takes along what it has sent.
    try:
        sink.shutdown(socket.SHUT_WR)
        while source.recv(65536):
            pass
    except OSError:
        pass


def serve():
    while True:
        client, _ = listener.accept()
        server = socket.create_connection(("127.0.0.1", target))
        threading.Thread(target=pump, args=(client, server, counts_up), daemon=True).start()
        threading.Thread(target=pump, args=(server, client, not counts_up), daemon=True).start()


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
threading.Thread(target=serve, daemon=True).start()
sys.stdin.read()
os._exit(0)
