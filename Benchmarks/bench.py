#!/usr/bin/env python3
"""Measures whole syncs as whole processes: wall and CPU seconds, rates, peak memory, store size.

    python3 Benchmarks/bench.py [--people 10000 100000 1000000] [--peers] [--assert] [--work DIR]

Needs the export generator and the peers' scripts in ../shared/bench beside the project; says so and stops where they are
not there. The peers run in the Python given by BENCH_PYTHON (duckdb, polars, pyarrow, lxml installed). Compare figures of
one run only.

Cases: `first` sync of CSV + JSON + XML into an empty store; `again` with the very same files; `whole` second exports with
1.5 % of the records changed or new; `delta`: only those records, into the store of the first sync; `rebuild` of a store from
its raw records. Before them: starting up, and the readers alone, beside DuckDB's count(*), orjson line by line and
xmllint --sax. `plan`: what changed files would do to everything that is stored, as a share of the first sync's CPU.

`decide`: every lead is decided anew by another agreement, in CPU a lead, writes included; and what is due on a day, in CPU
a lead that is due.

The goal of every plan is at most half of the first sync's CPU, and memory that does not grow with the store. With --assert
each plan is held to it, with the tolerance NOISE for a busy machine, and the end is 1 where one misses it. Those of KNOWN_MISSES
miss it today: each is printed as a miss, and ends with 1 only where it has become dearer than the limit of its own beside it.
Who makes one cheap enough takes it off that list. Below 100,000 people the costs of starting up weigh too much to tell.
"""
import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent
shared = root.parent / "shared" / "bench"
binary = root / ".build" / "release" / "leadloop"
reader = root / ".build" / "release" / "ReadRecords"
python = os.environ.get("BENCH_PYTHON", sys.executable)
FILES = ["salesforce_leads.csv", "hubspot_contacts.json", "pardot_prospects.xml"]


def run(command, cwd, env=None):
    """Runs a command to its end: (wall, CPU, peak MiB, standard output)."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **(env or {})})
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 4):
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{err.decode()[-2000:]}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out.decode()


def generate(work, people):
    """The exports of so many people, once: first, whole second, and delta."""
    generator = work / "leadgen"
    if not generator.exists():
        subprocess.run(["cc", "-O2", "-std=c11", "-o", generator, shared / "leadgen.c"], check=True)
    for name, options in (("first", []), ("whole", ["--revision", "1"]), ("delta", ["--delta"])):
        folder = work / f"{people}-{name}"
        if not (folder / "truth.csv").exists():
            subprocess.run([generator, "--people", str(people), "--out", folder, *options], check=True, stderr=subprocess.DEVNULL)


def workspace(work, name):
    """An empty folder with the benchmark's sources and the shipped matching rules and agreement."""
    folder = work / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(root / "Benchmarks" / "config", folder / "config")
    shutil.copytree(root / "Benchmarks" / "mappings", folder / "mappings")
    for shipped in ("matching.yaml", "agreement.yaml"):
        shutil.copy(root / "config" / shipped, folder / "config" / shipped)
    (folder / "inbox").mkdir()
    return folder


def deliver(folder, exports):
    for name in FILES:
        (folder / "inbox" / name).unlink(missing_ok=True)
        os.link(exports / name, folder / "inbox" / name)


def store_bytes(folder):
    return sum(f.stat().st_size for f in (folder / "store").glob("leadloop.sqlite*"))


def read_counts(output):
    """read, inserted, updated of the JSON lines of a sync."""
    import json
    rows = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return {key: sum(row[key] for row in rows) for key in ("read", "inserted", "updated", "unchanged", "rejected", "recycled")}


def line(name, wall, cpu, peak, records, size, extra=""):
    print(f"{name:28} wall {wall:7.2f} s  cpu {cpu:7.2f} s  {records / cpu:9,.0f} rec/cpu-s  {size / 1e6 / cpu:6.1f} MB/cpu-s"
          f"  peak {peak:5.0f} MiB  {extra}", flush=True)


def measure_start(work):
    """The median of starting up: the program alone, and with a workspace and a store to read."""
    times = {}
    folder = workspace(work, "start")
    run([binary, "sync", "--quiet"], folder)
    for name, command in {"--version": ["--version"], "runs list": ["runs", "list"]}.items():
        walls = sorted(run([binary, *command], folder)[0] for _ in range(21))
        times[name] = f"{walls[10] * 1000:.1f} ms"
    print(f"start-up, median of 21: {times}")


ORJSON = "import sys, orjson\nn = 0\nfor line in open(sys.argv[1], 'rb'):\n    n += len(orjson.loads(line)) > 0\nprint(n)"
DUCKDB = "import sys, duckdb\ndb = duckdb.connect(config={'threads': 2})\nprint(db.execute(f\"select count(*) from read_csv('{sys.argv[1]}', all_varchar=true)\").fetchone()[0])"


