"""Incidents of brands, their parts and many brands at once, on generated talk: what is told, and what
is only recorded."""
import json
import unittest

from talk import DAY, GOOD, HOUR, NOW, Talk, time_of

PARTS = "name: spike, parts: [source]"


class Parts(unittest.TestCase):
    def test_a_part_that_rises_with_its_brand_is_recorded_and_told_by_it(self):
        with Talk(PARTS) as talk:
            talk.say(30)
            talk.judge()
            self.assertEqual(talk.incidents("part, parent IS NULL"),
                             [("", 1), ("source:shop", 0)])
            self.assertEqual(len(talk.mails()), 1)
            talk.judge(NOW + 2700)
            self.assertEqual(len(talk.mails()), 1)
            talk.days(range(1, 30))
            self.assertEqual(talk.incidents("part, state, ending"),
                             [("", "resolved", "calm"), ("source:shop", "resolved", "calm")])
            self.assertEqual(len(talk.mails()), 2, "its end is told once, too")

    def test_a_part_alone_is_told_by_itself(self):
        with Talk(PARTS, sources=("x", "forum", "quiet")) as talk:
            talk.say(4, source="quiet")
            talk.judge()
            self.assertEqual(talk.incidents("part, parent IS NULL"), [("source:quiet", 1)])
            self.assertEqual(len(talk.mails()), 1)

    def test_what_was_told_alone_is_silent_once_the_brand_tells_of_it(self):
        with Talk(PARTS, sources=("x", "forum", "quiet")) as talk:
            talk.say(4, source="quiet")
            talk.judge()
            self.assertEqual(len(talk.mails()), 1)
            talk.say(40, source="x", now=NOW + 2700)
            talk.judge(NOW + 2700)
            self.assertEqual(talk.incidents("part, parent IS NULL"),
                             [("", 1), ("source:quiet", 0), ("source:x", 0)])
            self.assertEqual(len(talk.mails()), 2)

    def test_a_rule_of_some_sources_looks_at_those_alone(self):
        with Talk("name: shops, sources: [shop]") as talk:
            talk.say(30, source="x")
            talk.judge()
            self.assertEqual(talk.incidents(), [])
            talk.say(30, now=NOW + 2700)
            talk.judge(NOW + 2700)
            self.assertEqual(talk.incidents("part, sources"), [("source:shop", "shop 100%")])
            self.assertEqual(len(talk.mails()), 1)

    def test_parts_of_a_rule_of_some_sources_are_those(self):
        with Talk("name: one, sources: [shop], parts: [source]",
                  "name: two, sources: [shop, x], parts: [source]", PARTS,
                  sources=("x", "shop", "forum")) as talk:
            talk.say(30)
            talk.judge()
            talk.judge(NOW + 2700)
            self.assertEqual(talk.incidents("rule, part"),
                             [("one", "source:shop"), ("spike", ""), ("spike", "source:shop"),
                              ("two", "source:shop"), ("two", "source:shop+x")])

    def test_a_narrower_rule_of_the_same_team_attaches_to_the_wider(self):
        rules = ["name: all", "name: shops, sources: [shop]"]
        for order in (rules, rules[::-1]):
            with Talk(*order) as talk:
                talk.say(30)
                talk.judge()
                self.assertEqual(talk.incidents("rule, parent IS NULL"),
                                 [("all", 1), ("shops", 0)])
                self.assertEqual(len(talk.mails()), 1)

    def test_replay_counts_no_mail_for_what_the_brand_would_have_told(self):
        with Talk(PARTS) as talk:
            talk.say(30)
            talk.judge()
            status, out, trouble = talk.run("alert", "replay", "--since", time_of(NOW - HOUR),
                                            "--now", time_of(NOW + HOUR), "--jsonl")
            events = {row["part"]: row["event"] for row in map(json.loads, out.splitlines())}
            self.assertEqual(events, {"": "opened", "source:shop": "opened, untold"})
            self.assertTrue(trouble.startswith("1 mails"), trouble)


    def test_a_need_that_people_complain_of_is_a_part(self):
        with Talk("name: spike, parts: [need]") as talk:
            talk.take([talk.mention("b0", "x", NOW - d * DAY, "is far too expensive")
                       for d in range(3, 21)], NOW)
            talk.judge(NOW)
            talk.say(20, text="is awful and far too expensive")
            talk.judge()
            found = talk.incidents("part, parent IS NULL")
            self.assertIn(("", 1), found)
            self.assertIn(("need:price", 0), found)
            self.assertEqual(len(talk.mails()), 1)
            [(needs, observed)] = talk.query("SELECT needs, observed FROM v_incidents WHERE part = "
                                             "'need:price'")
            self.assertIn("price", needs)
            self.assertGreaterEqual(observed, 20)
            [(needs,)] = talk.query("SELECT needs FROM v_incidents WHERE part = '' AND NOT backfill")
            self.assertRegex(needs, "price (9[0-9]|100)%")

    def test_show_says_why_and_who_tells_of_it(self):
        with Talk(PARTS) as talk:
            talk.say(30, author="loud", repost_of="17")
            talk.judge()
            status, out, _ = talk.run("alert", "show", "1")
            self.assertEqual(status, 0)
            for line in ("incident 1: b0, high, open", "life        opened 2026-11-15T13:30:00Z",
                         "one lower where one author says it",
                         "tells of    incident 2, b0 source:shop: high, open, 30",
                         "authors     loud: 30, usually 0.0 (100 %)",
                         "reposts of  17: 30, usually 0.0 (100 %)",
                         "labels      about"):
                self.assertIn(line, out)
            self.assertRegex(out, "p of 5e-06 or less, 5 or more, 2 times the usual or more "
                                  r"\(sensitivity normal\)")
            self.assertIn("incident 1 tells of it", talk.run("alert", "show", "2")[1])
            status, out, _ = talk.run("alert", "list", "--jsonl")
            self.assertEqual({row["part"] for row in map(json.loads, out.splitlines())},
                             {"", "source:shop"})

    def test_copies_of_one_text_are_one_story(self):
        text = "is awful, the parcel of my order came broken and nobody answered for a week"
        with Talk("name: stories, count: stories") as talk:
            talk.say(40, text=text)
            talk.judge()
            self.assertEqual(talk.incidents(), [])
            talk.take([talk.mention("b0", "shop", NOW + 60, f"is awful {word} " * 9)
                       for word in ("parcel", "order", "late", "broken", "rude", "dirty", "cold",
                                    "wrong", "lost", "slow", "noise", "smell")], NOW + 2700)
            talk.cover(NOW, NOW + 2700)
            talk.judge(NOW + 2700)
            [(stories, observed)] = talk.incidents("stories, observed")
            self.assertEqual(stories, 1)
            self.assertLess(observed, 20)


