#!/usr/bin/env python3
"""Measures how the files of feeds are written, by a release build: CPU seconds and memory for a million rows.

    python3 Benchmarks/feed.py [--leads 1000000] [--assert] [--work DIR]

Each lead is recycled and stands in the feed once; the file is written again as it was, with its manifest and its checksum, after the last
look at who may not be written to. Goal for a million rows: 6 CPU seconds, and no more memory than for a tenth of them. With --assert
the end is 1 where a goal is missed, with the tolerance NOISE for a busy machine. Compare figures of one run only.
"""
import argparse
import json
import pathlib
import sys

import bench
import deliver

GOAL_SECONDS = 6.0
#: Of CPU time, and of memory beside a tenth of the rows.
NOISE, NOISE_MEMORY = 1.3, 1.5

FEED = """feed: people
select: {{ decision: recycle }}
fields: {{ email: email, firstName: first-name, lastName: last-name, company: company, reason: discard-reason, track: track }}
format: {format}
to: {{ folder: feeds }}
mode: incremental
"""
FORMATS = {"csv": "{ csv: machine }", "ndjson": "ndjson"}


def written(work, leads, case, changed):
    """CPU seconds and peak MiB of writing a feed's last file again."""
    folder = deliver.workspace(work, f"feed-{case}", leads)
    (folder / "config" / "feeds" / "people.yaml").write_text(FEED.format(format=FORMATS[case]))
    bench.run([bench.binary, "sync", "--quiet", "--now", "2026-03-01T06:00:00Z"], folder)
    what, command = case, ["feed", "export", "people", "--again"]
    if changed:
        # Each lead has two messages by then, and one row that stands for both.
        inbox = folder / "inbox" / "leads.csv"
        # Line by line: what this process holds at its most counts as its child's, too.
        with open(inbox, encoding="utf-8") as old, open(inbox.with_suffix(".new"), "w", encoding="utf-8") as new:
            for line in old:
                new.write(line.replace("2026-01-05T", "2026-01-06T").replace(",Acme ", ",Apex "))
        inbox.with_suffix(".new").replace(inbox)
        bench.run([bench.binary, "sync", "--quiet", "--now", "2026-03-02T06:00:00Z"], folder)
        what, command = f"{case}, changed", ["feed", "export", "people", "--since", "0", "--out", "all.out"]
    wall, cpu, peak, said = bench.run([bench.binary, *command, "--output", "json"], folder)
    rows = sum(file["rows"] for file in json.loads(said))
    if rows != leads:
        sys.exit(f"{rows:,} rows were written, {leads:,} were to be: {said}")
    print(f"feed rows, {what:<16} {leads:>9,} rows {cpu:>7.2f} CPU s {leads / cpu:>11,.0f} rows/CPU s {peak:>6.0f} MiB", flush=True)
    return cpu, peak


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--assert", dest="asserts", action="store_true")
    parser.add_argument("--work", type=pathlib.Path, default=bench.root / ".build" / "bench")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    misses = []
    for case, changed in (("csv", False), ("ndjson", False), ("csv", True)):
        _, small = written(options.work, options.leads // 10, case, changed)
        cpu, peak = written(options.work, options.leads, case, changed)
        goal = GOAL_SECONDS * options.leads / 1_000_000
        if cpu > goal * NOISE:
            misses.append(f"{case}: {cpu:.2f} CPU seconds, goal {goal:.2f}")
        if peak > small * NOISE_MEMORY:
            misses.append(f"{case}: {peak:.0f} MiB beside {small:.0f} for a tenth of the rows")
    for miss in misses:
        print("MISS", miss)
    sys.exit(1 if misses and options.asserts else 0)


if __name__ == "__main__":
    main()
