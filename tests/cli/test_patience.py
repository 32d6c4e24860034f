"""Reminders and escalation: what a team hears of an incident that nobody takes up."""
import json
import os
import unittest

from nabz import World

HISTORY, SPIKE = "2026-11-15T12:00:00Z", "2026-11-15T16:00:00Z"
CARE, LEAD, HEAD = "care@zarinak.example", "lead@zarinak.example", "head@zarinak.example"


def at(hour, minute=0, day=15):
    return f"2026-11-{day:02}T{hour:02}:{minute:02}:00Z"


class PatientWorld(World):
    """The demo world after its burst, its team with these settings; only the clock goes on."""

    def __init__(self, *settings, before_burst=()):
        super().__init__()
        with open(self.file("nabz.yaml"), encoding="utf8") as source:
            head, tail = source.read().split("\nrules:\n")
        self.write("nabz.yaml", head + "".join(f"\n    {line}" for line in settings) +
                   "\nrules:\n" + tail)
        assert self.crawl(HISTORY) == (0, "", "")
        if before_burst:
            assert self.run(*before_burst, "--now", HISTORY) == (0, "", "")
        assert self.crawl(SPIKE) == (0, "", "")

    def later(self, now):
        got = self.run("crawl", "--no-fetch", "--now", now)
        assert got == (0, "", ""), got

    def told(self):
        return [event for [event] in self.query(
            "SELECT DISTINCT event || ' ' || created_utc FROM v_deliveries ORDER BY id")]

    def severity(self):
        [[severity]] = self.query("SELECT severity FROM v_incidents WHERE state != 'resolved'")
        return severity


class ManyRules(PatientWorld):
    def __init__(self, settings, rules, before_burst=()):
        self.rules = rules
        super().__init__(*settings, before_burst=before_burst)

    def crawl(self, now, *options, extra=None):
        with open(self.file("nabz.yaml"), encoding="utf8") as source:
            text = source.read()
        if self.rules not in text:
            self.write("nabz.yaml", text.replace("\nrules:\n", self.rules + "\n", 1))
        return super().crawl(now, *options, extra=extra)


class Reminders(unittest.TestCase):
    def test_a_team_is_reminded_until_somebody_has_it(self):
        with PatientWorld("remind: 1h") as world:
            for now in (at(16, 30), at(16, 59), at(17), at(17, 30), at(17, 59), at(18, 1)):
                world.later(now)
            told = ["opened " + SPIKE, "reminder " + at(17), "reminder " + at(18, 1)]
            self.assertEqual(world.told(), told)
            mails = [mail for mail in world.mails() if mail["To"].addresses[0].addr_spec == LEAD]
            self.assertEqual(len(mails), 3)
            self.assertEqual(len({mail["Message-ID"] for mail in mails}), 3)
            for mail in mails[1:]:
                self.assertIn("reminder", mail["Subject"])
                self.assertEqual(mail["In-Reply-To"], mails[0]["Message-ID"])
                self.assertIn("Nobody has said yet that they are on it.",
                              mail.get_body(("plain",)).get_content())
            self.assertEqual(world.run("alert", "ack", "1"), (0, "", ""))
            world.later(at(20))
            self.assertEqual(world.told(), told)

    def test_after_a_long_silence_there_is_one_reminder_and_not_many(self):
        with PatientWorld("remind: 10m") as world:
            world.later(at(18))
            world.later(at(18))
            self.assertEqual(world.told(), ["opened " + SPIKE, "reminder " + at(18)])

    def test_what_is_muted_is_not_reminded_of(self):
        with PatientWorld("remind: 1h") as world:
            self.assertEqual(world.run("alert", "mute", "1", "--for", "2h", "--now", SPIKE)[0], 0)
            world.later(at(17, 30))
            self.assertEqual(world.told(), ["opened " + SPIKE])
            world.later(at(18, 30))
            self.assertEqual(world.told(), ["opened " + SPIKE, "reminder " + at(18, 30)])

    def test_without_the_setting_nobody_is_reminded(self):
        with PatientWorld() as world:
            world.later(at(19))
            self.assertEqual(world.told(), ["opened " + SPIKE])

    def test_quiet_hours_hold_a_reminder_and_make_no_second_one(self):
        quiet = 'quiet_hours: {from: "20:00", to: "22:00"}'  # 16:30 to 18:30 in UTC
        with PatientWorld("remind: 1h", quiet) as world:
            critical = world.severity() == "critical"
            for now in (at(17), at(17, 30), at(18), at(18, 29)):
                world.later(now)
            self.assertEqual(world.told()[:2], ["opened " + SPIKE, "reminder " + at(17)])
            if not critical:
                self.assertEqual(len(world.mails()), 2)
                world.later(at(18, 30))
                self.assertEqual(len(world.mails()), 4)
                self.assertEqual(len(world.told()), 2)


