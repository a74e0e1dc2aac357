"""Kills the program at each place that it comes to, and holds what comes of it against a run that nobody disturbed."""
import collections
import os
import random
import re
import signal
import sqlite3

import checks
from scenarios import SCENARIOS
from world import Unexpected, day

LAST = 4


def declared():
    """Every place that the program names."""
    home = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with open(os.path.join(home, "Sources/Failpoints/Failpoint.swift")) as file:
        return set(re.findall(r'^ +case \w+ = "([a-z.-]+)"$', file.read(), re.M))


class Rig:
    def __init__(self, office, folder, seed):
        self.office, self.folder, self.seed = office, folder, seed
        self.made = 0

    def base(self):
        """A company after its first day. What the receivers have by then belongs to it."""
        from world import World

        self.office.forget()
        self.world = World(os.path.join(self.folder, f"base-{self.seed}"), self.office, self.seed).make()
        self.world.deliver(1)
        self.world.sync(1)
        self.state = self.office.state()
        return self

    def begin(self, scenario):
        """A fresh copy, prepared."""
        self.made += 1
        self.office.put_back(self.state)
        world = self.world.copy(os.path.join(self.folder, f"{self.seed}-{self.made}"))
        self.world.deliver(1)
        if scenario.prepare:
            scenario.prepare(world)
        return world

    def settle(self, world, scenario):
        """What happens on the next day, after which nothing may wait any more."""
        world.deliver(LAST)
        world.must(["sync", "--now", day(LAST)], **scenario.surroundings)
        checks.whole(world, **scenario.surroundings)
        return checks.stand(world, **scenario.surroundings)

    def undisturbed(self, scenario):
        """What is to come of it, and how often it comes to which place."""
        world = self.begin(scenario)
        try:
            world.must(scenario.words, scenario.accepted, LEADLOOP_PLACES="places", **scenario.surroundings)
            passed = collections.Counter(world.read("places").split())
            os.remove(world.path("places"))
            return self.settle(world, scenario), passed
        finally:
            world.remove()

    def killed(self, scenario, place, times, expected):
        world = self.begin(scenario)
        try:
            said = world.run(scenario.words, LEADLOOP_DIE_AT=f"{place}:{times}", **scenario.surroundings)
            if said.status != -signal.SIGKILL:
                raise checks.Violation(f"it did not come to the place: {said}")
            for words in scenario.again:
                world.must(words, scenario.again_accepted, **scenario.surroundings)
            checks.compare(expected, self.settle(world, scenario))
        finally:
            world.remove()

    def tables(self):
        database = sqlite3.connect(self.world.path(checks.STORE))
        try:
            return {row[0] for row in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'grdb%'")}
        finally:
            database.close()


def run(office, folder, seeds, report, only=None, share=1.0):
    """
    - only: `scenario:place:times` of one kill, as a violation names it.
    - share: of all kills; those that are left out are drawn by the seed.
    """
    reached, kills, tables = set(), 0, set()
    wanted = only.rsplit(":", 2) if only else None
    for seed in seeds:
        rig = Rig(office, folder, seed).base()
        tables |= rig.tables()
        dice = random.Random(seed)
        for scenario in SCENARIOS:
            if wanted and scenario.name != wanted[0]:
                continue
            try:
                expected, passed = rig.undisturbed(scenario)
            except (Unexpected, checks.Violation) as trouble:
                report.violation(f"undisturbed: {scenario.name}: {trouble}", f"places --seed {seed}")
                continue
            reached |= set(passed)
            for place, count in sorted(passed.items()):
                # The first time, and another.
                for times in {1, dice.randint(1, count)} if not wanted else {int(wanted[2])}:
                    if wanted and place != wanted[1] or not wanted and dice.random() > share:
                        continue
                    kills += 1
                    report.step(f"{scenario.name}, {place}, {times} of {count}")
                    try:
                        rig.killed(scenario, place, times, expected)
                    except (Unexpected, checks.Violation) as trouble:
                        report.violation(
                            f"{scenario.name}, killed at {place}, time {times}: {trouble}",
                            f"places --seed {seed} --only '{scenario.name}:{place}:{times}'")
        rig.world.remove()
    if not wanted:
        for place in sorted(declared() - reached):
            report.violation(f"no scenario comes to {place}", "places")
    report.count("places", {
        "places": len(reached), "declared": len(declared()), "tables written": len([name for name in reached if name.startswith("write.")]),
        "tables": len(tables), "scenarios": len(SCENARIOS), "seeds": len(seeds), "kills": kills,
        "tables never written": sorted(tables - {name[6:] for name in reached if name.startswith("write.")}),
    })
