"""Salesforce, REST queryAll: SOQL, pages behind an id or by locators that die with the session, deleted, merged and converted leads, what
sales did with them, errors as lists."""
import re

from playing import Answer, Vendor, iso, parsed, play, time_of

SIZE = 90
FORM = "%Y-%m-%dT%H:%M:%S.000+0000"


def salesforce_id(prefix, number):
    """Eighteen characters, the last three a checksum of the letters' case."""
    short = f"{prefix}5g{number:010d}"
    tail = ""
    for part in (short[0:5], short[5:10], short[10:15]):
        bits = sum(1 << place for place, letter in enumerate(part) if letter.isupper())
        tail += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits]
    return short + tail


class Salesforce(Vendor):
    identity = ('/services/oauth2/userinfo', {'preferred_username': 'leadloop@example.com', 'organization_id': '00D5g000001ExampleEAC'})

    def answer(self, asked):
        if asked.path == "/services/oauth2/token":
            return self.oauth(asked, instance_url="http://127.0.0.1", scope="api")
        self.wants_token(asked, (401, [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]))
        page = re.fullmatch(r"/services/data/v60.0/query/01g(\d+)-(\d+)", asked.path)
        if page:
            if int(page[1]) != self.tokens:
                raise Answer(400, [{"message": "invalid query locator", "errorCode": "INVALID_QUERY_LOCATOR"}])
            return self.page(int(page[2]))
        if asked.path != "/services/data/v60.0/queryAll":
            raise Answer(404, [{"message": "The requested resource does not exist", "errorCode": "NOT_FOUND"}])
        query = re.fullmatch(r"SELECT (.+) FROM (\w+) WHERE (.+?)(?: ORDER BY (\w+)(?:, Id)?)?(?: LIMIT (\d+))?", asked.query["q"])
        if not query:
            raise Answer(400, [{"message": "unexpected token", "errorCode": "MALFORMED_QUERY"}])
        fields = query[1].split(",")
        if len(set(fields)) < len(fields):
            raise Answer(400, [{"message": "duplicate field selected", "errorCode": "INVALID_FIELD"}])
        rows = [row for row in getattr(self, query[2].lower())() if all(self.fits(row, part) for part in query[3].split(" AND "))]
        rows.sort(key=lambda row: (row[query[4] or "Id"], row["Id"]))
        url = f"/services/data/v60.0/sobjects/{query[2]}"
        self.found = [{"attributes": {"type": query[2], "url": f"{url}/{row['Id']}"}, **self.chosen(row, fields)} for row in rows[: int(query[5] or 50_000)]]
        return self.page(0)

    def fits(self, row, condition):
        column, operator, value = re.fullmatch(r"(\w+) (>=|>|=) (\S+)", condition).groups()
        if column == "Id":
            value = value.strip("'")
            return row["Id"] > value if operator == ">" else row["Id"] == value
        return parsed(row[column].replace("+0000", "+00:00")) >= parsed(value)

    def page(self, start):
        # Fewer than were asked for, as of records that are large.
        rows = self.found
        answer = {"totalSize": len(rows), "done": start + SIZE >= len(rows), "records": rows[start : start + SIZE]}
        if not answer["done"]:
            answer["nextRecordsUrl"] = f"/services/data/v60.0/query/01g{self.tokens}-{start + SIZE}"
        return answer

    def chosen(self, row, fields):
        found = {}
        for field in fields:
            head, _, tail = field.partition(".")
            if tail:
                found[head] = {"attributes": {"type": "User"}, tail: row.get(head)} if row.get(head) else None
            else:
                found[head] = row.get(head)
        return found

    def lead(self):
        rows = []
        for n, day in self.people():
            row = {
                "Id": salesforce_id("00Q", n),
                "Email": f"person{n}@example.com",
                "FirstName": f"Given{n}",
                "LastName": f"Family{n}",
                "Company": "-" if n == 9 else f"Company {n}",
                "Status": "Working - Contacted" if n % 2 else "Open - Not Contacted",
                "Owner": "Ada",
                "HasOptedOutOfEmail": n == 6 or (n, day) == (1, 2),
                "DoNotCall": False,
                "IsDeleted": False,
                "CreatedDate": iso(time_of(n), FORM),
                "SystemModstamp": iso(time_of(n, day), FORM),
            }
            if n == 8:
                row |= {"Status": "Closed - Not Converted", "Disqualified_Reason__c": "Bad Timing"}
            if self.day == 2 and n in (2, 3, 5):
                row |= {"SystemModstamp": iso(time_of(n, 2), FORM)}
            if self.day == 2 and n == 2:
                row |= {"IsDeleted": True}
            if self.day == 2 and n == 3:
                row |= {"IsDeleted": True, "MasterRecordId": salesforce_id("00Q", 4)}
            if self.day == 2 and n == 5:
                row |= {"Status": "Closed - Converted", "ConvertedContactId": salesforce_id("003", 5)}
            rows.append(row)
        return rows

    def contact(self):
        if self.day == 1:
            return []
        return [
            {
                "Id": salesforce_id("003", 5),
                "Email": "person5@example.com",
                "FirstName": "Given5",
                "LastName": "Family5",
                "IsDeleted": False,
                "HasOptedOutOfEmail": False,
                "CreatedDate": iso(time_of(5, 2), FORM),
                "SystemModstamp": iso(time_of(5, 2), FORM),
            }
        ]

    def opportunity(self):
        if self.day == 1:
            return []
        stamp = iso(time_of(5, 2), FORM)
        return [{"Id": salesforce_id("006", 5), "Name": "Planning", "ContactId": salesforce_id("003", 5), "StageName": "Negotiation/Review", "Amount": 24000.5, "CloseDate": "2026-09-30", "IsDeleted": False, "CreatedDate": stamp, "SystemModstamp": stamp}]

    def task(self):
        """A call that was made, and one that is still to be; on the second day one of them is no more."""
        rows = []
        for n, status in ((2, "Completed"), (4, "Not Started")):
            day = 2 if self.day == 2 and n == 4 else 1
            rows.append(
                {
                    "Id": salesforce_id("00T", n),
                    "WhoId": salesforce_id("00Q", n),
                    "Status": status,
                    "TaskSubtype": "Call",
                    "Subject": "Call",
                    "Owner": "Ada",
                    "IsDeleted": day == 2,
                    "CompletedDateTime": iso(time_of(n), FORM) if status == "Completed" else None,
                    "ActivityDate": "2026-03-09",
                    "CreatedDate": iso(time_of(n), FORM),
                    "SystemModstamp": iso(time_of(n, day), FORM),
                }
            )
        return rows

    def event(self):
        if self.day == 1:
            return []
        stamp = iso(time_of(4, 2), FORM)
        return [{"Id": salesforce_id("00U", 4), "WhoId": salesforce_id("00Q", 4), "Type": "Meeting", "EventSubtype": "Event", "Subject": "First talk", "StartDateTime": iso(time_of(9), FORM), "Owner": "Ada", "IsDeleted": False, "SystemModstamp": stamp}]

    def fault(self, name):
        faults = {
            "throttle": Answer(503, [{"message": "Server Unavailable", "errorCode": "SERVER_UNAVAILABLE"}]),
            "error": Answer(403, [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]),
            "expired": Answer(401, [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]),
        }
        if name == "expired":
            self.tokens += 1  # the one that was given is no more
        return faults[name]


if __name__ == "__main__":
    play(Salesforce())
