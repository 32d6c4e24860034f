"""Detection where data is missing, late, new or imported."""
import random
import unittest

from talk import BAD, DAY, HOUR, NOW, Talk, time_of

PARTS = "name: spike, parts: [source]"


class Data(unittest.TestCase):
    SILENCE = "name: hush, kind: silence, parts: [source]"

    def quiet_day(self, talk, sources, until=NOW + 30 * HOUR):
        """A day in which only these sources bring something."""
        for hour in range(0, 30):
            at = NOW + hour * HOUR
            talk.take([line for source in sources for line in talk.talk("b0", source, at, 2)],
                      at + HOUR)
        return until

    def test_a_source_that_cannot_be_read_is_told_as_missing_and_not_as_silence(self):
        with Talk(self.SILENCE) as talk:
            now = self.quiet_day(talk, ["x"])
            talk.cover(NOW, now, ["x"])
            talk.fail("shop", NOW)
            talk.judge(now)
            self.assertEqual(talk.incidents("part, no_data, severity"),
                             [("source:shop", 1, "watch")])
            self.assertEqual(len(talk.mails()), 1)
            talk.judge(now + HOUR)
            self.assertEqual(len(talk.mails()), 1)
            talk.take(talk.talk("b0", "shop", NOW + HOUR, 50), now + HOUR)
            talk.cover(NOW, now + HOUR)
            self.quiet_day(talk, ["shop"])
            talk.judge(now + HOUR)
            for hour in range(30, 35):
                talk.take(talk.talk("b0", "shop", NOW + hour * HOUR, 2), NOW + (hour + 1) * HOUR)
            talk.cover(NOW, now + 5 * HOUR)
            talk.judge(now + 5 * HOUR)
            self.assertEqual(talk.incidents("part, state"), [("source:shop", "resolved")])

    def test_a_source_that_is_read_and_brings_nothing_is_quiet(self):
        with Talk(self.SILENCE) as talk:
            now = self.quiet_day(talk, ["x"])
            talk.cover(NOW, now)
            talk.judge(now)
            self.assertIn(("source:shop", 0), talk.incidents("part, no_data"))

    def test_a_brand_that_can_be_read_nowhere_is_told_once(self):
        with Talk(self.SILENCE) as talk:
            for source in talk.sources:
                talk.fail(source, NOW)
            talk.judge(NOW + 30 * HOUR)
            self.assertEqual(talk.incidents("part, no_data, parent IS NULL"),
                             [("", 1, 1), ("source:shop", 1, 0), ("source:x", 1, 0)])
            self.assertEqual(len(talk.mails()), 1)

    def test_an_outage_is_no_calm(self):
        with Talk("name: spike") as talk:
            talk.say(30)
            talk.judge()
            for source in talk.sources:
                talk.fail(source, NOW + 1800)
            for hour in range(2, 20):
                talk.judge(NOW + hour * HOUR)
            self.assertEqual(talk.incidents("state"), [("open",)])

    def test_hours_a_source_was_not_walked_in_are_held_against_the_others_alone(self):
        usual = []
        for walked in (["x", "shop"], ["x"]):
            with Talk("name: spike") as talk:
                talk.take([talk.mention("b0", "x", NOW + 2 * HOUR + i, BAD) for i in range(30)],
                          NOW + 3 * HOUR)
                talk.cover(NOW, NOW + 3 * HOUR, walked)
                talk.judge(NOW + 3 * HOUR)
                usual += talk.query("SELECT expected FROM v_incidents WHERE NOT backfill")[0]
        self.assertGreater(usual[0], 1.5 * usual[1])
        self.assertLess(usual[0], 3 * usual[1])

    def test_a_source_that_always_tells_late_is_not_calm_meanwhile(self):
        usual = []
        for late in (0, 5):
            with Talk("name: spike", sources=["x"]) as talk:
                for hour in range(30):
                    talk.take(talk.talk("b0", "x", NOW + (hour - late) * HOUR, 2),
                              NOW + (hour + 1) * HOUR)
                    talk.cover(NOW, NOW + (hour + 1) * HOUR)
                    talk.judge(NOW + (hour + 1) * HOUR)
                now = NOW + 30 * HOUR
                talk.take([talk.mention("b0", "x", now + 60, BAD) for _ in range(30)], now + 3540)
                talk.cover(NOW, now + 3540)
                talk.judge(now + 3540)
                usual += talk.query("SELECT expected FROM v_incidents WHERE NOT backfill")[0]
        self.assertGreater(usual[0], 1.5 * usual[1])

    def test_a_source_that_joins_is_not_told_and_does_not_silence_the_brand(self):
        with Talk("name: spike") as talk:
            lines = [talk.mention("b0", "new", NOW - i * 60, BAD) for i in range(300)]
            talk.take(lines, NOW + 1800)
            talk.sources.append("new")
            talk.configure("name: spike")
            talk.cover(NOW - HOUR, NOW + 1800)
            talk.judge()
            self.assertEqual(talk.incidents(), [])
            talk.say(30)
            talk.judge(NOW + 1900)
            [(observed, sources)] = talk.incidents("observed, sources")
            self.assertLess(observed, 60)
            self.assertNotIn("new", sources)
            self.assertEqual(len(talk.mails()), 1)

    def test_a_source_that_joined_counts_when_a_week_of_it_is_known(self):
        with Talk("name: spike", days=14) as talk:
            talk.sources.append("new")
            talk.configure("name: spike")
            for day in range(12):
                at = NOW + day * DAY
                talk.take([line for hour in range(24) for source in talk.sources
                           for line in talk.talk("b0", source, at + hour * HOUR,
                                                 12 if source == "new" else 2)], at + DAY)
                talk.cover(NOW, at + DAY)
                for hour in (6, 12, 18, 24):
                    talk.judge(at + hour * HOUR if hour == 24 else at + DAY)
            self.assertEqual(talk.incidents(), [], "a source six times as loud is no spike")
            last = NOW + 12 * DAY
            talk.take([talk.mention("b0", "new", last + 60, BAD) for _ in range(150)], last + 1800)
            talk.cover(NOW, last + 1800)
            talk.judge(last + 1800)
            self.assertEqual(talk.incidents("sources"), [("new 100%",)])

    def test_order_of_arrival_does_not_change_a_byte_of_what_is_settled(self):
        states = []
        for order in ("time", "shuffled", "late"):
            with Talk(PARTS, history=False) as talk:
                lines = [line for hour in range(16 * 24, 0, -1) for source in talk.sources
                         for line in talk.talk("b0", source, NOW - hour * HOUR, 2)]
                if order == "shuffled":
                    random.Random(3).shuffle(lines)
                # Late: half of them come after the others have settled, and all is rebuilt.
                parts = [lines[0::2], lines[1::2]] if order == "late" else [lines]
                talk.take(parts[0], NOW)
                talk.cover(NOW - 16 * DAY, NOW)
                if order == "late":
                    talk.judge(NOW)
                for part in parts[1:]:
                    talk.take(part, NOW)
                talk.judge(NOW)
                states.append(talk.bytes())
        self.assertEqual(len(states[0]), 3)
        self.assertEqual(states[0], states[1])
        self.assertEqual(states[0], states[2])

    def test_what_a_rescore_changes_is_learned_anew(self):
        states = []
        for order in (("lexicon", "history"), ("history", "lexicon")):
            with Talk(PARTS, history=False) as talk:
                lines = [line for hour in range(16 * 24, 0, -1) for source in talk.sources
                         for line in talk.talk("b0", source, NOW - hour * HOUR, 2)]
                for step in order:
                    if step == "history":
                        talk.take(lines, NOW)
                        talk.cover(NOW - 16 * DAY, NOW)
                        talk.judge(NOW)
                    else:
                        talk.write("ours/words.tsv", "awful\t2\tour word for good\n"
                                                     "terrible\t2\tthe same\n")
                        with open(talk.file("nabz.yaml"), encoding="utf8") as source:
                            text = source.read()
                        talk.write("nabz.yaml", "lexicons: [ours]\n" + text)
                        if order[0] == "history":
                            before = talk.bytes()
                            self.assertEqual(talk.run("rescore", "--now", time_of(NOW))[0], 0)
                            talk.judge(NOW)
                            self.assertNotEqual(talk.bytes(), before)
                states.append(talk.bytes())
        self.assertEqual(states[0], states[1])

    def test_few_late_mentions_leave_what_is_settled_alone(self):
        with Talk(PARTS) as talk:
            before = talk.bytes()
            talk.take([talk.mention("b0", "shop", NOW - 10 * DAY, BAD) for _ in range(5)], NOW)
            talk.judge(NOW)
            self.assertEqual(talk.bytes(), before)
            talk.take([talk.mention("b0", "shop", NOW - i * HOUR, BAD)
                       for i in range(60, 500)], NOW)
            talk.judge(NOW)
            self.assertNotEqual(talk.bytes()["baseline//b0/"], before["baseline//b0/"])
            self.assertEqual(talk.incidents(), [])


