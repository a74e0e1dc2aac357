"""A Singer tap that plays one of many parts, well-behaved and not. Takes --config, --catalog, --state and --discover as taps do.

The configuration says which part: {"part": "ordinary"}; {"rows": 6} says how many contacts there are.
"""
import argparse
import json
import os
import subprocess
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--config", required=True)
parser.add_argument("--catalog")
parser.add_argument("--properties")
parser.add_argument("--state")
parser.add_argument("--discover", action="store_true")
options = parser.parse_args()
config = json.load(open(options.config))
part = config.get("part", "ordinary")
state = json.load(open(options.state)) if options.state else {}
since = state.get("bookmarks", {}).get("contacts", {}).get("id", 0)


def say(text, end="\n"):
    sys.stdout.write(text + end)
    sys.stdout.flush()


def message(kind, **members):
    say(json.dumps({"type": kind, **members}))


def contact(number):
    return {
        "id": str(number),
        "email": f"person{number}@example.com",
        "status": "open",
        "updated_at": f"2026-03-{number % 28 + 1:02d}T10:00:00Z",
        "owner": {"name": "Ada"},
        "secret_note": "not asked for",
    }


def chosen(record):
    """What the catalog selects of a record."""
    if not options.catalog:
        return record
    streams = json.load(open(options.catalog))["streams"]
    stream = next(s for s in streams if s["tap_stream_id"] == "contacts")
    selected = {m["breadcrumb"][1] for m in stream["metadata"] if len(m["breadcrumb"]) == 2 and m["metadata"].get("selected")}
    return {key: value for key, value in record.items() if key in selected or key == "id"}


def is_selected(name):
    if not options.catalog:
        return True
    streams = json.load(open(options.catalog))["streams"]
    stream = next(s for s in streams if s["tap_stream_id"] == name)
    return any(m["breadcrumb"] == [] and m["metadata"].get("selected") for m in stream["metadata"])


def schema(name="contacts"):
    message("SCHEMA", stream=name, schema={"type": "object", "properties": {}}, key_properties=["id"])


def record(number, name="contacts"):
    message("RECORD", stream=name, record=chosen(contact(number)), time_extracted=f"2026-11-22T18:00:{time.time() % 60:09.6f}Z")


def bookmark(number):
    message("STATE", value={"bookmarks": {"contacts": {"id": number}}})


def discover():
    def entry(name):
        return {
            "tap_stream_id": name,
            "stream": name,
            "key_properties": ["id"],
            "schema": {"type": "object", "properties": {key: {"type": ["null", "string"]} for key in contact(1)}},
            "metadata": [{"breadcrumb": [], "metadata": {"inclusion": "available", "selected": True}}],
        }

    say(json.dumps({"streams": [entry("contacts"), entry("deals")]}, indent=2))


def ordinary():
    names = [name for name in ["contacts", "deals"] if is_selected(name)]
    for name in names:
        schema(name)
    for number in range(since + 1, config.get("rows", 6) + 1):
        for name in names:
            record(number, name) if name == "contacts" else message("RECORD", stream=name, record={"id": number})
        if number % 2 == 0:
            bookmark(number)


def canary():
    # What a tap says of errors may hold all that must not be seen.
    sys.stderr.write("token=canary-in-errors person1@example.com\nsecond line\n")
    sys.stderr.flush()


if options.discover:
    if part == "bad-catalog":
        say("no JSON")
    elif part == "discover-fails":
        canary()
        sys.exit(2)
    else:
        discover()
    sys.exit(0)

if part == "ordinary":
    ordinary()
elif part == "fails":
    schema()
    for number in (1, 2):
        record(number)
    bookmark(2)
    record(3)
    canary()
    sys.exit(3)
elif part == "garbage":
    schema()
    record(1)
    say("Traceback: person1@example.com")
    record(2)
elif part == "cut":
    schema()
    record(1)
    bookmark(1)
    say('{"type": "RECORD", "stream": "contacts", "record": {"id": "2", "em', end="")
elif part == "no-line-end":
    schema()
    say(json.dumps({"type": "RECORD", "stream": "contacts", "record": contact(1)}), end="")
elif part == "unknown":
    schema()
    record(1)
    message("HELLO")
elif part == "batch":
    schema()
    message("BATCH", stream="contacts", encoding={"format": "jsonl"}, manifest=["file:///tmp/a"])
elif part == "record-first":
    record(1)
    schema()
elif part == "twice-a-member":
    schema()
    say('{"type": "RECORD", "stream": "contacts", "record": {"id": "1"}, "record": {"id": "2"}}')
elif part == "bad-record":
    schema()
    say('{"type": "RECORD", "stream": "contacts", "record": {"id": "1", "id": "2"}}')
    record(2)
elif part == "no-state":
    schema()
    record(1)
elif part == "full-table":
    schema()
    message("ACTIVATE_VERSION", stream="contacts", version=1)
    record(1)
    message("ACTIVATE_VERSION", stream="contacts", version=1)
    bookmark(1)
elif part == "nothing":
    pass
elif part == "another":
    schema("people")
    message("RECORD", stream="people", record={"id": 1})
elif part == "silent":
    schema()
    record(1)
    bookmark(1)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    open(config["pids"], "w").write(f"{os.getpid()} {child.pid}")
    time.sleep(600)
elif part == "chatters":
    schema()
    while True:
        sys.stderr.write("still here\n")
        sys.stderr.flush()
        time.sleep(0.1)
elif part == "lingers":
    schema()
    record(1)
    bookmark(1)
    sys.stdout.close()
    os.close(1)
    time.sleep(600)
elif part == "errors-without-end":
    schema()
    for _ in range(4000):
        sys.stderr.write("x" * 1023 + "\n")
    record(1)
    bookmark(1)
elif part == "looks-around":
    schema()
    seen = {
        "id": "1",
        "environment": sorted(os.environ),
        "arguments": sys.argv[1:],
        "descriptors": sorted(int(n) for n in os.listdir("/proc/self/fd"))[:-1],
        "group": os.getpgrp() == os.getpid(),
        "token": os.environ.get("TAP_TOKEN", ""),
        "input": len(sys.stdin.read()),
        "core": __import__("resource").getrlimit(4)[0],
        "memory": __import__("resource").getrlimit(9)[0] >> 20,
        "privileges": "NoNewPrivs:\t1" in open("/proc/self/status").read(),
    }
    message("RECORD", stream="contacts", record=seen)
    bookmark(1)
elif part == "eats-memory":
    schema()
    record(1)
    bookmark(1)
    kept = bytearray(1 << 30)
elif part == "spins":
    schema()
    record(1)
    bookmark(1)
    while True:
        pass
elif part == "many":
    schema()
    for number in range(1, config["rows"] + 1):
        record(number)
    bookmark(config["rows"])
    record(0)
else:
    sys.exit(f"there is no part {part}")
