"""Moments of the demo world. Every datetime is naive and means UTC; no clock is read anywhere."""

from datetime import datetime, timedelta

FIRST = datetime(2026, 9, 30, 22, 0)    # the first delivery is exported
SECOND = datetime(2026, 11, 15, 22, 0)  # the second delivery is exported
FIRST_SYNC = "2026-10-01T06:00:00Z"
SECOND_SYNC = "2026-11-16T06:00:00Z"


def at(text):
    """A moment from '2026-08-12' (15:20 UTC, a time of day that is the same date in every zone used here) or '2026-08-12 15:30'."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M") if " " in text else datetime.strptime(text + " 15:20", "%Y-%m-%d %H:%M")


def sunday(year, month, nth):
    first = datetime(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))


def new_york(moment):
    """Local time in America/New_York and its offset in hours (rule in force since 2007)."""
    summer_begins = sunday(moment.year, 3, 2) + timedelta(hours=7)
    summer_ends = sunday(moment.year, 11, 1) + timedelta(hours=6)
    hours = -4 if summer_begins <= moment < summer_ends else -5
    return moment + timedelta(hours=hours), hours


def clock_changes_near(moment):
    """Whether New York's clocks change on the day: such local times could be read in two ways."""
    return moment.date() in (sunday(moment.year, 3, 2).date(), sunday(moment.year, 11, 1).date())


# How the systems spell a moment.

def zulu(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def zulu_millis(moment, millis=None):
    if not moment:
        return None
    if millis is None:
        millis = (moment.minute * 613 + moment.second * 127 + moment.day * 31) % 1000
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{millis:03d}Z"


def plus_zero(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000") if moment else None


def pardot(moment):
    return new_york(moment)[0].strftime("%Y-%m-%d %H:%M:%S") if moment else None


def with_offset(moment):
    local, hours = new_york(moment)
    return local.strftime("%Y-%m-%dT%H:%M:%S") + f"-{-hours:02d}:00"


def us_date(moment):
    local = new_york(moment)[0]
    return f"{local.month}/{local.day}/{local.year}"


def us_minute(moment):
    local = new_york(moment)[0]
    return f"{us_date(moment)} {(local.hour - 1) % 12 + 1}:{local.minute:02d} {'AM' if local.hour < 12 else 'PM'}"