class TheEndOfQuietHours(unittest.TestCase):
    """19:00 to 21:00 in Tehran is 15:30 to 17:30 UTC: the burst is in the middle."""
    QUIET = 'quiet_hours: {from: "19:00", to: "21:00", hold_critical: yes}'

    def world(self):
        world = PatientWorld(self.QUIET)
        self.assertEqual(world.mails(), [])
        return world

    def at_the_end(self, world, received):
        world.later(at(17, 29))
        self.assertEqual(world.mails(), [])
        for now in (at(17, 30), at(17, 31), at(18)):
            world.later(now)
        mails = world.mails()
        self.assertEqual(sorted(mail["To"].addresses[0].addr_spec for mail in mails), received)
        return next(mail for mail in mails if mail["To"].addresses[0].addr_spec == LEAD)

    def test_one_message_comes_as_it_is(self):
        with self.world() as world:
            mail = self.at_the_end(world, [CARE, LEAD])
            self.assertIn("negative in", mail["Subject"])
            self.assertEqual(world.query("SELECT DISTINCT state, sent_utc FROM v_deliveries"),
                             [("sent", at(17, 30))])

    def test_a_weekend_holds_as_well_and_the_morning_after_it_tells(self):
        """The burst is on Sunday evening; the team is back on Tuesday at eight, 04:30 UTC."""
        with PatientWorld("weekend: [sunday, monday]",
                          'quiet_hours: {from: "20:00", to: "08:00", hold_critical: yes}') as world:
            for now in (at(20, 31), at(12, 0, 16), at(4, 29, 17)):
                world.later(now)
            self.assertEqual(world.mails(), [])
            world.later(at(4, 30, 17))
            self.assertEqual(sorted(mail["To"].addresses[0].addr_spec for mail in world.mails()),
                             [CARE, LEAD])

    def test_several_are_one_mail_that_tells_how_they_stand(self):
        rules = ("\nrules:\n  - {name: many, kind: threshold, floor: 4, window: 6h, team: care}"
                 "\n  - {name: loud, kind: volume, team: care}")
        commands = "commands: [{name: note, run: [tee, -a, noted]}]"
        with ManyRules([self.QUIET, commands], rules) as world:
            self.assertFalse(os.path.exists(world.file("noted")))
            numbers = [row[0] for row in world.query(
                "SELECT DISTINCT incident FROM v_deliveries WHERE state = 'held' ORDER BY 1")]
            incidents = len(numbers)
            self.assertGreater(incidents, 1)
            self.assertEqual(world.run("alert", "resolve", str(numbers[0])), (0, "", ""))
            mail = self.at_the_end(world, [CARE, LEAD])
            self.assertEqual(mail["Subject"], f"While you were away: {incidents} incidents, "
                                              f"{incidents - 1} still open")
            text = mail.get_body(("plain",)).get_content()
            self.assertLess(text.index("Still open"), text.index("Over by now"))
            [[observed]] = world.query("SELECT CAST(observed AS INTEGER) FROM v_incidents "
                                       f"WHERE id = {numbers[1]}")
            self.assertRegex(text, rf"\n  {observed} negative mentions in .* · since .*\n    "
                                   f"nabz alert show {numbers[1]}\n")
            self.assertGreater(text.index(f"nabz alert show {numbers[0]}\n"), text.index("Over by now"))
            self.assertEqual(world.query(
                "SELECT DISTINCT last_answer LIKE 'told of in <held-back-%' FROM v_deliveries "
                "WHERE state = 'held' AND channel = 'mail'"), [(1,)])
            with open(world.file("noted"), encoding="utf8") as noted:
                event = json.load(noted)
            self.assertEqual((event["event"], event["messages"], event["left_out"]),
                             ("held-back", incidents, 0))
            self.assertEqual(sorted((held["id"], held["open"]) for held in event["incidents"]),
                             [(number, number != numbers[0]) for number in numbers])


