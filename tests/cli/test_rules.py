"""Rules of every kind on the demo world: each fires when it must, not when it must not, is told once
and in words that are true of it."""
import json
import unittest

from nabz import World

HISTORY, NOW, SOON = "2026-11-15T12:00:00Z", "2026-11-15T12:30:00Z", "2026-11-15T12:45:00Z"
AWFUL, PLAIN, LOVELY = ("dorsavi is awful, terrible service", "dorsavi opens at nine",
                        "dorsavi is wonderful, I love it")


class RuledWorld(World):
    """The demo world with these rules, its history read and judged."""

    def __init__(self, *rules):
        super().__init__()
        with open(self.file("nabz.yaml"), encoding="utf8") as source:
            text = source.read()
        start, end = text.index("rules:\n"), text.index("mail:\n")
        lines = "".join(f"  - {{team: care, brands: [dorsavi], {rule}}}\n" for rule in rules)
        self.write("nabz.yaml", text[:start] + "rules:\n" + lines + "\n" + text[end:])
        self.said = 0
        self.history = self.crawl(HISTORY)

    def say(self, text, count=1, at="2026-11-15T12:05:00Z", now=NOW, **more):
        """So many more mentions, brought by a source that is known."""
        lines = ""
        for _ in range(count):
            self.said += 1
            lines += json.dumps(dict(more, source="shop-dorsavi", id=f"said-{self.said}", text=text,
                                     published_at=at)) + "\n"
        status, _, trouble = self.run("import", "-", "--now", now, stdin=lines.encode())
        assert status == 0, trouble

    def judge(self, now=NOW):
        assert self.run("crawl", "--no-fetch", "--now", now) == (0, "", "")

    def told(self):
        """Subject and text of every mail so far, by language."""
        found = {"fa": [], "en": []}
        for mail in self.mails():
            language = "fa" if "care@" in str(mail["To"]) else "en"
            found[language].append((str(mail["Subject"]), mail.get_body(("plain",)).get_content()))
        return found

    def incidents(self):
        return self.query("SELECT kind, brand, severity, observed, state FROM v_incidents "
                          "WHERE NOT backfill")

    def replay(self):
        status, out, _ = self.run("alert", "replay", "--since", "2026-11-15T00:00:00Z", "--now",
                                  "2026-11-15T13:00:00Z", "--jsonl")
        assert status == 0
        return [json.loads(line) for line in out.splitlines()]


