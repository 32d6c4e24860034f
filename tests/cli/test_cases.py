"""Somebody takes an incident or a mention up, answers, closes; how long that takes, in working hours."""
import json
import unittest

from nabz import Folder, World, json_lines

CONFIG = """\
database: nabz.db
time_zone: Asia/Tehran
brands:
  - {name: rahaab, any: [rahaab]}
  - {name: zarinak, any: [zarinak]}
teams:
  - name: care
    recipients: [{address: care@shop.example}]
    quiet_hours: {from: "17:00", to: "09:00"}
    weekend: [thursday, friday]
  - name: always
    recipients: [{address: always@shop.example}]
rules:
  - {name: r1, kind: spike, brands: [rahaab], team: care}
  - {name: r2, kind: spike, brands: [zarinak], team: always}
mail: {from: nabz@shop.example, relays: [{url: "smtp://127.0.0.1:9"}]}
"""


class Cases(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.folder.write("nabz.yaml", CONFIG)

    def tearDown(self):
        self.folder.__exit__()

    def take(self, now, *brands):
        lines = "".join(json.dumps({"source": "s", "id": f"{now}{i}", "text": f"{brand} is awful",
                                    "author": "sara"}) + "\n" for i, brand in enumerate(brands))
        self.assertEqual(self.folder.run("import", "-", "--now", now, stdin=lines.encode())[0], 0)

    def do(self, now, *arguments):
        status, out, trouble = self.folder.run("case", *arguments, "--now", now)
        self.assertEqual((status, out, trouble), (0, "", ""), arguments)

    def rows(self, *options):
        status, out, trouble = self.folder.run("cases", "--jsonl", *options)
        self.assertEqual((status, trouble), (0, ""))
        return json_lines(out)

    def test_a_case_goes_its_way_and_remembers_who_did_what(self):
        self.take("2026-11-22T06:00:00Z", "rahaab")
        self.do("2026-11-22T06:10:00Z", "assign", "m1", "sara", "--by", "boss")
        self.do("2026-11-22T06:30:00Z", "ack", "m1", "--by", "sara")
        self.do("2026-11-22T07:00:00Z", "answer", "m1", "--by", "sara", "--note", "پول برگشت")
        self.do("2026-11-22T08:00:00Z", "close", "m1", "--by", "sara")
        row, = self.rows()
        self.assertEqual([row[name] for name in ("case", "team", "state", "assignee",
                                                 "acknowledged", "working_hours")],
                         ["m1", "care", "closed", "sara", "2026-11-22T06:30:00Z", 2])
        self.assertEqual(self.folder.query("SELECT author, state, assignee, note FROM "
                                           "v_case_events ORDER BY number"),
                         [("boss", "assigned", "sara", None),
                          ("sara", "acknowledged", "sara", None),
                          ("sara", "answered", "sara", "پول برگشت"),
                          ("sara", "closed", "sara", None)])
        _, out, _ = self.folder.run("case", "show", "m1")
        self.assertEqual(len(out.splitlines()), 4)
        self.assertIn("answered      sara, for sara: پول برگشت", out)

    def test_a_closed_case_is_opened_by_assigning_it_and_by_nothing_else(self):
        self.take("2026-11-22T06:00:00Z", "rahaab")
        self.do("2026-11-22T07:00:00Z", "close", "m1")
        status, _, trouble = self.folder.run("case", "answer", "m1")
        self.assertEqual((status, "m1: is closed" in trouble), (1, True))
        self.do("2026-11-22T08:00:00Z", "assign", "m1", "reza")
        row, = self.rows("--open")
        self.assertEqual((row["state"], row["closed"], row["assignee"]), ("assigned", None, "reza"))
        self.do("2026-11-22T09:00:00Z", "ack", "m1")
        self.do("2026-11-22T09:30:00Z", "assign", "m1", "sara")
        self.assertEqual(self.rows("--assignee", "sara")[0]["state"], "acknowledged")

    def test_the_report_counts_the_hours_a_team_works(self):
        # Wednesday 16:30 in Tehran; acknowledged on Saturday at 9:30: an hour of work of care.
        self.take("2026-11-18T13:00:00Z", "rahaab", "zarinak", "rahaab")
        for case in ("m1", "m2"):
            self.do("2026-11-21T06:00:00Z", "ack", case)
        self.do("2026-11-21T08:00:00Z", "close", "m1")
        self.do("2026-11-18T13:30:00Z", "ack", "m3")
        teams = {row["team"]: row for row in self.rows("--report")}
        care, always = teams["care"], teams["always"]
        self.assertEqual((care["cases"], care["acknowledged"], care["closed"]), (2, 2, 1))
        self.assertEqual((care["ack_hours_median"], care["ack_hours_p90"]), (.5, 1))
        self.assertEqual((care["close_hours_median"], always["close_hours_median"]), (3, None))
        self.assertEqual(always["ack_hours_median"], 65)
        self.assertEqual([r["team"] for r in self.rows("--report", "--team", "care")], ["care"])
        self.assertEqual(self.rows("--since", "2026-11-19"), [])

    def test_what_cannot_be_done_is_told(self):
        self.take("2026-11-22T06:00:00Z", "rahaab")
        for status, arguments, why in [
                (2, ("ack", "7"), "neither an incident"), (2, ("ack", "mx"), "neither"),
                (2, ("ack", ""), "neither"), (2, ("ack", "m0"), "neither"),
                (1, ("ack", "m9"), "there is no mention 9"), (2, ("assign", "m1"), "wants SUBJECT"),
                (1, ("ack", "i1"), "there is no incident 1"),
                (1, ("show", "m1"), "nobody has done anything"),
                (2, ("ack", "m1", "--team", "x"), "no team 'x'")]:
            got, out, trouble = self.folder.run("case", *arguments)
            self.assertEqual((got, out, why in trouble), (status, "", True), (arguments, trouble))
        self.assertEqual(self.folder.query("SELECT count(*) FROM cases"), [(0,)])
        self.assertEqual(self.folder.run("cases", "--team", "x")[0], 2)


class Incidents(unittest.TestCase):
    def test_an_incident_is_acknowledged_alike_by_either_command(self):
        with World() as world:
            world.crawl("2026-11-15T12:00:00Z")
            world.crawl("2026-11-15T16:00:00Z")
            (incident,), *_ = world.query("SELECT id FROM v_incidents WHERE NOT backfill "
                                          "AND state = 'open' ORDER BY id")
            case = f"i{incident}"
            new = json_lines(world.run("cases", "--jsonl", "--open")[1])
            self.assertIn((case, "new"), [(row["case"], row["state"]) for row in new])
            self.assertTrue(all(row["team"] for row in new))
            now = ("--now", "2026-11-15T17:00:00Z")
            self.assertEqual(world.run("case", "ack", case, *now)[0], 0)
            self.assertEqual(world.query(f"SELECT state FROM v_incidents WHERE id = {incident}"),
                             [("acknowledged",)])
            self.assertEqual(world.run("alert", "ack", str(incident), *now)[0], 0)
            self.assertEqual(world.run("alert", "resolve", str(incident), *now)[0], 0)
            self.assertEqual(world.query("SELECT state FROM v_case_events ORDER BY number"),
                             [("acknowledged",), ("acknowledged",), ("closed",)])
            self.assertEqual(world.query("SELECT state FROM v_cases"), [("closed",)])


if __name__ == "__main__":
    unittest.main()
