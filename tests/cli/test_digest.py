"""The digest: what a team reads of a day or a week, counted again from the mentions."""
import json
import os
import unittest

from nabz import BUILD, World, json_lines

HISTORY, SPIKE = "2026-11-15T12:00:00Z", "2026-11-15T16:00:00Z"
CARE, LEAD = "care@zarinak.example", "lead@zarinak.example"
NEXT = "2026-11-16T05:00:00Z"  # 08:30 in Tehran
DAY = ("2026-11-14T20:30:00Z", "2026-11-15T20:30:00Z")
BEFORE = ("2026-11-07T20:30:00Z", "2026-11-08T20:30:00Z")


class DigestWorld(World):
    def __init__(self, settings):
        super().__init__()
        self.settings(settings)
        assert self.crawl(HISTORY) == (0, "", "")
        assert self.crawl(SPIKE) == (0, "", "")

    def settings(self, settings):
        with open(self.file("nabz.yaml"), encoding="utf8") as source:
            text = source.read()
        head, tail = text.split("\nrules:\n")
        head = head.split("\n    digest:")[0]
        self.write("nabz.yaml", f"{head}\n    digest: {settings}\n\nrules:\n{tail}")

    def later(self, now):
        got = self.run("crawl", "--no-fetch", "--now", now)
        assert got == (0, "", ""), got

    def digests(self, address=LEAD):
        return [mail for mail in self.mails() if "digest" in mail["Message-ID"] and
                mail["To"].addresses[0].addr_spec == address]

    def counted(self, brand, period, source=None):
        """Mentions and negatives, from the view and not from the facts."""
        where = f"AND source = '{source}'" if source else ""
        [[total, negative]] = self.query(
            "SELECT count(*), coalesce(sum(label = 'negative'), 0) FROM v_mentions WHERE "
            f"brand = '{brand}' AND posted_utc >= '{period[0]}' AND posted_utc < '{period[1]}' "
            + where)
        return total, negative

    def line(self, brand, source=None):
        now, before = (self.counted(brand, period, source) for period in (DAY, BEFORE))
        return (f"mentions: {now[0]:,}, negative: {now[1]:,} "
                f"(a week before: {before[0]:,} and {before[1]:,})")