def measure_readers(work, people, with_peers):
    """Each reader alone: CPU seconds and peak memory, and the peer's CPU."""
    first = work / f"{people}-first"
    peers = {
        "salesforce_leads.csv": ("duckdb count(*)", [python, "-c", DUCKDB]),
        "hubspot_contacts.ndjson": ("orjson by line", [python, "-c", ORJSON]),
        "hubspot_contacts.json": ("orjson by line", None),
        "pardot_prospects.xml": ("xmllint --sax", ["xmllint", "--sax", "--noout", "--huge"]),
    }
    lines = None
    for name, (peer, command) in peers.items():
        size = (first / name).stat().st_size
        wall, cpu, peak, out = run([reader, first / name], work)
        text = f"read {name:24} {size / 1e6:6.0f} MB  cpu {cpu:6.2f} s  {size / 1e6 / cpu:6.0f} MB/cpu-s  peak {peak:4.0f} MiB"
        if with_peers and command:
            began = resource.getrusage(resource.RUSAGE_CHILDREN)
            with open(os.devnull, "w") as nothing:
                subprocess.run([*command, first / name], stdout=nothing, check=True)
            ended = resource.getrusage(resource.RUSAGE_CHILDREN)
            other = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
            text += f"  {cpu / other:.2f} x {peer} ({other:.2f} s)"
        if name.endswith(".ndjson"):
            lines = cpu
        elif name.endswith(".json"):
            text += f"  {cpu / lines:.2f} x the same as lines"
        print(text, flush=True)


def measure(work, people, with_peers):
    generate(work, people)
    first, whole, delta = (work / f"{people}-{name}" for name in ("first", "whole", "delta"))
    size = sum((first / name).stat().st_size for name in FILES)
    print(f"\n{people:,} people, {size / 1e6:,.0f} MB of CSV + JSON + XML")
    measure_readers(work, people, with_peers)
    sync = [binary, "sync", "--output", "json", "--quiet"]
    folder = workspace(work, f"{people}-leadloop")
    deliver(folder, first)
    wall, cpu, peak, out = run([*sync, "--now", "2026-02-01T00:00:00Z"], folder)
    counts = read_counts(out)
    ours = cpu, wall
    line("first sync", wall, cpu, peak, counts["read"], size, f"store {store_bytes(folder) / 1e6:,.0f} MB = {store_bytes(folder) / size:.2f} x exports  {counts}")
    # In a process of its own: what this one holds would count as the peak of each it starts.
    if with_peers:
        subprocess.run([sys.executable, __file__, "--score", folder, "--people", str(people), "--work", work], check=True)
    wall, cpu, peak, out = run([*sync, "--now", "2026-02-01T00:00:00Z"], folder)
    line("the same files again", wall, cpu, peak, counts["read"], size, str(read_counts(out)))
    wall, cpu, _, _ = run(["openssl", "dgst", "-sha256", *(first / name for name in FILES)], folder)
    line("  openssl dgst -sha256", wall, cpu, 0, counts["read"], size)
    wall, cpu, peak, _ = run([binary, "report", "scorecard", "--period", "2025", "--as-of", "2026-02-01T00:00:00Z", "--output", "json"], folder)
    line("report scorecard", wall, cpu, peak, counts["read"], size, f"{cpu / people * 1e6:.1f} µs of CPU a person")
    passed = measure_plans(folder, people, ours[0], counts["read"], size)
    # Copies of the store, so that both kinds of second delivery start from the same.
    copy = work / f"{people}-copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    passed += measure_decisions(copy, size)
    shutil.rmtree(copy)
    shutil.copytree(folder, copy)
    deliver(folder, whole)
    wall, cpu, peak, out = run([*sync, "--now", "2026-02-02T00:00:00Z"], folder)
    line("whole second exports", wall, cpu, peak, read_counts(out)["read"], size, f"{cpu / ours[0]:.3f} x first  {read_counts(out)}")
    deliver(copy, delta)
    wall, cpu, peak, out = run([*sync, "--now", "2026-02-02T00:00:00Z"], copy)
    line("delta", wall, cpu, peak, read_counts(out)["read"], sum((delta / n).stat().st_size for n in FILES), f"{cpu / ours[0]:.3f} x first  {read_counts(out)}")
    wall, cpu, peak, out = run([binary, "db", "rebuild", "--output", "json", "--quiet", "--now", "2026-02-02T00:00:00Z"], copy)
    line("rebuild from raw records", wall, cpu, peak, read_counts(out)["read"], size, f"{cpu / ours[0]:.3f} x first  {read_counts(out)}")
    if with_peers:
        for peer in ("duckdb", "polars"):
            wall, cpu, peak, _ = run([python, shared / f"{peer}_sync.py", first, work / f"{people}-{peer}"], work, {"POLARS_MAX_THREADS": "2"})
            line(f"peer {peer}", wall, cpu, peak, counts["read"], size, f"ours: {ours[0] / cpu:.2f} x its CPU, {ours[1] / wall:.2f} x its wall")
    return [f"{people:,} people: {one}" for one in passed] if people >= ASSERTED_FROM else []


