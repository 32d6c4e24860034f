"""What the operator hears of sources: once when it begins, again while it lasts, once when it is over."""
import json
import os
import unittest

from nabz import Site

OPERATOR = """
mail: {{from: nabz@rahaab.example, relays: [{{url: "smtp://127.0.0.1:{port}", starttls: never}}]}}
teams:
  - name: ops
    recipients: [{{address: ops@rahaab.example, language: en}}, {{address: fa@rahaab.example}}]
    commands: [{{name: page, run: [./page]}}]
operator: {{team: ops, failures: 3}}
"""


def at(hours):
    return f"2026-11-{22 + hours // 24:02}T{hours % 24:02}:00:00Z"


class Watched(Site):
    """A source that can misbehave, and an operator."""

    def __init__(self, bad, **more):
        super().__init__(bad, **more)
        self.bad = bad
        port = self.smtp()
        self.write("page", "#!/bin/sh\ncat >> events\necho >> events\n")
        os.chmod(self.file("page"), 0o755)
        with open(self.file("nabz.yaml"), "a", encoding="utf8") as config:
            config.write(OPERATOR.format(port=port))

    def answer(self, bad):
        self.write("site.map", self.GOOD + bad)

    def poll(self, hours, *options):
        return self.crawl("--all", *options, now=at(hours))

    def subjects(self, address="ops@rahaab.example"):
        return [str(mail["Subject"]) for mail in self.mails()
                if mail["To"].addresses[0].addr_spec == address]

    def events(self):
        if not os.path.exists(self.file("events")):
            return []
        with open(self.file("events"), encoding="utf8") as lines:
            return [json.loads(line) for line in lines if line.strip()]


BROKEN = "GET /bad\n  status 500\n"
FEED = ('GET /bad\n  header Content-Type: application/rss+xml\n  text <rss version="2.0"><channel>'
        "<title>t</title>%s</channel></rss>\n")
ITEM = "<item><guid>b%d</guid><title>rahaab is bad</title></item>"


class Failing(unittest.TestCase):
    def test_a_source_that_fails_is_told_once_reminded_of_and_told_when_it_is_over(self):
        with Watched(BROKEN) as site:
            for hour in range(3):
                self.assertEqual(site.subjects(), [])
                self.assertEqual(site.poll(hour)[0], 1)
            begun = "Sources that need you (1): bad"
            self.assertEqual(site.subjects(), [begun])
            for hour in (3, 4, 25):
                site.poll(hour)
                self.assertEqual(site.subjects(), [begun])
            still = "Reminder, sources that still need you (1): bad"
            for hour, reminders in ((26, 1), (27, 1), (73, 1), (74, 2), (75, 2)):
                site.poll(hour)
                self.assertEqual(site.subjects(), [begun] + reminders * [still])
            site.answer(FEED % ITEM % 1)
            self.assertEqual(site.poll(76), (0, "", ""))
            over = "Sources that are well again (1): bad"
            self.assertEqual(site.subjects(), [begun, still, still, over])
            self.assertEqual(site.poll(77), (0, "", ""))
            self.assertEqual(len(site.subjects()), 4)
            self.assertEqual(len(site.subjects("fa@rahaab.example")), 4)
            self.assertIn("bad", site.subjects("fa@rahaab.example")[0])
            self.assertEqual(site.query("SELECT source, kind, tellings, ended_utc FROM v_troubles"),
                             [("bad", "failing", 4, at(76))])
            text = site.mails()[0].get_body(("plain",)).get_content()
            self.assertIn("failed 3 times in a row: page 1: HTTP 500", text)
            told = [(event["troubles"][0]["source"], event["troubles"][0]["what"])
                    for event in site.events()]
            self.assertEqual(told, [("bad", what) for what in ("begun", "lasts", "lasts", "over")])
            self.assertEqual(len({event["id"] for event in site.events()}), 4)

    def test_sources_that_fail_together_are_one_letter(self):
        with Watched(BROKEN) as site:
            site.write("site.map", "")
            for hour in range(3):
                site.poll(hour)
            self.assertEqual(site.subjects(), ["Sources that need you (2): bad, good"])
            self.assertEqual(len(site.events()), 1)

    def test_a_source_that_is_gone_is_told_at_once(self):
        with Watched("GET /bad\n  status 410\n") as site:
            site.poll(0)
            self.assertEqual(site.subjects(), ["Sources that need you (1): bad"])

    def test_a_source_that_is_taken_out_is_closed_without_a_word(self):
        with Watched(BROKEN) as site:
            for hour in range(3):
                site.poll(hour)
            with open(site.file("nabz.yaml"), encoding="utf8") as config:
                text = config.read()
            site.write("nabz.yaml", text.replace("name: bad\n", "name: bad\n    enabled: no\n"))
            site.poll(4)
            self.assertEqual(len(site.subjects()), 1)
            self.assertEqual(site.query("SELECT ended_utc FROM v_troubles"), [(at(4),)])

    def test_without_an_operator_it_is_kept_and_told_to_nobody(self):
        with Watched(BROKEN) as site:
            with open(site.file("nabz.yaml"), encoding="utf8") as config:
                text = config.read()
            site.write("nabz.yaml", text.split("operator:")[0])
            for hour in range(6):
                site.poll(hour)
            self.assertEqual(site.mails(), [])
            self.assertEqual(site.query("SELECT kind, told_utc FROM v_troubles"),
                             [("failing", None)])
            site.write("nabz.yaml", text)
            site.poll(7)
            self.assertEqual(site.subjects(), ["Sources that need you (1): bad"])