class ADigest(unittest.TestCase):
    def test_it_goes_out_once_when_its_time_has_come(self):
        with DigestWorld('{every: daily, at: "08:30"}') as world:
            world.later("2026-11-16T04:59:00Z")
            first = [mail["Subject"] for mail in world.digests()]
            for now in (NEXT, "2026-11-16T05:15:00Z", "2026-11-16T12:00:00Z"):
                world.later(now)
            subjects = [mail["Subject"] for mail in world.digests()]
            self.assertEqual(len(subjects), len(first) + 1)
            self.assertEqual(subjects[-1], "Digest of Sunday 15 November 2026")
            self.assertEqual(len(world.digests(CARE)), len(subjects))
            self.assertIn("۲۴ آبان ۱۴۰۵", world.digests(CARE)[-1]["Subject"])
            [keys] = world.query("SELECT count(DISTINCT key) FROM deliveries "
                                 "WHERE key = 'digest care 2026-11-16'")
            self.assertEqual(keys, (1,))
            world.later("2026-11-17T05:00:00Z")
            self.assertEqual(len(world.digests()), len(subjects) + 1)

    def test_its_numbers_are_those_of_the_mentions(self):
        with DigestWorld("{every: daily}") as world:
            status, out, trouble = world.run("digest", "--now", NEXT, "--team", "care")
            self.assertEqual((status, trouble), (0, ""))
            self.assertTrue(out.startswith("گزارش روز"), out)
            world.later(NEXT)
            mail = world.digests()[-1]
            text = mail.get_body(("plain",)).get_content()
            for brand, title in (("zarinak", "Zarinak"), ("dorsavi", "Dorsavi")):
                part = text.split(f"\n{title}\n")[1].split("\n\n")[0]
                self.assertIn(f"- all: {world.line(brand)}\n", part)
                for [source] in world.query(
                        f"SELECT DISTINCT source FROM v_mentions WHERE brand = '{brand}' AND "
                        f"posted_utc >= '{DAY[0]}' AND posted_utc < '{DAY[1]}'"):
                    self.assertIn(f"- {source}: {world.line(brand, source)}\n", part + "\n")
                for need, total, negative in world.query(
                        "SELECT need, sum(total), sum(negative) FROM v_needs WHERE brand = "
                        f"'{brand}' AND day_local = '2026-11-15' GROUP BY need "
                        "HAVING sum(total) > 9"):
                    self.assertIn(f"- {need}: mentions: {total}, negative: {negative} (", part)
            self.assertIn("Said more than before", text)
            self.assertIn("Open incidents", text)
            self.assertIn("nabz alert show 1", text)
            worst = text.split("The worst\n> ")[1].split("\n")[0].rstrip("…")
            [[label]] = world.query("SELECT DISTINCT label FROM v_mentions WHERE "
                                    f"replace(text, char(10), ' ') LIKE '{worst[:40]}%'")
            self.assertEqual(label, "negative")
            self.assertEqual(mail.get_content_type(), "multipart/alternative")
            page = world.digests(CARE)[-1].get_body(("html",)).get_content()
            self.assertIn('dir="rtl" lang="fa"', page)

    def test_days_that_no_run_saw_are_told_with_the_next_one(self):
        with DigestWorld("{every: daily}") as world:
            world.later(NEXT)
            world.later("2026-11-19T05:00:00Z")
            world.later("2026-11-19T06:00:00Z")
            self.assertEqual([mail["Subject"] for mail in world.digests()][-2:],
                             ["Digest of Sunday 15 November 2026",
                              "Digest of several days, Monday 16 November 2026 to Wednesday "
                              "18 November 2026"])
            world.later("2026-12-25T05:00:00Z")
            self.assertIn("Friday 18 December", world.digests()[-1]["Subject"])

    def test_what_ended_meanwhile_stands_in_it_with_how_bad_it_was(self):
        with DigestWorld("{every: none}") as world:
            [[number]] = world.query("SELECT id FROM v_incidents WHERE state = 'open'")
            text = world.run("digest", "--now", NEXT)[1]
            self.assertIn("رویدادهای باز", text)
            self.assertNotIn("رویدادهایی که تمام شد", text)
            world.run("alert", "resolve", str(number), "--now", "2026-11-15T21:00:00Z")
            text = world.run("digest", "--now", NEXT)[1]
            self.assertNotIn("رویدادهای باز", text)
            over = text.split("رویدادهایی که تمام شد\n")[1].split("\n\n")[0]
            self.assertRegex(over, "- زرینک · بحرانی\n  ۳۵ نظر منفی در ۳ ساعت.* · از یکشنبه ۲۴ آبان "
                                   "۱۴۰۵، ساعت ۱۶:۳۰ تا دوشنبه ۲۵ آبان ۱۴۰۵، ساعت ۰۰:۳۰\n")
            for now, told in (("2026-11-17T05:00:00Z", True), ("2026-11-18T05:00:00Z", False)):
                self.assertIs("تمام شد" in world.run("digest", "--now", now)[1], told, now)

    def test_chats_and_programs_get_it_too(self):
        with DigestWorld("{every: none}") as world:
            world.write("hooks.map", "POST /chat\n  status 200\nPOST /hook\n  status 204\n"
                        "POST /issues\n  status 201\n")
            port = world.start([os.path.join(BUILD, "bin", "loopback_http"), "--map",
                                world.file("hooks.map"), "--port-file", world.file("hooks.port"),
                                "--log", world.file("requests")], "hooks.port")
            rows = [f'{{name: {name}, kind: {kind}, url: "http://127.0.0.1:{port}/{path}", '
                    f'allow_private: yes{more}}}' for name, kind, path, more in (
                        ("room", "telegram", "chat", ', chat: "-1", language: en'),
                        ("hook", "json", "hook", ""), ("issues", "ticket", "issues", ""))]
            world.settings("{every: daily}\n    webhooks: [" + ", ".join(rows) + "]")
            world.later(NEXT)
            with open(world.file("requests"), encoding="utf8") as log:
                told = {row["target"]: json.loads(row["body"]) for row in json_lines(log.read())}
            self.assertEqual(sorted(told), ["/chat", "/hook"])
            self.assertTrue(told["/chat"]["text"].startswith("Digest of Sunday 15 November 2026\n"))
            self.assertIn(world.line("zarinak"), told["/chat"]["text"])
            event = told["/hook"]
            self.assertEqual((event["event"], event["from"], event["to"]), ("digest", *DAY))
            for brand in event["brands"]:
                now, before = (world.counted(brand["name"], span) for span in (DAY, BEFORE))
                self.assertEqual((brand["total"], brand["negative"]), now)
                self.assertEqual((brand["total_before"], brand["negative_before"]), before)
                self.assertEqual(sum(one["total"] for one in brand["sources"]), now[0])

    def test_what_the_limit_of_a_day_held_is_folded_into_it(self):
        with DigestWorld("{every: daily}\n    mails_a_day: 1\n    remind: 1h") as world:
            database = world.database()
            with database:
                database.execute("UPDATE incidents SET severity = 'high', p = 0")
            database.close()
            for hour in (17, 18, 19):
                world.later(f"2026-11-15T{hour}:30:00Z")
            [[held]] = world.query("SELECT count(*) FROM v_deliveries WHERE state = 'held' "
                                   f"AND recipient = '{LEAD}'")
            self.assertGreater(held, 1)
            world.later("2026-11-15T21:00:00Z")  # the next day, and not yet time
            world.later(NEXT)
            world.later("2026-11-16T06:00:00Z")
            self.assertEqual(world.query("SELECT count(*) FROM v_deliveries WHERE event = "
                                         "'held-back'"), [(0,)])
            text = world.digests()[-1].get_body(("plain",)).get_content()
            self.assertIn(f"{held} messages were not sent: over the day's limit", text)
            self.assertEqual(world.query("SELECT DISTINCT last_answer LIKE 'told of in <digest-%' "
                                         "FROM v_deliveries WHERE state = 'held' AND "
                                         f"created_utc < '{DAY[1]}'"), [(1,)])

    def test_a_week_is_from_saturday_to_friday(self):
        with DigestWorld("{every: weekly}") as world:
            world.later("2026-11-21T04:29:00Z")
            before = len(world.digests())
            world.later("2026-11-21T04:30:00Z")
            world.later("2026-11-25T04:30:00Z")
            self.assertEqual(len(world.digests()), before + 1)
            self.assertEqual(world.digests()[-1]["Subject"], "Digest of the week, Saturday 14 "
                             "November 2026 to Friday 20 November 2026")

    def test_what_is_muted_and_who_did_not_answer_stand_in_it(self):
        with DigestWorld("{every: daily}") as world:
            world.run("alert", "mute", "1", "--for", "3d", "--reason", "known: a strike",
                      "--now", SPIKE)
            world.stop(0)
            self.assertEqual(world.run("crawl", "--all", "--now", "2026-11-15T18:00:00Z")[0], 6)
            world.later(NEXT)
            text = world.digests()[-1].get_body(("plain",)).get_content()
            self.assertIn("Muted until Wednesday 18 November 2026", text)
            self.assertIn("known: a strike", text)
            self.assertIn("10 of 10 sources did not answer", text)

    def test_an_empty_day_is_a_line_or_nothing(self):
        far = "2027-03-01T05:00:00Z"
        for settings, count in (("{every: daily}", 1), ("{every: daily, empty: nothing}", 0)):
            with self.subTest(settings=settings), DigestWorld("{every: none}") as world:
                world.run("alert", "resolve", "1")
                world.settings(settings)
                world.later(far)
                digests = [mail for mail in world.digests() if "March" in mail["Subject"] or
                           "February" in mail["Subject"]]
                self.assertEqual(len(digests), count)
                for mail in digests:
                    self.assertIn("Nothing was said", mail.get_body(("plain",)).get_content())

    def test_by_hand_it_goes_out_at_once(self):
        with DigestWorld("{every: none}") as world:
            self.assertEqual(world.digests(), [])
            self.assertEqual(world.run("digest", "--send", "--now", NEXT), (0, "", ""))
            self.assertEqual((len(world.digests()), len(world.digests(CARE))), (1, 1))
            status, _, trouble = world.run("digest", "--team", "nobody")
            self.assertEqual(status, 2)
            self.assertIn("no team 'nobody'", trouble)

    def test_one_that_waits_is_told_without_the_words_of_who_is_forgotten_by_then(self):
        with DigestWorld("{every: none}") as world:
            down = 'url: "http://127.0.0.1:1/", allow_private: yes'
            world.settings("{every: none}\n    webhooks: [{name: room, kind: slack, language: en, "
                           f"{down}}}, {{name: hook, {down}}}]")
            world.run("digest", "--send", "--now", NEXT)
            told = ("SELECT CAST(body AS TEXT) FROM deliveries WHERE event = 'digest' "
                    "AND channel = 'webhook'")
            [(text, author)] = world.query(
                "SELECT text, author FROM mentions WHERE author IS NOT NULL AND id IN "
                "(SELECT mention_id FROM delivery_quotes WHERE delivery_id IN (SELECT id FROM "
                "deliveries WHERE event = 'digest')) LIMIT 1")
            self.assertEqual(len(world.query(told)), 2)
            for body, in world.query(told):
                self.assertIn(text[:20], body)
            self.assertEqual(world.run("erase", author, "--yes")[0], 0)
            for body, in world.query(told):
                self.assertNotIn(text[:20], body)
                self.assertNotIn(author, body)
                self.assertIn("zarinak", body)
            # Of what was sent, nothing is left.
            self.assertEqual(world.query("SELECT DISTINCT length(body) FROM deliveries "
                                         "WHERE event = 'digest' AND state = 'sent'"), [(0,)])

    def test_a_killed_run_sends_it_once(self):
        preload = {"LD_PRELOAD": os.environ["NABZ_KILL_AT"],
                   "ASAN_OPTIONS": "verify_asan_link_order=0"}
        with DigestWorld("{every: none}") as world:
            world.settings("{every: daily}")
            for step in range(1, 200, 9):
                status, _, _ = world.run("crawl", "--no-fetch", "--now", NEXT,
                                         extra=dict(preload, KILL_AT=str(step)))
                if status == 0:
                    break
                self.assertEqual(status, -9)
            world.later(NEXT)
            self.assertEqual(world.query("SELECT count(*), count(DISTINCT message_id) "
                                         "FROM v_deliveries WHERE event = 'digest'"), [(2, 2)])
            self.assertEqual(len({mail["Message-ID"] for mail in world.digests()}), 1)


if __name__ == "__main__":
    unittest.main()