class Imports(unittest.TestCase):
    """A brand that nothing is polled for: an export of every day, taken in an hour after midnight."""

    DAYS = 16

    def day(self, talk, day, bad=0, rate=1):
        midnight = NOW // DAY * DAY + day * DAY
        lines = [line for hour in range(3, 22)
                 for line in talk.talk("b0", "export", midnight + hour * HOUR, rate)]
        lines += [talk.mention("b0", "export", midnight + 15 * HOUR + i, BAD) for i in range(bad)]
        talk.take(lines, midnight + DAY + HOUR)
        return midnight + DAY + HOUR

    def history(self):
        talk = Talk("name: spike", sources=("export",), history=False)
        for day in range(-self.DAYS, 0):
            now = self.day(talk, day)
        talk.judge(now)
        return talk

    def test_what_a_daily_export_brings_is_judged(self):
        with self.history() as talk:
            now = self.day(talk, 0, bad=20)
            talk.judge(now)
            self.assertEqual(talk.incidents("brand, opened_utc"),
                             [("b0", time_of(NOW // DAY * DAY + 16 * HOUR))])
            self.assertEqual(len(talk.mails()), 1)
            self.assertEqual(talk.query("SELECT count(*) FROM coverage"), [(1,)],
                             "the nights between exports are covered")

    def test_a_day_that_was_not_exported_is_no_data(self):
        with self.history() as talk:
            for day in range(2, 2 + self.DAYS):
                self.day(talk, day)
            [(gap,)] = talk.query("SELECT max(from_hour) - min(to_hour) FROM coverage")
            self.assertGreater(gap, 24)

    def test_a_selection_covers_nothing_and_a_stated_time_all_of_it(self):
        with Talk("name: spike", sources=("export",), history=False) as talk:
            text = talk.mention("b0", "export", NOW - HOUR, BAD).encode() + b"\n"
            self.assertEqual(talk.run("import", "--sample", "-", stdin=text)[0], 0)
            self.assertEqual(talk.query("SELECT count(*) FROM coverage"), [(0,)])
            self.assertEqual(talk.run("import", "--since", "2026-11-14", "--until", "2026-11-15",
                                      "-", stdin=text)[0], 0)
            self.assertEqual(talk.query("SELECT to_hour - from_hour FROM coverage"), [(24,)])


if __name__ == "__main__":
    unittest.main()
