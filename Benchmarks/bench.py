#!/usr/bin/env python3
"""Measures whole syncs as whole processes: wall and CPU seconds, rates, peak memory, store size.

    python3 Benchmarks/bench.py [--people 100000 1000000] [--peers] [--work DIR]

Needs the export generator and the peers' scripts in ../shared/bench beside the project; says so and stops where they are
not there. The peers run in the Python given by BENCH_PYTHON (duckdb, polars, pyarrow, lxml installed). Compare figures of
one run only.

Cases: `first` sync of CSV + JSON + XML into an empty store; `again` with the very same files; `whole` second exports with
1.5 % of the records changed or new; `delta`: only those records, into the store of the first sync.
"""
import argparse
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


def measure(work, people, with_peers):
    generate(work, people)
    first, whole, delta = (work / f"{people}-{name}" for name in ("first", "whole", "delta"))
    size = sum((first / name).stat().st_size for name in FILES)
    print(f"\n{people:,} people, {size / 1e6:,.0f} MB of CSV + JSON + XML")
    sync = [binary, "sync", "--output", "json", "--quiet"]
    folder = workspace(work, f"{people}-leadloop")
    deliver(folder, first)
    wall, cpu, peak, out = run([*sync, "--now", "2026-02-01T00:00:00Z"], folder)
    counts = read_counts(out)
    ours = cpu, wall
    line("first sync", wall, cpu, peak, counts["read"], size, f"store {store_bytes(folder) / 1e6:,.0f} MB = {store_bytes(folder) / size:.2f} x exports  {counts}")
    # In a process of its own: what this one holds would count as the peak of each it starts.
    if people <= 200_000:
        subprocess.run([sys.executable, __file__, "--score", folder, "--people", str(people), "--work", work], check=True)
    wall, cpu, peak, out = run([*sync, "--now", "2026-02-01T00:00:00Z"], folder)
    line("the same files again", wall, cpu, peak, counts["read"], size, str(read_counts(out)))
    wall, cpu, _, _ = run(["openssl", "dgst", "-sha256", *(first / name for name in FILES)], folder)
    line("  openssl dgst -sha256", wall, cpu, 0, counts["read"], size)
    # A copy of the store, so that both kinds of second delivery start from the same.
    copy = work / f"{people}-copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    deliver(folder, whole)
    wall, cpu, peak, out = run([*sync, "--now", "2026-02-02T00:00:00Z"], folder)
    line("whole second exports", wall, cpu, peak, read_counts(out)["read"], size, f"{cpu / ours[0]:.3f} x first  {read_counts(out)}")
    deliver(copy, delta)
    wall, cpu, peak, out = run([*sync, "--now", "2026-02-02T00:00:00Z"], copy)
    line("delta", wall, cpu, peak, read_counts(out)["read"], sum((delta / n).stat().st_size for n in FILES), f"{cpu / ours[0]:.3f} x first  {read_counts(out)}")
    if with_peers:
        for peer in ("duckdb", "polars"):
            wall, cpu, peak, _ = run([python, shared / f"{peer}_sync.py", first, work / f"{people}-{peer}"], work, {"POLARS_MAX_THREADS": "2"})
            line(f"peer {peer}", wall, cpu, peak, counts["read"], size, f"ours: {ours[0] / cpu:.2f} x its CPU, {ours[1] / wall:.2f} x its wall")


def score(folder, work, people):
    """Scores who was found to be whom against the generator's truth."""
    import json
    out = subprocess.run([binary, "db", "dump"], cwd=folder, stdout=subprocess.PIPE, check=True).stdout
    path = work / f"{people}-clusters.csv"
    with open(path, "w") as file:
        file.write("source,source_id,cluster_id\n")
        for number, text in enumerate(out.splitlines()):
            row = json.loads(text)
            for record in row.get("records", []) if "lead" in row and "records" in row else []:
                source, _, identifier = record.split("/", 2)
                file.write(f"{source},{identifier},{number}\n")
    subprocess.run([python, shared / "score.py", work / f"{people}-first" / "truth.csv", path])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--peers", action="store_true", help="measure the peers in the same run")
    parser.add_argument("--work", type=pathlib.Path, default=root / "Benchmarks" / "results")
    parser.add_argument("--score", type=pathlib.Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.score:
        return score(arguments.score, arguments.work.resolve(), arguments.people[0])
    if not shared.exists():
        sys.exit("The generator is not here: ../shared/bench is missing beside the project.")
    if not binary.exists():
        sys.exit("Build first: make build")
    arguments.work.mkdir(parents=True, exist_ok=True)
    for people in arguments.people:
        measure(arguments.work.resolve(), people, arguments.peers)


if __name__ == "__main__":
    main()
