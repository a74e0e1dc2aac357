#!/usr/bin/env python3
"""Tortures a debug build of the program, and counts what it did not survive.

    torture.py [places|kill|io|full|power|clocks|fuzz|self-test|all|quick] [--seed N] [--seeds N] [--only WHAT] [--minutes N]

Each kind of torture does to a company's folder what a machine does: it kills, fails, fills up, loses power, sets the clock. Then it gives
the command that an operator would give, and holds what came of it against a folder to which nothing was done: the canonical dump, the
files of feeds, what receivers have. Counts are printed and kept in .build/torture/report.json; it ends with 1 where a promise was broken.
"""
import argparse
import json
import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import places  # noqa: E402
from office import Office  # noqa: E402

HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Report:
    """Counts and violations, on the terminal and in a file."""

    def __init__(self, path):
        self.path, self.counts, self.violations, self.began = path, {}, [], time.time()
        self.last = 0

    def step(self, text):
        if time.time() - self.last > 15:
            self.last = time.time()
            print(f"torture: {int(self.last - self.began)} s: {text}", flush=True)

    def violation(self, text, repeat):
        self.violations.append({"violation": text, "repeat": f"Tests/Torture/torture.py {repeat}"})
        print(f"torture: VIOLATION: {text}\n    {self.violations[-1]['repeat']}", file=sys.stderr, flush=True)

    def count(self, kind, numbers):
        self.counts[kind] = numbers
        print(f"torture: {kind}: " + ", ".join(f"{name} {value}" for name, value in numbers.items()), flush=True)

    def save(self):
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        with open(self.path, "w") as file:
            json.dump({"seconds": round(time.time() - self.began), "counts": self.counts, "violations": self.violations}, file, indent=2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", nargs="?", default="all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--only")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.seeds)
    report = Report(os.path.join(HOME, ".build/torture/report.json"))
    folder = tempfile.mkdtemp(prefix="leadloop-torture-")
    office = Office()
    try:
        if options.kind in ("places", "all"):
            places.run(office, folder, seeds, report, options.only)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        report.save()
    print(f"torture: violations: {len(report.violations)}")
    sys.exit(1 if report.violations else 0)


if __name__ == "__main__":
    main()
