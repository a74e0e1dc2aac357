"""A company's folder, made from a seed: two sources of files, of which one tells everything each time, one that is asked over HTTP, a
feed of files that are also sent to somebody, and one whose messages go to a system."""
import csv
import json
import os
import random
import shutil
import signal
import subprocess

FIRST_DAY = "2026-10-0{}T06:00:00Z"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwTGVhZGxvb3A="
LEADS = ["Id", "Modified", "Email", "First", "Last", "City", "Phone", "Owner", "Status", "Reason"]
PROSPECTS = ["Id", "Modified", "CrmId", "Email", "First", "Last", "City", "Score"]

CONFIGURATION = {
    "config/leadloop.yaml": "backup: { folder: backups, keep: 20 }\n",
    "config/agreement.yaml": """\
agreement:
  - effective-from: 2025-01-01
    zone: UTC
    recycling:
      triggers: [discarded, rejected, closed-lost, untouched after 14d]
      never: [spam]
      reasons:
        timing:      { track: back-in-season, after: 90d, cycles: 3 }
        no-response: { track: re-engage, after: 30d, cycles: 2 }
        unknown:     { track: re-engage, after: 45d, cycles: 1 }
        untouched:   { track: first-touch, after: 0d, cycles: 2 }
""",
    "config/matching.yaml": "keys: [email, phone + first-name + last-name]\nshared-above: 12\nrole-accounts: [info, sales]\n",
    "config/survivorship.yaml": "default: most recent\nsources: [crm, web, shop]\n",
    "config/sources/crm.yaml": """\
source: crm
connector: files
folder: inbox
role: crm
streams:
  leads: { mapping: crm-lead, files: "leads*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } } }
""",
    "config/sources/web.yaml": """\
source: web
connector: files
folder: inbox
role: marketing
streams:
  prospects: { mapping: web-prospect, files: "prospects*.csv", complete: true, format: { csv: { delimiter: ",", encoding: utf-8, header: true } } }
""",
    "config/sources/shop.yaml": """\
source: shop
connector: http
role: marketing
address: http://127.0.0.1:PORT/v1
auth: { bearer: file:secret }
network: { allow: 127.0.0.1 }
streams:
  people:
    mapping: shop-person
    request: { get: /people, query: { page_token: "{cursor}" } }
    format: { json: { records: data } }
    paging: { cursor: meta.next }
""",
    "config/destinations/journey.yaml": """\
destination: journey
connector: webhook
address: http://127.0.0.1:PORT/hook
signing: file:secret
network: { allow: 127.0.0.1 }
""",
    "config/destinations/partner.yaml": """\
destination: partner
connector: files
address: http://127.0.0.1:PORT/files
network: { allow: 127.0.0.1 }
auth: { bearer: file:secret }
""",
    "config/feeds/hook.yaml": """\
feed: hook
select: { decision: recycle }
fields: { email: email, first: first-name, city: city, reason: discard-reason, track: track }
to: { destination: journey }
""",
    "config/feeds/nurture.yaml": """\
feed: nurture
select: { decision: recycle }
fields: { lead: lead-id, email: email, first: first-name, city: city, reason: discard-reason, track: track, what: action }
format: ndjson
to: { folder: feeds/nurture, upload: partner }
mode: incremental
withdrawals: always
""",
    "mappings/crm-lead.yaml": """\
mapping: crm-lead
record: lead
ids: crm
identity: { id: Id, modified: { from: Modified, as: date-time, format: iso } }
null-words: [""]
fields:
  email: { from: Email, as: email }
  first-name: First
  last-name: Last
  city: City
  phone: { from: Phone, as: phone, region: US }
  owner: Owner
status:
  from: Status
  values: { Open: assigned, Working: working, Closed: discarded, Converted: sales-qualified }
discard-reason:
  from: Reason
  values: { Timing: timing, Silent: no-response, Spam: spam }
""",
    "mappings/web-prospect.yaml": """\
mapping: web-prospect
record: lead
ids: web
identity: { id: Id, modified: { from: Modified, as: date-time, format: iso } }
references: { crm: CrmId }
null-words: [""]
fields:
  email: { from: Email, as: email }
  first-name: First
  last-name: Last
  city: City
  score: { from: Score, as: number }
""",
    "mappings/shop-person.yaml": """\
mapping: shop-person
record: lead
ids: shop
identity: { id: id, modified: { from: changed, as: date-time, format: iso } }
null-words: [""]
fields: { email: { from: email, as: email }, first-name: first, city: town }
""",
    "secret": SECRET,
}