class Kinds(unittest.TestCase):
    RULES = ("name: more, kind: volume", "name: part, kind: share", "name: spike")

    def test_a_spike_tells_of_the_share_and_volume_that_rise_with_it(self):
        with Talk(*self.RULES) as talk:
            talk.say(150)
            talk.judge()
            [(spike,)] = talk.query("SELECT id FROM v_incidents WHERE rule = 'spike'")
            self.assertEqual(talk.incidents("rule, ifnull(parent, 0)"),
                             [("more", spike), ("part", spike), ("spike", 0)])
            self.assertEqual(len(talk.mails()), 1)
            talk.days(range(1, 40))
            self.assertEqual(talk.incidents("state"), [("resolved",)] * 3)
            self.assertEqual(len(talk.mails()), 2, "its end is told once, too")

    def test_each_team_is_told_by_its_own_rule(self):
        with Talk(*self.RULES) as talk:
            with open(talk.file("nabz.yaml"), encoding="utf8") as source:
                text = source.read().replace("{team: care, name: more", "{team: sales, name: more")
            talk.write("nabz.yaml", text.replace(
                "rules:\n", "  - {name: sales, recipients: [{address: s@example.com}]}\nrules:\n"))
            talk.say(40)
            talk.judge()
            self.assertEqual(talk.incidents("rule, parent IS NULL"), [("more", 1), ("spike", 1)])
            self.assertEqual(len(talk.mails()), 2)


