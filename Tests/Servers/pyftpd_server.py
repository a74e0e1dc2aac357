#!/usr/bin/env python3
"""An FTP server (pyftpdlib) of one folder and one account: prints its port and serves until its standard input ends.

    pyftpd_server.py FOLDER plain|explicit|implicit [CERTIFICATE]

The account is `partner` with the password `open sesame`. `explicit` lets nobody in who has not asked for TLS; CERTIFICATE is a
chain and its key in PEM. A file `cut-after` beside the folder holds a number: the next download ends there, once.
Without pyftpdlib it ends with exit 69.
"""
import os
import sys
import threading

try:
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import DTPHandler, FTPHandler
    from pyftpdlib.servers import FTPServer
except ImportError:
    # Packages of the distribution are seen by its own Python alone.
    own = "/usr/bin/python3"
    if os.path.exists(own) and "-again" not in sys.argv:
        os.execv(own, [own, "-B"] + sys.argv + ["-again"])
    sys.exit(69)
import logging

logging.disable(logging.CRITICAL)
folder, mode = os.path.abspath(sys.argv[1]), sys.argv[2]
cut_after = folder.rstrip("/") + ".cut-after"


class CuttingDTP(DTPHandler):
    """Hangs up in the middle where it is told to."""
    sent_so_far = 0

    def send(self, data):
        self.sent_so_far += len(data)
        if os.path.exists(cut_after) and self.sent_so_far > int(open(cut_after).read()):
            os.remove(cut_after)
            self.close()
            return 0
        return super().send(data)

    # Bytes go through `send`, not through the kernel past it.
    def use_sendfile(self):
        return False


if mode == "plain":
    class Handler(FTPHandler):
        pass
else:
    try:
        from pyftpdlib.handlers import TLS_DTPHandler, TLS_FTPHandler
    except ImportError:
        sys.exit(69)

    class PatientDTP(TLS_DTPHandler):
        """Takes it that a client begins with TLS before it has said what is to be sent, as libcurl does."""

        def readable(self):
            return self._ssl_want_read or self._ssl_accepting or self.receive

    class Handler(TLS_FTPHandler):
        certfile = sys.argv[3]
        dtp_handler = PatientDTP
        tls_control_required = mode == "explicit"
        tls_data_required = True

        def handle(self):
            if mode == "implicit":
                self.secure_connection(self.get_ssl_context())
            super().handle()

authorizer = DummyAuthorizer()
authorizer.add_user("partner", "open sesame", folder, perm="elrfmw")
Handler.authorizer = authorizer
Handler.use_sendfile = False
if mode == "plain":
    Handler.dtp_handler = CuttingDTP
server = FTPServer(("127.0.0.1", 0), Handler)
print(server.socket.getsockname()[1], flush=True)


def wait():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=wait, daemon=True).start()
server.serve_forever()
