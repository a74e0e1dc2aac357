#!/usr/bin/env python3
"""nghttp2's server of HTTP/2 over TLS: gives out the files of the folder that is named, with the certificate that is named.

It prints its port and serves until its standard input ends. Without nghttpd it ends with exit 69.
"""
import os
import shutil
import socket
import subprocess
import sys
import time

folder, certificate, key = sys.argv[1:4]
server = shutil.which("nghttpd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
if not server:
    sys.exit(69)
with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
process = subprocess.Popen(
    [server, "--address", "127.0.0.1", "--htdocs", folder, str(port), key, certificate],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
for _ in range(100):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
        break
    except OSError:
        time.sleep(0.05)
print(port, flush=True)
sys.stdin.read()
process.terminate()
