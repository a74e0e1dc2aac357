"""What must be true of the story persons after each sync, for tests and for readers."""

import json

from . import clock


def record_name(record):
    return {"source": record.source, "id": record.id}


def first_seen(record):
    return "first" if record.created <= clock.FIRST else "second"


def story(who):
    told, late = who.story, who.story.get("joined-by-second", [])
    return {
        "name": who.key, "person": f"{who.first} {who.last}, {who.firm.full_name}", "story": told["story"],
        "records": [{**record_name(r), "kind": r.kind, "since": first_seen(r), **({"one-lead-since": "second"} if r in late else {})}
                    for r in who.records],
        "linked-by": told["linked-by"], "first": told["first"], "second": told["second"],
        **({"with-a-rule": told["with-a-rule"]} if "with-a-rule" in told else {}),
    }


def expected(world, counts):
    """The story persons in words and fields, the pairs that must stay apart, and who is who in the whole world."""
    crowd = [who for who in world.people if who.story is None]
    answer = {
        "about": "What must be true after syncing config/demo/exports/first as of the first moment, and then second as of the second. "
                 "Written by make-exports.py together with the exports; the people are invented.",
        "as-of": {"first": clock.FIRST_SYNC, "second": clock.SECOND_SYNC},
        "how-to-read": {
            "list": "Where a field holds a list, each of its values is right; where it holds one value, only that one.",
            "records": "The records that are one lead, by source and id. 'since' is the first delivery that holds the record; "
                       "'one-lead-since' marks a record that need not be recognised before that delivery.",
            "due": "The day on which the waiting time ends or ended, in UTC; null if nothing waits.",
            "track": "The track under the agreement; null where nothing is recycled or held, and where the agreement names none.",
            "feed": "enters: a row appears with this sync. stays: it appeared before, no second row. withdrawn: it appeared before and is "
                    "taken back. out: no row.",
            "cycles": "Passes through sales so far, the running one included.",
            "with-a-rule": "Under an agreement that has such a rule for the reason, this holds instead.",
            "live": "false: deleted at every source that knew the person; neither counted nor recycled.",
            "stage": "Sales' word outranks marketing's: Salesforce, HubSpot and Dynamics say the stage, Pardot and Marketo only where none of "
                     "them does. Opportunities outrank the lead they came from.",
        },
        "agreement": {
            "about": "What this page was written for. Another agreement decides otherwise.",
            "triggers": ["discarded", "rejected", "closed-lost", "untouched after 14d"],
            "never": ["spam", "bad-data", "duplicate", "existing-customer", "competitor"],
            "reasons": {"timing": "90d", "no-response": "30d", "no-budget": "180d", "unknown": "45d"},
            "in-force": "since October 2025, before the oldest event",
        },
        "counts": counts,
        "persons": [story(who) for who in world.people if who.story],
        "never-one-lead": [{"name": pair.name, "because": pair.because, "records": [record_name(r) for r in pair.records]} for pair in world.never],
        "the-crowd": {
            "about": "Everybody else: the records that are one person. Not all of them can be recognised by what the exports hold; "
                     "records of different lists must never be one lead.",
            "people": [[f"{r.source}:{r.id}" for r in who.records] for who in crowd],
        },
    }
    # One line for each person of the crowd, the rest indented for readers.
    people = answer["the-crowd"].pop("people")
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    listed = ",\n      ".join(json.dumps(one) for one in people)
    ending = '"\n  }\n}'
    assert text.endswith(ending)
    return text[:-len(ending)] + '",\n    "people": [\n      ' + listed + "\n    ]\n  }\n}\n"
