"""Three contacts as JSON, for taps that ask a REST API. Serves until its input ends."""
import http.server
import json
import sys
import threading


class Contacts(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        rows = [
            {"id": str(n), "email": f"person{n}@example.com", "status": "open", "updated_at": f"2026-03-0{n}T10:00:00Z"}
            for n in (1, 2, 3)
        ]
        body = json.dumps({"results": rows}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Contacts)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