def program():
    """The program that is tried; a debug build, since only that dies where it is told to."""
    home = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return os.environ.get("LEADLOOP") or os.path.join(home, ".build/debug/leadloop")


def day(number):
    return FIRST_DAY.format(number)


class Said:
    """What a command said, and how it ended: negative where a signal ended it."""

    def __init__(self, words, status, text):
        self.words, self.status, self.text = words, status, text

    def __str__(self):
        return f"leadloop {' '.join(self.words)} ended with {self.status}:\n{self.text[-1500:]}"


class World:
    def __init__(self, folder, office, seed, people=90):
        self.folder, self.office, self.seed, self.people = folder, office, seed, people

    # MARK: Its folder

    def make(self):
        for name, text in CONFIGURATION.items():
            self.write(name, text.replace("PORT", str(self.office.port)))
        os.chmod(self.path("secret"), 0o600)
        self.write("config/leadloop.yaml", CONFIGURATION["config/leadloop.yaml"])
        return self

    def copy(self, folder):
        """The same at another place. Nothing of a store knows where it lies."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return World(folder, self.office, self.seed, self.people)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", newline="") as file:
            file.write(text)

    def read(self, name):
        with open(self.path(name)) as file:
            return file.read()

    def edit(self, name, old, new):
        text = self.read(name)
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new))

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    # MARK: What happens in the systems

    def deliver(self, number):
        """Exports of a day, the same for the same seed: a third of the leads new, others changed, a few gone from what tells everything."""
        dice = random.Random(f"{self.seed} {number}")
        changed = f"2026-0{dice.randint(2, 8)}-{dice.randint(10, 27)}T10:0{number}:00Z"
        leads, prospects, shop = [], [], []
        for person in range(self.people * number // 2 + self.people // 2):
            email = f"person{person // 2 if dice.random() < 0.1 else person}@example.com"
            town = dice.choice(["Oslo", "Rome", "Porto", ""])
            first = dice.choice(["Ada", "Ben", "Cleo"])
            if dice.random() < (1 if number == 1 else 0.4):
                leads.append({
                    "Id": f"c{person}", "Modified": changed, "Email": email, "First": first, "Last": f"Name{person}", "City": town,
                    "Owner": dice.choice(["north", "south"]),
                    "Status": dice.choice(["Open", "Working", "Closed", "Closed", "Converted"]),
                    "Reason": dice.choice(["Timing", "Silent", "Spam", ""]),
                })
            if person % 3 == 0 and dice.random() > 0.02 * (number - 1):
                prospects.append({
                    "Id": f"w{person}", "Modified": changed, "Email": email, "First": first, "City": town,
                    "Score": str(dice.randint(1, 99)), "CrmId": f"c{person}" if person % 6 == 0 else "",
                })
            if person % 2 == 0:
                shop.append({"id": f"s{person}", "changed": changed, "email": email, "first": first, "town": town})
        # Some that nobody can read.
        for odd in range(3):
            leads.append({"Id": f"odd{number}{odd}", "Modified": changed, "Email": f"odd{odd}@example.com", "Status": "Parked"})
        self.table(f"inbox/leads-{number}.csv", LEADS, leads)
        self.table(f"inbox/prospects-{number}.csv", PROSPECTS, prospects)
        self.office.people = shop

    def table(self, name, columns, rows):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", quoting=csv.QUOTE_ALL)
            writer.writeheader()
            writer.writerows(rows)

    # MARK: The program

    def run(self, words, through=(), **surroundings):
        process = self.start(words, through, **surroundings)
        return self.ended(process, words)

    def start(self, words, through=(), **surroundings):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LEADLOOP_")}
        return subprocess.Popen(
            [*through, program(), *words], cwd=self.folder, env={**environment, **surroundings}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    @staticmethod
    def ended(process, words, seconds=120):
        try:
            text, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)
            text, _ = process.communicate()
            return Said(words, 124, f"it did not end within {seconds} s\n" + text.decode(errors="replace"))
        return Said(words, process.returncode, text.decode(errors="replace"))

    def must(self, words, accepted=(0, 4), **surroundings):
        said = self.run(words, **surroundings)
        if said.status not in accepted:
            raise Unexpected(str(said))
        return said

    def sync(self, number, accepted=(0, 4)):
        return self.must(["sync", "--now", day(number)], accepted)

    def first_recycled(self):
        """A lead that the feed has, by its number in sales' system."""
        rows = [json.loads(line) for line in self.must(["lead", "find", "person", "--output", "ndjson"]).text.splitlines() if line.startswith("{")]
        return rows


class Unexpected(Exception):
    """A command ended as it should not have."""
