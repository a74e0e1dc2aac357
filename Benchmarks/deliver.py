#!/usr/bin/env python3
"""Measures deliveries over loopback, by a release build: messages and rows a second, and what hanging destinations cost the others.

    python3 Benchmarks/deliver.py [--leads 30000] [--assert] [--work DIR]

`events`: each lead an event of its own to a webhook, goal 3,000 a second. `rows`: batches of 100 to a system's call, goal 30,000 rows a
second. `hanging`: the events once more while 50 other destinations take connections and never answer; goal: the 99th percentile of
the time between two events is less than 10 % longer. `echoes`: what was written to a system comes back in its export and is read, as
a share of the CPU that the same export takes of a system that nothing was written to; goal: twice as much. The receiver (receiver.c) is compiled here, and does next to nothing. With --assert
the end is 1 where a goal is missed, with the tolerance NOISE for a busy machine. Compare figures of one run only.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import bench

GOAL_EVENTS, GOAL_ROWS, GOAL_P99, GOAL_ECHOES = 3_000, 30_000, 1.10, 2.0
NOISE = 1.3

FILES = {
    "config/agreement.yaml": """agreement:
  - effective-from: 2025-01-01
    zone: UTC
    recycling:
      triggers: [discarded, rejected]
      reasons: { timing: { track: re-engage, after: 1d, cycles: 3 } }
""",
    "config/matching.yaml": "keys: [email]\nshared-above: 12\n",
    "config/survivorship.yaml": "default: most recent\nsources: [crm]\n",
    "config/leadloop.yaml": "deliver-when: on-request\nfeedback-when: on-request\n",
    "config/sources/crm.yaml": """source: crm