class Rules(unittest.TestCase):
    def once(self, world):
        """One mail in each language, also after another run; returns them."""
        self.assertEqual(world.history, (0, "", ""))
        world.judge()
        world.judge(SOON)
        told = world.told()
        self.assertEqual((len(told["fa"]), len(told["en"])), (1, 1), told)
        return told["fa"][0] + told["en"][0]

    def test_a_threshold_is_met_by_the_count_alone(self):
        with RuledWorld("name: ten, kind: threshold, floor: 10") as world:
            world.say(AWFUL, 9)
            world.say(PLAIN, 9)
            world.judge()
            self.assertEqual(world.mails(), [])
            world.say(AWFUL)
            fa_subject, fa, en_subject, en = self.once(world)
            self.assertEqual(world.incidents(), [("threshold", "dorsavi", "watch", 10, "open")])
            self.assertIn("10 negative in one hour", en_subject)
            self.assertIn("10 negative mentions in one hour", en)
            self.assertIn("From shop-dorsavi: all of them.", en)
            self.assertIn("همهٔ آنها از", fa)
            self.assertIn("۱۰ نظر منفی در یک ساعت", fa_subject)
            for text in (en, en_subject, fa, fa_subject):
                self.assertNotIn("usual (", text)
                self.assertNotIn("معمول ", text.replace("معمول تا", ""))  # the picture has it
            self.assertNotIn("chance", en)
            self.assertEqual([(x["event"], x["observed"]) for x in world.replay()],
                             [("opened", 10)])

    def test_twice_the_threshold_is_high_and_told_as_grown(self):
        with RuledWorld("name: ten, kind: threshold, floor: 10") as world:
            world.say(AWFUL, 10)
            world.judge()
            world.say(AWFUL, 10)
            world.judge(SOON)
            self.assertEqual(world.incidents(), [("threshold", "dorsavi", "high", 20, "open")])
            self.assertIn("[High, grown]", world.told()["en"][-1][0])

    def test_volume_counts_every_mention_and_says_so(self):
        with RuledWorld("name: rush, kind: volume") as world:
            world.judge()
            self.assertEqual(world.mails(), [])
            world.say(PLAIN, 60)
            fa_subject, fa, en_subject, en = self.once(world)
            [(kind, _, severity, observed, _)] = world.incidents()
            self.assertEqual((kind, severity, observed), ("volume", "high", 61))
            self.assertIn("61 mentions in one hour", en_subject)
            self.assertIn("61 mentions of every kind in one hour", en)
            self.assertIn("all mentions", en)
            self.assertIn("۶۱ نظر در یک ساعت", fa_subject)
            for text in (en, en_subject):
                self.assertNotIn("negative", text)
            for text in (fa, fa_subject):
                self.assertNotIn("منفی", text)
            [event] = world.replay()
            self.assertEqual((event["event"], event["observed"]), ("opened", 61))

    def test_a_rush_of_negatives_within_few_is_no_volume(self):
        with RuledWorld("name: rush, kind: volume") as world:
            world.say(AWFUL, 6)
            world.judge()
            self.assertEqual(world.mails(), [])

    def test_a_share_rises_when_tone_does_and_not_when_volume_does(self):
        with RuledWorld("name: tone, kind: share, window: 3h") as world:
            world.say(LOVELY, 60)
            world.say(AWFUL, 15)
            world.judge()
            self.assertEqual(world.mails(), [])
            world.say(AWFUL, 140)
            fa_subject, fa, en_subject, en = self.once(world)
            [(kind, _, _, observed, _)] = world.incidents()
            self.assertEqual(kind, "share")
            self.assertGreaterEqual(observed, 155)
            self.assertRegex(en_subject, r"\d\d % negative in 3 hours \(usual \d+ %\)")
            self.assertRegex(en, r"\d\d % of the mentions in 3 hours are negative")
            self.assertRegex(fa_subject, "[۰-۹]٪ نظرها در ۳ ساعت منفی است")
            self.assertIn("opened", [x["event"] for x in world.replay()])

    def test_a_share_of_few_mentions_says_nothing(self):
        with RuledWorld("name: tone, kind: share, window: 1h, floor: 40") as world:
            world.say(AWFUL, 29)
            world.judge()
            self.assertEqual(world.mails(), [])

    def test_a_watched_word_is_told_at_once_whatever_its_tone_and_spelling(self):
        with RuledWorld('name: danger, kind: words, words: ["poison*", "data leak"]') as world:
            world.say(AWFUL, 3)
            world.judge()
            self.assertEqual(world.mails(), [])
            world.say("lovely dorsavi, no POISONING at all")
            fa_subject, fa, en_subject, en = self.once(world)
            self.assertEqual(world.incidents(), [("words", "dorsavi", "high", 1, "open")])
            self.assertIn("a watched word in one mention", en_subject)
            self.assertIn("poison*", en_subject)
            self.assertIn("no POISONING at all", en)
            self.assertIn("واژهٔ حساس در یک نظر", fa_subject)
            for text in (en, en_subject):
                self.assertNotIn("egative", text.split("--")[0].replace("Negative mentions", ""))
            self.assertEqual([(x["event"], x["observed"]) for x in world.replay()],
                             [("opened", 1)])

    def test_watched_words_that_follow_are_the_same_incident_and_its_end_is_not_mailed(self):
        with RuledWorld('name: danger, kind: words, words: [poison, "data leak"], window: 1h') as world:
            world.say("dorsavi is poison")
            world.judge()
            world.say("a #data_leak at dorsavi", 2, at="2026-11-15T12:35:00Z")
            world.judge(SOON)
            self.assertEqual(len(world.mails()), 2)
            self.assertEqual(world.crawl("2026-11-15T18:30:00Z"), (0, "", ""))
            self.assertEqual(len(world.mails()), 2)
            self.assertEqual([x[4] for x in world.incidents()], ["resolved"])
            world.say("dorsavi is poison again", at="2026-11-15T18:20:00Z", now="2026-11-15T18:40:00Z")
            world.judge("2026-11-15T18:40:00Z")
            self.assertEqual(len(world.mails()), 4)

    def test_reach_is_a_negative_mention_by_a_large_account(self):
        with RuledWorld("name: loud, kind: reach, followers: 50000") as world:
            world.say(AWFUL, 3, reach=49999)
            world.say(LOVELY, 3, reach=900000)
            world.judge()
            self.assertEqual(world.mails(), [])
            world.say(AWFUL, reach=50000)
            fa_subject, fa, en_subject, en = self.once(world)
            self.assertEqual(world.incidents(), [("reach", "dorsavi", "high", 1, "open")])
            self.assertIn("a negative mention by an account with many followers", en_subject)
            self.assertIn("The account has 50,000 followers.", en)
            self.assertIn("۵۰٬۰۰۰ دنبال‌کننده", fa)
            self.assertIn("پرمخاطب", fa_subject)
            self.assertEqual([(x["event"], x["observed"]) for x in world.replay()],
                             [("opened", 1)])

    def test_words_of_days_ago_and_of_other_brands_are_not_told(self):
        with RuledWorld("name: danger, kind: words, words: [poison]") as world:
            world.say("dorsavi is poison", at="2026-11-12T12:05:00Z")
            status, _, trouble = world.run("import", "-", "--now", NOW, stdin=json.dumps(
                {"source": "shop-zarinak", "id": "z", "text": "zarinak is poison",
                 "published_at": NOW}).encode())
            self.assertEqual(status, 0, trouble)
            world.judge()
            self.assertEqual(world.mails(), [])

    def test_a_watched_word_that_cannot_be_one_is_refused(self):
        with RuledWorld('name: danger, kind: words, words: ["!!"]') as world:
            status, _, trouble = world.history
            self.assertEqual(status, 3)
            self.assertIn("danger: words", trouble)

    QUIET = "2026-11-17T12:30:00Z"

    def test_a_brand_gone_quiet_is_told_as_quiet(self):
        with RuledWorld("name: hush, kind: silence") as world:
            self.assertEqual(world.history, (0, "", ""))
            for day in ("16T00", "16T12", "17T00", "17T06"):
                # The sites go on answering, and have nothing new.
                self.assertEqual(world.run("crawl", "--now", f"2026-11-{day}:30:00Z"), (0, "", ""))
            self.assertEqual(world.run("crawl", "--now", self.QUIET), (0, "", ""))
            self.assertEqual([x[:2] for x in world.incidents()], [("silence", "dorsavi")])
            told = world.told()
            self.assertEqual((len(told["fa"]), len(told["en"])), (1, 1), told)
            [(subject, text)] = told["en"]
            self.assertRegex(subject, r"quiet, mentions in 24 hours: \d+ \(usual \d+\)")
            self.assertIn("Every source was read", text)
            self.assertNotIn("Why?", text)
            self.assertNotIn("egative", subject + text)
            self.assertNotIn("منفی", "".join(told["fa"][0]))
            status, out, _ = world.run("alert", "replay", "--since", "2026-11-15T00:00:00Z",
                                       "--now", self.QUIET, "--jsonl")
            self.assertIn('"opened"', out)

    def test_a_brand_that_is_talked_about_is_not_quiet(self):
        with RuledWorld("name: hush, kind: silence") as world:
            for day in ("16T00", "16T12", "17T00", "17T12"):
                self.assertEqual(world.crawl(f"2026-11-{day}:30:00Z"), (0, "", ""))
            self.assertEqual(world.incidents(), [])

    def test_an_outage_is_not_silence(self):
        with RuledWorld("name: hush, kind: silence") as world:
            world.stop(0)
            for day in ("16T00", "16T12", "17T00", "17T12"):
                status, _, _ = world.run("crawl", "--now", f"2026-11-{day}:30:00Z")
                self.assertNotEqual(status, 0)
            self.assertEqual(world.incidents(), [])

    def test_a_source_that_was_not_read_hides_silence(self):
        with RuledWorld("name: hush, kind: silence") as world:
            with open(world.file("nabz.yaml"), encoding="utf8") as source:
                text = source.read()
            world.write("nabz.yaml", text.replace("  - name: shop-dorsavi\n",
                                                  "  - name: shop-dorsavi\n    enabled: no\n"))
            for day in ("16T00", "16T12", "17T00", "17T12"):
                self.assertEqual(world.run("crawl", "--now", f"2026-11-{day}:30:00Z"), (0, "", ""))
            self.assertEqual(world.incidents(), [])

    def test_a_kind_added_later_takes_what_it_finds_for_history(self):
        with RuledWorld("name: spike") as world:
            world.say(PLAIN, 60)
            with open(world.file("nabz.yaml"), encoding="utf8") as source:
                text = source.read()
            world.write("nabz.yaml", text.replace("name: spike", "name: rush, kind: volume"))
            world.judge()
            self.assertEqual(world.mails(), [])
            self.assertEqual(world.query("SELECT kind, backfill FROM v_incidents"), [("volume", 1)])


if __name__ == "__main__":
    unittest.main()
