"""The main job, end to end, on the demo world."""
import unittest

from nabz import World

HISTORY, SPIKE, LATER = "2026-11-15T12:00:00Z", "2026-11-15T16:00:00Z", "2026-11-16T12:00:00Z"


class TheMainJob(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.first = cls.world.crawl(HISTORY)
        cls.mails_after_history = len(cls.world.mails())
        cls.second = cls.world.crawl(SPIKE)

    @classmethod
    def tearDownClass(cls):
        cls.world.__exit__()

    def test_a_crawl_that_goes_well_is_silent(self):
        self.assertEqual(self.first, (0, "", ""))
        self.assertEqual(self.second, (0, "", ""))

    def test_history_is_stored_and_nobody_is_told_of_it(self):
        self.assertEqual(self.mails_after_history, 0)
        [(oldest, newest)] = self.world.query(
            "SELECT min(published_at), max(published_at) FROM mentions")
        self.assertGreater(newest - oldest, 20 * 86400)

    def test_every_source_brings_mentions_and_every_language_is_there(self):
        sources = dict(self.world.query("SELECT source, count(*) FROM v_mentions GROUP BY 1"))
        self.assertEqual(len(sources), 10)
        self.assertGreater(min(sources.values()), 10)
        languages = {row[0] for row in self.world.query("SELECT DISTINCT language FROM v_mentions")}
        self.assertLessEqual({"fa", "en", "fa-Latn", "mixed"}, languages)

    def test_no_mention_is_stored_twice(self):
        [(rows, distinct)] = self.world.query(
            "SELECT count(*), count(DISTINCT source || ' ' || native_id) FROM v_mentions")
        self.assertEqual(rows, distinct)

    def test_the_burst_is_one_incident_of_the_right_brand(self):
        incidents = self.world.query("SELECT brand, state FROM v_incidents WHERE NOT backfill")
        self.assertEqual(incidents, [("zarinak", "open")])

    def test_each_recipient_has_one_mail_in_their_language(self):
        mails = self.world.mails()
        self.assertEqual(sorted(mail["To"].addresses[0].addr_spec for mail in mails),
                         ["care@zarinak.example", "lead@zarinak.example"])
        for mail in mails:
            text = mail.get_body(("plain",)).get_content()
            html = mail.get_body(("html",)).get_content()
            persian = "care@" in str(mail["To"])
            self.assertIn("زرینک" if persian else "Zarinak", str(mail["Subject"]))
            self.assertTrue("تاخیر" in text or "late" in text, text)
            self.assertRegex(html, '<html[^>]* dir="%s"' % ("rtl" if persian else "ltr"))

    def test_a_third_crawl_brings_no_second_mail_of_the_same(self):
        before = len(self.world.mails())
        status, out, trouble = self.world.crawl(SPIKE)
        self.assertEqual((status, out, trouble), (0, "", ""))
        self.assertEqual(len(self.world.mails()), before)

    def test_what_a_new_source_brings_is_its_past_and_no_spike(self):
        with World() as world:
            world.crawl(HISTORY)
            lines = "".join(
                '{"source":"new-shop","id":"%d","text":"زرینک افتضاحه zarinak awful",'
                '"published_at":"2026-11-15T%02d:%02d:00Z"}\n' % (i, i // 10, i % 10)
                for i in range(120))
            self.assertEqual(world.run("import", "-", "--now", HISTORY, stdin=lines.encode())[0], 0)
            self.assertEqual(world.run("crawl", "--no-fetch", "--now", HISTORY), (0, "", ""))
            self.assertEqual(world.mails(), [])
            self.assertEqual(world.crawl(SPIKE), (0, "", ""))
            self.assertEqual(len(world.mails()), 2, "the other sources are judged all the same")
            [(observed, sources)] = world.query("SELECT observed, sources FROM v_incidents WHERE "
                                                "brand = 'zarinak' AND NOT backfill")
            self.assertLess(observed, 100)
            self.assertNotIn("new-shop", sources)

    def test_what_was_stored_is_found_and_explained(self):
        status, out, _ = self.world.run("mentions", "--brand", "zarinak", "--label", "negative",
                                        "--limit", "1", "--jsonl")
        self.assertEqual(status, 0)
        mention = __import__("json").loads(out)
        status, out, _ = self.world.run("explain", str(mention["id"]))
        self.assertEqual(status, 0)
        self.assertIn("negative", out)


if __name__ == "__main__":
    unittest.main()