connector: files
folder: inbox
role: crm
streams:
  leads: { mapping: crm-lead, files: "*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } } }
""",
    "mappings/crm-lead.yaml": """mapping: crm-lead
record: lead
identity: { id: Id, modified: { from: Modified, as: date-time, format: iso } }
null-words: [""]
fields: { email: { from: Email, as: email }, first-name: First, last-name: Last, company: Company }
status: { from: Status, values: { Closed: discarded } }
discard-reason: { from: Reason, values: { Timing: timing } }
""",
}
FEED = """feed: {name}
select: {{ decision: recycle }}
fields: {{ email: email, firstName: first-name, lastName: last-name, company: company, reason: discard-reason, track: track }}
to: {{ destination: {to} }}
"""
WEBHOOK = """destination: {name}
connector: webhook
address: http://127.0.0.1:{port}/hook
signing: file:secret
network: {{ allow: 127.0.0.1 }}
{more}
"""
SYSTEM = """destination: system
connector: http
address: http://127.0.0.1:{port}
network: {{ allow: 127.0.0.1 }}
key: email
writes:
  - name: upsert
    on: [add, change, withdraw]
    request:
      post: /rows
      json: |
        {{ "input": {{rows}} }}
    most: {{ rows: 100 }}
    answer: {{ rows: result, by: order, taken: {{ path: status, words: [created] }}, id: id }}
"""

TOOL = {
    "config/sources/tool.yaml": """source: tool
connector: files
folder: tool
role: marketing
streams:
  people: { mapping: tool-person, files: "*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } } }
""",
    "mappings/tool-person.yaml": """mapping: tool-person
record: lead
identity: { id: Id, modified: { from: Modified, as: date-time, format: iso } }
null-words: [""]
fields: { email: { from: Email, as: email }, first-name: First, last-name: Last, company: Company }
""",
    "config/survivorship.yaml": "default: most recent\nsources: [crm, tool]\n",
}


class Receiver:
    def __init__(self, work, *options):
        program = work / "receiver"
        if not program.exists():
            subprocess.run(["cc", "-O2", "-std=c11", "-o", program, bench.root / "Benchmarks" / "receiver.c"], check=True)
        self.process = subprocess.Popen([program, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def end(self):
        """Requests, and median and 99th percentile of the time between two, in microseconds."""
        self.process.stdin.close()
        return [int(word) for word in self.process.stdout.readline().split()]


def workspace(work, name, leads):
    folder = work / name
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / "config" / "feeds").mkdir()
    (folder / "config" / "destinations").mkdir()
    (folder / "inbox").mkdir()
    secret = folder / "secret"
    secret.write_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwTGVhZGxvb3A=")
    secret.chmod(0o600)
    with open(folder / "inbox" / "leads.csv", "w", encoding="utf-8") as file:
        file.write("Id,Modified,Email,First,Last,Company,Status,Reason\n")
        for number in range(leads):
            file.write(f"{number},2026-01-05T10:00:00Z,person{number}@example.com,Ada,Byron {number},Acme {number % 997},Closed,Timing\n")
    return folder


def aim(folder, name, text, to):
    (folder / "config" / "destinations" / f"{to}.yaml").write_text(text)
    (folder / "config" / "feeds" / f"{name}.yaml").write_text(FEED.format(name=name, to=to))


def send(folder, *names):
    return bench.run([bench.binary, "delivery", "send", *names, "--wait", "0", "--quiet", "--output", "json"], folder)


def tell(case, leads, wall, cpu, peak, requests, median, p99):
    print(f"{case:<9} {leads:>9,} {leads / wall:>12,.0f}/s {cpu:>7.2f} CPU s {peak:>6.0f} MiB  {requests:>8,} requests, "
          f"{median} µs between two, 99 %: {p99} µs", flush=True)


def echoes(work, leads, isSystem):
    """CPU seconds of reading an export of a system whose records say what they were written to say."""
    folder = workspace(work, f"deliver-echoes-{isSystem}", leads)
    for path, text in TOOL.items():
        (folder / path).write_text(text)
    (folder / "tool").mkdir()

    def export(modified, company):
        with open(folder / "tool" / "people.csv", "w", encoding="utf-8") as file:
            file.write("Id,Modified,Email,First,Last,Company\n")
            for number in range(leads):
                file.write(f"t{number},{modified},person{number}@example.com,Ada,Byron {number},{company(number)}\n")

    export("2026-01-02T06:00:05Z", lambda number: f"Old {number % 997}")
    receiver = Receiver(work, "--rows", '"reason"')
    text = SYSTEM.format(port=receiver.port)
    aim(folder, "rows", text.replace("key: email", "key: email\nsystem: tool") if isSystem else text, "system")
    bench.run([bench.binary, "sync", "--quiet", "--now", "2026-03-01T06:00:00Z"], folder)
    send(folder)
    receiver.end()
    # Written into just now.
    export(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), lambda number: f"Acme {number % 997}")
    _, cpu, peak, said = bench.run([bench.binary, "sync", "--quiet", "--output", "json"], folder)
    told = [json.loads(line) for line in said.splitlines()]
    unchanged = next(run["unchanged"] for run in told if run["source"] == "tool")
    if unchanged != (leads if isSystem else 0):
        sys.exit(f"{unchanged:,} of {leads:,} records are echoes: {said}")
    print(f"{'echoes' if isSystem else 'no echoes':<9} {leads:>9,} {cpu:>7.2f} CPU s {peak:>6.0f} MiB", flush=True)
    return cpu


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=30_000)
    parser.add_argument("--assert", dest="asserts", action="store_true")
    parser.add_argument("--work", type=pathlib.Path, default=bench.root / ".build" / "bench")
    options = parser.parse_args()
    work, leads = options.work, options.leads
    work.mkdir(parents=True, exist_ok=True)
    misses = []

    def events(case, hanging):
        folder = workspace(work, f"deliver-{case}", leads)
        receiver = Receiver(work)
        aim(folder, "events", WEBHOOK.format(name="healthy", port=receiver.port, more="at-once: 16"), "healthy")
        silent = Receiver(work, "--hang") if hanging else None
        for number in range(hanging):
            aim(folder, f"hanging{number}", WEBHOOK.format(
                name=f"hanging{number}", port=silent.port, more="limits: { total: 20s, stall: 20s }"), f"hanging{number}")
        bench.run([bench.binary, "sync", "--quiet", "--now", "2026-03-01T06:00:00Z"], folder)
        began = time.perf_counter()
        _, cpu, peak, _ = send_tolerant(folder)
        wall = time.perf_counter() - began
        requests, median, p99 = receiver.end()
        if silent:
            silent.end()
            # The hanging ones end by their time-out; the healthy one was done long before.
            wall = requests * median / 1e6
        tell(case, leads, wall, cpu, peak, requests, median, p99)
        return leads / wall, p99

    def send_tolerant(folder):
        try:
            return send(folder)
        except SystemExit:
            return 0, 0, 0, ""

    rate, p99 = events("events", 0)
    if rate < GOAL_EVENTS / NOISE:
        misses.append(f"events: {rate:,.0f} a second, goal {GOAL_EVENTS:,}")
    folder = workspace(work, "deliver-rows", leads * 10)
    receiver = Receiver(work, "--rows", '"reason"')
    aim(folder, "rows", SYSTEM.format(port=receiver.port), "system")
    bench.run([bench.binary, "sync", "--quiet", "--now", "2026-03-01T06:00:00Z"], folder)
    wall, cpu, peak, _ = send(folder)
    tell("rows", leads * 10, wall, cpu, peak, *receiver.end())
    if leads * 10 / wall < GOAL_ROWS / NOISE:
        misses.append(f"rows: {leads * 10 / wall:,.0f} a second, goal {GOAL_ROWS:,}")
    _, beside = events("hanging", 50)
    print(f"hanging destinations: the 99th percentile is {beside / max(p99, 1):.2f} times what it is without them")
    if beside > p99 * GOAL_P99 * NOISE:
        misses.append(f"hanging: {beside} µs beside {p99} µs, goal {GOAL_P99:.2f} times")
    share = echoes(work, leads, True) / echoes(work, leads, False)
    print(f"echoes: {share:.2f} times the CPU of records that are none")
    if share > GOAL_ECHOES * NOISE:
        misses.append(f"echoes: {share:.2f} times, goal {GOAL_ECHOES:.1f}")
    for miss in misses:
        print("MISS", miss)
    sys.exit(1 if misses and options.asserts else 0)


if __name__ == "__main__":
    main()
