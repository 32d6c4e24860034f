"""Incidents that come back, get worse, or are no longer in nabz.yaml."""
import json
import re
import unittest

from talk import BAD, HOUR, NOW, Talk, time_of

PARTS = "name: spike, parts: [source]"


class Returns(unittest.TestCase):
    def test_what_comes_back_within_the_cooldown_is_the_same_incident(self):
        with Talk("name: spike") as talk:
            talk.days(range(46), bad=(0, 24))
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
            talk.days(range(28), bad=(0, 24))
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


class Worsening(unittest.TestCase):
    def test_what_gets_worse_is_told_with_its_worst_numbers_later(self):
        with Talk("name: spike") as talk:
            talk.say(30)
            talk.judge()
            [(severity, first)] = talk.incidents("severity, observed")
            self.assertEqual(severity, "critical")
            talk.say(60, at=NOW + 1900, now=NOW + 3000)
            talk.judge(NOW + 3000)
            self.assertEqual(len(talk.mails()), 1, "no severity is above critical")
            [(severity, worst)] = talk.incidents("severity, observed")
            self.assertEqual(severity, "critical")
            self.assertGreaterEqual(worst, first + 60)
            talk.days(range(1, 30))
            self.assertEqual(talk.incidents("state"), [("resolved",)])
            _, over = talk.mails()
            text = over.get_body(("plain",)).get_content()
            self.assertIn(f"At its worst: {worst:.0f} negative", text)
            self.assertIn("How bad was it?", text)

    def test_what_one_author_began_is_worse_when_others_join(self):
        with Talk("name: spike") as talk:
            talk.say(30, author="loud")
            talk.judge()
            self.assertEqual(talk.incidents("severity"), [("high",)])
            for i in range(100):
                talk.take([talk.mention("b0", "shop", NOW + 1900, BAD, author=f"p{i}")], NOW + 3000)
            talk.cover(NOW, NOW + 3000)
            talk.judge(NOW + 3000)
            self.assertEqual(talk.incidents("severity, people"), [("critical", 101)])
            self.assertIn("At least 101 people wrote it.",
                          talk.mails()[1].get_body(("plain",)).get_content())
            self.assertEqual(["grown" in subject for subject in talk.subjects()], [False, True])

    def test_what_was_before_its_return_is_not_its_worst(self):
        with Talk("name: spike") as talk:
            talk.say(60)
            talk.judge()
            talk.days(range(1, 17))
            self.assertEqual(talk.incidents("state"), [("resolved",)])
            again = NOW + 18 * HOUR
            talk.say(12, at=again + 60, now=again + 1800)
            talk.judge(again + 1800)
            [told] = talk.incidents("returns, observed")
            talk.judge(again + 2400)
            self.assertEqual(talk.incidents("returns, observed"), [told])
            self.assertLess(told[1], 60)


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
