"""What people do with a store: each is prepared, done once, and may be done again after it was interrupted."""
import os

from world import day


class Scenario:
    def __init__(self, name, words, prepare=None, again=None, accepted=(0, 4), again_accepted=(0, 1, 4), surroundings=None):
        self.name, self.words, self.prepare = name, words, prepare
        # What an operator says after it was interrupted; the same, where nothing else is said.
        self.again = again or [words]
        self.accepted, self.again_accepted = accepted, again_accepted
        self.surroundings = surroundings or {}


def second_day(world):
    world.deliver(2)


def other_owner(world):
    world.edit("mappings/crm-lead.yaml", "owner: Owner", "title: Owner")


def longer_rest(world):
    world.edit("config/agreement.yaml", "after: 90d", "after: 900d")


def planned(world):
    other_owner(world)
    longer_rest(world)
    world.must(["plan", "--out", "plan.json", "--now", day(2)])


def feed_gone(world):
    os.remove(world.path("config/feeds/nurture.yaml"))
    world.must(["plan", "--out", "plan.json", "--now", day(2)])


def mended(world):
    world.must(["quarantine", "export", "--out", "mend.csv", "--source", "crm"])
    world.edit("mend.csv", "Parked", "Closed")


def a_list(world):
    world.table("list.csv", ["email"], [{"email": f"person{number}@example.com"} for number in range(0, 30)])


def entered(world):
    a_list(world)
    world.must(["suppression", "import", "list.csv", "--reason", "opt-out"])


def backed_up(world):
    world.must(["db", "backup", "--to", "copy.sqlite"])
    world.deliver(2)
    world.sync(2)


def put_back(world):
    """After the copy, people were entered and one was erased: the store that was put back does not know it."""
    world.must(["db", "backup", "--to", "copy.sqlite"])
    entered(world)
    world.must(["lead", "erase", "crm:c41", "--yes"])
    world.deliver(2)
    world.sync(2)
    world.must(["db", "restore", "copy.sqlite", "--yes"])


def next_release(world):
    world.write("next/2-second.sql", "CREATE TABLE second (lead INTEGER PRIMARY KEY) STRICT; INSERT INTO second SELECT lead FROM lead;\n")
    world.write("next/3-third.sql", "CREATE TABLE third (lead INTEGER PRIMARY KEY) STRICT; INSERT INTO third SELECT lead FROM second;\n")


def half_read(world):
    """A run died while it read the system's answers: what it read waits until all of it is read."""
    world.deliver(2)
    world.run(["sync", "shop", "--now", day(2)], LEADLOOP_DIE_AT="pages.taken")


SECOND = ["sync", "--now", day(2)]
APPLY = ["apply", "plan.json"]

SCENARIOS = [
    Scenario("sync", SECOND, second_day, again_accepted=(0, 4)),
    Scenario("sync after an edit", SECOND, longer_rest, again_accepted=(0, 4)),
    Scenario("sync of one beside a half", ["sync", "crm", "--now", day(2)], half_read, again_accepted=(0, 4)),
    Scenario("plan", ["plan", "--out", "plan.json", "--now", day(2)], other_owner, again_accepted=(0,)),
    Scenario("apply", APPLY, planned),
    Scenario("apply without a feed", APPLY, feed_gone),
    Scenario("undo a run", ["runs", "undo", "1", "--with-later", "--now", day(2)], second_day),
    Scenario("enter a person", ["suppression", "add", "person7@example.com", "--reason", "opt-out"], again_accepted=(0,)),
    Scenario("enter a list", ["suppression", "import", "list.csv", "--reason", "opt-out"], a_list, again_accepted=(0,)),
    Scenario("take a list back", ["suppression", "remove", "--batch", "1", "--because", "wrong", "--yes"], entered),
    Scenario("erase", ["lead", "erase", "crm:c40", "--yes"]),
    Scenario("mend", ["quarantine", "import", "mend.csv", "--now", day(2)], mended, again_accepted=(0, 1, 3, 4)),
    Scenario("back up", ["db", "backup"], again_accepted=(0,)),
    Scenario("restore", ["db", "restore", "copy.sqlite", "--yes"], backed_up, again_accepted=(0,)),
    Scenario("sync after a restore", ["sync", "--now", day(3)], put_back, again_accepted=(0, 4)),
    Scenario("upgrade", ["db", "migrate"], next_release, again_accepted=(0,), surroundings={"LEADLOOP_NEXT_SCHEMA": "next"}),
]
