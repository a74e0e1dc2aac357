#!/usr/bin/env python3
"""A small server of FTP (RFC 959, 2428, 3659) for tests: gives out the files of the folder that is named, and takes none.

It prints its port and serves until its standard input ends. With --certificate and --key it speaks TLS from the first byte
(ftps). With --cut N a file breaks off after N bytes, once for each name; with --plain it knows neither lengths nor dates.
"""
import argparse
import os
import socket
import ssl
import sys
import threading
import time

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("folder")
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--cut", type=int)
parser.add_argument("--plain", action="store_true")
options = parser.parse_args()
context = None
if options.certificate:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
already_cut = set()


class Session:
    def __init__(self, connection):
        self.connection = context.wrap_socket(connection, server_side=True) if context else connection
        self.lines = self.connection.makefile("r", encoding="utf-8", newline="\r\n")
        self.folder, self.start, self.user, self.listener, self.is_private = "/", 0, None, None, False

    def say(self, text):
        self.connection.sendall(text.encode() + b"\r\n")

    def path(self, name):
        inside = os.path.normpath(os.path.join(self.folder, name))
        return options.folder + inside

    def serve(self):
        self.say("220 ready")
        for line in self.lines:
            word, _, rest = line.strip().partition(" ")
            known = getattr(self, "do_" + word.lower(), None)
            if word.upper() == "QUIT":
                return self.say("221 bye")
            if not known:
                self.say("502 not known here")
            elif self.user is None and word.upper() not in ("USER", "PASS", "PBSZ", "PROT", "FEAT"):
                self.say("530 who are you")
            else:
                known(rest)

    def do_user(self, name):
        self.name = name
        self.say("331 password")

    def do_pass(self, password):
        if (self.name, password) == ("us", "s3cret"):
            self.user = self.name
            self.say("230 in")
        else:
            self.say("530 no")

    def do_pbsz(self, _):
        self.say("200 ok")

    def do_prot(self, level):
        self.is_private = level == "P"
        self.say("200 ok")

    def do_pwd(self, _):
        self.say(f'257 "{self.folder}"')

    def do_cwd(self, name):
        folder = os.path.normpath(os.path.join(self.folder, name))
        if not os.path.isdir(options.folder + folder):
            return self.say("550 no such folder")
        self.folder = folder
        self.say("250 ok")

    def do_type(self, _):
        self.say("200 ok")

    def do_size(self, name):
        if options.plain:
            return self.say("502 not known here")
        if not os.path.isfile(self.path(name)):
            return self.say("550 not known")
        self.say(f"213 {os.path.getsize(self.path(name))}")

    def do_mdtm(self, name):
        if options.plain:
            return self.say("502 not known here")
        if not os.path.isfile(self.path(name)):
            return self.say("550 not known")
        self.say("213 " + time.strftime("%Y%m%d%H%M%S", time.gmtime(os.path.getmtime(self.path(name)))))

    def do_rest(self, offset):
        self.start = int(offset)
        self.say("350 from there")

    def do_epsv(self, _):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.say(f"229 entering (|||{self.listener.getsockname()[1]}|)")

    def send(self, data, broken=False):
        self.say("150 coming")
        data_connection, _ = self.listener.accept()
        if self.is_private:
            data_connection = context.wrap_socket(data_connection, server_side=True)
        try:
            data_connection.sendall(data)
            if self.is_private and not broken:
                data_connection.unwrap()
        except OSError:
            pass
        data_connection.close()
        self.listener.close()
        self.say("426 broke off" if broken else "226 done")

    def do_retr(self, name):
        start, self.start = self.start, 0
        if not os.path.isfile(self.path(name)):
            return self.say("550 no such file")
        with open(self.path(name), "rb") as file:
            data = file.read()[start:]
        broken = options.cut is not None and name not in already_cut
        if broken:
            already_cut.add(name)
            data = data[:options.cut]
        self.send(data, broken)

    def do_nlst(self, _):
        self.send("".join(name + "\r\n" for name in sorted(os.listdir(self.path("")))).encode())


def serve(connection):
    try:
        Session(connection).serve()
    except (OSError, ValueError):
        pass
    finally:
        connection.close()


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)


def accept():
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
sys.stdin.read()
