#!/usr/bin/env python3
"""Writes the demo exports: two deliveries of a small fictional world, and what must be true after each.

    python3 config/demo/make-exports.py [FOLDER]

A company sells planning software. Its American sales team works in Salesforce with Pardot, the Europeans in HubSpot (two portals), a company
it acquired in Dynamics 365 with Marketo. Some 700 people are known to one or several of these systems, spelled differently in each. The
first delivery was exported on 2026-09-30, the second on 2026-11-15; both about 22:00 UTC.

The same bytes on every run: a fixed seed, no clock, nothing but the standard library. All people, firms and addresses are invented; domains
and telephone numbers are kept free for fiction.
"""

import argparse
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from demo_world import clock, crowd, dynamics, hubspot, marketo, pardot, salesforce, stories  # noqa: E402
from demo_world.expected import expected  # noqa: E402
from demo_world.people import World  # noqa: E402


def delivery(world, now):
    """File name → content and number of records."""
    files = {
        "salesforce-leads-report.csv": salesforce.report(world, now),
        "salesforce-leads-bulk.csv": salesforce.bulk(world, now),
        "salesforce-contacts-soap.xml": salesforce.contacts(world, now),
        "hubspot-contacts.ndjson.gz": hubspot.lines(world, now),
        "pardot-prospects.xml": pardot.prospects(world, now),
        "marketo-leads-bulk.csv": marketo.bulk(world, now),
        "marketo-leads.json": marketo.page(world, now),
        "dynamics-leads.json": dynamics.leads(world, now),
        "activities.csv": salesforce.activities(world, now),
        "opportunities.csv": salesforce.opportunities(world, now),
        "campaigns.csv": salesforce.campaigns(world, now),
    }
    for number, page in enumerate(hubspot.pages(world, now), 1):
        files[f"hubspot-contacts-page{number}.json"] = page
    return dict(sorted(files.items()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(__file__).resolve().parent / "exports", help="where they are put")
    folder = parser.parse_args().folder
    world = World()
    stories.tell_stories(world)
    crowd.gather(world)
    world.finish()
    counts = {}
    for name, now in (("first", clock.FIRST), ("second", clock.SECOND)):
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        for stale in target.glob("hubspot-contacts-page*.json"):
            stale.unlink()
        files = delivery(world, now)
        for file, (content, _) in files.items():
            (target / file).write_bytes(content)
        counts[name] = {file: count for file, (_, count) in files.items()}
        print(f"{target.name}: {sum(counts[name].values()):,} records in {len(files)} files, {sum(len(c) for c, _ in files.values()):,} bytes")
    (folder / "expected.json").write_text(expected(world, counts), encoding="utf-8", newline="\n")
    print(f"expected.json: {sum(who.story is not None for who in world.people)} story persons of {len(world.people)} people")


if __name__ == "__main__":
    main()
