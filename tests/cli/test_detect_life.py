"""Incidents of brands, their parts and many brands at once, on generated talk: what is told, and what
is only recorded."""
import json
import random
import unittest

from talk import BAD, DAY, GOOD, HOUR, NOW, Talk, time_of

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


class ManyBrandsAndTheirOwn(unittest.TestCase):
    """What tells of a part of a brand is the brand's incident, or that of many brands: never both."""

    OWN = ("x", "y", "z", "shop")

    def test_parts_that_their_brands_tell_of_are_not_told_once_more_as_many(self):
        with Talk(PARTS, brands=3, sources=self.OWN) as talk:
            for brand, source in zip(talk.brands, talk.sources):
                talk.say(30, brand=brand, source=source)
            talk.judge()
            self.assertEqual(len(talk.mails()), 3)
            later = NOW + 4 * HOUR
            for brand in talk.brands:
                talk.say(25, brand=brand, at=later - 60, now=later)
            talk.judge(later)
            self.assertEqual(len(talk.mails()), 3)
            self.assertEqual(talk.query(
                "SELECT i.brand, whole.brand, whole.part FROM v_incidents i JOIN v_incidents whole "
                "ON whole.id = i.parent WHERE i.part = 'source:shop' ORDER BY 1"),
                [(brand, brand, "") for brand in talk.brands])

    def test_nor_when_brands_and_parts_begin_at_once(self):
        with Talk(PARTS, brands=3, sources=self.OWN) as talk:
            for brand, source in zip(talk.brands, talk.sources):
                talk.say(25, brand=brand, source=source)
                talk.say(25, brand=brand)
            talk.judge()
            self.assertEqual(talk.incidents("brand, part, parent IS NULL"), sorted(
                row for brand, source in zip(talk.brands, talk.sources)
                for row in ((brand, "", 1), (brand, "source:shop", 0), (brand, f"source:{source}", 0))))
            self.assertEqual(len(talk.mails()), 3)

    def test_what_many_share_goes_on_when_the_brands_have_more_to_tell(self):
        with Talk(PARTS, brands=3, sources=("x", "forum", "quiet")) as talk:
            for brand in talk.brands:
                talk.say(4, brand=brand, source="quiet")
            talk.judge()
            self.assertEqual(len(talk.mails()), 1)
            for brand, source in zip(talk.brands, ("x", "forum", "x")):
                talk.say(40, brand=brand, source=source, now=NOW + 2700)
                talk.say(20, brand=brand, source="quiet", now=NOW + 2700)
            talk.judge(NOW + 2700)
            self.assertEqual(talk.incidents("brand, state, parent IS NULL")[0], ("*", "open", 1))
            self.assertEqual(talk.query("SELECT DISTINCT whole.brand FROM v_incidents i JOIN "
                                        "v_incidents whole ON whole.id = i.parent "
                                        "WHERE i.part = 'source:quiet'"), [("*",)])
            self.assertFalse([subject for subject in talk.subjects() if "over" in subject])

    def test_what_a_spike_of_many_tells_is_not_told_again_by_other_rules(self):
        with Talk(*Kinds.RULES, brands=3) as talk:
            for brand in talk.brands:
                talk.say(150, brand=brand)
            talk.judge()
            self.assertEqual(talk.incidents("rule, brand")[-4:],
                             [("spike", brand) for brand in ("*", *talk.brands)])
            self.assertEqual(len(talk.mails()), 1)
            self.assertEqual(talk.query("SELECT count(*) FROM v_incidents WHERE NOT backfill "
                                        "AND parent IS NULL"), [(1,)])

    def test_what_was_over_before_anybody_looked_is_told_once(self):
        with Talk("name: spike", brands=3) as talk:
            lines = [talk.mention(brand, "shop", NOW + 60, BAD)
                     for brand in talk.brands for _ in range(25)]
            lines += [line for hour in range(1, 24) for brand in talk.brands
                      for source in talk.sources
                      for line in talk.talk(brand, source, NOW + hour * HOUR, 2)]
            talk.take(lines, NOW + DAY)
            talk.cover(NOW, NOW + DAY)
            talk.judge(NOW + DAY)
            self.assertEqual(talk.incidents("brand, state, parent IS NULL"),
                             [("*", "resolved", 1)] + [(b, "resolved", 0) for b in talk.brands])
            self.assertEqual(len(talk.mails()), 1)
            talk.judge(NOW + DAY + HOUR)
            self.assertEqual(len(talk.mails()), 1)

    def test_whatever_happens_a_run_says_one_thing_of_an_incident_and_none_begins_unheard(self):
        for seed in range(3):
            chance, now, seen = random.Random(seed), NOW, set()
            with self.subTest(seed=seed), Talk(PARTS, brands=4, sources=self.OWN) as talk:
                for _ in range(5):
                    since, now = now, now + chance.choice((1200, 2700, HOUR, 2 * HOUR, 6 * HOUR))
                    self.happen(talk, chance, since, now)
                    talk.judge(now)
                    self.look(talk, seen)

    @staticmethod
    def happen(talk, chance, since, until):
        target, lines = chance.choice(talk.sources), []
        for brand in talk.brands:
            for at in range(since // HOUR * HOUR, until - HOUR + 1, HOUR):
                lines += [line for source in talk.sources
                          for line in talk.talk(brand, source, at, 1)]
            if chance.random() < .7:
                at, count = chance.randrange(since, until - 60), chance.choice((5, 10, 25, 60))
                lines += [talk.mention(brand, source, at, BAD) for _ in range(count)
                          for source in {target, chance.choice(talk.sources)}]
        talk.take(lines, until)
        talk.cover(NOW, until)

    def look(self, talk, seen):
        """Which were seen before is kept in `seen`."""
        parents = dict(talk.query("SELECT id, parent FROM v_incidents WHERE NOT backfill"))
        said = talk.query("SELECT incident, created_utc, event FROM v_deliveries")
        self.assertEqual(len({row[:2] for row in said}), len(said), said)
        for number in set(parents) - seen:
            top = number
            while parents[top]:
                top = parents[top]
            self.assertIn(top, {row[0] for row in said}, number)
        for (number,) in talk.query("SELECT id FROM v_incidents WHERE brand = '*'"):
            self.assertIn(number, parents.values())
        seen |= set(parents)


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