# At most this share of the first sync's CPU, and this peak in MiB however large the store is. NOISE: what a busy machine adds.
GOAL_SHARE, GOAL_PEAK, NOISE = 0.5, 110, 0.1
# Name, files, edits.
PLANS = [
    ("one status word of each mapping", "mappings/*.yaml", [
        ("Nurturing: nurturing", "Nurturing: new"), ("ATTEMPTED_TO_CONTACT: nurturing", "ATTEMPTED_TO_CONTACT: working"),
        ("Recycled: nurturing", "Recycled: new")]),
    ("a value of every lead", "mappings/bench-salesforce.yaml", [("industry: Industry", "industry: LeadSource")]),
    ("another address to match by", "mappings/bench-salesforce.yaml", [("company: Company", "company: City")]),
    ("the agreement", "config/agreement.yaml", [("30d", "45d")]),
    ("the matching rules", "config/matching.yaml", [("  - email\n", "")]),
]
# Plans that miss the goal: the share and the peak that they may not pass either, a fifth above what a quiet machine measures.
KNOWN_MISSES = {
    "a value of every lead": {"share": 0.9},
    "another address to match by": {"share": 1.3, "peak": 225},
    "the matching rules": {"peak": 215},
}
# Fewer people say nothing about shares.
ASSERTED_FROM = 100_000
# With fewer people a plan may reach a goal that it misses with more.
MISSES_SEEN_FROM = 1_000_000


def judge(name, people, share, peak):
    """Prints where a plan misses the goal as it is known to; what it does that it must not."""
    passed = []
    known = KNOWN_MISSES.get(name, {})
    for what, value, goal, limit in (
        ("share", share, GOAL_SHARE, known.get("share")), ("peak", peak, GOAL_PEAK, known.get("peak")),
    ):
        said = f"{value:.3f} x the CPU of the first sync" if what == "share" else f"a peak of {value:.0f} MiB"
        if limit is None:
            if value > goal * (1 + NOISE):
                passed.append(f"plan: {name}: {said}; the goal is {goal}, with {NOISE:.0%} for noise")
        elif value > limit:
            passed.append(f"plan: {name}: {said}; it missed the goal of {goal} before, and at most {limit} are allowed")
        elif value > goal:
            print(f"  KNOWN MISS: {name}: {said}; the goal is {goal}", flush=True)
        elif people >= MISSES_SEEN_FROM:
            print(f"  NO MISS: {name}: {said} reaches the goal of {goal}; take its {what} off KNOWN_MISSES", flush=True)
    return passed


def measure_plans(folder, people, first_cpu, records, size):
    """Plans of changed files over everything that a store holds, each taken back before the next; what missed the goal."""
    passed = []
    for name, pattern, edits in PLANS:
        before = {path: path.read_text() for path in folder.glob(pattern)}
        for path, text in before.items():
            for old, new in edits:
                text = text.replace(old, new)
            path.write_text(text)
        assert any(path.read_text() != text for path, text in before.items()), f"nothing changed for '{name}'"
        wall, cpu, peak, out = run([binary, "plan", "--output", "json", "--quiet", "--now", "2026-02-02T00:00:00Z"], folder)
        leads = json.loads(out)["effects"]["leads"]
        line(f"plan: {name}", wall, cpu, peak, records, size, f"{cpu / first_cpu:.3f} x first  {leads:,} leads would change")
        for path, text in before.items():
            path.write_text(text)
        passed += judge(name, people, cpu / first_cpu, peak)
    return passed


# CPU that deciding a lead anew may take, writes included, and what a day without anything due may take: no lead is looked at.
DECIDE_GOAL_MICROSECONDS, IDLE_GOAL_SECONDS = 15, 0.3
# Name and edits of the agreement.
POLICIES = [
    ("a longer rest", [("30d", "45d")]),
    ("another date: every decision is written", [("2025-01-01", "2025-01-02")]),
    ("rules that ask for fields and activities", [
        ("after: 30d, cycles: 2 }", "after: 30d, cycles: 2, when: { any: [country in US, activity call within 90d] } }"),
        ("after: 90d, cycles: 3 }", "after: 90d, cycles: 3, when: { none: [title contains student] } }")]),
    ("leads that wait are escalated", [
        ("    sales: { ", "    sales: { escalate: [{ after: 1h, track: team-lead }, { after: 1w, track: head-of-sales }], ")]),
]


