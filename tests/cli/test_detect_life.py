"""Incidents of brands, their parts and many brands at once, on generated talk: what is told, what
is only recorded, and what data that is missing, late or new changes."""
import functools
import json
import random
import re
import unittest

from nabz import Folder, SOURCE

DAY, HOUR = 86400, 3600
NOW = 1794747600  # 2026-11-15T13:00:00Z
GOOD, BAD = "is wonderful, I love it", "is awful, terrible service"

CONFIG = """\
database: nabz.db
brands:
{brands}
sources:
{sources}
teams:
  - name: care
    recipients: [{{address: a@example.com, language: en}}]
rules:
{rules}
mail:
  from: nabz@example.com
  relays: [{{url: "smtp://127.0.0.1:{port}", starttls: never}}]
"""


def time_of(at):
    import datetime
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Talk(Folder):
    """Brands b0 to bN on sources, with three weeks of even talk that ends an hour before NOW."""

    def __init__(self, *rules, brands=1, sources=("x", "shop"), rate=2, days=21, history=True):
        super().__init__()
        self.port, self.said, self.random = self.smtp(), 0, random.Random(5)
        self.brands, self.sources = [f"b{i}" for i in range(brands)], list(sources)
        self.configure(*rules)
        if history:
            self.remember(brands, tuple(sources), rate, days)
            self.judge(NOW)

    @staticmethod
    @functools.lru_cache(maxsize=None)
    def past(brands, sources, rate, days):
        """The weeks before NOW, taken in once for all who have the same."""
        with Talk("name: any", brands=brands, sources=sources, history=False) as talk:
            talk.take([line for hour in range(days * 24, 0, -1) for brand in talk.brands
                       for source in sources if source != "quiet" or hour % 11 == 0
                       for line in talk.talk(brand, source, NOW - hour * HOUR, rate)], NOW)
            talk.cover(NOW - days * DAY, NOW)
            with open(talk.file("nabz.db"), "rb") as database:
                return database.read(), talk.random.getstate(), talk.said

    def remember(self, *past):
        database, state, self.said = self.past(*past)
        self.random.setstate(state)
        with open(self.file("nabz.db"), "wb") as copy:
            copy.write(database)

    def configure(self, *rules, brands=None, sources=None):
        self.write("nabz.yaml", CONFIG.format(
            port=self.port,
            brands="".join(f"  - {{name: {b}, any: [{b}]}}\n" for b in brands or self.brands),
            sources="".join(f"  - {{name: {s}, recipe: {SOURCE}/feeds/syndication, "
                            f"with: ['url=https://{s}.example/']}}\n"
                            for s in sources or self.sources),
            rules="".join(f"  - {{team: care, {rule}}}\n" for rule in rules)))

    def mention(self, brand, source, at, text, **more):
        self.said += 1
        return json.dumps(dict(more, source=source, id=f"m{self.said}", text=f"{brand} {text}",
                               published_at=time_of(at)))

    def talk(self, brand, source, at, rate):
        return [self.mention(brand, source, at + self.random.randrange(HOUR),
                             BAD if self.random.random() < .3 else GOOD)
                for _ in range(self.random.randrange(2 * rate + 1))]

    def take(self, lines, now):
        status, _, trouble = self.run("import", "-", "--now", time_of(now),
                                      stdin="\n".join(lines + [""]).encode())
        assert status == 0, trouble

    def say(self, count, brand="b0", source="shop", at=NOW + 60, now=NOW + 1800, text=BAD, **more):
        self.take([self.mention(brand, source, at, text, **more) for _ in range(count)], now)
        self.cover(NOW, now)

    def cover(self, since, until, sources=None):
        """As whole walks of the sources would have."""
        database = self.database()
        with database:
            for source in sources or self.sources:
                [(number,)] = database.execute("SELECT id FROM sources WHERE name = ?", [source])
                known = database.execute("SELECT min(from_hour), max(to_hour) FROM coverage WHERE "
                                         "source_id = ?", [number]).fetchone()
                first, last = since // HOUR, until // HOUR + 1
                if known[0] is not None:
                    first, last = min(first, known[0]), max(last, known[1])
                database.execute("DELETE FROM coverage WHERE source_id = ?", [number])
                database.execute("INSERT INTO coverage VALUES(?, ?, ?)", [number, first, last])
                database.execute("UPDATE sources SET state = 'ok', failures = 0, "
                                 "last_success_at = ? WHERE id = ?", [until, number])
        database.close()

    def fail(self, source, since):
        database = self.database()
        with database:
            database.execute("UPDATE sources SET state = 'broken', failures = 9, "
                             "last_success_at = ? WHERE name = ?", [since, source])
        database.close()

    def judge(self, now=NOW + 1800):
        done = self.run("crawl", "--no-fetch", "--now", time_of(now))
        assert done == (0, "", ""), done

    def subjects(self):
        return [str(mail["Subject"]) for mail in self.mails()]

    def incidents(self, columns="brand, part"):
        return sorted(self.query(f"SELECT {columns} FROM v_incidents WHERE NOT backfill"))

    def bytes(self):
        """Everything that was settled."""
        return dict(self.query("SELECT key, state FROM series_states WHERE key LIKE 'baseline/%'"))


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
            for hour in range(1, 30):
                talk.take([line for source in talk.sources
                           for line in talk.talk("b0", source, NOW + hour * HOUR, 2)],
                          NOW + (hour + 1) * HOUR)
                talk.cover(NOW, NOW + (hour + 1) * HOUR)
                talk.judge(NOW + (hour + 1) * HOUR)
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


