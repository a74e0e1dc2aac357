#!/usr/bin/env python3
"""Measures a pull over HTTP beside a sync of the same bytes from a file: CPU seconds of the whole process, and peak memory.

    python3 Benchmarks/pull.py [--people 1660000] [--page 2000] [--assert] [--work DIR]

Of 1,660,000 people the marketing system has a million contacts. Pages are made of the generator's JSON export and served over loopback by this script; the file holds the same records in one
document. Needs the generator in ../shared/bench, as bench.py does. With --assert the end is 1 where a pull takes more than 1.15 times
the CPU of the file, with NOISE for a busy machine, or more than 150 MiB. Compare figures of one run only.
"""
import argparse
import pathlib
import shutil
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import bench

GOAL_RATIO, GOAL_PEAK = 1.15, 150

SOURCE = """source: hubspot
connector: http
role: marketing
address: http://127.0.0.1:{port}
network: {{ allow: 127.0.0.1 }}
streams:
  contacts:
    mapping: bench-hubspot
    request: {{ get: /contacts, query: {{ after: "{{cursor}}" }} }}
    format: {{ json: {{ records: results }} }}
    paging: {{ cursor: paging.next.after }}
"""


def pages(export, size, work):
    """The records of an export of lines as pages of JSON, one file a page, and as one document; returns their number."""
    folder = work / "pages"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    count = 0
    with open(export, "rb") as lines, open(work / "whole.json", "wb") as whole:
        whole.write(b'{"results":[')
        page = []

        def close(is_last):
            name = folder / str(close.number)
            close.number += 1
            end = b"]}" if is_last else b'],"paging":{"next":{"after":"%d"}}}' % close.number
            name.write_bytes(b'{"results":[' + b",".join(page) + end)
            page.clear()

        close.number = 0
        for line in lines:
            if len(page) == size:
                close(False)
            record = line.rstrip(b"\n")
            whole.write(b"," * bool(count) + record)
            page.append(record)
            count += 1
        close(True)
        whole.write(b"]}")
    return count


def serve(folder):
    class Pages(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            number = parse_qs(urlsplit(self.path).query).get("after", ["0"])[0]
            body = (folder / number).read_bytes()
            self.send_response_only(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_660_000)
    parser.add_argument("--page", type=int, default=2_000)
    parser.add_argument("--work", type=pathlib.Path, default=bench.root / "Benchmarks" / "results")
    parser.add_argument("--assert", dest="asserts", action="store_true")
    arguments = parser.parse_args()
    work = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    bench.generate(work, arguments.people)
    count = pages(work / f"{arguments.people}-first" / "hubspot_contacts.ndjson", arguments.page, work)
    size = (work / "whole.json").stat().st_size
    print(f"\n{count:,} records, {size / 1e6:,.0f} MB of JSON, {arguments.page:,} a page")
    sync = [bench.binary, "sync", "hubspot", "--output", "json", "--quiet", "--now", "2026-02-01T00:00:00Z"]
    cpu, peaks = {}, {}
    for way in ("file", "pull"):
        folder = bench.workspace(work, f"pull-{way}")
        if way == "file":
            (folder / "inbox" / "hubspot_contacts.json").hardlink_to(work / "whole.json")
        else:
            (folder / "config" / "sources" / "hubspot.yaml").write_text(SOURCE.format(port=serve(work / "pages")))
        wall, cpu[way], peaks[way], out = bench.run(sync, folder)
        counts = bench.read_counts(out)
        assert counts["read"] == count, f"{way}: {counts}"
        ratio = f"{cpu[way] / cpu['file']:.3f} x the file" if way == "pull" else ""
        bench.line(f"sync by {way}", wall, cpu[way], peaks[way], count, size, f"{ratio}  {counts}")
        shutil.rmtree(folder)
    missed = []
    if cpu["pull"] > cpu["file"] * GOAL_RATIO * (1 + bench.NOISE):
        missed.append(f"pull: {cpu['pull'] / cpu['file']:.3f} x the CPU of the file; the goal is {GOAL_RATIO}")
    if peaks["pull"] > GOAL_PEAK:
        missed.append(f"pull: a peak of {peaks['pull']:.0f} MiB; the goal is {GOAL_PEAK}")
    for one in missed:
        print(one, file=sys.stderr)
    if arguments.asserts and missed:
        sys.exit(1)


if __name__ == "__main__":
    main()
