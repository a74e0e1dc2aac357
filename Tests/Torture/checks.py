"""What holds of a folder after everything that was interrupted has been made up for."""
import json
import os
import sqlite3

STORE = "store/leadloop.sqlite"
# Files that only a process at work may have.
LEFTOVERS = (".partial", ".plan-")


class Violation(Exception):
    """A promise that was broken, in a sentence."""


def told(world):
    """What the receiver of files knows by them: of each lead the last that was said, in the order of the files."""
    return by_lead((name, world.read(f"feeds/nurture/{name}")) for name in listed(world, "feeds/nurture"))


def sent(world):
    """The same of the files that were sent."""
    return by_lead((name, body.decode()) for name, body in sorted(world.office.files.items()))


def by_lead(files):
    known = {}
    for name, text in files:
        if name.endswith(".ndjson"):
            for line in text.splitlines():
                row = json.loads(line)
                known[row["lead"]] = row
    # Leads' numbers are each store's own, and a row that may have been there before is told as a change of it.
    for row in known.values():
        del row["lead"]
        row["what"] = {"add": "has", "change": "has"}.get(row["what"], row["what"])
    return sorted(json.dumps(row, sort_keys=True) for row in known.values())


def held(world):
    """What the receiver of messages has."""
    return sorted(json.dumps(fields, sort_keys=True) for fields in world.office.held.values())


def dump(world, **surroundings):
    return world.must(["db", "dump"], **surroundings).text


def listed(world, folder):
    path = world.path(folder)
    return sorted(os.listdir(path)) if os.path.isdir(path) else []


def stand(world, **surroundings):
    """Everything that must be as if nothing had happened."""
    return {"the canonical dump": dump(world, **surroundings).splitlines(), "files of the feed": told(world),
            "files that were sent": sent(world), "messages": held(world)}


def compare(expected, found):
    for what, wanted in expected.items():
        if wanted == found[what]:
            continue
        missing = [line for line in wanted if line not in set(found[what])]
        more = [line for line in found[what] if line not in set(wanted)]
        raise Violation(f"{what}: {len(missing)} lines are missing and {len(more)} are too many; {missing[:2]} {more[:2]}")


def whole(world, **surroundings):
    """The store, its files and those of its feeds, each for itself."""
    database = sqlite3.connect(f"file:{world.path(STORE)}?mode=ro", uri=True)
    try:
        found = [row[0] for row in database.execute("PRAGMA integrity_check")]
        if found != ["ok"]:
            raise Violation(f"the store is damaged: {found[:3]}")
        broken = database.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise Violation(f"{len(broken)} rows of the store refer to none, the first of {broken[0][0]}")
        open_runs = database.execute("SELECT count(*) FROM run WHERE outcome IS NULL").fetchone()[0]
        if open_runs:
            raise Violation(f"{open_runs} runs are said to be still at work")
    finally:
        database.close()
    said = world.run(["feed", "verify"], **surroundings)
    if said.status != 0:
        raise Violation(f"a file is not what its manifest says: {said}")
    for folder, _, names in os.walk(world.folder):
        for name in names:
            if any(mark in name for mark in LEFTOVERS):
                raise Violation(f"{os.path.relpath(os.path.join(folder, name), world.folder)} was left behind")