def silenced(span, *options, rules=None):
    """The world of a brand that was silenced before its burst, at noon."""
    silence = ["alert", "silence", "zarinak", "--for", span, "--reason", "a campaign", *options]
    return (ManyRules([], rules, before_burst=silence) if rules else
            PatientWorld(before_burst=silence))


class Silences(unittest.TestCase):
    RULES = "\nrules:\n  - {name: loud, kind: volume, team: care}"

    def test_a_silenced_brand_is_recorded_and_told_of_at_the_end(self):
        with silenced("5h") as world:
            self.assertEqual(world.told(), [])
            self.assertEqual(world.query("SELECT count(*) > 0 FROM v_incidents WHERE state = "
                                         "'open' AND brand = 'zarinak'"), [(1,)])
            self.assertEqual(world.query("SELECT brand, rule, reason, until_utc FROM v_silences"),
                             [("zarinak", "", "a campaign", at(17))])
            status, out, _ = world.run("alert", "silence", "--jsonl", "--now", at(16, 30))
            self.assertEqual((status, [(row["brand"], row["until"], row["reason"])
                                       for row in map(json.loads, out.splitlines())]),
                             (0, [("zarinak", at(17), "a campaign")]))
            self.assertEqual(world.run("alert", "silence", "--now", at(17)),
                             (0, "", "nothing is silenced\n"))
            text = world.run("digest", "--now", at(16, 30))[1]
            self.assertIn("a campaign", text)
            for now in (at(16, 59), at(17), at(17, 1)):
                world.later(now)
            self.assertEqual(world.told()[:1], ["opened " + at(17)])
            self.assertEqual(len([one for one in world.told() if "opened" in one]), 1)

    def test_of_one_rule_alone_the_others_are_told(self):
        with silenced("5h", "--rule", "negative-spike", rules=self.RULES) as world:
            self.assertEqual(world.query("SELECT DISTINCT i.rule FROM v_deliveries d JOIN "
                                         "v_incidents i ON i.id = d.incident"), [("loud",)])

    def test_what_is_over_before_the_silence_is_never_told(self):
        with silenced("12d") as world:
            self.assertEqual(world.crawl(at(16, day=19))[0], 0)
            world.later(at(17, day=28))
            self.assertEqual(world.query("SELECT count(*) FROM v_deliveries d JOIN v_incidents i "
                                         "ON i.id = d.incident WHERE i.brand = 'zarinak'"), [(0,)])

    def test_ends_at_once_when_it_is_wanted(self):
        with silenced("3d") as world:
            self.assertEqual(world.run("alert", "silence", "zarinak", "--for", "0s", "--now",
                                       at(16, 30)), (0, "", ""))
            world.later(at(16, 31))
            self.assertEqual(world.told(), ["opened " + at(16, 31)])

    def test_of_what_nobody_knows_is_refused(self):
        with PatientWorld() as world:
            for arguments, said in ((["nobody"], "no brand 'nobody'"),
                                    (["zarinak", "--rule", "x"], "no rule 'x'"),
                                    (["zarinak", "--for", "soon"], "not a span of time")):
                status, _, trouble = world.run("alert", "silence", *arguments)
                self.assertEqual(status, 2)
                self.assertIn(said, trouble)