class Returns(unittest.TestCase):
    def days(self, talk, hours, bad=()):
        """A run an hour; complaints in some of them."""
        for hour in hours:
            at = NOW + hour * HOUR
            lines = [line for source in talk.sources for line in talk.talk("b0", source, at, 2)]
            lines += [talk.mention("b0", "shop", at + 60, BAD)
                      for _ in range(30 if hour in bad else 0)]
            talk.take(lines, at + HOUR)
            talk.cover(NOW, at + HOUR)
            talk.judge(at + HOUR)

    def test_what_comes_back_within_the_cooldown_is_the_same_incident(self):
        with Talk("name: spike") as talk:
            self.days(talk, range(46), bad=(0, 24))
            self.assertEqual(talk.incidents("state, returns, reopened_utc IS NOT NULL"),
                             [("resolved", 1, 1)])
            mails = talk.mails()
            told = [re.search(r"\[.*?(?:, (.*))?\]", str(mail["Subject"]))[1] for mail in mails]
            self.assertEqual([word for word in told if word != "grown"],
                             [None, "over", "back", "over"])
            self.assertEqual({mail["References"] for mail in mails[1:]}, {mails[0]["Message-ID"]})
            self.assertEqual(len({mail["Message-ID"] for mail in mails}), len(mails))
            self.assertIn("has come back",
                          mails[told.index("back")].get_body(("plain",)).get_content())
            status, out, trouble = talk.run("alert", "replay", "--since", time_of(NOW), "--now",
                                            time_of(NOW + 46 * HOUR), "--jsonl")
            events = [row["event"] for row in map(json.loads, out.splitlines())]
            self.assertEqual((status, [event for event in events if event != "grown"]),
                             (0, ["opened", "resolved", "reopened", "resolved"]))
            self.assertIn(f"{len(events)} mails in 0.3 weeks", trouble)

    def test_what_comes_back_later_is_another_one(self):
        with Talk("name: spike, cooldown: 6h") as talk:
            self.days(talk, range(28), bad=(0, 24))
            self.assertEqual(talk.incidents("state, returns"), [("open", 0), ("resolved", 0)])

    def test_what_is_resolved_by_hand_and_grows_is_opened_again(self):
        with Talk("name: spike") as talk:
            talk.say(7)
            talk.judge()
            [(number, severity)] = talk.incidents("id, severity")
            self.assertEqual(talk.run("alert", "resolve", str(number))[0], 0)
            talk.say(60, now=NOW + 2700)
            talk.judge(NOW + 2700)
            self.assertEqual(talk.incidents("id, state, returns, ending"),
                             [(number, "open", 1, None)])
            self.assertNotEqual(talk.incidents("severity"), [(severity,)])
            self.assertRegex(talk.subjects()[-1], "back")


class Removed(unittest.TestCase):
    def closed(self, *rules, **more):
        with Talk(PARTS, brands=2) as talk:
            talk.say(30)
            talk.judge()
            self.assertEqual(len(talk.incidents()), 2)
            talk.configure(*rules, **more)
            talk.judge(NOW + 2700)
            self.assertEqual(len(talk.mails()), 1, "nobody is told")
            return talk.incidents("part, state, ending")

    def test_what_nabz_yaml_no_longer_has_is_closed(self):
        gone = ("resolved", "removed")
        both = [("", *gone), ("source:shop", *gone)]
        self.assertEqual(self.closed("name: other"), both)
        self.assertEqual(self.closed("name: spike, brands: [b1], parts: [source]"), both)
        self.assertEqual(self.closed(PARTS, brands=["b1"]), both)
        self.assertEqual(self.closed(PARTS, sources=["x"]),
                         [("", "open", None), ("source:shop", *gone)])
        self.assertEqual(self.closed("name: spike"),
                         [("", "open", None), ("source:shop", *gone)])


if __name__ == "__main__":
    unittest.main()
