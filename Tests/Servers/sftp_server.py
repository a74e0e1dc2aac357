#!/usr/bin/env python3
"""OpenSSH's server, for one account, this one, and one key: prints its port and serves until its standard input ends.

Behind the folder may stand requests that it refuses, parted by commas, such as `rename` or `open`.

In the folder that is named it leaves the client's key (client, client.pub), a file of known hosts (known_hosts), and the
fingerprint of its own key (fingerprint). Logins see the folder `files` there. Without sshd it ends with exit 69.
"""
import getpass
import os
import shutil
import socket
import subprocess
import sys
import time

folder = os.path.abspath(sys.argv[1])
refused = f" -P {sys.argv[2]}" if len(sys.argv) > 2 else ""
server = shutil.which("sshd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
if not server:
    sys.exit(69)
with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
if os.geteuid() == 0:
    os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
os.makedirs(f"{folder}/files", exist_ok=True)


def key(name):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", f"{folder}/{name}"], check=True)


key("host")
key("client")
with open(f"{folder}/config", "w") as file:
    file.write(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nAuthorizedKeysFile {folder}/client.pub\n"
        "StrictModes no\nPasswordAuthentication yes\nKbdInteractiveAuthentication no\nUsePAM no\nPermitRootLogin yes\n"
        f"Subsystem sftp internal-sftp -d {folder}/files{refused}\n"
        f"ForceCommand internal-sftp -d {folder}/files{refused}\nLogLevel QUIET\n")
host_key = open(f"{folder}/host.pub").read().split()
with open(f"{folder}/known_hosts", "w") as file:
    file.write(f"[127.0.0.1]:{port} {host_key[0]} {host_key[1]}\n")
shown = subprocess.run(["ssh-keygen", "-lf", f"{folder}/host.pub"], check=True, capture_output=True, text=True).stdout
with open(f"{folder}/fingerprint", "w") as file:
    file.write(shown.split()[1])
with open(f"{folder}/user", "w") as file:
    file.write(getpass.getuser())
process = subprocess.Popen([server, "-D", "-e", "-f", f"{folder}/config"])
for _ in range(100):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
        break
    except OSError:
        time.sleep(0.05)
print(port, flush=True)
sys.stdin.read()
process.terminate()