class TheLimitOfADay(unittest.TestCase):
    """Days are those of Tehran: the 15th ends at 20:30 UTC."""

    def world(self, *settings, severity="high"):
        world = PatientWorld("remind: 30m", "mails_a_day: 2", *settings)
        database = world.database()
        with database:
            # and so rare that no later hour is worse
            database.execute("UPDATE incidents SET severity = ?, p = 0 WHERE state = 'open'",
                             [severity])
        database.close()
        return world

    def counts(self, world):
        return world.query("SELECT event, state, count(*) FROM v_deliveries GROUP BY 1, 2 "
                           "ORDER BY min(id), 2 DESC")

    def test_what_is_over_it_is_told_the_next_day_once(self):
        with self.world() as world:
            for now in (at(16, 30), at(16, 45), at(17), at(17, 30), at(20, 29)):
                world.later(now)
            self.assertEqual(self.counts(world),
                             [("opened", "sent", 2), ("reminder", "sent", 2), ("reminder", "held", 6)])
            self.assertEqual(len(world.mails()), 4)
            for now in (at(20, 31), at(20, 32), at(20, 45)):
                world.later(now)
            held = [mail for mail in world.mails() if "held-back" in mail["Message-ID"]]
            self.assertEqual(sorted(mail["To"].addresses[0].addr_spec for mail in held),
                             [CARE, LEAD])
            english = next(mail for mail in held if mail["To"].addresses[0].addr_spec == LEAD)
            self.assertEqual(english["Subject"], "3 messages were not sent: over the day's limit")
            text = english.get_body(("plain",)).get_content()
            self.assertEqual(text.count("nabz alert show 1"), 1)
            self.assertIn("Still open", text)
            self.assertEqual(world.query("SELECT DISTINCT last_answer LIKE 'told of in <held-back-%' "
                                         "FROM v_deliveries WHERE state = 'held'"), [(1,)])
            page = english.get_body(("html",)).get_content()
            self.assertEqual(page.count("nabz alert show 1"), 1)

    def test_quiet_hours_hold_the_telling(self):
        with self.world('quiet_hours: {from: "00:00", to: "08:00"}') as world:
            for now in (at(16, 30), at(17), at(20, 31), at(4, 29, 16)):
                world.later(now)
            self.assertEqual([mail for mail in world.mails() if "held-back" in mail["Message-ID"]],
                             [])
            world.later(at(4, 30, 16))
            self.assertEqual(len([mail for mail in world.mails()
                                  if "held-back" in mail["Message-ID"]]), 2)

    def test_critical_ones_and_programs_have_no_limit(self):
        with self.world("commands: [{name: page, run: [/bin/true]}]", severity="critical") as world:
            for now in (at(16, 30), at(17), at(17, 30)):
                world.later(now)
            self.assertEqual([row[1] for row in self.counts(world)], ["sent", "sent"])
        with self.world("commands: [{name: page, run: [/bin/true]}]") as world:
            for now in (at(16, 30), at(17), at(17, 30)):
                world.later(now)
            self.assertEqual(world.query("SELECT count(*) FROM v_deliveries WHERE state = 'held' "
                                         "AND channel = 'command'"), [(0,)])


class Escalation(unittest.TestCase):
    HEAD = "escalate: {after: 30m, to: [{address: head@zarinak.example, language: en}]}"

    def received(self, world, address):
        return [mail["Subject"] for mail in world.mails()
                if mail["To"].addresses[0].addr_spec == address]

    def critical(self, *settings):
        world = PatientWorld(self.HEAD, *settings)
        database = world.database()
        with database:
            database.execute("UPDATE incidents SET severity = 'critical', p = 0 WHERE state = 'open'")
        database.close()
        return world

    def test_a_critical_one_that_nobody_takes_goes_to_the_next_once(self):
        with self.critical() as world:
            world.later(at(16, 29))
            self.assertEqual(self.received(world, HEAD), [])
            for now in (at(16, 30), at(16, 45), at(18)):
                world.later(now)
            [subject] = self.received(world, HEAD)
            self.assertIn("nobody is on it", subject)
            self.assertEqual(len(self.received(world, CARE)), 1)
            self.assertEqual(world.told(), ["opened " + SPIKE, "escalated " + at(16, 30)])
            self.assertEqual(world.crawl(at(16, day=18))[0], 0)
            self.assertEqual(len(self.received(world, HEAD)), 2)
            self.assertIn("over", self.received(world, HEAD)[1])

    def test_one_that_is_not_critical_does_not(self):
        with self.critical() as world:
            database = world.database()
            with database:
                database.execute("UPDATE incidents SET severity = 'high', p = 0 WHERE state = 'open'")
            database.close()
            world.later(at(17))
            self.assertEqual(self.received(world, HEAD), [])

    def test_acknowledged_and_muted_ones_do_not(self):
        for what in (["ack", "1"], ["mute", "1", "--now", SPIKE]):
            with self.subTest(what=what[0]), self.critical() as world:
                self.assertEqual(world.run("alert", *what)[0], 0)
                world.later(at(17))
                self.assertEqual(self.received(world, HEAD), [])


if __name__ == "__main__":
    unittest.main()
