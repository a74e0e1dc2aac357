"""What stands around a company's folder: a system that is asked over HTTP, one that gets messages, and one that gets files."""
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGE = 15


class Office:
    """Serves on loopback until the process ends. Its state is a value, so that two runs can begin at the same one."""

    def __init__(self):
        self.people = []
        # Called with the bytes of each message before it is answered.
        self.on_message = None
        self.lock = threading.Lock()
        self.forget()
        office = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
                first = int(query.get("page_token") or 0)
                rest = len(office.people) - first - PAGE
                page = {"data": office.people[first : first + PAGE], "meta": {"next": first + PAGE if rest > 0 else None}}
                self.say(200, json.dumps(page).encode())

            def do_POST(self):
                body = self.body()
                if office.on_message:
                    office.on_message(body)
                office.take(json.loads(body))
                self.say(204)

            def do_PUT(self):
                name, body = self.path.rsplit("/", 1)[1], self.body()
                with office.lock:
                    office.files[name] = body
                self.say(201)

            def body(self):
                if "100-continue" in self.headers.get("Expect", "").lower():
                    self.send_response_only(100)
                    self.end_headers()
                return self.rfile.read(int(self.headers["Content-Length"]))

            def say(self, status, body=b""):
                self.send_response(status)
                if status != 204:
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def handle(self):
                try:
                    super().handle()
                except (ConnectionError, TimeoutError):
                    # The program was killed while it was answered.
                    self.close_connection = True

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, event):
        """Does with a message as a receiver should: once for each id."""
        with self.lock:
            if event["id"] in self.seen:
                return
            self.seen.add(event["id"])
            data = event["data"]
            if data.get("action") == "withdraw":
                self.held.pop(data["lead"], None)
            elif "lead" in data:
                self.held[data["lead"]] = data["fields"]

    def forget(self):
        with self.lock:
            self.seen, self.held, self.files = set(), {}, {}

    def state(self):
        with self.lock:
            return set(self.seen), dict(self.held), dict(self.files)

    def put_back(self, state):
        with self.lock:
            self.seen, self.held, self.files = set(state[0]), dict(state[1]), dict(state[2])
