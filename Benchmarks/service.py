#!/usr/bin/env python3
"""Measures what a service costs that has nothing to do, and a sync that finds nothing new.

    python3 Benchmarks/service.py [--sources 20] [--records 50000] [--idle 60] [--assert] [--work DIR]

Goals: an idle service takes less than 1 % of a core and at most 60 MB; a sync of 20 sources of 50,000 records each that finds all
as it was takes at most three times the CPU of hashing the bytes (`sha256sum`), beside what an empty run takes. With --assert the end is 1
where one is missed. Compare figures of one run only.
"""
import argparse
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

PROGRAM = pathlib.Path(__file__).resolve().parent.parent / ".build/release/leadloop"
GOAL_IDLE, GOAL_MEMORY, GOAL_HASHES = 0.01, 60, 3.0
FIRST = ["Ada", "Bob", "Grace", "Linus", "Mary", "Niklaus"]
STATUS = ["New", "Contacted", "Qualified", "Closed Lost"]

SOURCE = """source: {name}
connector: files
role: {role}
folder: inbox/{name}
schedule: "@yearly"
streams:
  leads: {{ mapping: bench-{name}, files: "leads*.csv", format: {{ csv: {{ delimiter: ",", encoding: utf-8, header: true }} }} }}
"""
MAPPING = """mapping: bench-{name}
record: lead
ids: {name}
identity: {{ id: Id, modified: {{ from: Modified, as: date-time, format: iso }} }}
null-words: [""]
fields: {{ email: Email, first-name: First, last-name: Last, company: Company }}
status: {{ from: Status, values: {{ New: assigned, Contacted: working, Qualified: sales-qualified, Closed Lost: discarded }} }}
"""


def make(work, sources, records):
    """A company's folder, and the paths of its exports."""
    subprocess.run([PROGRAM, "init"], cwd=work, check=True, capture_output=True)
    for folder in ["config/sources", "mappings", "config/feeds"]:
        for file in (work / folder).glob("*.yaml"):
            file.unlink()
    paths = []
    for number in range(sources):
        name = f"s{number:02}"
        role = "crm" if number % 2 else "marketing"
        (work / f"config/sources/{name}.yaml").write_text(SOURCE.format(name=name, role=role))
        (work / f"mappings/bench-{name}.yaml").write_text(MAPPING.format(name=name))
        path = work / "inbox" / name / "leads.csv"
        path.parent.mkdir(parents=True)
        with open(path, "w", encoding="utf-8", newline="") as out:
            out.write("Id,Modified,Email,First,Last,Company,Status\n")
            for row in range(records):
                out.write(
                    f"{row},2026-0{1 + row % 9}-1{row % 10}T10:00:00Z,p{row}.{name}@example.com,{FIRST[row % 6]},"
                    f"Name{row % 977},Company {row % 4001},{STATUS[row % 4]}\n")
        paths.append(path)
    survivorship = work / "config/survivorship.yaml"
    names = ", ".join(f"s{number:02}" for number in range(sources))
    survivorship.write_text(f"default: most recent\nsources: [{names}]\n")
    return paths


def cpu(command, work):
    """CPU seconds and peak memory in MiB of a command."""
    process = subprocess.Popen(command, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(map(str, command))} ended with {status}: {said.decode()[-2000:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def idle(work, seconds):
    """Share of a core and resident MiB of a service that has nothing to do."""
    process = subprocess.Popen(
        [PROGRAM, "serve", "--listen", "127.0.0.1:18420", "--status", "127.0.0.1:18421", "--log", "json"], cwd=work,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def used():
        fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    try:
        for _ in range(100):
            try:
                urllib.request.urlopen("http://127.0.0.1:18421/healthz", timeout=5).read()
                break
            except OSError:
                time.sleep(0.2)
        else:
            sys.exit("the service did not come up")
        # What is due at the start is done.
        time.sleep(15)
        before, began = used(), time.monotonic()
        # Prometheus asks each 15 seconds.
        while time.monotonic() - began < seconds:
            urllib.request.urlopen("http://127.0.0.1:18421/metrics", timeout=5).read()
            time.sleep(min(15, max(0.1, seconds - (time.monotonic() - began))))
        share = (used() - before) / (time.monotonic() - began)
        resident = int(pathlib.Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
        return share, resident
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sources", type=int, default=20)
    options.add_argument("--records", type=int, default=50_000)
    options.add_argument("--idle", type=float, default=60)
    options.add_argument("--assert", action="store_true", dest="asserts")
    options.add_argument("--work", type=pathlib.Path, default=pathlib.Path(".build/bench-service"))
    given = options.parse_args()
    work = given.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    paths = make(work, given.sources, given.records)
    size = sum(path.stat().st_size for path in paths)
    print(f"{given.sources} sources of {given.records:,} records, {size / 2**20:.0f} MiB")
    first, peak = cpu([PROGRAM, "sync", "--quiet"], work)
    print(f"first sync      {first:7.2f} CPU s, {peak:.0f} MiB")
    hashing = min(cpu(["sha256sum", *paths], work)[0] for _ in range(3))
    print(f"sha256sum       {hashing:7.2f} CPU s")
    news = []
    for _ in range(3):
        spent, peak = cpu([PROGRAM, "sync", "--quiet"], work)
        news.append(spent)
        print(f"nothing new     {spent:7.2f} CPU s, {peak:.0f} MiB")
    ratio = min(news) / hashing
    share, resident = idle(work, given.idle)
    missed = []
    for name, value, goal, text in [
        ("nothing new / hashing", ratio, GOAL_HASHES, f"x{ratio:.2f} (goal x{GOAL_HASHES:.0f})"),
        ("idle service", share, GOAL_IDLE, f"{share:.2%} of a core (goal {GOAL_IDLE:.0%})"),
        ("idle memory", resident, GOAL_MEMORY, f"{resident:.0f} MiB (goal {GOAL_MEMORY})"),
    ]:
        if value > goal:
            missed.append(name)
        print(f"{name:24}{text}{'' if value <= goal else '  MISS'}")
    shutil.rmtree(work)
    sys.exit(1 if missed and given.asserts else 0)


if __name__ == "__main__":
    main()