class Silence(unittest.TestCase):
    def test_a_source_that_goes_silent_against_its_habit_is_told(self):
        with Watched(FEED % ITEM % 0) as site:
            for hour in range(0, 8 * 24, 8):
                site.answer(FEED % "".join(ITEM % (hour + i) for i in range(3)))
                self.assertEqual(site.poll(hour), (0, "", ""))
            self.assertEqual(site.subjects(), [])
            told = None
            for hour in range(8 * 24, 10 * 24, 2):
                site.poll(hour)
                if "bad" in "".join(site.subjects()):
                    told = told or hour
            # Every poll brought news, so nothing is usual but the margin of six hours.
            self.assertEqual(told, 8 * 24)
            self.assertEqual(site.query("SELECT kind FROM v_troubles WHERE source = 'bad'"),
                             [("silent",)])

    def test_pages_without_items_where_there_were_some_are_told(self):
        with Watched(FEED % ITEM % 0) as site:
            site.poll(0)
            site.answer(FEED % "")
            for hour in (1, 2, 3):
                self.assertEqual(site.subjects(), [])
                self.assertEqual(site.poll(hour), (0, "", ""))
            self.assertEqual(site.subjects(), ["Sources that need you (1): bad"])
            self.assertIn("no items 3 times in a row",
                          site.mails()[0].get_body(("plain",)).get_content())


class Chats(unittest.TestCase):
    def test_a_chat_and_a_program_hear_what_the_mail_says_and_nothing_is_lost_while_they_are_down(self):
        hooks = ("POST /slack\n  status 503\nthen\n  status 200\n  text ok\n"
                 "POST /json\n  status 200\nPOST /bot*\n  status 200\n  text {\"ok\":true}\n")
        with Watched(BROKEN + hooks) as site:
            with open(site.file("nabz.yaml"), encoding="utf8") as config:
                text = config.read()
            site.write("nabz.yaml", text.replace("    commands:", f"""\
    webhooks:
      - {{name: slack, kind: slack, url: "{site.http}/slack", language: en, allow_private: yes}}
      - {{name: bot, kind: telegram, url: "{site.http}/bot", chat: "7", allow_private: yes}}
      - {{name: program, url: "{site.http}/json", allow_private: yes}}
      - {{name: issues, kind: ticket, url: "{site.http}/tickets", allow_private: yes}}
    commands:"""))
            for hour in range(5):
                site.poll(hour)
            posts = {}
            for request in site.requests():
                if request["method"] == "POST":
                    posts.setdefault(request["target"], []).append(json.loads(request["body"]))
            self.assertEqual(sorted(posts), ["/bot", "/json", "/slack"])
            self.assertEqual([len(posts[name]) for name in sorted(posts)], [1, 1, 2])
            self.assertEqual(posts["/slack"][0], posts["/slack"][1])
            self.assertIn("bad", json.dumps(posts["/slack"][0]))
            self.assertIn("HTTP 500", json.dumps(posts["/slack"][0]))
            self.assertEqual(posts["/bot"][0]["chat_id"], "7")
            self.assertEqual([t["source"] for t in posts["/json"][0]["troubles"]], ["bad"])
            self.assertEqual([event["event"] for event in site.events()], ["sources"])


if __name__ == "__main__":
    unittest.main()
