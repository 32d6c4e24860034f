"""What is said more than before is found, by brand and need, and kept once a day."""
import json
import unittest

from nabz import Folder, json_lines

CONFIG = """\
database: nabz.db
time_zone: Asia/Tehran
brands:
  - {name: rahaab, any: [rahaab]}
  - {name: quiet, any: [quietbrand]}
"""
NOW = ("--now", "2026-11-22T12:00:00Z")
FILLER = ["delivery was fine today", "the box came in time", "price went up again",
          "قیمت خیلی بالا رفته", "support answered my question", "the app is good and it works for me"]


def said(days_ago, number, text):
    return json.dumps({"source": "s", "id": f"{days_ago}-{number}", "text": f"rahaab {text}",
                       "author": f"a{number}", "published_at":
                       f"2026-{11 if days_ago < 22 else 10}-{22 - days_ago if days_ago < 22 else 53 - days_ago:02}"
                       f"T10:{number % 60:02}:00Z"}) + "\n"


class Risers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.folder.write("nabz.yaml", CONFIG)
        lines = [said(day, i, f"{FILLER[(day + i) % 6]} number {i}") for day in range(1, 34)
                 for i in range(12)]
        lines += [said(day, 100 + i, "the gift card expired #late_gift @sara knows")
                  for day in range(1, 5) for i in range(6)]
        lines += [said(day, 200 + i, ("کارت هدیه کار نمی‌کند", "کارت هدیه‌ها کار نمی کند")[i % 2])
                  for day in range(1, 4) for i in range(5)]
        lines += [said(day, 400 + i, "sefareshamo kansel kardan va dige pas nemidan")
                  for day in range(1, 4) for i in range(5)]
        lines += [said(day, 300 + i, "ok") for day in range(1, 4) for i in range(9)]
        status, _, trouble = cls.folder.run("import", "-", *NOW, stdin="".join(lines).encode())
        assert (status, trouble) == (0, ""), trouble

    @classmethod
    def tearDownClass(cls):
        cls.folder.__exit__()

    def risers(self, *options):
        status, out, trouble = self.folder.run("risers", "--jsonl", *options, *NOW)
        self.assertEqual((status, trouble), (0, ""))
        return json_lines(out)

    def test_what_is_new_stands_first_and_what_is_usual_is_not_there(self):
        rows = self.risers("--brand", "rahaab")
        found = {row["words"]: row for row in rows}
        self.assertEqual(found["gift card"]["kind"], "phrase")
        self.assertEqual((found["gift card"]["mentions"], found["gift card"]["usual"]), (24, 0))
        self.assertEqual(found["late_gift"]["kind"], "hashtag")
        self.assertIn("کارت هدیه", found)
        # Alone the verb tells nothing; endings and spaces do not make it another word.
        self.assertEqual([found[words]["mentions"] for words in ("کار نمیکند", "کارت هدیه")],
                         [15, 15])
        self.assertIn("kansel", " ".join(found))
        for word in ("kardan", "va", "dige", "dige pas", "نمیکند"):
            self.assertNotIn(word, found)
        for word in ("rahaab", "delivery", "price", "the", "is", "sara", "قیمت", "ok"):
            self.assertNotIn(word, found)
        self.assertEqual([row["z"] for row in rows], sorted((r["z"] for r in rows), reverse=True))

    def test_a_week_in_which_nothing_was_new_has_none(self):
        self.assertEqual(self.risers("--until", "2026-11-16"), [])

    def test_a_crawl_keeps_them_once_a_day_for_the_views_and_the_digest(self):
        self.assertEqual(self.folder.run("crawl", "--no-fetch", *NOW)[0], 0)
        kept = self.folder.query("SELECT words, mentions, until_local FROM v_risers WHERE "
                                 "brand = 'rahaab' AND need = '' AND words = 'gift card'")
        self.assertEqual(kept, [("gift card", 24, "2026-11-22 15:30:00")])
        self.assertEqual(self.folder.run("crawl", "--no-fetch", "--now",
                                         "2026-11-22T13:00:00Z")[0], 0)
        self.assertEqual(self.folder.query("SELECT DISTINCT until_local FROM v_risers"),
                         [("2026-11-22 15:30:00",)])
        self.assertEqual(self.folder.run("crawl", "--no-fetch", "--now",
                                         "2026-12-25T13:00:00Z")[0], 0)
        self.assertEqual(self.folder.query("SELECT count(*) FROM risers"), [(0,)])
        self.assertEqual(self.folder.query("SELECT count(*) FROM brands WHERE name = 'quiet'"),
                         [(0,)])

    def test_what_nobody_knows_is_told(self):
        for options, why in ((("--brand", "x"), "no brand 'x'"), (("--need", "x"), "no need 'x'")):
            status, out, trouble = self.folder.run("risers", *options)
            self.assertEqual((status, out, why in trouble), (2, "", True))


if __name__ == "__main__":
    unittest.main()