def measure_decisions(folder, size):
    """Every lead decided anew by each policy, and two days of which one has something due; what missed the goal."""
    import sqlite3
    for name in FILES:
        (folder / "inbox" / name).unlink()
    agreement = folder / "config" / "agreement.yaml"
    before = agreement.read_text()
    passed = []

    def decide(now):
        return run([binary, "sync", "--output", "json", "--quiet", "--now", now], folder)

    def query(sql):
        database = sqlite3.connect(f"file:{folder}/store/leadloop.sqlite?mode=ro", uri=True)
        (number,), = database.execute(sql)
        database.close()
        return number

    leads = query("SELECT count(*) FROM lead")
    for name, edits in POLICIES:
        text = before
        for old, new in edits:
            assert old in text, f"the agreement does not say '{old}'"
            text = text.replace(old, new)
        agreement.write_text(text)
        wall, cpu, peak, _ = decide("2026-02-01T00:00:00Z")
        each = cpu / leads * 1e6
        line(f"decide: {name}", wall, cpu, peak, leads, size, f"{each:.1f} us a lead")
        if each > DECIDE_GOAL_MICROSECONDS * (1 + NOISE):
            passed.append(f"decide: {name}: {each:.1f} us a lead; the goal is {DECIDE_GOAL_MICROSECONDS}, with {NOISE:.0%} for noise")
    agreement.write_text(before)
    decide("2026-02-01T00:00:00Z")
    wall, cpu, peak, _ = decide("2026-02-01T00:00:00Z")
    line("decide: nothing is due", wall, cpu, peak, leads, size)
    if cpu > IDLE_GOAL_SECONDS:
        passed.append(f"decide: nothing is due: {cpu:.2f} s; at most {IDLE_GOAL_SECONDS} are allowed however large the store is")
    due = query("SELECT count(*) FROM lead WHERE due IS NOT NULL AND decision <> 0 AND due <= unixepoch('2026-03-02') * 1000")
    idle = cpu
    wall, cpu, peak, _ = decide("2026-03-02T00:00:00Z")
    line("decide: a month later", wall, cpu, peak, leads, size, f"{due:,} due, {max(cpu - idle, 0) / max(due, 1) * 1e6:.0f} us each")
    return passed


def score(folder, work, people):
    """Scores who was found to be whom against the generator's truth. Looks into the store itself: what an observation holds
    first is its record's id (one byte field, one varint `length << 3 | form`, text)."""
    import sqlite3
    database = sqlite3.connect(f"file:{folder}/store/leadloop.sqlite?mode=ro", uri=True)
    sources = dict(database.execute("SELECT stream, source FROM source_stream"))
    path = work / f"{people}-clusters.csv"
    with open(path, "w") as file:
        file.write("source,source_id,cluster_id\n")
        rows = database.execute("SELECT record, lead, observation FROM membership JOIN version ON version = record")
        for record, lead, observation in rows:
            header, start = observation[1], 2
            if header >= 0x80:
                header, start = header & 0x7F | observation[2] << 7, 3
            assert observation[0] == 1, "the id is not the first field"
            file.write(f"{sources[record >> 40]},{observation[start:start + (header >> 3)].decode()},{lead}\n")
    subprocess.run([python, shared / "score.py", work / f"{people}-first" / "truth.csv", path])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--peers", action="store_true", help="measure the peers in the same run")
    parser.add_argument("--work", type=pathlib.Path, default=root / "Benchmarks" / "results")
    parser.add_argument("--assert", dest="asserts", action="store_true", help="fail where a plan misses its goal, or a known miss its limit")
    parser.add_argument("--score", type=pathlib.Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.score:
        return score(arguments.score, arguments.work.resolve(), arguments.people[0])
    if not shared.exists():
        sys.exit("The generator is not here: ../shared/bench is missing beside the project.")
    if not binary.exists():
        sys.exit("Build first: make build")
    arguments.work.mkdir(parents=True, exist_ok=True)
    measure_start(arguments.work.resolve())
    passed = []
    for people in arguments.people:
        passed += measure(arguments.work.resolve(), people, arguments.peers)
    for one in passed:
        print(one, file=sys.stderr)
    if arguments.asserts and max(arguments.people) < ASSERTED_FROM:
        sys.exit(f"--assert says nothing of fewer than {ASSERTED_FROM:,} people.")
    if arguments.asserts and passed:
        sys.exit(1)


if __name__ == "__main__":
    main()