class ManyBrands(unittest.TestCase):
    def test_many_brands_at_once_on_one_source_are_told_once(self):
        with Talk("name: spike", brands=5) as talk:
            for brand in talk.brands[:4]:
                talk.say(25, brand=brand)
            talk.judge()
            self.assertEqual(talk.incidents("brand, part, parent IS NULL"),
                             [("*", "source:shop", 1)] + [(f"b{i}", "", 0) for i in range(4)])
            self.assertEqual(len(talk.mails()), 1)
            [(brands, observed)] = talk.query("SELECT brands, observed FROM v_incidents WHERE "
                                              "brand = '*'")
            self.assertEqual(brands.count("%"), 4)
            self.assertGreaterEqual(observed, 100)
            talk.say(25, brand="b4", now=NOW + 2700)
            talk.judge(NOW + 2700)
            self.assertEqual(len(talk.mails()), 1, "one more brand is the same")
            for hour in range(1, 30):
                talk.take([line for brand in talk.brands for source in talk.sources
                           for line in talk.talk(brand, source, NOW + hour * HOUR, 2)],
                          NOW + (hour + 1) * HOUR)
                talk.cover(NOW, NOW + (hour + 1) * HOUR)
                talk.judge(NOW + (hour + 1) * HOUR)
            self.assertEqual({row[0] for row in talk.incidents("state")}, {"resolved"})
            self.assertEqual(len(talk.mails()), 2)

    def test_replay_tells_them_once_too_and_leaves_no_trace(self):
        with Talk("name: spike", brands=5) as talk:
            before = talk.query("SELECT count(*) FROM series_states")
            for brand in talk.brands[:4]:
                talk.say(25, brand=brand, now=NOW + HOUR)
            status, out, trouble = talk.run("alert", "replay", "--since", time_of(NOW - HOUR),
                                            "--now", time_of(NOW + HOUR), "--jsonl")
            events = [(row["brand"], row["event"], row["mails"])
                      for row in map(json.loads, out.splitlines())]
            self.assertEqual((status, events[0], sorted(events[1:])), (0, ("*", "opened", 1), [
                (f"b{i}", "opened, untold", 0) for i in range(4)]))
            self.assertTrue(trouble.startswith("1 mails"), trouble)
            self.assertEqual(talk.query("SELECT count(*) FROM series_states"), before)
            self.assertEqual(talk.incidents(), [])

    def test_brands_on_sources_of_their_own_are_told_each(self):
        with Talk("name: spike", brands=3, sources=("x", "y", "z")) as talk:
            for brand, source in zip(talk.brands, talk.sources):
                talk.say(30, brand=brand, source=source)
            talk.judge()
            self.assertEqual(talk.incidents(), [("b0", ""), ("b1", ""), ("b2", "")])
            self.assertEqual(len(talk.mails()), 3)


class ManySeries(unittest.TestCase):
    """Facts are written as they are, because only their number matters here."""

    HOURS = 9 * 24

    def opened(self, brands, negatives):
        """The brands that open when the first ones have so many negatives in the last hour."""
        with Talk("name: spike", brands=brands, sources=["x"], history=False) as talk:
            talk.take([talk.mention("b0", "x", NOW - 1, GOOD)], NOW)
            last, database = NOW // HOUR - 1, talk.database()
            usual = [(2 * (last - i), 4, i * 7 % 3) for i in range(1, self.HOURS)]
            with database:
                database.executemany("INSERT OR IGNORE INTO brands(id, name) VALUES(?, ?)",
                                     enumerate(talk.brands, 1))
                for table in ("facts", "series"):
                    database.execute(f"DELETE FROM {table}")
                database.executemany("INSERT INTO series(brand_id, source_id, changed) "
                                     "VALUES(?, ?, 1)",
                                     [(b, s) for b in range(1, brands + 1) for s in (0, 1)])
                database.executemany(
                    "INSERT INTO facts(brand_id, slot, source_id, total, negative, neutral, "
                    "positive, compound, stories, negative_stories) "
                    "VALUES(?1, ?2, 1, ?3, ?4, 0, 0, 0, ?3, ?4)",
                    [(b, *row) for b in range(1, brands + 1) for row in usual])
            talk.cover(NOW - self.HOURS * HOUR, NOW)
            talk.judge(NOW)
            with database:
                for b, count in enumerate(negatives, 1):
                    database.execute("INSERT INTO facts(brand_id, slot, source_id, total, negative, "
                                     "neutral, positive, compound, stories, negative_stories) "
                                     "VALUES(?1, ?2, 1, ?3, ?4, 0, 0, 0, ?3, ?4)",
                                     (b, 2 * last, count + 2, count))
                    database.execute("UPDATE series SET changed = changed + 1 WHERE brand_id = ?",
                                     [b])
                database.execute("UPDATE settings SET value = value + 1 WHERE name = "
                                 "'facts.changes'")
            database.close()
            talk.judge(NOW + 60)
            return dict(talk.query("SELECT brand, p FROM v_incidents WHERE NOT backfill"))

    def test_what_is_rare_among_few_is_not_among_a_thousand(self):
        counts = [count for count in range(6, 14) if self.opened(2, [count])]
        least = counts[0]
        [p] = self.opened(2, [least]).values()
        self.assertGreater(p, 1e-4, "the test wants one that is only just rare enough")
        self.assertEqual(self.opened(1000, [least]), {})
        self.assertEqual(list(self.opened(1000, [least, 60])), ["b1"])


if __name__ == "__main__":
    unittest.main()
